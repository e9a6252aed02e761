"""Controlled rounding: every count goes to one of the two multiples of a base around it, and the parts still add up.

Counts that are multiples already stay (zero-restricted: Cox and Ernst, 1982). Such a rounding need not exist: in tables
with more than two dimensions, or of overlapping sets. Then some sums are violated by multiples of the base, as few as
possible, and the result says so.

Tables that share no cell are rounded apart. The LP relaxation is solved first: on tables it is nearly whole. The few
cells where it is fractional are decided in whole numbers together with their neighbourhood, which grows until a
rounding is found. Every search is short, counted in nodes rather than seconds, so that the same table gets the same
figures; on large tables that do not add up the cells are settled step by step instead.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_protection.effort import ROUNDING
from schakel_protection.solver import INFINITE, Places, Programme, SearchError, Solver, minimise
from schakel_protection.tables.equations import Equations, Mask, Vector

_WHOLE = 1e-6
_ANY = 1e9
_HIDDEN_DOWN, _HIDDEN_UP = 2, 3  # multiples by which a cell that is never published may be away


@dataclass(frozen=True, eq=False)
class Rounding:
    """Rounded values, and whether all parts add up to their totals."""

    values: Vector
    additive: bool


def word_for(additive: bool) -> str:
    """Return the sentence for readers on whether parts add up."""
    return "parts add up to their totals" if additive else "parts need not add up to their totals"


@dataclass(frozen=True, eq=False)
class _Task:
    """Multiples to decide: how many above the one below the count, and which relations may be violated if they must."""

    programme: Programme
    may_be_violated: Mask

    def parts(self) -> list[tuple[Places, "_Task"]]:
        """Split what shares no relation; the columns of each part come with it."""
        return [
            (columns, _Task(self.programme.among(columns, rows), self.may_be_violated[rows]))
            for columns, rows in self.programme.parts()
        ]


def round_controlled(
    equations: Equations,
    base: int,
    held: Vector | None = None,
    strict: Mask | None = None,
    seconds: float = ROUNDING.seconds,
) -> Rounding:
    """Round all published counts to adjacent multiples of a base.

    Parameters
    ----------
    equations
        The table; hidden cells become multiples too, which need not be adjacent.
    base
        What counts become multiples of, in units.
    held
        The multiple at which a cell must stay, one per cell; not a number where it is free.
    strict
        The relations that must hold whatever else is violated.
    seconds
        Time allowed for each programme.

    Returns
    -------
    Rounding
        Every published cell less than `base` from its value.

    Raises
    ------
    DisclosureError
        If the time is up.
    """
    steps = np.floor(equations.values / base + 1e-9)
    free = equations.hidden | (equations.values / base - steps > 1e-9)
    if held is not None:
        kept = ~np.isnan(held)
        steps[kept], free[kept] = held[kept] / base, False
    task = _task(equations, steps, free, base, strict)  # in multiples of the base: every cell is whole, or next to it
    more = np.zeros(int(free.sum()))
    for columns, part in task.parts():
        found = _solved(part.programme, seconds)
        more[columns] = np.round(_nearly(part, seconds) if found is None else found)
    steps[free] += more
    return Rounding(steps * base, bool(np.abs(equations.relations @ steps).max(initial=0.0) < _WHOLE))


def _task(equations: Equations, floors: Vector, free: Mask, base: int, strict: Mask | None) -> _Task:
    """Decide for each cell between two multiples: up (1) or down (0), as near to the value as the relations allow."""
    rows = sparse.csr_array(equations.relations[:, free])
    side = -np.asarray(equations.relations @ floors)
    keep = np.flatnonzero(np.diff(rows.indptr))
    hidden, below = equations.hidden[free], floors[free]
    share = equations.values[free] / base - below
    programme = Programme(
        cost=np.where(hidden, 0.0, 1 - 2 * share),
        lower=np.where(hidden, -np.minimum(below, _HIDDEN_DOWN), 0.0),
        upper=np.where(hidden, _HIDDEN_UP, 1.0),
        rows=rows[keep],
        row_lower=side[keep],
        row_upper=side[keep],
    )
    return _Task(programme, np.ones(len(keep), dtype=bool) if strict is None else ~strict[keep])


def _solved(programme: Programme, seconds: float) -> Vector | None:
    """Return a whole solution, or None if there is none, or none that a short search finds."""
    size = len(programme.cost)
    try:
        if size > ROUNDING.large:
            return _decided(programme, np.zeros(size), np.ones(size, dtype=bool), seconds)
        return _in_neighbourhoods(programme, seconds)
    except SearchError:  # a wider neighbourhood takes longer
        return None


def _in_neighbourhoods(programme: Programme, seconds: float) -> Vector | None:
    relaxed = minimise(programme, seconds)
    if relaxed is None:
        return None
    values = relaxed.values
    loose = _fractional(values)
    while loose.any():
        found = _decided(programme, values, loose, seconds)
        if found is not None:
            return found
        if loose.all():
            return None
        loose = _wider(programme, loose)
    return values


def _fractional(values: Vector) -> NDArray[np.bool_]:
    return np.asarray(np.abs(values - np.round(values)) > _WHOLE)


def _decided(programme: Programme, values: Vector, loose: Mask, seconds: float) -> Vector | None:
    """Decide the loose cells in whole numbers, the others held where they are."""
    places = np.flatnonzero(loose)
    fixed = np.where(loose, 0.0, np.round(values))
    rest = np.asarray(programme.rows @ fixed)
    moved = replace(programme, row_lower=programme.row_lower - rest, row_upper=programme.row_upper - rest)
    used = np.flatnonzero(np.diff(sparse.csr_array(programme.rows[:, places]).indptr))
    part = moved.among(places, used)
    found = minimise(replace(part, whole=np.arange(len(places))), seconds, gap=_ANY, nodes=ROUNDING.short)
    if found is None:
        return None
    result = fixed.copy()
    result[places] = np.round(found.values)
    return result


def _wider(programme: Programme, loose: Mask) -> Mask:
    """Add the cells that share a relation with a loose one."""
    pattern = abs(programme.rows)
    wider: Mask = loose | (pattern.T @ (pattern @ loose.astype(float) > 0).astype(float) > 0)
    return wider if wider.sum() > loose.sum() else np.ones(len(loose), dtype=bool)


def _nearly(task: _Task, seconds: float) -> Vector:
    """Return a rounding that breaks few relations: searched for on tables that are not large, else settled."""
    try:
        found = _searched(task, seconds) if len(task.may_be_violated) <= ROUNDING.searched else None
    except SearchError:  # with fewer cells held a search takes longer
        found = None
    if found is not None:
        return found
    relaxed, count = _with_violations(task.programme, task.may_be_violated), len(task.programme.cost)
    found = _settled(relaxed, count, seconds)
    if found is not None:
        return _mended(task, found, seconds)
    first = minimise(replace(relaxed, whole=np.arange(len(relaxed.cost))), seconds, gap=_ANY)
    assert first is not None, "relations that may be violated have a solution"
    return first.values[:count]


def _searched(task: _Task, seconds: float) -> Vector | None:
    """Cells that are whole of themselves stay, if that can be; None if relations that must hold cannot."""
    programme = task.programme
    relaxed = minimise(programme, seconds)
    if relaxed is not None:
        kept = ~_fractional(relaxed.values)
        whole = np.round(relaxed.values)
        lower, upper = np.where(kept, whole, programme.lower), np.where(kept, whole, programme.upper)
        held = replace(programme, lower=lower, upper=upper)
        found = _fewest_violations(held, task.may_be_violated, seconds)
        if found is not None:
            return found
    return _fewest_violations(programme, task.may_be_violated, seconds)


def _fewest_violations(programme: Programme, may_be_violated: Mask, seconds: float) -> Vector | None:
    relaxed = _with_violations(programme, may_be_violated)
    found = minimise(
        replace(relaxed, whole=np.arange(len(relaxed.cost))), seconds, gap=ROUNDING.gap, nodes=ROUNDING.long
    )
    return None if found is None else found.values[: len(programme.cost)]


def _settled(relaxed: Programme, count: int, seconds: float) -> Vector | None:
    """Settle the first `count` variables, a few at a time, at the whole number next to them; solve again for the rest.

    Every step settles one at least, so there is an end to it. None if relations that must hold no longer can.
    """
    solver = Solver(relaxed, seconds=seconds)
    while (found := solver.solve()) is not None:
        values = found.values[:count]
        near = np.round(values)
        loose = np.flatnonzero(_fractional(values))
        if not len(loose):
            return values
        order = np.argsort(np.abs(values - near)[loose], kind="stable")
        now = loose[order[: max(1, len(loose) // ROUNDING.settled)]]
        solver.set_bounds(now, near[now], near[now])
    return None


def _mended(task: _Task, values: Vector, seconds: float) -> Vector:
    """Settle again the neighbourhoods of violated sums, small and large in turns; keep what is better.

    Where many are violated, all stays as it was settled.
    """
    programme, best = task.programme, np.round(values)
    if _violated(programme, best).sum() > ROUNDING.mended_up_to:
        return best
    for size in ROUNDING.mending:
        loose = _neighbourhood(programme, best, size)
        lower, upper = np.where(loose, programme.lower, best), np.where(loose, programme.upper, best)
        held = replace(programme, lower=lower, upper=upper)
        found = _settled(_with_violations(held, task.may_be_violated), len(best), seconds)
        if found is not None and _price(programme, np.round(found)) < _price(programme, best):
            best = np.round(found)
    return best


def _neighbourhood(programme: Programme, values: Vector, size: int) -> Mask:
    """The cells in a violated relation and, step by step up to a size, those that share a relation with them."""
    loose: Mask = abs(programme.rows).T @ _violated(programme, values).astype(float) > 0
    for _ in range(size - 1):
        loose = _wider(programme, loose)
    return loose


def _violated(programme: Programme, values: Vector) -> Mask:
    violated: Mask = np.abs(programme.rows @ values - programme.row_lower) > _WHOLE
    return violated


def _price(programme: Programme, values: Vector) -> float:
    violations = np.abs(programme.rows @ values - programme.row_lower)
    return float(programme.cost @ values + ROUNDING.violation_cost * violations.sum())


def _with_violations(programme: Programme, may_be_violated: Mask) -> Programme:
    """Let relations be violated, each by two more variables: too much and too little."""
    slack = sparse.eye_array(len(may_be_violated), format="csr")[:, np.flatnonzero(may_be_violated)]
    ways = 2 * int(may_be_violated.sum())
    return Programme(
        cost=np.concatenate([programme.cost, np.full(ways, ROUNDING.violation_cost)]),
        lower=np.concatenate([programme.lower, np.zeros(ways)]),
        upper=np.concatenate([programme.upper, np.full(ways, INFINITE)]),
        rows=sparse.hstack([programme.rows, slack, -slack], format="csr"),
        row_lower=programme.row_lower,
        row_upper=programme.row_upper,
    )
