"""The course of a series: which of its periods may be compared, and what can truthfully be said about them.

A published count stands for a range: its bounds, widened by how far the protection may have moved them (`reach`). A
word of a trend is given only where it holds for every count in those ranges; two periods are compared only where both
are complete and no break of the series lies between them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schakel.model.delivery import Coverage
from schakel.model.figure import Figure
from schakel.model.indicator import Indicator
from schakel.model.table import Category, Dimension
from schakel.publication.localisation import Localisation
from schakel.publication.periods import span

STEADY = 0.05
"""A change of a smaller share than this is no trend. Chosen by us: a twentieth of a count of 100 is chance alone."""


@dataclass(frozen=True)
class Range:
    """The counts that a published figure may stand for."""

    lower: float
    upper: float

    def is_above(self, other: "Range") -> bool:
        """Whether every count here is larger than every count there, by more than chance may be."""
        return self.lower > other.upper * (1 + STEADY)

    def is_level_with(self, other: "Range") -> bool:
        """Whether no count here differs from any count there by more than chance may."""
        low, high = min(self.lower, other.lower), max(self.upper, other.upper)
        return high <= low * (1 + STEADY)


def range_of(figure: Figure, reach: float) -> Range | None:
    """Return what a figure may stand for; None where it is not published."""
    if figure.lower is None or figure.upper is None:
        return None
    return Range(max(figure.lower - reach, 0.0), figure.upper + reach)


@dataclass(frozen=True)
class Point:
    """One period and its published figure."""

    category: Category
    figure: Figure


class Course(StrEnum):
    """What can be said about a series without doubt."""

    MORE = "more"
    FEWER = "fewer"
    STEADY = "steady"
    HIGHER_BETWEEN = "higher between"
    LOWER_BETWEEN = "lower between"
    OPEN = "open"


@dataclass(frozen=True)
class Run:
    """The first and the last of the periods that may be compared, how the series runs, and its turn if it has one."""

    first: Point
    last: Point
    course: Course
    turn: Point | None = None


def run_of(points: Sequence[Point], reach: float) -> Run | None:
    """Return how a series runs from its first period to its last, in the order of time; None where there are not two.

    A series that turns in between has no trend: `turn` is the period in which it is highest, or lowest, where no other
    period can be higher, or lower. A published count may lie as far as `reach` from the true one, in units.
    """
    ranges = [range_of(point.figure, reach) for point in points]
    if len(points) < 2 or ranges[0] is None or ranges[-1] is None:
        return None
    first, last = points[0], points[-1]
    known = [one for one in ranges if one is not None]
    if len(known) < len(ranges):
        # A period that is not published may be the highest of all.
        return Run(first, last, Course.OPEN)
    # A turn goes before a trend: of a series that rose and fell, "more than at first" would be true and mislead.
    ends = (known[0], known[-1])
    for course, above in ((Course.HIGHER_BETWEEN, True), (Course.LOWER_BETWEEN, False)):
        if any(all(_beyond(one, end, above) for end in ends) for one in known[1:-1]):
            return Run(first, last, course, _turn(points, known, above))
    return Run(first, last, _course(*ends))


def _course(first: Range, last: Range) -> Course:
    if last.is_above(first):
        return Course.MORE
    if first.is_above(last):
        return Course.FEWER
    return Course.STEADY if last.is_level_with(first) else Course.OPEN


def _beyond(one: Range, other: Range, above: bool) -> bool:
    return one.is_above(other) if above else other.is_above(one)


def _turn(points: Sequence[Point], ranges: Sequence[Range], above: bool) -> Point | None:
    """The highest or lowest period, where no other can be as high or as low."""
    for place, one in enumerate(ranges):
        others = [other for number, other in enumerate(ranges) if number != place]
        if all(one.lower > other.upper if above else one.upper < other.lower for other in others):
            return points[place]
    return None


def comparable(indicator: Indicator, dimension: Dimension, complete: Coverage | None) -> tuple[Category, ...]:
    """Return the periods that may be compared: complete ones, after the last break among them, in their order.

    Where not all senders said which days they cover completely, the first and the last period in a table may be
    partial.
    """
    shown = [category for category in dimension.categories if category.level > 0]
    # Deliveries begin and end on some day, hardly ever on the first of a period.
    whole = shown[1:-1] if complete is None else [one for one in shown if complete.holds(*span(one.code))]
    return tuple(_after_breaks(indicator, whole))


def _after_breaks(indicator: Indicator, periods: Sequence[Category]) -> Sequence[Category]:
    """A period in which a break falls is like neither those before it nor those after it."""
    for place, period in reversed(list(enumerate(periods))):
        first, end = span(period.code)
        # A break within a period mixes two meanings in it; a break on its first day leaves it whole.
        if any(first < one.on < end for one in indicator.breaks):
            return periods[place + 1 :]
        if any(first == one.on for one in indicator.breaks):
            return periods[place:]
    return periods


def in_words(run: Run, language: Localisation) -> str:
    """Return the sentence of a series; it has a word of a trend only where its course has one."""
    return _SAID[run.course](run, language)


def _from_to(run: Run, language: Localisation, end: str = "") -> str:
    return language.say(
        "From {first} ({first_period}) to {last} ({last_period}){trend}.",
        first_period=language.label(run.first.category.label),
        first=language.figure(run.first.figure),
        last_period=language.label(run.last.category.label),
        last=language.figure(run.last.figure),
        trend=end,
    )


def _open(run: Run, language: Localisation) -> str:
    """A range leaves open which way it went; two numbers near each other need no word."""
    exact = run.first.figure.is_exact and run.last.figure.is_exact
    return _from_to(run, language, "" if exact else language.say(": not known whether more or fewer"))


def _with_turn(run: Run, language: Localisation, extreme: str, otherwise: str) -> str:
    """By way of a turn: the period with most or fewest, or that there is one where which it is cannot be told."""
    if run.turn is None:
        return _from_to(run, language, otherwise)
    period, figure = language.label(run.turn.category.label), language.figure(run.turn.figure)
    return f"{_from_to(run, language)} {extreme.format(period=period, figure=figure)}"


def _higher_between(run: Run, language: Localisation) -> str:
    most = language.say("In between, most in {period}: {figure}.")
    return _with_turn(run, language, most, language.say(", with more in between"))


def _lower_between(run: Run, language: Localisation) -> str:
    fewest = language.say("In between, fewest in {period}: {figure}.")
    return _with_turn(run, language, fewest, language.say(", with fewer in between"))


_SAID: Mapping[Course, Callable[[Run, Localisation], str]] = {
    Course.MORE: lambda run, language: _from_to(run, language, language.say(": more")),
    Course.FEWER: lambda run, language: _from_to(run, language, language.say(": fewer")),
    Course.STEADY: lambda run, language: _from_to(run, language, language.say(": about the same")),
    Course.HIGHER_BETWEEN: _higher_between,
    Course.LOWER_BETWEEN: _lower_between,
    Course.OPEN: _open,
}
