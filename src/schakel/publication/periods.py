"""Periods on the axis of a chart: their short labels, and where between them a break in the series falls."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_month_names, get_quarter_names

from schakel.model.delivery import Coverage
from schakel.model.indicator import Indicator
from schakel.model.table import Dimension
from schakel.publication.localisation import Localisation


@dataclass(frozen=True)
class BreakOnAxis:
    """A break on a period axis: its number in the list below the chart, its place counted in periods, and its text."""

    number: int
    place: float
    said: str = ""


def short_label(code: str, language: Localisation) -> tuple[str, str]:
    """Return the label of a period within its year, and the year: `T1`, `2020`; whole years have only the first."""
    year, _, part = code.partition("-")
    # As long after the dash as before it: several years, such as `2020-2024`.
    if not part or len(part) == len(year):
        return code, ""
    if part.startswith("Q"):
        return str(get_quarter_names("abbreviated", locale=language.locale)[int(part[1:])]), year
    return str(get_month_names("narrow", context="stand-alone", locale=language.locale)[int(part)]), year


def breaks_on(indicator: Indicator, dimension: Dimension, language: Localisation) -> tuple[BreakOnAxis, ...]:
    """Return where the breaks of an indicator fall on a dimension; none if it is not made of periods."""
    rule = next(rule for rule in indicator.dimensions if rule.name == dimension.name)
    if rule.kind != "period":
        return ()
    periods = [span(category.code) for category in dimension.categories if category.level > 0]
    found = []
    for number, declared in enumerate(indicator.breaks, start=1):
        day, label = language.date(declared.on), language.text(declared.label)
        said = language.say("Break on {date}: {label}", date=day, label=label)
        for index, (first, end) in enumerate(periods):
            if first <= declared.on < end:
                found.append(BreakOnAxis(number, index + (declared.on - first) / (end - first), said))
    return tuple(found)


def over(dimension: Dimension, language: Localisation, unit: str = "") -> str:
    """Return from which of its periods to which a dimension goes, in words; empty where it has none.

    Without them nobody knows what a sum over them is about. What is counted can say the first itself: of "sanctions
    ended since 2018" only the last is told.
    """
    labels = [language.text(one.label) for one in dimension.categories if one.level > 0]
    if len(labels) < 2:
        return "".join(labels)
    if labels[0] in unit.split():
        return language.say("to {last}", last=labels[-1])
    # Of two that are several years each, "2014-2016 to 2017-2019" would read badly.
    both = language.say("{first} and {last}") if len(labels) == 2 else language.say("{first} to {last}")
    return both.format(first=labels[0], last=labels[-1])


def has_periods(indicator: Indicator) -> bool:
    """Whether a table says by its own dimensions what time it is of."""
    return any(rule.kind in ("period", "stock") for rule in indicator.dimensions)


def covered_by(complete: Coverage, language: Localisation) -> str:
    """Return the days that deliveries tell all about, in words: as years where these are whole."""
    first, last = complete.first_day, complete.last_day
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return language.say("{first} to {last}", first=language.date(first), last=language.date(last))
    if first.year == last.year:
        return str(first.year)
    years = language.say("{first} and {last}") if last.year - first.year == 1 else language.say("{first} to {last}")
    return years.format(first=first.year, last=last.year)


def span(code: str) -> tuple[date, date]:
    """Return the first day of a period, and the first day after it.

    Codes are `2020`, `2020-Q1`, `2020-01` or `2020-2024`.
    """
    year, _, part = code.partition("-")
    if len(part) == len(year):
        return date(int(year), 1, 1), date(int(part) + 1, 1, 1)
    months = 12 if not part else 3 if part.startswith("Q") else 1
    month = 1 if not part else 3 * int(part[1:]) - 2 if months == 3 else int(part)
    first = date(int(year), month, 1)
    # 31 days for each month end in the next month, whatever months they are: a year of them is six days too long.
    return first, (first + timedelta(days=31 * months)).replace(day=1)
