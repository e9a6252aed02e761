"""A declared count becomes a table: units are grouped into base cells, base cells sorted into categories.

A base cell holds all units about which exactly the same is known. There are few of them, whatever the number of units,
so the engine groups once and everything after that is arithmetic on a handful of rows: every published bound is the
sum of the base cells that certainly (lower) or possibly (upper) belong to its categories.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from schakel.chain.wide import wide
from schakel.indicators.dimensions import KINDS
from schakel.indicators.kind import Answers, Context, Flags, Membership
from schakel.indicators.population import in_population, not_before, population_rules
from schakel.model.alliance import Alliance
from schakel.model.delivery import Coverage
from schakel.model.indicator import Indicator
from schakel.model.table import Cell, Dimension, Table
from schakel_base.database import Step, quote_name

COUNT = "n"


@dataclass(frozen=True)
class IndicatorQuery:
    """A query with a row for each unit: other columns, and those that the dimensions ask. It reads `table` alone."""

    sql: str
    columns: tuple[str, ...]
    table: str


def units_query(indicator: Indicator, alliance: Alliance, others: Sequence[str] = ("units.unit_id",)) -> IndicatorQuery:
    """Return the query of the units of an indicator: one scan of their wide table, with other columns of it."""
    context = Context(alliance, indicator.unit)
    # The conditions of the population are asked beside the dimensions and not as a filter: a unit that only possibly
    # meets one belongs to the upper bounds.
    rules = (*indicator.dimensions, *population_rules(indicator))
    questions = [KINDS[rule.kind].ask(rule, context) for rule in rules]
    columns = [column for question in questions for column in question.columns]
    selected = ", ".join([*others, *(f"{expression} AS {quote_name(name)}" for name, expression in columns)])
    source = wide(indicator.unit)
    first = "".join(f", {expression} AS {quote_name(name)}" for one in questions for name, expression in one.first)
    units = f"(SELECT *{first} FROM {quote_name(source)} AS units)" if first else quote_name(source)
    query = f"SELECT {selected}\nFROM {units} AS units"
    if limit := not_before(indicator, context):
        query += f"\nWHERE {limit}"
    return IndicatorQuery(query, tuple(name for name, _ in columns), source)


def base_step(indicator: Indicator, alliance: Alliance) -> Step:
    """Return the step that groups the units of an indicator into base cells: its answers, and `n` units."""
    asked = units_query(indicator, alliance, ())
    names = tuple(quote_name(name) for name in asked.columns)
    grouped = f"SELECT {', '.join(names)}, count(*) AS {COUNT}\nFROM ({asked.sql})\nGROUP BY {', '.join(names)}"
    return Step(f"base_{indicator.name}", (asked.table,), names, (), grouped)


def change_step(indicator: Indicator, alliance: Alliance) -> Step:
    """Return the step that makes base cells from those of an edition before.

    They are in `before`. In the wide table is what changed: units as they were known, with a negative number of them in
    `change`, and units as they are, with a positive one.
    """
    asked = units_query(indicator, alliance, ("units.change",))
    names = tuple(quote_name(name) for name in asked.columns)
    grouped = ", ".join(names)
    both = f"SELECT {grouped}, {COUNT} FROM before UNION ALL SELECT {grouped}, change AS {COUNT} FROM ({asked.sql})"
    query = (
        f"SELECT {grouped}, CAST(sum({COUNT}) AS BIGINT) AS {COUNT} FROM ({both}) GROUP BY {grouped} "
        f"HAVING sum({COUNT}) <> 0"
    )
    return Step(f"base_{indicator.name}", ("before", asked.table), names, (f"{COUNT} > 0",), query)


def tabulate(
    indicator: Indicator,
    alliance: Alliance,
    base: pa.Table,
    synthetic: bool = False,
    complete: Coverage | None = None,
) -> Table:
    """Make the table of an indicator from its base cells; `complete` are the days that its deliveries cover.

    Parameters
    ----------
    indicator
        What is counted, over which dimensions.
    base
        Its answers and `n`, a row for each base cell, as `base_step` makes them.
    synthetic
        Whether the units are invented.
    complete
        None where a sender does not say which days its file covers.

    Returns
    -------
    Table
        A cell for each combination of categories, unprotected.
    """
    columns = tuple(name for name in base.column_names if name != COUNT)
    answers: Answers = {name: base[name].to_numpy(zero_copy_only=False) for name in columns}
    context = Context(alliance, indicator.unit, complete)
    tidy = tidied(answers)
    sides = [KINDS[rule.kind].sort(rule, context, tidy) for rule in indicator.dimensions]
    cells = tuple(_cells(sides, *in_population(indicator, context, tidy, base.num_rows)))
    return Table(
        indicator=indicator,
        dimensions=tuple(
            Dimension(rule.name, rule.label, tuple(member.category for member in side))
            for rule, side in zip(indicator.dimensions, sides, strict=True)
        ),
        cells=cells,
        base=tuple(base[COUNT].to_pylist()),
        base_columns=columns,
        base_keys=tuple(zip(*(base[name].to_pylist() for name in columns), strict=True)),
        synthetic=synthetic,
        complete=complete,
        in_unclear_wholes={
            rule.name: tuple(_in_unclear_wholes(place, sides[place], cells))
            for place, rule in enumerate(indicator.dimensions)
            if any(one.kind == "share" and one.along == rule.name for one in indicator.statistics)
        },
    )


def tidied(answers: Answers) -> Answers:
    """Nullable integers reach numpy as floats with NaN; give those back as integers and None."""
    return {
        # Only days can be empty; masks never are, so that none is cut to the 53 bits of a float.
        name: np.array([None if value != value else int(value) for value in values], object)
        if values.dtype.kind == "f"
        else values
        for name, values in answers.items()
    }


def _cells(sides: list[list[Membership]], certain: Flags, possible: Flags) -> Iterator[Cell]:
    def walk(depth: int, codes: tuple[str, ...], certain: Flags, possible: Flags) -> Iterator[Cell]:
        if depth == len(sides):
            yield Cell(codes, _indices(certain), _indices(possible))
            return
        for member in sides[depth]:
            code = member.category.code
            yield from walk(depth + 1, (*codes, code), certain & member.certain, possible & member.possible)

    return walk(0, (), certain, possible)


def _in_unclear_wholes(place: int, side: list[Membership], cells: Sequence[Cell]) -> Iterator[Cell]:
    """Of the units that can be in the whole of each cell but need not, those that are in the cell if so, or can be."""
    first = side[0].category.code
    at = {cell.coordinates: cell for cell in cells}
    answered = {member.category.code: frozenset(_indices(member.certain)) for member in side}
    for cell in cells:
        code = cell.coordinates[place]
        whole = at[(*cell.coordinates[:place], first, *cell.coordinates[place + 1 :])]
        unclear = frozenset(whole.upper).difference(whole.lower)
        if unclear and code != first:
            possible = unclear.intersection(cell.upper)
            certain = (possible & answered[code]).difference(cell.lower)
            yield Cell(cell.coordinates, tuple(sorted(certain)), tuple(sorted(possible)))


def _indices(flags: Flags) -> tuple[int, ...]:
    return tuple(np.flatnonzero(flags).tolist())
