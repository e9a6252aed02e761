"""Quantiles, sum and mean of a quantity, computed only from the published counts of its classes.

Nothing of a single unit is in them but its class, so no rule for magnitudes (dominance, p%) has to hide one: who knows
all other units of a class knows of the last what the class says, and no more. What readers get are bounds over every
way in which units can lie in their classes, and classes within the bounds of their counts. A unit that can be in
several classes is in one of them: the lower end has each in the lowest that it can be in, the upper end each in the
highest. Finer classes give closer bounds. A class without an end leaves the sum and the mean without one, unless nobody
can be in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schakel.model.figure import Figure, as_printed


@dataclass(frozen=True)
class Class:
    """A class of a quantity, from a number to a number, and the least and the most units that are in it."""

    lower: float
    upper: float
    least: float
    most: float


def class_of(code: str, count: Figure) -> Class:
    """Return the class of a code: `3`, `8-14` or `31+`, with its published count."""
    if code.endswith("+"):
        lower, upper = code[:-1], "inf"
    else:
        lower, _, upper = code.partition("-")
    return Class(float(lower), float(upper or lower), count.lower or 0.0, count.upper or 0.0)


def before_rounding(classes: Sequence[Class], reach: float) -> list[Class]:
    """Return classes with the least and the most that each can have held, if a count is at most `reach` off."""
    return [replace(one, least=max(one.least - reach, 0.0), most=one.most + reach) for one in classes]


def quantile(lowest: Sequence[Class], highest: Sequence[Class], below: int, of: int) -> Figure:
    """Return the classes in which a quantile can fall, however many units there are within the bounds of each.

    It can fall at or below a class if it does so with as many units as possible up to that class and as few as possible
    above it; it can fall above a class in the opposite case.

    Parameters
    ----------
    lowest, highest
        The classes if each unit is in the lowest or the highest that it can be in; in increasing order, without a gap
        that units can be in.
    below, of
        At most `below` of so many units lie below it, and at least as many at or below it: 1 of 2 for the median.
    """
    places, rest = range(1, len(lowest) + 1), of - below
    least, most = [one.least for one in lowest], [one.most for one in lowest]
    # Where all classes can be empty it falls into the first that need not be.
    first = next(
        place for place in places if sum(most[:place]) >= 1 and rest * sum(most[:place]) >= below * sum(least[place:])
    )
    least, most = [one.least for one in highest], [one.most for one in highest]
    last = next(place for place in places if rest * sum(least[:place]) >= below * sum(most[place:]))
    # Counts at either end are rounded apart, which can put a quantile lower at its highest than at its lowest.
    return Figure(lowest[first - 1].lower, highest[max(first, last) - 1].upper)


def total(lowest: Sequence[Class], highest: Sequence[Class]) -> Figure:
    """Return the least and the most that the numbers of all units add up to, by the counts as published."""
    low = sum(one.lower * one.least for one in lowest)
    return Figure(low, max(low, sum(one.upper * one.most for one in highest if one.most)))


def mean(lowest: Sequence[Class], highest: Sequence[Class]) -> Figure:
    """Return the least and the most that the mean can be by the counts as published, to one decimal."""
    small, large = ([one for one in classes if one.most] for classes in (lowest, highest))
    # As many as possible of the smallest, or of the largest, and as few as possible of the others.
    low = min(
        _mean([(one.lower, one.most if at <= place else one.least) for at, one in enumerate(small)])
        for place in range(len(small))
    )
    highs = (
        _mean([(one.upper, one.most if at >= place else one.least) for at, one in enumerate(large)])
        for place in range(len(large))
    )
    # Counts at either end are rounded apart, as in `quantile`.
    high = max([low, *highs])
    return as_printed(low, high, 1)


def _mean(weighed: Sequence[tuple[float, float]]) -> float:
    """The mean of numbers, each with the units that have it."""
    return sum(number * units for number, units in weighed if units) / sum(units for _, units in weighed)
