"""Latent classes: kinds of persons that nobody observed, and lists that are independent within each of them.

A finite mixture by maximum likelihood (Cowan and Malec 1986; Pledger 2000). Classes differ in how easily all lists see
them, or list by list; how many there are, and which of the two, AIC says, since BIC sees hidden classes only in far
larger tables. The likelihood has several maxima, so it is climbed from scattered starts, and a maximum that only one of
them found is not taken for the highest. It can also be flat: many persons who are hardly ever seen fit a table as well
as few. So the interval is that of the profile likelihood, and where it has no upper limit there is no estimate.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtri, gammaln

from schakel_base.verdict import Interval
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Floats, Lattice
from schakel_prevalence.result import SizeEstimate, sized

CLASSES = ((1, True), (2, False), (2, True), (3, False))
"""How many classes, and whether they differ list by list."""
STARTS = 8
MOST_ROUNDS = 300
AGREED = 1e-3
"""How near the logarithms of two likelihoods are that are one maximum."""
FARTHEST = 1000.0
"""Times as many unseen as seen: further on the likelihood is flat, and where climbing stopped says nothing."""
STEP = 1.1
"""Factor between two numbers unseen of the profile."""
MOST_STEPS = 60
"""Of the profile, each way: a factor of 300."""
LARGEST = 60.0
"""Bound of predictors, on a log scale: beyond it nobody of a class is on a list, or everybody."""


def latent_classes(lattice: Lattice, seed: int = 1, level: float = 0.95) -> SizeEstimate:
    """Return the population by the best number of classes, or no estimate where the likelihood does not tell.

    Parameters
    ----------
    seed
        Of the starts.
    level
        That of the profile interval.

    Notes
    -----
    Cowan and Malec 1986; Pledger 2000. The profile after Cormack 1992.
    """
    mixture = _Mixture.of(lattice)
    found = [mixture.best(kinds, seed) for kinds in mixture.kinds]
    best = min(found, key=lambda one: one.criterion)
    unseen = float(mixture.unseen(best.point))
    is_told = best.is_agreed and unseen < FARTHEST * lattice.observed
    interval = mixture.profile(best, unseen, level) if is_told else None
    exists = Existence.EXISTS if interval else Existence.NOT_CONVERGED
    if best.is_agreed and interval is None:
        exists = Existence.NOT_ESTIMABLE
    return sized(
        "latent-classes",
        f"{len(best.point)} classes" if len(best.point) > 1 else "1 class",
        lattice.observed,
        lattice.observed + unseen,
        existence=exists,
        intervals=(interval,) if interval else (),
    )


@dataclass(frozen=True, eq=False)
class _Climbed:
    """A maximum: per class the logarithm of its unseen and the log-odds of each list, shape (classes, 1 + lists)."""

    flat: Floats
    kinds: "_Kinds"
    loss: float
    is_agreed: bool

    @property
    def point(self) -> Floats:
        return self.kinds.point(self.flat)

    @property
    def criterion(self) -> float:
        """AIC, but for what the counts alone decide."""
        return 2 * (self.loss + len(self.flat))


@dataclass(frozen=True, eq=False)
class _Kinds:
    """How parameters make the coefficients of a number of classes: a matrix (classes * (1 + lists), parameters)."""

    classes: int
    made: Floats

    @classmethod
    def of(cls, classes: int, lists: int, *, by_list: bool) -> "_Kinds":
        """Return classes that differ list by list, or by one step on all lists."""
        if by_list:
            return cls(classes, np.eye(classes * (1 + lists)))
        made = np.zeros((classes, 1 + lists, 2 * classes - 1 + lists))
        for one in range(classes):
            made[one, 0, one] = 1.0
            made[one, 1:, classes : classes + lists] = np.eye(lists)
            if one:
                made[one, 1:, classes + lists + one - 1] = 1.0
        return cls(classes, made.reshape(classes * (1 + lists), -1))

    def point(self, flat: Floats) -> Floats:
        """Return the coefficients, shape (classes, 1 + lists)."""
        return np.asarray(self.made @ flat).reshape(self.classes, -1)


@dataclass(frozen=True, eq=False)
class _Mixture:
    """The histories that can be observed, as columns (cells, 1 + lists; the first is ones), and their persons."""

    columns: Floats
    counts: Floats
    observed: float

    @classmethod
    def of(cls, lattice: Lattice) -> "_Mixture":
        cells = np.flatnonzero(lattice.possible)
        marks = cells[:, None] >> np.arange(len(lattice.lists)) & 1
        columns = np.column_stack([np.ones(len(cells)), marks]).astype(np.float64)
        return cls(columns, lattice.counts[cells], lattice.observed)

    @property
    def kinds(self) -> list[_Kinds]:
        """The classes that there can be: no model has more to tell than there are cells."""
        cells, width = self.columns.shape
        every = [_Kinds.of(classes, width - 1, by_list=by_list) for classes, by_list in CLASSES]
        return [one for one in every if one.made.shape[1] <= cells]

    def best(self, kinds: _Kinds, seed: int) -> _Climbed:
        """Return the highest of the maxima that scattered starts lead to."""
        generator = np.random.default_rng(seed)
        share = np.clip(self.counts @ self.columns[:, 1:] / (2 * self.observed), 1e-3, 0.9)
        usual = np.concatenate([[np.log(self.observed / kinds.classes)], np.log(share / (1 - share))])
        middle = np.linalg.lstsq(kinds.made, np.tile(usual, kinds.classes), rcond=None)[0]
        scatter = generator.normal(0.0, 1.0 if kinds.classes > 1 else 0.0, (STARTS, len(middle)))
        ends = sorted((self._climb(kinds, middle + one) for one in scatter), key=lambda one: one[1])
        return _Climbed(ends[0][0], kinds, ends[0][1], bool(ends[1][1] - ends[0][1] < AGREED))

    def unseen(self, point: Floats) -> float:
        """Return the number unseen, of all classes together."""
        return float(np.exp(point[:, 0]).sum())

    def profile(self, best: _Climbed, unseen: float, level: float) -> Interval | None:
        """Return the numbers at which the likelihood has fallen by half a chi-squared quantile; None without an end."""
        least = self._height(best.kinds, best.flat, unseen)[1] - chdtri(1, 1 - level) / 2
        ends = [self._end(best, unseen, least, step) for step in (1 / STEP, STEP)]
        low, high = ends[0] or 0.0, ends[1]
        return None if high is None else Interval(self.observed + low, self.observed + high, level, "profile")

    def _end(self, best: _Climbed, unseen: float, least: float, step: float) -> float | None:
        before = self._height(best.kinds, best.flat, unseen)
        for _ in range(MOST_STEPS):
            after = self._height(best.kinds, before[0], unseen * step)
            if after[1] < least:
                share = (before[1] - least) / (before[1] - after[1])
                return float(unseen * step**share)
            before, unseen = after, unseen * step
        return None

    def _height(self, kinds: _Kinds, start: Floats, unseen: float) -> tuple[Floats, float]:
        """Fit the table completed by a number of unseen; return the solution and the multinomial log-likelihood."""
        solution, loss = self._climb(kinds, start, unseen)
        total = self.observed + unseen
        # The fitted total is the total of the table, so that the loss is the multinomial one but for constants.
        return solution, float(total - loss - total * np.log(total) + gammaln(total + 1) - gammaln(unseen + 1))

    def _climb(self, kinds: _Kinds, start: Floats, unseen: float | None = None) -> tuple[Floats, float]:
        columns, counts = self.columns, self.counts
        if unseen is not None:  # in the completed table the unseen are a cell like the others
            columns = np.vstack([np.eye(1, columns.shape[1]), columns])
            counts = np.concatenate([[unseen], counts])

        def loss(flat: Floats) -> tuple[float, Floats]:
            each = np.exp(np.clip(kinds.point(flat) @ columns.T, -LARGEST, LARGEST))
            fitted = np.maximum(each.sum(axis=0), 1e-300)
            slope = (each * (1 - counts / fitted)) @ columns
            return float(fitted.sum() - counts @ np.log(fitted)), slope.ravel() @ kinds.made

        # A maximum at the edge is approached for ever; where it goes on rising is told by `FARTHEST`.
        found = minimize(loss, start, jac=True, method="BFGS", options={"maxiter": MOST_ROUNDS, "gtol": 1e-5})
        return np.asarray(found.x), float(found.fun)
