"""A published number: a range, or the mark in its place."""

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


NO_FIGURE = Figure(None, None, Mark.NOT_APPLICABLE)
"""What is where there can be no number."""

Figures = Mapping[str, Figure]
"""Published numbers by their names within an answer."""
