"""The range in which a population lies if the number unseen is misjudged within a named span, whatever is declared.

One method's interval says how far chance goes. It says nothing of what identifies the estimate: that the lists, as
they depend on each other among those who were seen, do so too among those whom nobody saw. So three identifications
stand side by side: an average over models of pairs of lists, the same with visibility that differs between persons,
and Chao's lower bound for lists. The range is the union of their intervals, with the number unseen divided and
multiplied by a span that simulation set (docs/prevalence.md, under Calibration).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from schakel_base.verdict import Interval
from schakel_prevalence.columns import DesignColumns, solve
from schakel_prevalence.heterogeneity import bent
from schakel_prevalence.lattice import Floats, Lattice
from schakel_prevalence.mixture import LogUnseen
from schakel_prevalence.stepwise import independent_start
from schakel_prevalence.thresholds import LARGEST_POPULATION, SPAN_DOWN, SPAN_UP

KIND = "span"
IN_WORDS = {"down": f"{SPAN_DOWN:g}", "up": f"{SPAN_UP:g}"}
IN_WORDS |= {"omlaag": IN_WORDS["down"].replace(".", ","), "omhoog": IN_WORDS["up"].replace(".", ",")}
"""The factors of the span, for sentences in English and in Dutch."""
LOWER_BOUND = "lower bound"
"""The identification by Chao's lower bound for lists."""


@dataclass(frozen=True)
class PlausibleRange:
    """What three identifications make of a table, and the range that spans them.

    Parameters
    ----------
    observed
        Persons seen.
    intervals
        The sampling interval of each identification, in persons, by its name.
    """

    observed: float
    intervals: Mapping[str, Interval]

    @cached_property
    def interval(self) -> Interval:
        """The range, in persons."""
        lower = min(one.lower for one in self.intervals.values()) - self.observed
        upper = max(one.upper for one in self.intervals.values()) - self.observed
        level = next(iter(self.intervals.values())).level
        return Interval(self.observed + lower / SPAN_DOWN, self.observed + upper * SPAN_UP, level, KIND)

    @property
    def ratio(self) -> float:
        """The upper limit by the lower."""
        return self.interval.upper / self.interval.lower


def plausible_range(lattice: Lattice, level: float = 0.95, added: Floats | float = 0.0) -> PlausibleRange | None:
    """Return the range in which the population plausibly lies; None where no identification has an estimate.

    Parameters
    ----------
    lattice
        Two lists or more.
    level
        That of the sampling intervals. The range itself has none: how often it holds, the calibration says.
    added
        The variance of the count of each history beside that of a Poisson, shape (histories,), as rounding adds it.

    Notes
    -----
    Weights by BIC after Buckland, Burnham and Augustin 1997; the lower bound is that of Baillargeon and Rivest 2007.
    """
    found = {name: one.interval(lattice.observed, level) for name, one in _identified(lattice, added)}
    return PlausibleRange(lattice.observed, found) if found else None


def _identified(lattice: Lattice, added: Floats | float) -> Iterator[tuple[str, LogUnseen]]:
    models = PairModels(lattice, added)
    for name, bends in (("pairs of lists", False), ("pairs of lists, visibility differs", True)):
        if average := models.average(bends):
            yield name, average
    if (bound := bent(lattice, added)) and bound.unseen <= LARGEST_POPULATION:
        yield LOWER_BOUND, LogUnseen(*(np.array([one]) for one in (np.log(bound.unseen), bound.variance, 1.0)))


Design = tuple[frozenset[int], bool]
"""Pairs of lists that interact, and whether visibility differs between persons."""


class PairModels:
    """Models of pairs, with and without visibility that differs, that a search by BIC meets; each fitted once.

    Where counts vary more than those of a Poisson, the log-likelihood is divided by as much, as quasi-likelihood has it
    (Lebreton and others 1992): else an interaction would be taken for what rounding made.

    Parameters
    ----------
    added
        The variance of the count of each history beside that of a Poisson, shape (histories,).
    """

    def __init__(self, lattice: Lattice, added: Floats | float = 0.0) -> None:
        self._lattice = lattice
        self._cells = np.flatnonzero(lattice.possible)
        self._added = np.broadcast_to(added, lattice.size)[self._cells]
        self.inflation = 1 + float(self._added.sum()) / lattice.observed
        marks = self._cells[:, None] >> np.arange(len(lattice.lists)) & 1
        on = marks.sum(axis=1)
        ones = np.ones(len(self._cells))
        # Persons who are seen more easily than others are on more lists than chance would have it: the logarithm of a
        # count bends upwards with the number of pairs among its lists.
        self._main = np.stack([ones, *marks.T], axis=1).astype(np.float64)
        self._bend = (on * (on - 1) / 2).astype(np.float64)
        self._pairs = sorted(lattice.pairs)
        pairs = np.array(self._pairs, np.int64)
        self._inside = (self._cells[:, None] & pairs) == pairs
        self._shared = lattice.totals[pairs] > 0
        self._known: dict[Design, tuple[float, float, float]] = {}
        for start in ((frozenset[int](), False), (frozenset[int](), True), (frozenset(lattice.pairs), False)):
            self._descend(start)

    @property
    def best(self) -> float:
        """The lowest BIC of all; infinite if none has an estimate."""
        return min(criterion for criterion, _, _ in self._known.values())

    def average(self, bends: bool) -> LogUnseen | None:
        """Return the average by BIC; with `bends` also over models in which visibility differs."""
        fits = [fit for (_, bent), fit in self._known.items() if np.isfinite(fit[0]) and (bends or not bent)]
        if not fits:
            return None
        return LogUnseen.by_criterion(*np.array(fits).T)

    def _descend(self, best: Design) -> None:
        self._fit([best])
        while True:
            pairs, bends = best
            around = [(pairs ^ {pair}, bends) for pair in self._lattice.pairs] + [(pairs, not bends)]
            self._fit(around)
            better = min([best, *around], key=lambda one: round(self._known[one][0], 7))
            if better == best or not np.isfinite(self._known[better][0]):
                return
            best = better

    def _fit(self, designs: Sequence[Design]) -> None:
        new = [one for one in dict.fromkeys(designs) if one not in self._known]
        if new:
            self._known |= dict(zip(new, self._fitted(new), strict=True))

    def _fitted(self, designs: Sequence[Design]) -> list[tuple[float, float, float]]:
        """Return per model its BIC (infinite without a fit), and mean and variance of the log of the number unseen."""
        columns = self._columns(designs)
        start = np.zeros((len(designs), columns.matrix.shape[2]))
        start[:, : self._main.shape[1]] = self._start
        found = solve(columns, start, self._added)
        parameters = np.array([self._main.shape[1] + len(pairs) + bends for pairs, bends in designs])
        criterion = np.log(self._lattice.observed) * parameters - 2 * found.likelihood / self.inflation
        mean = found.coefficients[:, 0]
        variance = found.covariance[:, 0, 0] + _drawn(mean)
        return list(zip(np.where(found.exists, criterion, np.inf).tolist(), mean, variance, strict=True))

    @cached_property
    def _start(self) -> Floats:
        found: Floats = independent_start(self._lattice.counts[None, :], np.array([self._lattice.main_terms]))[0]
        return found

    def _columns(self, designs: Sequence[Design]) -> DesignColumns:
        chosen = np.array([[pair in pairs for pair in self._pairs] for pairs, _ in designs]).reshape(len(designs), -1)
        bends = np.array([bends for _, bends in designs])[:, None, None] * self._bend[:, None]
        # Of two lists that share nobody the interaction is at minus infinity, and their cells leave.
        used = ~(self._inside & (chosen & ~self._shared)[:, None]).any(axis=2)
        pairs = self._inside & (chosen & self._shared)[:, None]
        main = np.broadcast_to(self._main, (len(designs), *self._main.shape))
        counts = np.broadcast_to(self._lattice.counts[self._cells], used.shape)
        return DesignColumns(np.concatenate([main, pairs, bends], axis=2), counts, used)


def _drawn(mean: Floats) -> Floats:
    """The variance of the logarithm of a number that is itself drawn, beside the error of its mean."""
    return np.asarray(np.exp(-np.clip(mean, -30, 30)))
