"""Indices of diversity of a distribution over categories, computed only from published counts.

Shannon's index is H = -sum p ln p (in nats), Simpson's is 1 - sum p^2, the chance that two units drawn at random are of
different categories. Two things make them uncertain, and they are kept apart, as two kinds of statistic. Where counts
are bounds the index has *bounds*: its least and its largest value over all distributions that these allow.
Its *interval* says how far it could lie from an underlying distribution that the units are drawn from; where counts are
bounds, it runs from the lower end at the least value to the upper end at the largest.

Sources: C.E. Shannon (1948) and E.H. Simpson (1949) for the indices; K. Hutcheson (1970), "A test for comparing
diversities based on the Shannon formula", for the variance of the first; Simpson (1949) for that of the second.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schakel.disclosure.distributions import CountedGroup, Counts, grouped, least_diverse, most_diverse
from schakel.model.figure import Figure, Mark, as_printed

Shares = NDArray[np.float64]
Whole = tuple[Figure, Sequence[int]]

NORMAL_95 = 1.959964
DECIMALS = 3


@dataclass(frozen=True)
class Index:
    """An index of shares, its variance for `size` draws, and its largest value for a number of categories."""

    value: Callable[[Shares], float]
    variance: Callable[[Shares, float], float]
    largest: Callable[[int], float]

    def of(self, counts: Counts) -> float:
        """Return its value for counts that add up to more than 0."""
        return self.value(counts / counts.sum())


def shannon(shares: Shares) -> float:
    """Return -sum p ln p.

    Parameters
    ----------
    shares
        They add up to 1; a share of 0 adds nothing.

    Returns
    -------
    float
        In nats (natural logarithms).
    """
    present = shares[shares > 0]
    return float(-(present * np.log(present)).sum())


def shannon_variance(shares: Shares, size: float) -> float:
    """Return the variance of Shannon's index after Hutcheson (1970), to the second order in 1/size.

    Parameters
    ----------
    shares
        They add up to 1.

    References
    ----------
    Hutcheson (1970), A test for comparing diversities based on the Shannon formula, Journal of Theoretical Biology 29,
    https://doi.org/10.1016/0022-5193(70)90124-4.
    """
    present = shares[shares > 0]
    logs = np.log(present)
    spread = float((present * logs**2).sum() - (present * logs).sum() ** 2)
    # Floating point can leave a spread of equal shares a hair below 0.
    return max(spread, 0.0) / size + (len(present) - 1) / (2 * size**2)


def simpson(shares: Shares) -> float:
    """Return 1 - sum p^2.

    Parameters
    ----------
    shares
        They add up to 1.

    Returns
    -------
    float
        The chance that two units drawn at random are of different categories.
    """
    return float(1 - (shares**2).sum())


def simpson_variance(shares: Shares, size: float) -> float:
    """Return the large-sample variance of Simpson's index, after Simpson (1949).

    Parameters
    ----------
    shares
        They add up to 1.

    References
    ----------
    Simpson (1949), Measurement of diversity, Nature 163, https://doi.org/10.1038/163688a0.
    """
    return max(4 * float((shares**3).sum() - (shares**2).sum() ** 2), 0.0) / size


SHANNON = Index(shannon, shannon_variance, lambda categories: math.log(categories))
SIMPSON = Index(simpson, simpson_variance, lambda categories: 1 - 1 / categories)


def bounds(index: Index, counts: Sequence[Figure], minimum_base: int, wholes: Iterable[Whole] = ()) -> Figure:
    """Return the least and the largest value of an index over all distributions that published counts allow.

    Parameters
    ----------
    counts
        The published count of each category; categories do not overlap.
    minimum_base
        How many units must certainly be in one of them.
    wholes
        The published counts of broader categories, each with the places of those that make it up.

    Returns
    -------
    Figure
        To three decimals; a mark where a count is not published or the base is or may be too small.
    """
    group = grouped(counts, wholes)
    if mark := _mark(counts, group, minimum_base):
        return Figure(None, None, mark)
    least, largest = _extremes(index, group)
    return as_printed(index.of(least), index.of(largest), DECIMALS)


def interval(index: Index, counts: Sequence[Figure], minimum_base: int, wholes: Iterable[Whole] = ()) -> Figure:
    """Return the 95% interval of an index by the normal approximation, cut off at 0 and at its largest value.

    Notes
    -----
    Variances after Hutcheson (1970) and Simpson (1949). Where counts are bounds, the interval runs from the lower end
    at the least value of the index to the upper end at the largest.
    """
    group = grouped(counts, wholes)
    if mark := _mark(counts, group, minimum_base):
        return Figure(None, None, mark)
    least, largest = _extremes(index, group)
    lower = index.of(least) - _margin(index, least)
    upper = index.of(largest) + _margin(index, largest)
    return as_printed(max(lower, 0.0), min(upper, index.largest(len(counts))), DECIMALS)


def _mark(counts: Sequence[Figure], group: CountedGroup, minimum_base: int) -> Mark | None:
    """Why there is no index, if there is none: a count is not published, or the base is or may be too small."""
    if any(count.mark for count in counts):
        return Mark.PROTECTED
    # Too small for certain, or perhaps: two marks, so that readers can tell which.
    if group.most < max(minimum_base, 1):
        return Mark.BASE_TOO_SMALL
    return Mark.OPEN if group.least < max(minimum_base, 1) else None


def _extremes(index: Index, group: CountedGroup) -> tuple[Counts, Counts]:
    """The counts at which the index is least, and those at which it is largest."""
    return least_diverse(group, index.of), most_diverse(group, index.of)


def _margin(index: Index, counts: Counts) -> float:
    size = float(counts.sum())
    return NORMAL_95 * math.sqrt(index.variance(counts / size, size))
