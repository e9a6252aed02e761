"""What pictures of a range show: who is on which lists, what each way to count gives, and how far all that moves.

The figures of the plots of this library, and of whoever draws them in a way of their own.
"""

from dataclasses import dataclass

import numpy as np

from schakel_base.verdict import Outcome
from schakel_prevalence import gates, thresholds
from schakel_prevalence.evidence import Evidence
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.span import PlausibleRange
from schakel_prevalence.stepwise import stepwise
from schakel_prevalence.table import CaptureTable

ODDS_RATIOS = (0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class Overlap:
    """How many persons are on exactly these lists."""

    lists: tuple[str, ...]
    persons: int


@dataclass(frozen=True)
class WayToCount:
    """What one way to count those whom nobody saw makes of the population, in persons: from `lower` to `upper`.

    One with a `threshold` is a model that keeps the links between two lists that chance makes at most so often; it
    gives one number.
    """

    name: str
    lower: float
    upper: float
    threshold: float | None = None


@dataclass(frozen=True)
class IfUnseen:
    """The population if there are `odds_ratio` times as many unseen as the ways to count say, in persons.

    `lower` and `upper` are the ends of all ways together, `value` is the figure of the method, if it has one.
    """

    odds_ratio: float
    lower: float
    upper: float
    value: float | None = None


@dataclass(frozen=True)
class PicturedRange:
    """The figures of three pictures: overlaps, the ways to count and the range, and the population by the unseen.

    `span` are the least and the most times as many unseen for which the range allows; `widest` is how many times the
    lower limit the upper one may be for an estimate.
    """

    overlaps: tuple[Overlap, ...]
    ways: tuple[WayToCount, ...] = ()
    if_unseen: tuple[IfUnseen, ...] = ()
    span: tuple[float, float] = (1 / thresholds.SPAN_DOWN, thresholds.SPAN_UP)
    widest: float = thresholds.RANGE_RATIO.caution or 1.0


def pictured(evidence: Evidence) -> PicturedRange:
    """Return the figures of pictures; where too few are on several lists, of the overlaps alone.

    Parameters
    ----------
    evidence
        What the verdict rests on.
    """
    found, span = overlaps(evidence.table), evidence.span
    if span is None or gates.information(evidence).outcome is Outcome.STOP:
        return PicturedRange(found)
    ways = [WayToCount(name, one.lower, one.upper) for name, one in span.intervals.items()]
    whole = WayToCount("range", span.interval.lower, span.interval.upper)
    return PicturedRange(found, (*along_thresholds(evidence.table), *ways, whole), if_unseen(evidence, span))


def overlaps(table: CaptureTable) -> tuple[Overlap, ...]:
    """Return how many persons are on exactly which lists, the most first."""
    by_size = sorted(table.counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        Overlap(tuple(name for place, name in enumerate(table.lists) if history >> place & 1), count)
        for history, count in by_size
        if count
    )


def along_thresholds(table: CaptureTable) -> tuple[WayToCount, ...]:
    """Return the population along the thresholds of the stepwise selection, where it has an estimate."""
    lattice = Lattice.of(table)
    found = ((p, float(stepwise(lattice, lattice.counts[None, :], p).unseen[0])) for p in thresholds.PATH_THRESHOLDS)
    return tuple(
        WayToCount(f"{p:g}", lattice.observed + unseen, lattice.observed + unseen, p)
        for p, unseen in found
        if np.isfinite(unseen) and unseen <= thresholds.LARGEST_POPULATION
    )


def if_unseen(evidence: Evidence, span: PlausibleRange) -> tuple[IfUnseen, ...]:
    """Return the population as a function of the odds ratio by which what identifies it fails among the unseen.

    The lists show every interaction but that of all lists at once, which only the unseen would show. If its odds ratio
    is not one but `r`, the number unseen is `r` times what was estimated (Gerritse, van der Heijden and Bakker 2015).
    """
    seen, value = span.observed, evidence.result.population
    least = min(one.lower for one in span.intervals.values())
    most = max(one.upper for one in span.intervals.values())

    def at(ratio: float, number: float) -> float:
        return seen + ratio * (number - seen)

    return tuple(
        IfUnseen(ratio, at(ratio, least), at(ratio, most), None if value is None else at(ratio, value))
        for ratio in ODDS_RATIOS
    )
