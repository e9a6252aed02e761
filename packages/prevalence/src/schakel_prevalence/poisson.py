"""Poisson log-linear models fitted by Newton's method, any number of tables and models at once.

With histories and terms on one lattice, the gradient and the curvature of the likelihood are the same superset sums:
the entry of terms t and u in the information matrix is the fitted number of persons on all lists of t and u. Models
with other columns (`columns.DesignColumns`) climb by the same steps. A step that lowers the likelihood is not taken but
damped, and a problem that gets nowhere is begun again, so a bad starting value costs time and never the answer; a
problem that has not converged says so.
"""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from schakel_prevalence.lattice import Flags, Floats, Integers, subset_sums, superset_sums

TOLERANCE = 1e-9  # of the squared Newton decrement: the last step then leaves an error far below 1e-6 of N
MOST_STEPS = 60
LARGEST_STEP = 4.0
LARGEST_LOGARITHM = 600.0
NO_TERM = -1


class Design(Protocol):
    """A batch of models: what their coefficients (batch, slots) fit, and the sums that Newton's method takes."""

    @property
    def wanted(self) -> Floats:
        """The counts summed by slot (batch, slots): without a prior a maximum fits them exactly."""

    def only(self, rows: Integers | Flags) -> Self:
        """Return the models at the rows named."""

    def fitted(self, coefficients: Floats) -> Floats:
        """Return the fitted counts (batch, cells)."""

    def sums(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return X'w (batch, slots) and X'WX (batch, slots, slots) of weights (batch, cells)."""


@dataclass(frozen=True, eq=False)
class Problems:
    """A batch: `totals` (batch, sets) of the counts, `terms` (batch, slots; NO_TERM: empty slot), `cells` to fit."""

    totals: Floats
    terms: Integers
    cells: Flags

    @property
    def wanted(self) -> Floats:
        """The persons on all lists of each term; 0 in empty slots."""
        return self._at_terms(self.totals)

    def only(self, rows: Integers | Flags) -> "Problems":
        """Return the problems at the rows named."""
        return Problems(self.totals[rows], self.terms[rows], self.cells[rows])

    def fitted(self, coefficients: Floats) -> Floats:
        """Return the fitted persons by history."""
        batch, size = self.totals.shape
        dense = np.zeros((batch, size + 1))  # NO_TERM is -1: coefficients of empty slots fall into the last column
        np.put_along_axis(dense, self.terms, coefficients, axis=1)
        return np.exp(np.minimum(subset_sums(dense[:, :size]), LARGEST_LOGARITHM)) * self.cells

    def sums(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return the weights of all histories that contain a term, or two terms."""
        sums = superset_sums(weights)
        return self._at_terms(sums), gram(sums, self.terms)

    def _at_terms(self, sums: Floats) -> Floats:
        found = np.take_along_axis(sums, np.maximum(self.terms, 0), axis=1)
        return np.where(self.terms >= 0, found, 0.0)


@dataclass(eq=False)
class Fits:
    """The solutions: coefficients per slot, fitted counts per history, kernel of the log-likelihood, convergence."""

    coefficients: Floats
    fitted: Floats
    kernel: Floats
    converged: Flags

    @property
    def unseen(self) -> Floats:
        """The fitted number of persons with the empty history, exp(intercept): slot 0 is the intercept."""
        return np.exp(self.coefficients[:, 0])


def extended(counts: Floats, terms: Integers, possible: Flags) -> Problems:
    """Bring models to their extended maximum likelihood form.

    A term whose lists share nobody in the table has its maximum at minus infinity: the histories that contain it are
    fitted by zero, and both leave the problem (Chan, Silverman and Vincent 2021). That holds for a single list too:
    a list that a replicate happened to leave empty drops out, and blocks nothing.
    """
    totals = superset_sums(counts)
    used = terms >= 0
    index = np.where(used, terms, 0)
    empty = used & (np.take_along_axis(totals, index, axis=1) == 0)
    reduced = np.where(empty, NO_TERM, terms)
    if not empty.any():
        return Problems(totals, reduced, np.broadcast_to(possible, counts.shape))
    marks = np.zeros_like(counts)
    rows, slots = np.nonzero(empty)
    marks[rows, terms[rows, slots]] = 1.0
    return Problems(totals, reduced, possible & (subset_sums(marks) == 0))


def fit(problems: Problems, start: Floats) -> Fits:
    """Maximise the likelihood of each problem from its starting coefficients (batch, slots).

    A problem that has not converged from its own start is begun again from a start that is safe for every table.

    Parameters
    ----------
    problems
        Tables and models in extended form.
    start
        Coefficients, shape (batch, slots).

    Returns
    -------
    Coefficients per slot, counts per history, and which problems converged.
    """
    solution = ascend(problems, start)
    failed = np.flatnonzero(~solution.converged)
    if len(failed):
        again = problems.only(failed)
        second = ascend(again, _safe_start(again))
        for name in ("coefficients", "fitted", "kernel", "converged"):
            getattr(solution, name)[failed] = getattr(second, name)
    return solution


def _safe_start(problems: Problems) -> Floats:
    """Start at twice the persons observed, with lists of their observed shares and no interactions."""
    terms = np.maximum(problems.terms, 0)
    seen = problems.totals[:, :1]
    # Twice the persons observed is no guess: from any start Newton's damped steps reach the one maximum there is.
    share = np.clip(np.take_along_axis(problems.totals, terms, axis=1) / (2 * np.maximum(seen, 1)), 1e-6, 0.9)
    single = (terms & (terms - 1)) == 0
    start = np.where(single, np.log(share / (1 - share)), 0.0)
    return np.where(terms == 0, np.log(np.maximum(seen, 1.0)), start)


def ascend(design: Design, start: Floats, precision: Floats | float = 0.0) -> Fits:
    """Climb from the starting coefficients to the maximum of each likelihood, by damped Newton steps.

    Parameters
    ----------
    start
        Coefficients, shape (batch, slots).
    precision
        That of a normal prior around zero on each coefficient, shape (slots,); 0 for none.

    Returns
    -------
    The solutions; a problem that is at no maximum after `MOST_STEPS` has not converged.
    """
    batch = len(start)
    rows, state = np.arange(batch), _State.at(design, start, precision)
    solution = Fits(start.copy(), state.fitted.copy(), np.full(batch, -np.inf), np.zeros(batch, np.bool_))
    for _ in range(MOST_STEPS):
        if not len(rows):
            return solution
        state.step()
        done = state.finished
        if done.any():
            _store(solution, rows[done], state, done)
            rows, state = rows[~done], state.only(~done)
    _store(solution, rows, state, np.ones(len(rows), np.bool_))
    solution.converged[rows] = False
    return solution


def _store(solution: Fits, rows: Integers, state: "_State", chosen: Flags) -> None:
    solution.coefficients[rows] = state.coefficients[chosen]
    solution.fitted[rows] = state.fitted[chosen]
    solution.kernel[rows] = state.kernel[chosen]
    solution.converged[rows] = np.isfinite(state.kernel[chosen])


@dataclass(eq=False)
class _State:
    design: Design
    precision: Floats | float
    wanted: Floats
    coefficients: Floats
    fitted: Floats
    kernel: Floats
    damping: Floats  # added to the diagonal of the information, relative to it; 0 is Newton's own step
    finished: Flags

    @classmethod
    def at(cls, design: Design, start: Floats, precision: Floats | float) -> "_State":
        nothing = np.zeros(len(start))
        fitted = design.fitted(start)
        state = cls(design, precision, design.wanted, start.copy(), fitted, nothing, nothing, nothing > 0)
        state.kernel = state.height(start, fitted)
        return state

    def height(self, coefficients: Floats, fitted: Floats) -> Floats:
        """Return the kernel of the log-likelihood and of the prior: the sum of y * eta - mu, less half a square."""
        prior = (self.precision * coefficients**2).sum(axis=1) / 2
        return np.asarray(np.einsum("bs,bs->b", self.wanted, coefficients) - fitted.sum(axis=1) - prior)

    def only(self, rows: Flags) -> "_State":
        return _State(
            self.design.only(rows),
            self.precision,
            self.wanted[rows],
            self.coefficients[rows],
            self.fitted[rows],
            self.kernel[rows],
            self.damping[rows],
            self.finished[rows],
        )

    def step(self) -> None:
        """Take one step per problem; a step that lowers the likelihood is not taken, and the next is damped more."""
        direction, decrement = self._direction()
        longest = np.abs(direction).max(axis=1)
        # An early step can be far too long; 4 on the log scale is a factor of 55.
        scale = np.minimum(1.0, LARGEST_STEP / np.maximum(longest, 1e-300))
        trial = self.coefficients + scale[:, None] * direction
        fitted = self.design.fitted(trial)
        kernel = self.height(trial, fitted)
        last = (np.abs(decrement) < TOLERANCE) & (self.damping == 0)
        # At the maximum rounding makes the likelihood go up and down; the last step is right whatever it seems to do.
        taken = last | (kernel >= self.kernel - 1e-9 * np.abs(self.kernel))
        self.damping = np.where(taken, np.where(self.damping < 1e-3, 0.0, self.damping / 10), self.damping * 10 + 1e-3)
        self.coefficients = np.where(taken[:, None], trial, self.coefficients)
        self.fitted = np.where(taken[:, None], fitted, self.fitted)
        self.kernel, self.finished = np.where(taken, kernel, self.kernel), last

    def _direction(self) -> tuple[Floats, Floats]:
        sums, information = self.design.sums(self.fitted)
        gradient = self.wanted - sums - self.precision * self.coefficients
        slots = np.arange(information.shape[1])
        information[:, slots, slots] = (information[:, slots, slots] + self.precision) * (1 + self.damping[:, None])
        direction = _solve(information, gradient)
        return direction, np.einsum("bs,bs->b", direction, gradient)


def gram(sums: Floats, terms: Integers) -> Floats:
    """Return X'WX for every problem, given the superset sums of its weights; empty slots are the identity."""
    used = terms >= 0
    index = np.where(used, terms, 0)
    batch, slots = index.shape
    unions = np.bitwise_or(index[:, :, None], index[:, None, :]).reshape(batch, slots * slots)
    entries: Floats = np.take_along_axis(sums, unions, axis=1).reshape(batch, slots, slots)
    if not used.all():
        entries = np.where(used[:, :, None] & used[:, None, :], entries, np.eye(slots))
    return entries


def _solve(information: Floats, gradient: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(information, gradient[..., None])[..., 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        return _solve_ridged(information, gradient)


def _solve_ridged(information: Floats, gradient: Floats) -> Floats:
    """Solve with a trace of ridge, for a batch in which one matrix is singular to the last bit."""
    eye = np.eye(information.shape[-1])
    ridge = (1e-10 * np.einsum("bss->bs", information)[..., None] + 1e-300) * eye
    return np.asarray(np.linalg.solve(information + ridge, gradient[..., None])[..., 0], dtype=np.float64)
