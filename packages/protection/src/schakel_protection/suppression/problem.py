"""The suppression problem, reduced: cells that move together are merged, and cells that cannot move are dropped.

A published zero stays a zero, unless it may be suppressed too. A total with one part that is not zero equals that
part: hiding one without the other hides nothing. What is left are groups of equal cells; a suppression pattern is a
set of groups.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_protection.attack.requirements import Requirement
from schakel_protection.solver import INFINITE, Places
from schakel_protection.tables.equations import Equations, Mask, Vector


@dataclass(frozen=True, eq=False)
class Problem:
    """Groups of equal cells, and what suppressing them takes and costs.

    Parameters
    ----------
    group_of
        The group of each cell, -1 for a cell that cannot move.
    rows
        The relations between groups.
    values
        How far each group can move down, in units: its value, less what everybody knows to be in it.
    below, above
        How far each group must be able to move; 0 for both where it needs no protection.
    width
        How far in all, where it does not matter to which side; else 0.
    cost
        What suppressing a group costs; 0 for groups that are never published.
    open
        The groups that are suppressed or hidden from the start.
    respondent
        The respondent who knows a group, -1 for none.
    companions
        Groups that are suppressed together, such as the two bounds of one count.
    others
        By group and respondent how far the group must move against him, where that is less than its distance: what the
        others hold of it.
    """

    group_of: Places
    rows: sparse.csr_array
    values: Vector
    below: Vector
    above: Vector
    width: Vector
    cost: Vector
    open: Mask
    respondent: Places
    companions: tuple[tuple[int, ...], ...]
    others: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def distance(self) -> Vector:
        """How far each group must move, the wider of the two sides."""
        return np.maximum(self.below, self.above)

    @property
    def protected(self) -> Places:
        """The groups that need protection."""
        return np.flatnonzero(self.distance > 0)


@dataclass(frozen=True, eq=False)
class Wishes:
    """What a suppression is asked to do: protect, at which cost per cell, keeping which cells, against whom.

    `together` lists cells that are suppressed together; `respondents` the cells that each attacker knows; `zeros` the
    cells of nobody that may be suppressed as well, so that somebody could be in them.

    Parameters
    ----------
    requirement
        In the unit of the values.
    cost
        One per cell, at least 0.
    keep
        Places of cells that must be shown.
    least
        What each cell holds at least, as everybody knows; None for 0.
    """

    requirement: Requirement
    cost: Vector
    keep: Places
    together: Sequence[Sequence[int]] = ()
    respondents: Sequence[Sequence[int]] = ()
    zeros: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    least: Vector | None = None


def wish(
    equations: Equations,
    requirement: Requirement,
    cost: Vector | None = None,
    keep: Iterable[int] = (),
    together: Sequence[Sequence[int]] = (),
    respondents: Sequence[Sequence[int]] = (),
    zeros: Iterable[int] = (),
    least: Vector | None = None,
) -> Wishes:
    """Gather wishes, as `Wishes` says what each is.

    Without costs, a cell costs its value, so that much stays published, and a zero costs 1. Of cells for which no
    `least` is said everybody knows that they hold 0 at least, as tools of this field take it.
    """
    kept, nobody = (np.array(sorted(places), dtype=np.int64) for places in (keep, zeros))
    costs = (equations.values if cost is None else cost).copy()
    # By its value a zero would cost nothing, and would be suppressed wherever it helps at all.
    costs[nobody] = np.maximum(costs[nobody], 1.0)
    return Wishes(requirement, costs, kept, together, respondents, nobody, least)


def pose(equations: Equations, wishes: Wishes) -> Problem:
    """Make the problem small.

    Returns
    -------
    Problem
        Its groups in the order in which their first cells come.
    """
    needed = np.zeros(len(equations), dtype=bool)
    needed[wishes.requirement.places] = True
    # A zero that is shown is known to be one: it can hide nothing, and takes no part.
    live = (equations.values > 0) | needed | equations.hidden
    live[wishes.zeros] = True
    live[wishes.keep] = False
    places = np.flatnonzero(live)
    rows = sparse.csr_array(equations.relations[:, places])
    labels = _equal(rows, equations.values[places])
    count = int(labels.max(initial=-1)) + 1
    group_of = np.full(len(equations), -1)
    group_of[places] = labels
    room = equations.values if wishes.least is None else equations.values - wishes.least
    return Problem(
        group_of,
        _merged(rows, labels, count),
        -_most(-room[places], labels, count, -INFINITE),
        *_distances(room, wishes.requirement, group_of, count),
        np.bincount(labels, np.where(equations.hidden, 0.0, wishes.cost)[places], count).astype(float),
        _opened(equations, group_of, needed, count),
        _respondents(group_of, wishes.respondents, count),
        tuple(_companions(group_of, wishes.together)),
        _others(equations, wishes, group_of),
    )


def _equal(rows: sparse.csr_array, values: Vector) -> Places:
    """Label cells so that two cells that one relation makes equal share a label."""
    pairs = rows[np.diff(rows.indptr) == 2]
    first, second = pairs.indices[0::2], pairs.indices[1::2]
    # Two cells in a relation of two differ in sign; of equal value they move by the same.
    same = (pairs.data[0::2] == -pairs.data[1::2]) & (values[first] == values[second])
    size = rows.shape[1]
    links = sparse.csr_array((np.ones(same.sum()), (first[same], second[same])), shape=(size, size))
    _, labels = sparse.csgraph.connected_components(links, directed=False)
    _, first_seen = np.unique(labels, return_index=True)
    # In the order of their first cells, so that the same table gives the same problem wherever it is solved.
    rank = np.empty(len(first_seen), dtype=np.int64)
    rank[np.argsort(first_seen)] = np.arange(len(first_seen))
    return np.asarray(rank[labels], dtype=np.int64)


def _merged(rows: sparse.csr_array, labels: Places, count: int) -> sparse.csr_array:
    size = len(labels)
    gather = sparse.csr_array((np.ones(size), (np.arange(size), labels)), shape=(size, count))
    merged = sparse.csr_array(rows @ gather)
    merged.eliminate_zeros()
    merged.sort_indices()
    return merged[np.diff(merged.indptr) > 0]


def _most(values: Vector, labels: Places, count: int, least: float = 0.0) -> Vector:
    most = np.full(count, least)
    np.maximum.at(most, labels, values)
    return most


def _distances(room: Vector, asked: Requirement, group_of: Places, count: int) -> tuple[Vector, Vector, Vector]:
    """How far each group must move down, up and in all; a width is looked for on both sides first."""
    # One that cannot move so far down is asked to move up alone: a move to one side needs no way back.
    down = np.where(room[asked.places] < asked.width / 2, 0.0, asked.width / 2)
    below, above = np.maximum(asked.below, down), np.maximum(asked.above, asked.width - down)
    low, high, sides, width = (
        _spread(distances, asked.places, group_of, count)
        for distances in (below, above, np.maximum(asked.below, asked.above), asked.width)
    )
    return low, high, np.where(sides > 0, 0.0, width)


def _spread(widths: Vector, places: Places, group_of: Places, count: int) -> Vector:
    return _most(widths, group_of[places], count) if len(places) else np.zeros(count)


def _opened(equations: Equations, group_of: Places, needed: Mask, count: int) -> Mask:
    """Open the groups that need protection and those without a published cell."""
    published = np.zeros(count, dtype=bool)
    published[group_of[(group_of >= 0) & ~equations.hidden]] = True
    opened: NDArray[np.bool_] = ~published
    opened[group_of[needed]] = True
    return opened


def _respondents(group_of: Places, respondents: Sequence[Sequence[int]], count: int) -> Places:
    known = np.full(count, -1)
    for number, cells in enumerate(respondents):
        groups = group_of[list(cells)]
        known[groups[groups >= 0]] = number
    return known


def _others(equations: Equations, wishes: Wishes, group_of: Places) -> dict[tuple[int, int], float]:
    """How far each protected group must move against each respondent with a part in it, where that is less."""
    places, below, above, width = wishes.requirement.parts
    wide = np.maximum(np.maximum(below, above), width / 2)
    # Of a range of one unit there is no less to ask.
    if not wishes.respondents or (equations.integer and wide.max(initial=0.0) <= 1):
        return {}
    inside, base = sparse.csc_array(equations.matrix), equations.base
    rows = sparse.csr_array(inside)
    found: dict[tuple[int, int], float] = {}
    for respondent, own in enumerate(wishes.respondents):
        his = np.unique(rows[list(own)].indices)
        part = np.asarray(inside[:, his] @ equations.values[base[his]])[places]
        for at in np.flatnonzero(part > 0).tolist():
            asked = min(float(wide[at]), max(float(equations.values[places[at]] - part[at]), 0.0))
            key = int(group_of[places[at]]), respondent
            found[key] = max(found.get(key, 0.0), asked)
    distance = _spread(wide, places, group_of, int(group_of.max(initial=-1)) + 1)
    return {(group, respondent): most for (group, respondent), most in found.items() if most < distance[group]}


def _companions(group_of: Places, together: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    sets = (sorted({int(group) for group in group_of[list(cells)] if group >= 0}) for cells in together)
    return [tuple(groups) for groups in sets if len(groups) > 1]
