"""Controlled rounding: every count becomes a multiple of a base near it, and the parts add up to their totals.

A rounding to one of the two multiples around each count (zero-restricted: Cox and Ernst, 1982) need not exist in tables
with more than two dimensions, or of overlapping sets. So a count may go a little further, within a tolerance that is
fixed beforehand and published; it seldom does, since that has a price. Cells that are never printed become multiples
too, so what comes out is a whole table, of nobody in particular, of which every printed number is a sum. Only where
none is found are some sums violated by multiples of the base, as few as possible, and the result says so.

Tables that share no cell are rounded apart. The LP relaxation is solved first: on tables it is nearly whole. The few
cells where it is fractional are decided in whole numbers together with their neighbourhood, which grows until a
rounding is found. Every search is short, counted in nodes rather than seconds, so that the same table and seed give the
same figures; on large tables that do not add up the cells are settled step by step instead.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_base.progress import tell
from schakel_protection.effort import ROUNDING
from schakel_protection.solver import INFINITE, Places, Programme, SearchError, Solver, minimise
from schakel_protection.tables.equations import Equations, Mask, Vector

_WHOLE = 1e-6
_ANY = 1e9
_HIDDEN_UP = 4  # multiples by which a cell that is never published may be above the one under its value


@dataclass(frozen=True, eq=False)
class Rounding:
    """Rounded values, those of cells that are never printed included, and whether all parts add up to their totals."""

    values: Vector
    additive: bool


def word_for(additive: bool) -> str:
    """Return the sentence for readers on whether parts add up."""
    return "parts add up to their totals" if additive else "parts need not add up to their totals"


@dataclass(frozen=True, eq=False)
class _Task:
    """Multiples to decide, as steps from the one below each count, and which relations may be violated if they must.

    `cells` and `signs` say which cell each column moves, and up or down: steps `further` have columns of their own.
    """

    programme: Programme
    cells: Places
    signs: Vector
    further: Mask
    may_be_violated: Mask

    def parts(self) -> list["_Task"]:
        """Split what shares no relation."""
        return [
            _Task(
                self.programme.among(columns, rows),
                self.cells[columns],
                self.signs[columns],
                self.further[columns],
                self.may_be_violated[rows],
            )
            for columns, rows in self.programme.parts()
        ]


def round_controlled(
    equations: Equations,
    base: int,
    tolerance: float | None = None,
    held: Vector | None = None,
    between: tuple[Vector, Vector] | None = None,
    strict: Mask | None = None,
    seed: bytes = b"",
    seconds: float = ROUNDING.seconds,
) -> Rounding:
    """Round all counts to multiples of a base near them.

    Parameters
    ----------
    equations
        The table; hidden cells become multiples too, which need not be near.
    base
        What counts become multiples of, in units.
    tolerance
        How far a published cell may move, in units; by default `base - 1`, so that multiples stay.
    held
        The multiple at which a cell must stay, one per cell; not a number where it is free.
    between
        The numbers under which and above which a cell may not come, one of each per cell, where its tolerance allows.
    strict
        The relations that must hold whatever else is violated.
    seed
        A secret from which prices are drawn, so that of all roundings within the tolerance each can come out; without
        one they are as near to the counts as they can.
    seconds
        Time allowed for each programme.

    Returns
    -------
    Rounding
        Every published cell within `tolerance` of its value.

    Raises
    ------
    DisclosureError
        If the time is up.
    """
    reach = base - 1.0 if tolerance is None else tolerance
    ranges = _ranges(equations, base, reach, between)
    steps = np.floor(equations.values / base + 1e-9)
    kept = np.zeros(len(equations), dtype=bool) if held is None else ~np.isnan(held)
    if held is not None:
        steps[kept] = held[kept] / base
    task = _task(equations, steps, ~kept, base, ranges, _drawn(seed, len(equations)), strict)
    more = np.zeros(len(equations))  # in multiples of the base
    parts, done = task.parts(), 0
    for part in parts:
        tell("round the figures", done / len(equations))
        done += len(part.cells)
        found = _solved(part.programme, seconds)
        # Sums are violated only where no short search finds a rounding that adds up.
        moved = np.round(_nearly_among(part, seconds) if found is None else found)
        np.add.at(more, part.cells, part.signs * moved)
    steps += more
    return Rounding(steps * base, bool(np.abs(equations.relations @ steps).max(initial=0.0) < _WHOLE))


def _drawn(seed: bytes, count: int) -> Vector:
    """What the seed adds to the price of each cell's upper multiple: normal, so that nothing is ruled out."""
    if not seed:
        return np.zeros(count)
    number = int.from_bytes(hashlib.sha256(seed).digest(), "big")
    return np.random.default_rng(number).normal(0.0, ROUNDING.drawn, count)


def _ranges(
    equations: Equations, base: int, reach: float, between: tuple[Vector, Vector] | None
) -> tuple[Vector, Vector]:
    """The lowest and the highest multiple that each cell may become, in steps."""
    values, hidden = equations.values, equations.hidden
    lowest = np.where(hidden, 0.0, np.maximum(np.ceil((values - reach) / base - 1e-9), 0.0))
    highest = np.where(hidden, np.floor(values / base) + _HIDDEN_UP, np.floor((values + reach) / base + 1e-9))
    if between is None:
        return lowest, highest
    least, most = np.ceil(between[0] / base), np.floor(between[1] / base)
    lowest, highest = np.clip(least, lowest, highest), np.clip(most, lowest, highest)
    # Editions of different bases can ask for more than there is.
    return lowest, np.maximum(lowest, highest)


def _task(
    equations: Equations,
    floors: Vector,
    free: Mask,
    base: int,
    ranges: tuple[Vector, Vector],
    drawn: Vector,
    strict: Mask | None,
) -> _Task:
    """Decide for each cell between the two multiples around it, at a price further on; all as the relations allow."""
    cells, columns = _columns(equations, floors, base, ranges, drawn)
    further = np.arange(len(cells)) >= len(equations)
    signs, lower, upper, price = (one[free[cells]] for one in columns)
    further, cells = further[free[cells]], cells[free[cells]]
    rows = sparse.csr_array(sparse.csc_array(equations.relations)[:, cells] @ sparse.diags_array(signs))
    side = -np.asarray(equations.relations @ floors)
    keep = np.flatnonzero(np.diff(rows.indptr))
    programme = Programme(price, lower, upper, sparse.csr_array(rows[keep]), side[keep], side[keep])
    may_be_violated = np.ones(len(keep), dtype=bool) if strict is None else ~strict[keep]
    return _Task(programme, cells, signs, further, may_be_violated)


def _columns(
    equations: Equations, floors: Vector, base: int, ranges: tuple[Vector, Vector], drawn: Vector
) -> tuple[Places, tuple[Vector, Vector, Vector, Vector]]:
    """Return cells, signs, bounds and prices: first of the two multiples around each cell, then of those further on."""
    hidden, size, further = equations.hidden, len(equations), ROUNDING.further
    share = equations.values / base - floors
    lowest, highest = ranges[0] - floors, ranges[1] - floors
    first = np.where(hidden, lowest, np.minimum(np.clip(lowest, 0.0, None), highest))
    last = np.where(hidden, highest, np.minimum((share > 1e-9).astype(float), highest))
    last = np.maximum(first, last)
    price = np.where(hidden, 0.0, 1 - 2 * share + drawn)
    above, below = np.flatnonzero(highest > last), np.flatnonzero(lowest < first)
    return np.concatenate([np.arange(size), above, below]), (
        np.concatenate([np.ones(size + len(above)), -np.ones(len(below))]),
        np.concatenate([first, np.zeros(len(above) + len(below))]),
        np.concatenate([last, (highest - last)[above], (first - lowest)[below]]),
        np.concatenate([price, further + 2 * (1 - share[above]), further + 2 * share[below]]),
    )


def _solved(programme: Programme, seconds: float) -> Vector | None:
    """Return a whole solution, or None if there is none, or none that a short search finds."""
    try:
        return _in_neighbourhoods(programme, seconds)
    except SearchError:  # a wider neighbourhood takes longer
        return None


def _in_neighbourhoods(programme: Programme, seconds: float) -> Vector | None:
    relaxed = minimise(programme, seconds, interior=len(programme.cost) > ROUNDING.interior)
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
        if loose.sum() > ROUNDING.decided and programme.rows.nnz > ROUNDING.relations * len(loose):
            return None
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
    # Any rounding will do, near or far: each printed cell is within the tolerance in all of them.
    interior, whole = len(places) > ROUNDING.interior, replace(part, whole=np.arange(len(places)))
    found = minimise(whole, seconds, gap=_ANY, nodes=ROUNDING.short, interior=interior)
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


def _nearly_among(task: _Task, seconds: float) -> Vector:
    """Return such a rounding to one of the two multiples around each cell, where sums are violated all the same."""
    programme = task.programme
    moved = programme.lower.copy()
    open_ = np.flatnonzero((programme.upper > programme.lower) & ~task.further)
    side = np.asarray(programme.rows @ np.where(np.isin(np.arange(len(moved)), open_), 0.0, moved))
    rows = np.arange(programme.rows.shape[0])
    shifted = replace(programme, row_lower=programme.row_lower - side, row_upper=programme.row_upper - side)
    few = shifted.among(open_, rows)
    moved[open_] = _nearly(replace(task, programme=few), seconds)
    return moved


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
        # Those nearest to a whole number first: settling them moves the others least. Stable, so that ties fall the
        # same way on every machine.
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
        # Settling again may end worse, since each step is taken without looking ahead.
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
