"""Guidelines of the prosecution as data: from a start, by the period, by aggravating circumstances, to a demand.

A demand is a range, since that is what a guideline gives; where its place in the range follows from the period, the two
ends are the same. What the guideline leaves to be weighed gets no number here either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from schakel_base.errors import RequestError
from schakel_base.text import Text


@dataclass(frozen=True)
class TermRange:
    """From `lower` to `upper`, in months or in numbers of victims; None where no end is named."""

    lower: Fraction
    upper: Fraction | None

    def covers(self, number: Fraction) -> bool:
        """Whether a number lies in the range; one without an end begins just above its lower limit."""
        return number > self.lower if self.upper is None else self.lower <= number <= self.upper

    def plus(self, other: "TermRange") -> "TermRange":
        """Add two ranges."""
        upper = None if self.upper is None or other.upper is None else self.upper + other.upper
        return TermRange(self.lower + other.lower, upper)

    def times(self, share: Fraction) -> "TermRange":
        """Return a share of a range."""
        return TermRange(self.lower * share, None if self.upper is None else self.upper * share)


@dataclass(frozen=True)
class Row:
    """The demand for a period per victim and, where the guideline says so, a number of victims."""

    period: TermRange
    victims: TermRange | None
    demand: TermRange


@dataclass(frozen=True)
class Aggravation:
    """An aggravating circumstance; `share` of the demand by period is added, or None where no number is given."""

    name: str
    label: Text
    share: Fraction | None


@dataclass(frozen=True)
class PlainDemand:
    """A case for which the guideline names a demand of its own."""

    name: str
    label: Text
    demand: TermRange


@dataclass(frozen=True)
class GuidelineEdition:
    """One edition of a guideline for one `form` (empty: all forms); without `rows` its table is not known here."""

    name: str
    title: Text
    form: str
    valid_from: date | None
    valid_until: date | None
    source: str
    verified: bool
    start: tuple[Text, ...]
    proportional: bool
    rows: tuple[Row, ...]
    aggravations: tuple[Aggravation, ...]
    exceptions: tuple[PlainDemand, ...]
    notes: tuple[Text, ...]

    @property
    def circumstances(self) -> tuple[str, ...]:
        """The names of what can be said of a case: aggravations and exceptions."""
        return (*(one.name for one in self.aggravations), *(one.name for one in self.exceptions))

    def is_in_force(self, on: date) -> bool:
        """Whether the edition holds on a day, which its first day is part of and its last is not."""
        return (self.valid_from or date.min) <= on < (self.valid_until or date.max)


@dataclass(frozen=True)
class Period:
    """The months of exploitation of one victim, and how many victims there are where the table counts them."""

    months: Fraction
    victims: int | None


@dataclass(frozen=True)
class DemandStep:
    """One step to a demand: what it is about, what it adds (None: nothing, or no number), and the demand after it."""

    about: Text | Period
    added: TermRange | None
    demand: TermRange | None


@dataclass(frozen=True)
class Demand:
    """A demand with the steps to it, and what the guideline leaves to be weighed without a number."""

    edition: GuidelineEdition
    steps: tuple[DemandStep, ...]
    to_be_weighed: tuple[Text, ...]

    @property
    def months(self) -> TermRange:
        """The demand, in months of imprisonment."""
        demand = self.steps[-1].demand
        assert demand is not None, "the last step has a demand"
        return demand


def edition_in_force(editions: Sequence[GuidelineEdition], form: str, on: date) -> GuidelineEdition:
    """Return the edition for a form on the day of the demand.

    Parameters
    ----------
    form
        The form of the offence; editions without a form hold for all.
    on
        The day of the demand.

    Raises
    ------
    RequestError
        If none is in force on that day, or its table is not known.
    """
    found = [one for one in editions if one.form in (form, "") and one.is_in_force(on)]
    if not found:
        known = ", ".join(sorted({one.form for one in editions if one.form})) or "all forms"
        raise RequestError(f"No edition for `{form}` is in force on {on}; there are editions for {known}.")
    if not found[0].rows:
        raise RequestError(f"The table of `{found[0].name}`, in force on {on}, is not known; nothing is computed.")
    return found[0]


def demand(edition: GuidelineEdition, period: Fraction, victims: int = 1, circumstances: Sequence[str] = ()) -> Demand:
    """Compute a demand step by step.

    Parameters
    ----------
    edition
        The guideline.
    period
        Months of exploitation of one victim.
    victims
        How many there are; counts where the table of the edition has it.
    circumstances
        Names of aggravating circumstances, or of one exception.

    Returns
    -------
    Months of imprisonment as a range, with every step. Circumstances without a number are in `to_be_weighed`.

    Raises
    ------
    RequestError
        If no row holds for the period and the victims, or a circumstance is not one of the edition.
    """
    _check(edition, circumstances)
    special = [one for one in edition.exceptions if one.name in circumstances]
    # An exception replaces the table, so nothing can be added to it.
    if special:
        if len(circumstances) > 1:
            raise RequestError(
                f"`{special[0].name}` has its own demand and cannot be combined with another circumstance."
            )
        return Demand(edition, (DemandStep(special[0].label, None, special[0].demand),), ())
    base = _by_period(edition, period, victims)
    chosen = [one for one in edition.aggravations if one.name in circumstances]
    return Demand(
        edition,
        (*_start(edition), DemandStep(_period(period, victims, edition), None, base), *_aggravated(base, chosen)),
        tuple(one.label for one in chosen if one.share is None),
    )


def _check(edition: GuidelineEdition, circumstances: Sequence[str]) -> None:
    known = edition.circumstances
    for name in circumstances:
        if name not in known:
            raise RequestError(f"`{edition.name}` has no circumstance `{name}`; it has {', '.join(known)}.")


def _by_period(edition: GuidelineEdition, period: Fraction, victims: int) -> TermRange:
    rows = [
        row
        for row in edition.rows
        if row.period.covers(period) and (row.victims is None or row.victims.covers(Fraction(victims)))
    ]
    if not rows or period < 0:
        raise RequestError(f"`{edition.name}` has no row for {_plain(period)} months and {victims} victims.")
    # On a limit the row that begins with it holds.
    row = max(rows, key=lambda one: (one.period.lower, one.victims.lower if one.victims else 0))
    if not edition.proportional or row.period.upper in (None, row.period.lower) or row.demand.upper is None:
        return row.demand
    # The place of the period within its row is the place of the demand within its range.
    place = (period - row.period.lower) / (row.period.upper - row.period.lower)
    point = row.demand.lower + place * (row.demand.upper - row.demand.lower)
    return TermRange(point, point)


def _period(period: Fraction, victims: int, edition: GuidelineEdition) -> Period:
    return Period(period, victims if any(row.victims for row in edition.rows) else None)


def _start(edition: GuidelineEdition) -> Iterator[DemandStep]:
    if edition.start:
        languages = edition.start[0].by_language
        said = {tag: "; ".join(one.in_language(tag) for one in edition.start) for tag in languages}
        yield DemandStep(Text(said), None, None)


def _aggravated(base: TermRange, chosen: Sequence[Aggravation]) -> Iterator[DemandStep]:
    """Each share is one of the demand by period, and not of what has been added to it before."""
    reached = base
    for one in chosen:
        if one.share is not None:
            added = base.times(one.share)
            reached = reached.plus(added)
            yield DemandStep(one.label, added, reached)


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.1f}"
