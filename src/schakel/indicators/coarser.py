"""Coarser classes for a dimension of an indicator: the possible declarations, by kind.

Base cells that are grouped already answer coarser questions too: a month says its quarter, a concept what is above it.
So a table is counted again under other classes from the base cells of its edition, without a look at single units.
Which classes are tried follows from the declaration and from the periods that the table shows anyway, never from its
counts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from schakel.indicators.counting import COUNT
from schakel.indicators.dimensions import in_tree_order
from schakel.model.alliance import Alliance
from schakel.model.indicator import DimensionRule, Indicator

YEARS_TOGETHER = (2, 3, 5)
"""How many years together are tried."""


@dataclass(frozen=True)
class CoarserDimension:
    """A dimension with coarser classes.

    Parameters
    ----------
    name, declared
        The name of the dimension, and what would be declared of it: nothing where it is left out.
    rule
        The dimension under the coarser classes; None where it is left out.
    answer
        What an answer of a base cell becomes.
    """

    name: str
    declared: str
    rule: DimensionRule | None
    answer: Callable[[Any], Any] = lambda known: known


def coarser_dimensions(indicator: Indicator, alliance: Alliance, base: pa.Table) -> list[list[CoarserDimension]]:
    """Return per dimension of an indicator what could be declared in its place; what can be left out is, at last.

    Parameters
    ----------
    base
        Its base cells; only the periods in them are looked at, never their counts.

    Returns
    -------
    list of list of CoarserDimension
        One list for each dimension, in their order; empty where nothing coarser can be declared.
    """
    found = []
    for rule in indicator.dimensions:
        ways = list(_KINDS[rule.kind](rule, alliance, base)) if rule.kind in _KINDS else []
        can_go = len(indicator.dimensions) > 1 and rule.kind in _KINDS
        found.append([*ways, CoarserDimension(rule.name, "", None)] if can_go else ways)
    return found


def under(chosen: Sequence[CoarserDimension], indicator: Indicator, base: pa.Table) -> tuple[Indicator, pa.Table]:
    """Return an indicator and its base cells under coarser classes for some of its dimensions.

    Parameters
    ----------
    chosen
        At most one for each dimension; the others stay as they are.

    Returns
    -------
    tuple of Indicator and pyarrow.Table
        Without statistics, which are declared along dimensions that may be gone.
    """
    by_name = {one.name: one for one in chosen}
    rules = [by_name[rule.name].rule if rule.name in by_name else rule for rule in indicator.dimensions]
    for one in chosen:
        if one.rule and one.name in base.column_names:
            at = base.column_names.index(one.name)
            answers = [None if known is None else one.answer(known) for known in base[one.name].to_pylist()]
            base = base.set_column(at, one.name, pa.array(answers, base.schema.field(at).type))
    left = tuple(rule for rule in rules if rule)
    # Statistics are declared along a dimension, which may be gone.
    return replace(indicator, dimensions=left, statistics=()), _grouped(base)


def _grouped(base: pa.Table) -> pa.Table:
    """Join base cells about which the same is known now."""
    known = [name for name in base.column_names if name != COUNT]
    # One thread keeps the order of the rows, and with it the numbers of the base cells, the same in every run.
    summed = base.group_by(known, use_threads=False).aggregate([(COUNT, "sum")])
    return summed.rename_columns([*known, COUNT]) if known else base


def _period(rule: DimensionRule, _: Alliance, base: pa.Table) -> Iterator[CoarserDimension]:
    order = ("month", "quarter", "year")
    for by in order[order.index(rule.by) + 1 :] if rule.by in order else ():
        yield CoarserDimension(rule.name, f"by: {by}", replace(rule, by=by), _IN_PERIOD[by])
    first = min((str(code)[:4] for code in base[rule.name].to_pylist() if code is not None), default="")
    for years in YEARS_TOGETHER if first and rule.by in order else ():
        together = replace(rule, by="years", years=years, since=int(first))
        yield CoarserDimension(
            rule.name, f"years: {years}, since: {first}", together, partial(_years, years=years, since=int(first))
        )


def _years(code: str, years: int, since: int) -> str:
    """The years together in which a year, quarter or month lies, as `2020-2021`, the first of them from `since` on."""
    first = int(code[:4]) - (int(code[:4]) - since) % years
    return f"{first}-{first + years - 1}"


def _quarter(code: str) -> str:
    return code if "Q" in code else f"{code[:4]}-Q{(int(code[5:]) + 2) // 3}"


_IN_PERIOD: Mapping[str, Callable[[str], str]] = {"quarter": _quarter, "year": lambda code: code[:4]}


def _attribute(rule: DimensionRule, alliance: Alliance, _: pa.Table) -> Iterator[CoarserDimension]:
    shown = in_tree_order(alliance.scheme_of(rule.attribute), rule.show)
    deepest = max(level for _, level in shown)
    if deepest > 1:
        left = tuple(concept.notation for concept, level in shown if level < deepest)
        yield CoarserDimension(rule.name, f"show: [{', '.join(left)}]", replace(rule, show=left))


def _duration(rule: DimensionRule, _: Alliance, __: pa.Table) -> Iterator[CoarserDimension]:
    # Every second lower end: two neighbouring classes become one, and the first keeps its beginning.
    left = rule.classes[::2]
    if 1 < len(left) < len(rule.classes):
        declared = f"classes: [{', '.join(map(str, left))}]"
        yield CoarserDimension(rule.name, declared, replace(rule, classes=left), partial(_class_of, lowers=left))


def _class_of(days: int, lowers: tuple[int, ...]) -> int:
    """The lower end of the class that some days are in."""
    return max(lower for lower in lowers if lower <= days)


def _magnitude(rule: DimensionRule, alliance: Alliance, base: pa.Table) -> Iterator[CoarserDimension]:
    # Both ends of what a unit may be find their class by themselves, however fine the classes of the answers are.
    yield from (replace(one, answer=lambda known: known) for one in _duration(rule, alliance, base))


_KINDS: Mapping[str, Callable[[DimensionRule, Alliance, pa.Table], Iterator[CoarserDimension]]] = {
    "period": _period,
    "attribute": _attribute,
    "duration": _duration,
    "magnitude": _magnitude,
}
"""The kinds of dimension that can be made coarser; others have no classes of their own."""
