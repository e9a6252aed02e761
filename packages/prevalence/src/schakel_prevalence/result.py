"""What every estimator returns: a population with its existence, and never the one without the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import ndtri

from schakel_base.verdict import Interval
from schakel_prevalence.existence import Existence
from schakel_prevalence.thresholds import LARGEST_POPULATION


@dataclass(frozen=True)
class SizeEstimate:
    """The size of a population by one method; `population` is None unless the estimate exists.

    Parameters
    ----------
    observed
        Persons seen.
    population
        The size in persons, those seen included.
    standard_error
        In persons; None where the method has none.
    intervals
        The first is the one that is shown; all limits are in persons.
    """

    method: str
    model: str
    observed: float
    existence: Existence
    population: float | None = None
    standard_error: float | None = None
    intervals: tuple[Interval, ...] = ()
    details: Mapping[str, float | str] = field(default_factory=dict)

    def at_level(self, level: float) -> "SizeEstimate":
        """Return the estimate with the log-normal interval of its standard error, if it has one, at a level."""
        if self.population is None or self.standard_error is None:
            return self
        return replace(self, intervals=log_normal(self.observed, self.population, self.standard_error, level))


def sized(
    method: str,
    model: str,
    observed: float,
    population: float,
    *,
    existence: Existence = Existence.EXISTS,
    standard_error: float | None = None,
    intervals: tuple[Interval, ...] = (),
    **details: float | str,
) -> SizeEstimate:
    """Make a result; a population below what was observed, without end, or above the cap is not estimable.

    Parameters
    ----------
    observed
        Persons on at least one list, or registered at least once.
    population
        The size in persons, those observed included.
    existence
        What the method found. Without an estimate `population` is not looked at.
    intervals
        Those of the method; if it has none, that of its standard error stands for them.
    details
        Figures of this method that gates or readers ask for.
    """
    # The one place where a population is let through, so that no method can return a number that means nothing.
    if existence is Existence.EXISTS and not observed - 1e-6 <= population <= LARGEST_POPULATION:
        existence = Existence.NOT_ESTIMABLE
    if existence is not Existence.EXISTS:
        return SizeEstimate(method, model, observed, existence, details=details)
    if standard_error is not None and not np.isfinite(standard_error):
        standard_error = None
    if standard_error is not None and not intervals:
        intervals = log_normal(observed, population, standard_error)
    return SizeEstimate(method, model, observed, existence, float(population), standard_error, intervals, details)


def log_normal(observed: float, population: float, error: float, level: float = 0.95) -> tuple[Interval, ...]:
    """Return Chao's (1987) interval: the number unseen as log-normal, so that no limit falls below the observed.

    None if nobody is unseen, or nothing is uncertain.
    """
    unseen = population - observed
    if not (unseen > 0 and error > 1e-9 * population):
        return ()
    spread = np.sqrt(np.log1p((error / unseen) ** 2))
    factor = float(np.exp(ndtri((1 + level) / 2) * spread))
    return (Interval(observed + unseen / factor, observed + unseen * factor, level, "log-normal"),)
