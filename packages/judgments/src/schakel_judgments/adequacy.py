"""Are there enough judgments to say what a factor does to the length of a sentence? Answered before any model.

In a log-linear model the standard error of the effect of a factor is `spread * sqrt(sum(1 / cell))` over the two cells
with and without it, and over the four cells for two factors together; with shares p and q this is the usual
`spread / sqrt(n p (1-p) q (1-q))`. All else follows: the ratio that is detectable, the width of the interval, and the
number of sentences that a wished ratio takes. Co-defendants divide the number of sentences (design effect).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from schakel_base.errors import RequestError
from schakel_judgments import thresholds


class Sufficiency(StrEnum):
    """What the judgments suffice for."""

    ENOUGH = "enough"
    DIRECTION_ONLY = "direction only"
    NOT_ENOUGH = "not enough"


class Shortcoming(StrEnum):
    """Why the judgments do not suffice for the size of an effect."""

    CELLS = "cells"
    DETECTABLE = "detectable ratio"
    INTERVAL = "width of the interval"


@dataclass(frozen=True)
class Adequacy:
    """Whether the sentences suffice for one orientation point, with the figures behind the verdict.

    An empty cell has no ratio: `detectable` and `interval` are infinite. Nothing then says how many sentences would be
    enough, so `needed` and `years` are None; so is `years` where the number per year is not known.

    Parameters
    ----------
    wished
        The ratio of lengths that must be detectable.
    cells
        Sentences in each cell: two, or four for two factors.
    detectable
        The smallest ratio that is found with the declared power.
    interval
        The upper limit of the ratio divided by the lower.
    needed
        Sentences, of all cells together, that would be enough.
    years
        How much longer that takes, at the declared number per year.
    """

    factors: tuple[str, ...]
    wished: float
    cells: tuple[float, ...]
    detectable: float
    interval: float
    sufficiency: Sufficiency
    shortcomings: tuple[Shortcoming, ...]
    needed: int | None
    years: float | None

    @property
    def sentences(self) -> float:
        """How many sentences there are."""
        return sum(self.cells)


def assess(
    factors: Sequence[str],
    cells: Sequence[float],
    wished: float = thresholds.RATIO,
    spread: float = thresholds.SPREAD,
    design_effect: float = thresholds.DESIGN_EFFECT,
    per_year: float | None = None,
) -> Adequacy:
    """Say whether the sentences suffice for an orientation point.

    Parameters
    ----------
    factors
        The name of one factor, or of two whose effects are wished together.
    cells
        Numbers of sentences: two, without and with the factor; for two factors four, without both, with the first,
        with the second, with both. `count_cells` counts them.
    wished
        The ratio of lengths that must be detectable.
    spread
        Standard deviation of the logarithm of the length.
    design_effect
        By how much resemblance within an investigation divides the number of sentences.
    per_year
        Sentences that are added each year.

    Returns
    -------
    A verdict with the figures that it follows from. Between the verdicts decide `thresholds`: the wished ratio is
    detectable with the declared power, every cell is large enough, and the interval is narrow enough.

    Raises
    ------
    RequestError
        If there are not two or four cells, or one is below 0.

    Examples
    --------
    >>> found = assess(["minor victim"], [400, 400])
    >>> found.sufficiency.value, round(found.detectable, 2)
    ('enough', 1.23)
    """
    if len(cells) not in (2, 4) or not all(cell >= 0 for cell in cells):
        raise RequestError("Numbers of sentences are two, or four for two factors, and none is below 0.")
    error = _standard_error(cells, spread, design_effect)
    detectable = _exp(_z() * error)
    interval = _exp(2 * _quantile() * error)
    shortcomings = tuple(_shortcomings(min(cells), detectable, interval, wished))
    needed = _needed(cells, wished, spread, design_effect)
    return Adequacy(
        tuple(factors),
        wished,
        tuple(cells),
        detectable,
        interval,
        _sufficiency(shortcomings, min(cells), detectable),
        shortcomings,
        needed,
        None if needed is None or not per_year else max(0.0, needed - sum(cells)) / per_year,
    )


def _standard_error(cells: Sequence[float], spread: float, design_effect: float) -> float:
    """Return the standard error of the logarithm of the ratio; infinity where a cell is empty."""
    if min(cells) <= 0:
        return math.inf
    return spread * math.sqrt(design_effect * sum(1 / cell for cell in cells))


def _needed(cells: Sequence[float], wished: float, spread: float, design_effect: float) -> int | None:
    """Return how many sentences would be enough if the shares of the cells stay; None where a cell is empty."""
    if min(cells) <= 0:
        return None
    total = sum(cells)
    scale = design_effect * sum(total / cell for cell in cells)
    # The standard error of a ratio falls with the root of the number of sentences; each rule is solved for that number.
    for_detection = scale * (spread * _z() / math.log(wished)) ** 2
    for_interval = scale * (spread * 2 * _quantile() / math.log(thresholds.WIDEST_INTERVAL)) ** 2
    for_cells = thresholds.SMALLEST_CELL * total / min(cells)
    return math.ceil(max(for_detection, for_interval, for_cells))


def _shortcomings(smallest: float, detectable: float, interval: float, wished: float) -> list[Shortcoming]:
    found = {
        Shortcoming.CELLS: smallest < thresholds.SMALLEST_CELL,
        Shortcoming.DETECTABLE: detectable > wished,
        Shortcoming.INTERVAL: interval > thresholds.WIDEST_INTERVAL,
    }
    return [one for one, is_so in found.items() if is_so]


def _sufficiency(shortcomings: Sequence[Shortcoming], smallest: float, detectable: float) -> Sufficiency:
    if not shortcomings:
        return Sufficiency.ENOUGH
    is_for_direction = smallest >= thresholds.SMALLEST_CELL_FOR_DIRECTION
    if is_for_direction and detectable <= thresholds.RATIO_FOR_DIRECTION:
        return Sufficiency.DIRECTION_ONLY
    return Sufficiency.NOT_ENOUGH


def _quantile() -> float:
    return NormalDist().inv_cdf((1 + thresholds.LEVEL) / 2)


def _z() -> float:
    return _quantile() + NormalDist().inv_cdf(thresholds.POWER)


def _exp(number: float) -> float:
    # Python raises above 709; a ratio that large is the same as none.
    return math.inf if number > 700 else math.exp(number)
