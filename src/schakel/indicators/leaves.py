"""Leaves: the units of one kind, grouped by everything that can be asked about them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from schakel.indicators.askable import Askable, conditions
from schakel.indicators.atoms import ALWAYS
from schakel.indicators.counting import COUNT, base_step, tabulate
from schakel.indicators.dimensions import KINDS
from schakel.indicators.kind import Context
from schakel.indicators.population import population_rules
from schakel.model.alliance import Alliance
from schakel.model.delivery import Coverage
from schakel.model.indicator import DimensionRule, Indicator
from schakel.model.table import TOTAL, Dimension, Table
from schakel.store.engine import Input, connect
from schakel_base.text import NOTHING

Published = Mapping[str, Sequence[str]]
"""The categories of dimensions that follow from data, as they were published: codes by name."""


def read_leaves(offer: Askable, alliance: Alliance, chain: Mapping[str, Input]) -> pa.Table:
    """Return the leaves of a kind of unit: what is known of each, and `n` units."""
    step = base_step(_all_at_once(offer), alliance)
    with connect({name: chain[name] for name in step.inputs}) as connection:
        found = connection.sql(step.sql).to_arrow_table()
    # In one order, so that the same secret draws the same table on any machine.
    return found.sort_by([(name, "ascending") for name in found.column_names])


def columns_asked(offer: Askable, alliance: Alliance) -> dict[str, tuple[str, ...]]:
    """Return the columns of leaves by the dimension that asks them; conditions of populations are always asked."""
    asked = _all_at_once(offer)
    found = dict(zip((rule.name for rule in asked.dimensions), _columns_of(asked, alliance), strict=True))
    always = tuple(column for name, columns in found.items() if name not in offer.dimensions for column in columns)
    return {name: columns for name, columns in found.items() if name in offer.dimensions} | {ALWAYS: always}


def tabulate_leaves(
    indicator: Indicator,
    offer: Askable,
    alliance: Alliance,
    leaves: pa.Table,
    published: Published,
    synthetic: bool = False,
    complete: Coverage | None = None,
) -> Table:
    """Return the table that a question asks, over leaves; what was published decides which categories it has.

    Parameters
    ----------
    leaves
        What is known of each, and `n`: units, or what was drawn in their place.
    """
    asked = {wanted: kept for kept, wanted in _renamed(indicator, offer, alliance)}
    base = pa.table({**{name: leaves[kept] for name, kept in asked.items()}, COUNT: leaves[COUNT]})
    return _as_published(tabulate(indicator, alliance, base, synthetic, complete), published)


def _as_published(table: Table, published: Published) -> Table:
    sides = tuple(_side(one, published) for one in table.dimensions)
    shown = [{category.code for category in side.categories} for side in sides]
    cells = (cell for cell in table.cells if all(c in s for c, s in zip(cell.coordinates, shown, strict=True)))
    told = {
        along: tuple(one for one in ones if all(c in s for c, s in zip(one.coordinates, shown, strict=True)))
        for along, ones in table.told_by_statistics.items()
    }
    return replace(table, dimensions=sides, cells=tuple(cells), told_by_statistics=told)


def _side(side: Dimension, published: Published) -> Dimension:
    if side.name not in published:
        return side
    return replace(side, categories=tuple(one for one in side.categories if one.code in published[side.name]))


def held_at(table: Table, only: Mapping[str, str]) -> Table:
    """Return a table with some dimensions at one category."""
    return _as_published(table, {name: (code,) for name, code in only.items()})


def published_categories(
    offer: Askable, shown: Mapping[str, Sequence[Dimension]], alliance: Alliance
) -> dict[str, list[str]]:
    """Return the periods that tables show, by the name under which their dimension can be asked."""
    found: dict[str, list[str]] = {}
    for name, asked in offer.tables.items():
        sides = {one.name: one for one in shown[name]}
        rules = [rule for rule in alliance.indicators[name].dimensions if rule.kind in _OF_DATA]
        for rule in rules:
            known = next(one for one in asked if _same(offer.dimensions[one], rule))
            codes = [category.code for category in sides[rule.name].categories]
            found[known] = sorted({*found.get(known, [TOTAL]), *codes} - {TOTAL})
            found[known].insert(0, TOTAL)
    return found


def with_somebody(atoms: pa.Table, published: Published) -> pa.Table:
    """Return the atoms with units in them, and one for each end of published periods, so that none is missing."""
    kept = np.array(atoms[COUNT]) > 0
    for name, codes in published.items():
        found = atoms[name].to_pylist() if name in atoms.column_names else []
        # A period can be published as more than nobody and have no leaf.
        kept[[found.index(code) for code in {*codes[1:2], *codes[-1:]} if code in found]] = True
    return atoms.filter(pa.array(kept))


_OF_DATA = ("period",)
"""The kinds of dimension whose categories follow from data: from the first to the last that was counted."""


def _same(one: DimensionRule, other: DimensionRule) -> bool:
    return replace(one, name="", label=NOTHING) == replace(other, name="", label=NOTHING)


def _all_at_once(offer: Askable) -> Indicator:
    """All that can be asked as one count, the conditions of all populations among its dimensions."""
    asked = Indicator("leaves", NOTHING, NOTHING, offer.unit, (), conditions(offer))
    rules = (replace(rule, name=f"condition {number}") for number, rule in enumerate(population_rules(asked)))
    return replace(asked, dimensions=(*offer.dimensions.values(), *rules), population=())


def _columns_of(indicator: Indicator, alliance: Alliance) -> Iterator[tuple[str, ...]]:
    context = Context(alliance, indicator.unit)
    for rule in (*indicator.dimensions, *population_rules(indicator)):
        yield tuple(name for name, _ in KINDS[rule.kind].ask(rule, context).columns)


def _renamed(indicator: Indicator, offer: Askable, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The columns of leaves that a count asks for, each with the name by which it does."""
    known = conditions(offer)
    kept = [f"condition {known.index(one)}" for one in indicator.population]
    rules = [replace(rule, name=name) for rule, name in zip(population_rules(indicator), kept, strict=True)]
    there = replace(indicator, dimensions=(*indicator.dimensions, *rules), population=())
    pairs = zip(_columns_of(there, alliance), _columns_of(indicator, alliance), strict=True)
    for of_leaves, wanted in pairs:
        yield from zip(of_leaves, wanted, strict=True)
