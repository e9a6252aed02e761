"""Whether a norm was reached: stated only if it holds for every count that a figure can represent.

A norm is reached by its own number or more. A year that the deliveries do not cover whole is not held against its norm,
and neither is a year without a norm in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Figure
from schakel.model.indicator import Status
from schakel.model.target import Target, TargetEdition
from schakel.publication.arrangement import Cells
from schakel.publication.periods import span
from schakel.publication.series import Range, range_of


class NormOutcome(StrEnum):
    """What can be said about a result and its norm."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"
    PARTIAL = "partial"  # the year is not over, or not wholly delivered


@dataclass(frozen=True)
class CountedYear:
    """What was counted of a year, how far the protection may have moved it, and whether the whole year is known."""

    figure: Figure
    reach: float
    is_whole: bool


@dataclass(frozen=True)
class YearOfTarget:
    """One year: the norm in force, those that it replaced, what others published as realised, and what was counted."""

    year: int
    norm: float | None
    replaced: tuple[float, ...]
    published: TargetEdition | None
    counted: CountedYear | None

    @property
    def as_published(self) -> NormOutcome | None:
        """How the published result compares with the norm; None if one of them is missing."""
        if self.norm is None or self.published is None or self.published.realised is None:
            return None
        return held_against(self.norm, Range(self.published.realised, self.published.realised))

    @property
    def as_counted(self) -> NormOutcome | None:
        """How the count compares with the norm; None if one of them is missing or the count is not published."""
        if self.norm is None or self.counted is None:
            return None
        counts = range_of(self.counted.figure, self.counted.reach)
        if counts is None:
            return None
        return held_against(self.norm, counts) if self.counted.is_whole else NormOutcome.PARTIAL


def held_against(norm: float, counts: Range) -> NormOutcome:
    """Return whether a norm was reached, whichever of some counts is the true one."""
    # Of its own number or more, as targets are worded: at least so many.
    if counts.lower >= norm:
        return NormOutcome.REACHED
    return NormOutcome.MISSED if counts.upper < norm else NormOutcome.OPEN


def years_of(target: Target, tables: Sequence[ProtectedTable]) -> tuple[YearOfTarget, ...]:
    """Return every year that an edition of a target speaks of; `tables` are those that may count it."""
    counted_by = target.counted_by
    table = next((one for one in tables if counted_by and one.indicator.name == counted_by.table), None)
    return tuple(_year(target, year, table) for year in target.years)


def _year(target: Target, year: int, table: ProtectedTable | None) -> YearOfTarget:
    norm = target.in_force(year)
    found = dict.fromkeys(one.norm for one in target.norms_of(year) if one.norm is not None)
    return YearOfTarget(
        year,
        norm,
        tuple(one for one in found if one != norm),
        realised_of(target.of_year(year)),
        _counted(target, year, table) if table else None,
    )


def _counted(target: Target, year: int, table: ProtectedTable) -> CountedYear | None:
    assert target.counted_by
    cell = Cells(table).get(target.counted_by.in_year(year))
    if cell is None:
        return None
    is_whole = table.complete is not None and table.complete.holds(*span(str(year)))
    return CountedYear(cell.count, table.profile.reach, is_whole)


def realised_of(editions: Sequence[TargetEdition]) -> TargetEdition | None:
    """Return the edition whose realisation counts for a year: the last final one, else the last one."""
    found = [edition for edition in editions if edition.realised is not None]
    final = [edition for edition in found if edition.status is Status.FINAL]
    # A provisional realisation that came later does not replace a final one.
    return next(reversed(final or found), None)
