"""A mapping translates the values of one partner's column into concepts, line by line, with a reviewer and a reason.

A mapping never guesses. `exact` gives the concept named (all its leaves, if it is a broader one), `broad` says that
the value lies somewhere under the concept named, `narrow` that the concept is one of those that the value covers;
several lines for one value give the union. `none` says that it cannot be mapped: it may be anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Match(StrEnum):
    """The kinds of match, after SKOS (`skos:exactMatch`, `broadMatch`, `narrowMatch`), and none."""

    EXACT = "exact"
    BROAD = "broad"
    NARROW = "narrow"
    NONE = "none"


@dataclass(frozen=True)
class MappingLine:
    """One line of a mapping: valid from `valid_from` up to, not including, `valid_until` (None: open).

    Parameters
    ----------
    source_value
        As the partner writes it, compared as it is written.
    concept
        A notation; the value may be any leaf under it.
    match
        How well the two fit, in the terms of SKOS.
    reviewer
        Who agreed on it.
    numbers
        The integers of a range, where the source value is one.
    """

    column: str
    source_value: str
    concept: str
    match: Match
    valid_from: date | None
    valid_until: date | None
    reviewer: str
    note: str
    line: int
    numbers: range = range(0)

    @property
    def values(self) -> Sequence[str]:
        """The values that it is about: each integer of a range, or the one that it names."""
        return [str(number) for number in self.numbers] or [self.source_value]
