"""Combining typed edges between numbers: which numbers are one unit, and which units are joined.

What the edges contradict each other in is never guessed: a number under which two cases went to appeal makes no one
case of them, and a number that is joined to two, or to itself by way of others, is kept and counted as a figure of
quality.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa

from schakel.model.contract import RelationKind

CYCLE, SEVERAL = "cycle", "several"
"""What is wrong with an edge: it leads back to where it began; its number stands so to several units."""

Edge = tuple[int, int]
Name = TypeVar("Name", int, str)


@dataclass(frozen=True)
class Related:
    """What the edges say together.

    Parameters
    ----------
    unit_of
        For each number that is not the one its unit goes by: the one that it does go by.
    kind_of
        The kind of unit of each of these numbers.
    joined
        For each unit those that are joined to it, directly or by way of others.
    wrong
        For each edge that contradicts others (numbered as in the table of edges): `CYCLE` or `SEVERAL`.
    """

    unit_of: Mapping[int, int] = field(default_factory=dict)
    kind_of: Mapping[int, str] = field(default_factory=dict)
    joined: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    wrong: Mapping[int, str] = field(default_factory=dict)


def related(edges: pa.Table) -> Related:
    """Follow the edges; their order makes no difference.

    Parameters
    ----------
    edges
        A row for each edge: its `kind`, the `unit`, and the numbers of both ends (`unit_id`, `other_id`).
    """
    kinds = edges["kind"].to_pylist()
    ends = list(zip(edges["unit_id"].to_pylist(), edges["other_id"].to_pylist(), strict=True))
    numbered = {kind: {index: ends[index] for index, said in enumerate(kinds) if said == kind} for kind in RelationKind}
    same, appeals = numbered[RelationKind.SAME_AS], numbered[RelationKind.APPEAL_OF]
    known = _units(same.values())
    several = _with_several(appeals, known)
    # An appeal of two cases cannot be one unit with both, since that would make one of the two; neither is chosen.
    kept = [edge for index, edge in appeals.items() if index not in several]
    unit_of = _units([*same.values(), *kept])
    joinders = {
        index: (unit_of.get(one, one), unit_of.get(other, other))
        for index, (one, other) in numbered[RelationKind.JOINED_TO].items()
    }
    several |= _with_several(joinders, {})
    # Cycles are looked for in all edges, dropped ones too: what a partner wrote is what is counted as wrong.
    cycles = _in_cycles(appeals) | _in_cycles(joinders)
    wrong = dict.fromkeys(several, SEVERAL) | dict.fromkeys(cycles, CYCLE)
    units = edges["unit"].to_pylist()
    kind_of = {number: unit for unit, both in zip(units, ends, strict=True) for number in both if number in unit_of}
    return Related(unit_of, kind_of, _joined(joinders.values()), wrong)


def merged_units(known: Related) -> pa.Table:
    """Return, of each unit with several numbers, each of them: `unit` (its kind), `unit_id`, and what it `goes_by`."""
    goes_by = {(known.kind_of[number], unit): unit for number, unit in known.unit_of.items()}
    goes_by |= {(known.kind_of[number], number): unit for number, unit in known.unit_of.items()}
    ends = [pa.array([one[1] for one in goes_by], pa.int64()), pa.array(list(goes_by.values()), pa.int64())]
    return pa.table([pa.array([one[0] for one in goes_by], pa.string()), *ends], ["unit", "unit_id", "goes_by"])


def joined_units(known: Related) -> pa.Table:
    """Return which units are joined to which: `unit_id`, and `other_id` that is joined to it."""
    pairs = [(unit, other) for unit, others in known.joined.items() for other in others]
    ends = [pa.array([pair[side] for pair in pairs], pa.int64()) for side in (0, 1)]
    return pa.table(ends, ["unit_id", "other_id"])


def rows_by_relation(edges: pa.Table) -> dict[tuple[str, str], int]:
    """Count the rows that state each kind of relation, and those that contradict others, by unit and by which."""
    rows = list(zip(*(edges[name].to_pylist() for name in ("partner", "delivery", "row")), strict=True))
    units, kinds, wrong = edges["unit"].to_pylist(), edges["kind"].to_pylist(), related(edges).wrong
    found: dict[tuple[str, str], set[tuple[str, int, int]]] = {}
    for index, (unit, kind, row) in enumerate(zip(units, kinds, rows, strict=True)):
        for what in (kind, wrong.get(index)):
            if what:
                found.setdefault((unit, what), set()).add(row)
    return {which: len(told) for which, told in sorted(found.items())}


def _units(edges: Collection[Edge]) -> dict[int, int]:
    """Return the number that each connected group goes by, for all others in it: the first that refers to no other."""
    referring = {one for one, _ in edges}
    # The case of first instance refers to none. By the id after that: any choice would do that is the same in every
    # build.
    numbers = sorted({number for edge in edges for number in edge}, key=lambda it: (it in referring, it))
    return {number: unit for number, unit in first_connected(edges, numbers).items() if unit != number}


def first_connected(edges: Collection[tuple[Name, Name]], names: Sequence[Name]) -> dict[Name, Name]:
    """Return for each name the first, in their order, of those that edges connect it with."""
    if not edges:
        return {name: name for name in names}
    import scipy.sparse as sparse  # which most builds can do without
    from scipy.sparse.csgraph import connected_components

    place = {name: number for number, name in enumerate(names)}
    left, right = (np.array([place[edge[side]] for edge in edges], dtype=np.int64) for side in (0, 1))
    graph = sparse.csr_array((np.ones(len(edges)), (left, right)), shape=(len(names), len(names)))
    first: dict[int, Name] = {}
    groups = connected_components(graph, directed=False)[1].tolist()
    return {name: first.setdefault(group, name) for name, group in zip(names, groups, strict=True)}


def _with_several(edges: Mapping[int, Edge], unit_of: Mapping[int, int]) -> set[int]:
    """Return the edges of numbers that stand so to several units."""
    others: dict[int, set[int]] = {}
    for one, other in edges.values():
        others.setdefault(unit_of.get(one, one), set()).add(unit_of.get(other, other))
    return {index for index, (one, _) in edges.items() if len(others[unit_of.get(one, one)]) > 1}


def _in_cycles(edges: Mapping[int, Edge]) -> set[int]:
    """Return the edges that remain when those that begin or end a path are taken away again and again."""
    left = dict(edges)
    while left:
        ones, others = {one for one, _ in left.values()}, {other for _, other in left.values()}
        inside = {index: (one, other) for index, (one, other) in left.items() if one in others and other in ones}
        if len(inside) == len(left):
            break
        left = inside
    return set(left)


def _joined(edges: Iterable[Edge]) -> dict[int, tuple[int, ...]]:
    direct: dict[int, set[int]] = {}
    for one, other in edges:
        direct.setdefault(other, set()).add(one)
    return {unit: found for unit in direct if (found := _reached(unit, direct))}


def _reached(unit: int, direct: Mapping[int, set[int]]) -> tuple[int, ...]:
    found, waiting = set[int](), [unit]
    while waiting:
        new = direct.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return tuple(sorted(found - {unit}))
