"""A linear or integer programme, solved by HiGHS on one thread: an answer, no answer, or an error, never a guess.

A programme that runs out of time has no answer. Whoever asked must fail, since a table that could not be judged
may not leave. How much work all programmes for a table take together can be bounded as well, in steps, which are
counted and so end the same on every machine.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import highspy
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from schakel_base.errors import DisclosureError
from schakel_protection.effort import SOLVER

Vector = NDArray[np.float64]
Places = NDArray[np.int64]

INFINITE = highspy.kHighsInf

_NO_ANSWER = {highspy.HighsModelStatus.kInfeasible}
_GIVEN_UP = {highspy.HighsModelStatus.kSolutionLimit}
_UNBOUNDED = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}


class SearchError(Exception):
    """The nodes allowed were used up: counted, a search ends the same on every machine; in time it does not."""


class EffortError(DisclosureError):
    """All steps that were allowed are taken, and there is no answer."""


_TOO_MUCH = (
    "hiding the small figures among so many related ones takes more work than is allowed; merge categories "
    "(`coarser`), ask for fewer dimensions at once, or name a profile that rounds, such as round-5-additive"
)


@dataclass
class _Effort:
    """The steps that are allowed to all programmes solved inside `at_most`, and those that are left."""

    allowed: float
    left: float


_EFFORT: ContextVar[_Effort | None] = ContextVar("effort", default=None)


@contextmanager
def at_most(steps: float) -> Iterator[None]:
    """Bound the work that is done inside.

    A bound inside another is at most half of what that has left, so that something is left for what is tried next.

    Parameters
    ----------
    steps
        One for each row and column in each iteration of a programme; some 50 million take a second.

    Raises
    ------
    EffortError
        From inside, where it would take more.
    """
    outer = _EFFORT.get()
    allowed = min(steps, outer.left / 2) if outer else steps
    effort = _Effort(allowed, allowed)
    before = _EFFORT.set(effort)
    try:
        yield
    finally:
        _EFFORT.reset(before)
        if outer:
            outer.left -= effort.allowed - effort.left


def spend(steps: float) -> None:
    """Take some steps of those allowed, if there is a bound.

    Raises
    ------
    EffortError
        If there are none left.
    """
    effort = _EFFORT.get()
    if effort is None:
        return
    effort.left -= steps
    if effort.left < 0:
        raise EffortError(_TOO_MUCH)


def share_spent() -> float:
    """Return the share of the steps allowed that is taken; 0 where there is no bound."""
    effort = _EFFORT.get()
    return 1 - effort.left / effort.allowed if effort else 0.0


def expect(share_done: float, most: float) -> None:
    """Give up in time: at this pace, with so large a share of something done, it would take too much of the steps.

    Parameters
    ----------
    share_done
        What is done of it, over 0 and up to 1.
    most
        The share of the steps allowed that all of it may take.

    Raises
    ------
    EffortError
        If it would take more.
    """
    if share_spent() > most * share_done:
        raise EffortError(_TOO_MUCH)


class _QuietHighs(highspy.Highs):
    """HiGHS prints a banner as soon as its callbacks are switched on; it has to be silenced before, not after."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)


_quiet_highs: Callable[[], _QuietHighs] = _QuietHighs
"""Its initialiser takes nothing, which highspy does not say about it."""


@dataclass(frozen=True, eq=False)
class Programme:
    """Minimise `cost x` with `lower <= x <= upper` and `row_lower <= rows x <= row_upper`.

    Parameters
    ----------
    cost, lower, upper
        One per variable, of shape (n,).
    rows
        Of shape (m, n).
    row_lower, row_upper
        One per row, of shape (m,); equal for an equality.
    whole
        The places of the variables that must be whole numbers.
    """

    cost: Vector
    lower: Vector
    upper: Vector
    rows: sparse.csr_array
    row_lower: Vector
    row_upper: Vector
    whole: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def among(self, columns: Places, rows: Places) -> "Programme":
        """Return the same over some variables and rows alone, none of them whole."""
        weights = sparse.csr_array(self.rows[rows][:, columns])
        bounds = self.cost[columns], self.lower[columns], self.upper[columns]
        return Programme(*bounds, weights, self.row_lower[rows], self.row_upper[rows])

    def parts(self) -> list[tuple[Places, Places]]:
        """Return the variables and the rows of each part that shares no row with another."""
        both = sparse.block_array([[None, self.rows], [self.rows.T, None]], format="csr")
        count, labels = connected_components(both, directed=False)
        row, column = labels[: self.rows.shape[0]], labels[self.rows.shape[0] :]
        by_column, by_row = np.argsort(column, kind="stable"), np.argsort(row, kind="stable")
        cuts = np.arange(1, count)
        columns = np.split(by_column, np.searchsorted(column[by_column], cuts))
        rows = np.split(by_row, np.searchsorted(row[by_row], cuts))
        return [pair for pair in zip(columns, rows, strict=True) if len(pair[0])]


@dataclass(frozen=True, eq=False)
class Optimum:
    """The best values, their cost, and per variable the reduced cost (0 in integer programmes)."""

    values: Vector
    objective: float
    reduced: Vector


class Solver:
    """One programme that is solved again and again with other costs and bounds, each time from the last solution.

    Parameters
    ----------
    presolve
        Whether it is made smaller before it is solved; always so with whole numbers.
    seconds
        For each solution.
    gap
        How far the cost may be from the least one, in units of cost.
    nodes
        Of the search tree, at most; unlimited by default.
    interior
        Whether by an interior point method; with whole numbers, the relaxation at the root of the search tree.
    """

    def __init__(
        self,
        programme: Programme,
        presolve: bool = False,
        seconds: float = SOLVER.seconds,
        gap: float = 0.0,
        nodes: int | None = None,
        interior: bool = False,
    ) -> None:
        self._highs = _quiet_highs()
        self._seconds = seconds
        whole = len(programme.whole) > 0
        # One thread and one seed: several threads find other optima of equal cost from run to run, and the same table
        # must give the same figures.
        self._set(threads=1, presolve="on" if presolve or whole else "off", random_seed=1, mip_rel_gap=0.0)
        self._set(mip_abs_gap=max(gap, 1e-6))
        if nodes is not None:
            small = len(programme.cost) <= SOLVER.neighbourhoods
            self._set(mip_max_nodes=nodes, mip_heuristic_run_rins=small, mip_heuristic_run_rens=small)
        if whole and interior:
            self._set(mip_lp_solver="ipm")
        if not whole:
            self._set(solver="ipm" if interior else "simplex")
            self._set(simplex_strategy=1)  # dual: the primal was 40 times slower on such programmes
        self._highs.passModel(_as_highs(programme))
        self._columns, self._size, self._iterations = len(programme.cost), sum(programme.rows.shape), 0
        self._each = SOLVER.presolve_counts_for if presolve or whole else 0
        self._weight = SOLVER.whole if whole else 1.0
        if whole:
            self.make_whole(programme.whole)

    def _set(self, **options: float | str) -> None:
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    def make_whole(self, places: Places) -> None:
        """Demand whole numbers of some variables from now on."""
        kinds = np.full(len(places), highspy.HighsVarType.kInteger.value, dtype=np.uint8)
        self._highs.changeColsIntegrality(len(places), places.astype(np.int32), kinds)
        self._set(presolve="on", solver="choose")
        self._weight = SOLVER.whole

    def set_cost(self, places: Sequence[int] | Places, cost: Sequence[float] | Vector) -> None:
        """Change the cost of some variables."""
        self._highs.changeColsCost(len(places), np.asarray(places, np.int32), np.asarray(cost, float))

    def set_bounds(
        self, places: Sequence[int] | Places, lower: Sequence[float] | Vector, upper: Sequence[float] | Vector
    ) -> None:
        """Change the bounds of some variables."""
        self._highs.changeColsBounds(
            len(places), np.asarray(places, np.int32), np.asarray(lower, float), np.asarray(upper, float)
        )

    def add_row(self, places: Places, weights: Vector, lower: float) -> None:
        """Demand that a weighted sum is at least `lower`."""
        self._highs.addRow(lower, INFINITE, len(places), places.astype(np.int32), weights)

    def forget(self) -> None:
        """Start the next solution from nothing; a programme that takes many iterations is made smaller first."""
        self._highs.clearSolver()
        if self._iterations > SOLVER.presolve_from:
            self._set(presolve="on")
            self._each = SOLVER.presolve_counts_for

    def solve(self) -> Optimum | None:
        """Return the optimum, or None if there is no solution at all.

        Raises
        ------
        DisclosureError
            If the time is up, if the optimum is infinite, or if the solver fails.
        SearchError
            If the search tree has more nodes than were allowed.
        EffortError
            If all steps allowed are taken.
        """
        if not self._columns:
            return Optimum(np.zeros(0), 0.0, np.zeros(0))
        self._set(time_limit=self._highs.getRunTime() + self._seconds)
        self._highs.run()
        self._iterations = max(self._highs.getInfo().simplex_iteration_count, 0)
        # Counted in iterations and not in seconds, so that a table is refused on every machine or on none.
        spend((self._iterations * self._weight + self._each) * self._size)
        status = self._highs.getModelStatus()
        if status in _NO_ANSWER:
            return None
        if status in _GIVEN_UP:
            raise SearchError
        if status != highspy.HighsModelStatus.kOptimal:
            raise DisclosureError(_what_failed(status, self._seconds))
        found = self._highs.getSolution()
        reduced = np.array(found.col_dual) if found.dual_valid else np.zeros(self._columns)
        return Optimum(np.array(found.col_value), self._highs.getInfo().objective_function_value, reduced)


def _what_failed(status: highspy.HighsModelStatus, seconds: float) -> str:
    if status == highspy.HighsModelStatus.kTimeLimit:
        return f"the solver had no answer after {seconds:g} seconds, so the table may not leave"
    if status in _UNBOUNDED:
        return "the solver found no finite answer, so the table may not leave"
    return f"the solver stopped without an answer ({status.name}), so the table may not leave"


def _as_highs(programme: Programme) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.cost), programme.rows.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = programme.cost, programme.lower, programme.upper
    model.row_lower_, model.row_upper_ = programme.row_lower, programme.row_upper
    columns = sparse.csc_array(programme.rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr, columns.indices
    model.a_matrix_.value_ = columns.data
    return model


def minimise(
    programme: Programme,
    seconds: float = SOLVER.seconds,
    gap: float = 0.0,
    nodes: int | None = None,
    interior: bool = False,
) -> Optimum | None:
    """Solve a programme once, with what `Solver` takes; None if it has no solution.

    By an interior point method large programmes that are solved once are solved sooner.

    Raises
    ------
    DisclosureError
        If there is no answer in time, or no finite one.
    SearchError
        If more nodes would be needed.
    """
    return Solver(programme, presolve=True, seconds=seconds, gap=gap, nodes=nodes, interior=interior).solve()
