"""What each contributor adds to the sums of a table: a unit its own number, a parent those of its units."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from schakel.chain.columns import least, most
from schakel.chain.links import links
from schakel.indicators.counting import units_query
from schakel.indicators.kind import Context, column
from schakel.model.alliance import Alliance
from schakel.model.indicator import Statistic
from schakel.model.table import Contributions, Table
from schakel.store.engine import Input, connect
from schakel_base.database import quote_name


def with_contributions(table: Table, alliance: Alliance, chain: Mapping[str, Input]) -> Table:
    """Return a table with what contributors give to the sums that it declares; as it is, if it declares none."""
    statistic = table.indicator.amount
    return replace(table, contributions=_contributions(table, statistic, alliance, chain)) if statistic else table


def _contributions(table: Table, statistic: Statistic, alliance: Alliance, chain: Mapping[str, Input]) -> Contributions:
    rows, pairs = _read(table, statistic, alliance, chain)
    places, whose = {key: place for place, key in enumerate(table.base_keys)}, dict(_whose(pairs))
    classes, step = _published_classes(table, statistic, alliance)
    found: dict[tuple[int, int], tuple[float, ...]] = {}
    for unit, low, high, *answers in rows:
        if (base := places.get(tuple(answers))) is not None:
            contributor = base, whose.get(unit, unit)
            told = (low, high, *_room(low, classes, step))
            found[contributor] = tuple(map(sum, zip(found.get(contributor, (0.0,) * 4), told, strict=True)))
    bases, contributors = zip(*found, strict=True) if found else ((), ())
    least, most, less, more = zip(*found.values(), strict=True) if found else ((),) * 4
    return Contributions(bases, contributors, least, most, less, more)


def _published_classes(table: Table, statistic: Statistic, alliance: Alliance) -> tuple[Sequence[int], int]:
    """The lower ends of all classes in which tables count these amounts, and how far before the next a class ends."""
    own = next(one for one in table.indicator.dimensions if one.name == statistic.along)
    alike = (one for one in alliance.indicators.values() if one.unit == table.indicator.unit)
    rules = (rule for one in alike for rule in one.dimensions if rule.magnitude == own.magnitude)
    return sorted({start for rule in (own, *rules) for start in rule.classes}), int(alliance.is_whole(own.magnitude))


def _room(amount: float, classes: Sequence[int], step: int) -> tuple[float, float]:
    """How much less and how much more an amount may be within its class."""
    place = bisect_right(classes, amount)
    above = classes[place] - step - amount if place < len(classes) else math.inf
    return amount - classes[place - 1] if place else amount, max(above, 0.0)


def _read(
    table: Table, statistic: Statistic, alliance: Alliance, chain: Mapping[str, Input]
) -> tuple[list[tuple[Any, ...]], list[tuple[int, int]]]:
    """Each unit with its least, its most and its answers; and, where contributors are parents, whose each unit is."""
    rule = next(one for one in table.indicator.dimensions if one.name == statistic.along)
    context = Context(alliance, table.indicator.unit)
    ends = [column(end(rule.magnitude), context) for end in (least, most)]
    query = units_query(table.indicator, alliance, ("units.unit_id", f"{ends[0]} AS least", f"{ends[1]} AS most"))
    names = ", ".join(quote_name(name) for name in query.columns)
    of_parents = links(table.indicator.unit, statistic.per) if statistic.per else ""
    with connect({name: chain[name] for name in (query.table, of_parents) if name}) as connection:
        selected = f"SELECT unit_id, CAST(least AS DOUBLE), CAST(most AS DOUBLE), {names} FROM ({query.sql})"
        rows = connection.execute(f"{selected} WHERE least IS NOT NULL ORDER BY unit_id").fetchall()
        if not of_parents:
            return rows, []
        pairs = f"SELECT unit_id, parent_id FROM {quote_name(of_parents)} ORDER BY ALL"
        return rows, connection.execute(pairs).fetchall()


def _whose(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Whose each unit is. Those who share a unit count as one: each of them knows what the others give to it."""
    if pairs:
        from scipy import sparse  # only who shares units needs it, and many verbs do without
        from scipy.sparse.csgraph import connected_components

        units, parents = (np.unique(ids, return_inverse=True) for ids in zip(*pairs, strict=True))
        size = len(units[0]) + len(parents[0])
        edges = sparse.csr_array((np.ones(len(pairs)), (units[1], len(units[0]) + parents[1])), shape=(size, size))
        _, labels = connected_components(edges, directed=False)
        # By one who is in it, so that whoever is of no other unit has a name that is no number of a unit.
        for unit, label in zip(units[0].tolist(), labels.tolist(), strict=False):
            yield unit, -1 - int(label)
