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
    """An aggravating circumstance; `share` of the demand by period is added, or None where no number is given.

    `excludes` names the circumstances that cannot hold of the same victim.
    """

    name: str
    label: Text
    share: Fraction | None
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlainDemand:
    """A case for which the guideline names its own demand, for a number of `victims` if it gives one."""

    name: str
    label: Text
    demand: TermRange
    victims: TermRange | None = None


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
        """The names of what can apply to a case: aggravations and exceptions."""
        return (*(one.name for one in self.aggravations), *(one.name for one in self.exceptions))

    @property
    def counts_victims(self) -> bool:
        """Whether the demand depends on the number of victims."""
        return any(row.victims for row in self.rows)

    def is_in_force(self, on: date) -> bool:
        """Whether the edition is known to hold on a day, which its first day is part of and its last is not.

        One whose first day is not known holds on no day: a demand by a guideline that was not there yet is none.
        """
        return self.valid_from is not None and self.valid_from <= on < (self.valid_until or date.max)


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
    """A demand in months of imprisonment, its steps, and what the guideline leaves to be weighed without a number."""

    edition: GuidelineEdition
    months: TermRange
    steps: tuple[DemandStep, ...]
    to_be_weighed: tuple[Text, ...] = ()


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
        If none is known to be in force on that day, or its table is not known.
    """
    found = [one for one in editions if one.form in (form, "") and one.is_in_force(on)]
    if not found:
        known = ", ".join(sorted({one.form for one in editions if one.form})) or "all forms"
        raise RequestError(f"No edition for `{form}` is known to be in force on {on}; there are editions for {known}.")
    if not found[0].rows:
        raise RequestError(f"The table of `{found[0].name}`, in force on {on}, is not known; nothing is computed.")
    return found[0]


def demand(
    edition: GuidelineEdition,
    periods: Sequence[Fraction],
    victims: int | None = None,
    circumstances: Sequence[str] = (),
) -> Demand:
    """Compute a demand step by step.

    Parameters
    ----------
    edition
        The guideline.
    periods
        Months of exploitation of one victim; several where they differ between victims. Only an exception needs none.
    victims
        How many there are; by default as many as there are periods. A table that counts victims needs the number.
    circumstances
        Names of aggravating circumstances, or of one exception.

    Returns
    -------
    Months of imprisonment as a range, with every step. Where several rows hold, because victims were exploited for
    different periods or their number is the limit of two rows, each is a step and the range holds them all.
    Circumstances without a number are in `to_be_weighed`.

    Raises
    ------
    RequestError
        If no row holds, a number that the table needs is left out, or circumstances are unknown or contradict each
        other.
    """
    victims = len(periods) if victims is None and len(periods) > 1 else victims
    _check(edition, circumstances, victims)
    special = [one for one in edition.exceptions if one.name in circumstances]
    # An exception replaces the table, so nothing can be added to it.
    if special:
        if len(circumstances) > 1:
            raise RequestError(
                f"`{special[0].name}` has its own demand and cannot be combined with another circumstance."
            )
        return Demand(edition, special[0].demand, (DemandStep(special[0].label, None, special[0].demand),))
    _check_numbers(edition, periods, victims)
    rows = [step for period in periods for step in _by_period(edition, period, victims)]
    base = _around([step.demand for step in rows if step.demand])
    chosen = [one for one in edition.aggravations if one.name in circumstances]
    added = tuple(_aggravated(base, chosen))
    return Demand(
        edition,
        (added[-1].demand if added else None) or base,
        (*_start(edition), *rows, *added),
        tuple(one.label for one in chosen if one.share is None),
    )


def _check(edition: GuidelineEdition, circumstances: Sequence[str], victims: int | None) -> None:
    known = edition.circumstances
    for name in circumstances:
        if name not in known:
            raise RequestError(f"`{edition.name}` has no circumstance `{name}`; it has {', '.join(known)}.")
    for exception in edition.exceptions:
        if (
            exception.name in circumstances
            and exception.victims
            and not exception.victims.covers(Fraction(victims or 1))
        ):
            raise RequestError(f"`{exception.name}` does not hold for {victims} victims.")
    # Two victims can each have one of two circumstances that exclude each other.
    for one in edition.aggravations if (victims or 1) == 1 else ():
        for other in one.excludes:
            if {one.name, other} <= set(circumstances):
                raise RequestError(f"`{one.name}` and `{other}` cannot both hold of one victim.")


def _check_numbers(edition: GuidelineEdition, periods: Sequence[Fraction], victims: int | None) -> None:
    if not edition.rows:
        raise RequestError(f"The table of `{edition.name}` is not known; nothing is computed.")
    if not periods:
        raise RequestError("A demand needs the months for which a victim was exploited.")
    if victims is None and edition.counts_victims:
        raise RequestError(f"The table of `{edition.name}` counts victims, so their number is needed.")
    if len(periods) > (victims or 1):
        raise RequestError(f"There are more periods ({len(periods)}) than victims ({victims}).")


def _by_period(edition: GuidelineEdition, period: Fraction, victims: int | None) -> Iterator[DemandStep]:
    """Every row that holds for a period, as a step; equal demands once."""
    rows = [
        row
        for row in edition.rows
        if row.period.covers(period) and (row.victims is None or row.victims.covers(Fraction(victims or 1)))
    ]
    if not rows or period <= 0:
        counted = f" and {victims} victims" if edition.counts_victims else ""
        raise RequestError(f"`{edition.name}` has no row for {plain(period)} months{counted}.")
    # A period on a limit belongs to the row that begins with it; a number of victims on a limit to both rows.
    begins = max(row.period.lower for row in rows)
    demands = (_in_row(edition, row, period) for row in rows if row.period.lower == begins)
    about = Period(period, victims if edition.counts_victims else None)
    yield from (DemandStep(about, None, one) for one in dict.fromkeys(demands))


def _around(demands: Sequence[TermRange]) -> TermRange:
    """The range that holds all of several."""
    ends = [one.upper for one in demands if one.upper is not None]
    upper = max(ends) if len(ends) == len(demands) else None
    return TermRange(min(one.lower for one in demands), upper)


def _in_row(edition: GuidelineEdition, row: Row, period: Fraction) -> TermRange:
    if not edition.proportional or row.period.upper in (None, row.period.lower) or row.demand.upper is None:
        return row.demand
    # The place of the period within its row is the place of the demand within its range.
    place = (period - row.period.lower) / (row.period.upper - row.period.lower)
    point = row.demand.lower + place * (row.demand.upper - row.demand.lower)
    return TermRange(point, point)


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


def plain(number: Fraction) -> str:
    """Write a number of months as people do: whole where it is, else with one decimal."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.1f}"
