"""A published number: a range, or the mark in its place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """Why a number is absent. Every output format carries the mark; none writes 0 in its place."""

    PROTECTED = "protected"
    BASE_TOO_SMALL = "base too small"
    OPEN = "open"
    """The registers leave open whether it would rest on enough units."""
    NOT_APPLICABLE = "not applicable"
    """There is no such number: nothing is held back."""


@dataclass(frozen=True)
class Figure:
    """A published range, `lower` to `upper` (equal when exact), or a mark saying why there is none.

    Parameters
    ----------
    lower, upper
        In the unit of the figure, as published; None together with a mark.
    """

    lower: float | None
    upper: float | None
    mark: Mark | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the figure is one number."""
        return self.mark is None and self.lower == self.upper


def as_printed(lower: float, upper: float, decimals: int) -> Figure:
    """Return a figure to so many decimals: one number to the nearest, two bounds outwards, so that they still hold."""
    if math.isclose(lower, upper, rel_tol=_PART, abs_tol=_HAIR):
        return Figure(round(lower, decimals), round(lower, decimals))
    low, high = (bound * 10**decimals for bound in (lower, upper))
    most = upper if math.isinf(upper) else math.ceil(high - _hair(high)) / 10**decimals
    return Figure(math.floor(low + _hair(low)) / 10**decimals, most)


_HAIR, _PART = 1e-9, 1e-13


def _hair(number: float) -> float:
    """What floats add to a number of theirs, which is no part of it."""
    return _HAIR + _PART * abs(number)


NO_FIGURE = Figure(None, None, Mark.NOT_APPLICABLE)
"""What is where there can be no number."""

Figures = Mapping[str, Figure]
"""Published numbers by their names within an answer."""
