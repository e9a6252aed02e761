"""Indices of diversity of a distribution over categories, computed only from published counts.

Shannon's index is H = -sum p ln p (in nats), Simpson's is 1 - sum p^2, the chance that two units drawn at random are of
different categories. Two things make them uncertain, and they are kept apart, as two kinds of statistic. Where counts
are bounds the index has *bounds*: its least and its largest value over all distributions within the published bounds.
Its *interval* says how far it could lie from an underlying distribution that the units are drawn from; where counts are
bounds, it runs from the lower end at the least value to the upper end at the largest.

Both indices are concave in the shares, hence quasi-concave in the counts: over a box of bounds the least value is found
at a corner, and the largest where the counts are as equal as the bounds allow.

Sources: C.E. Shannon (1948) and E.H. Simpson (1949) for the indices; K. Hutcheson (1970), "A test for comparing
diversities based on the Shannon formula", for the variance of the first; Simpson (1949) for that of the second.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schakel.model.figure import Figure, Mark

Shares = NDArray[np.float64]
Counts = NDArray[np.float64]
Box = Sequence[tuple[float, float]]

NORMAL_95 = 1.959964
MOST_CORNERS = 2**10
STEPS = 80  # of a search that leaves two thirds each time: more than floats can tell apart


@dataclass(frozen=True)
class Index:
    """An index of shares, its variance for `size` draws, and its largest value for a number of categories."""

    value: Callable[[Shares], float]
    variance: Callable[[Shares, float], float]
    largest: Callable[[int], float]


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


def bounds(index: Index, counts: Sequence[Figure], minimum_base: int) -> Figure:
    """Return the least and the largest value of an index over all distributions within published bounds.

    Parameters
    ----------
    counts
        The published count of each category; categories do not overlap.
    minimum_base
        How many units must certainly be in one of them.

    Returns
    -------
    Figure
        To three decimals; a mark where a count is not published or the base is or may be too small.
    """
    if mark := _mark(counts, minimum_base):
        return Figure(None, None, mark)
    least, largest = _extremes(index, _box(counts))
    return _rounded(_of(index, least), _of(index, largest))


def interval(index: Index, counts: Sequence[Figure], minimum_base: int) -> Figure:
    """Return the 95% interval of an index by the normal approximation, cut off at 0 and at its largest value.

    Notes
    -----
    Variances after Hutcheson (1970) and Simpson (1949). Where counts are bounds, the interval runs from the lower end
    at the least value of the index to the upper end at the largest.
    """
    if mark := _mark(counts, minimum_base):
        return Figure(None, None, mark)
    least, largest = _extremes(index, _box(counts))
    lower = _of(index, least) - _margin(index, least)
    upper = _of(index, largest) + _margin(index, largest)
    return _rounded(max(lower, 0.0), min(upper, index.largest(len(counts))))


def _mark(counts: Sequence[Figure], minimum_base: int) -> Mark | None:
    """Why there is no index, if there is none: a count is not published, or the base is or may be too small."""
    if any(count.mark for count in counts):
        return Mark.PROTECTED
    least, most = (sum(ends) for ends in zip(*_box(counts), strict=True))
    # Too small for certain, or perhaps: two marks, so that readers can tell which.
    if most < max(minimum_base, 1):
        return Mark.BASE_TOO_SMALL
    return Mark.OPEN if least < max(minimum_base, 1) else None


def _box(counts: Sequence[Figure]) -> Box:
    return [(count.lower or 0.0, count.upper or 0.0) for count in counts]


def _extremes(index: Index, box: Box) -> tuple[Counts, Counts]:
    """The counts within the box at which the index is least, and those at which it is largest."""
    ends = [sorted({lower, upper}) for lower, upper in box]
    # Corners double with every category of which the count is open: of 30 there are a thousand million.
    if math.prod(map(len, ends)) > MOST_CORNERS:
        return _concentrated(box), _most_equal(index, box)
    corners: Iterator[Counts] = (np.array(corner, np.float64) for corner in itertools.product(*ends))
    return min(corners, key=lambda counts: _of(index, counts)), _most_equal(index, box)


def _concentrated(box: Box) -> Counts:
    """All units in one category: the index is 0, and nowhere less. For a box with too many corners to visit."""
    counts = np.zeros(len(box))
    counts[0] = sum(lower for lower, _ in box)
    return counts


def _most_equal(index: Index, box: Box) -> Counts:
    """Every count as near to one level as its bounds allow: the level is searched for, since the index has one top."""
    lower, upper = (np.array(ends, np.float64) for ends in zip(*box, strict=True))
    if (lower == upper).all():
        return lower

    def at(level: float) -> Counts:
        counts: Counts = np.clip(level, lower, upper)
        return counts

    # Between two ends of bounds the same counts move: the index is flat there or has one top, which is searched for.
    ends = np.unique(np.concatenate([lower, upper]))
    best = int(np.argmax([_of(index, at(end)) if at(end).any() else -1.0 for end in ends.tolist()]))
    around = ends[max(best - 1, 0) : best + 2].tolist()
    tops = [around[0], *(_top(index, at, *pair) for pair in itertools.pairwise(around)), ends[best]]
    return max((at(level) for level in tops if at(level).any()), key=lambda counts: _of(index, counts))


def _top(index: Index, at: Callable[[float], Counts], low: float, high: float) -> float:
    """The level between two at which the index is largest."""
    for _ in range(STEPS):
        third = (high - low) / 3
        if _of(index, at(low + third)) < _of(index, at(high - third)):
            low += third
        else:
            high -= third
    return (low + high) / 2


def _of(index: Index, counts: Counts) -> float:
    return index.value(counts / counts.sum())


def _margin(index: Index, counts: Counts) -> float:
    size = float(counts.sum())
    return NORMAL_95 * math.sqrt(index.variance(counts / size, size))


def _rounded(lower: float, upper: float) -> Figure:
    """Three decimals, outwards where the two differ."""
    if math.isclose(lower, upper, abs_tol=1e-9):
        return Figure(round(lower, 3), round(lower, 3))
    # Bounds that are rounded inwards would no longer hold.
    return Figure(math.floor(1000 * lower) / 1000, math.ceil(1000 * upper) / 1000)
