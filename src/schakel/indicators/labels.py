"""Labels that come from the data instead of a declaration: totals, periods, classes of days."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from schakel_base.text import Text, locale_of

LANGUAGES = ("en", "es", "nl")


@cache
def _words() -> dict[str, Text]:
    found = yaml.load((files("schakel.indicators") / "words.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {key: Text(texts) for key, texts in found.items()}


def word(key: str, *values: object) -> Text:
    """Return a word of the room in every language, with values filled in; an unknown word is returned as it is."""
    text = _words().get(key, Text({LANGUAGES[0]: key}))
    return Text({language: said.format(*values) for language, said in text.by_language.items()})


def said_of(key: str, text: Text) -> Text:
    """Return a word of the room with a declared text filled in, in the languages of that text."""
    return Text({language: word(key, said).in_language(language) for language, said in text.by_language.items()})


def listed(texts: Sequence[Text], between: str = " + ") -> Text:
    """Return several declared texts as one, with what is between them, in the languages of the first."""
    return Text(
        {language: between.join(text.in_language(language) for text in texts) for language in texts[0].by_language}
    )


def all_periods(codes: Iterable[str]) -> list[str]:
    """Return every period from the first to the last named, the empty ones between them included.

    Codes are `2020`, `2020-Q1`, `2020-01` or `2020-2024`, all of one kind.
    """
    found = sorted(set(codes))
    if not found:
        return []
    periods, last = [found[0]], found[-1]
    # Empty periods are shown as well: a month without a report is a figure, and a gap in a row of months reads as an
    # error.
    while periods[-1] != last:
        periods.append(_next(periods[-1]))
    return periods


def _next(code: str) -> str:
    year, _, part = code.partition("-")
    if not part:
        return str(int(year) + 1)
    if is_several_years(code):
        return f"{int(part) + 1}-{2 * int(part) + 1 - int(year)}"
    number, most = int(part.lstrip("Q")), 4 if part.startswith("Q") else 12
    year, number = (year, number + 1) if number < most else (str(int(year) + 1), 1)
    return f"{year}-Q{number}" if most == 4 else f"{year}-{number:02}"


def is_several_years(code: str) -> bool:
    """Whether a period is several years, written as its first and its last: `2020-2024`."""
    return len(code) == len("2020-2024")


def period(code: str) -> Text:
    """Return the label of a period in every language."""
    year, _, part = code.partition("-")
    if not part or is_several_years(code):
        return number(code)
    is_quarter = part.startswith("Q")
    month = 3 * int(part[1:]) - 2 if is_quarter else int(part)
    first = date(int(year), month, 1)
    skeleton = "yQQQ" if is_quarter else "yMMM"
    return Text({language: str(format_skeleton(skeleton, first, locale=locale_of(language))) for language in LANGUAGES})


def number(code: str) -> Text:
    """Return a number as its own label in every language."""
    return Text(dict.fromkeys(LANGUAGES, code))


def known_on(day: date) -> Text:
    """Return what a reference date is called in every language."""
    return Text({language: word("known on", _day(day, language)).in_language(language) for language in LANGUAGES})


def since(label: Text, day: date) -> Text:
    """Return a label with the day from which it holds, in the languages of the label."""
    said = label.by_language.items()
    return Text({language: word("since", text, _day(day, language)).in_language(language) for language, text in said})


def _day(day: date, language: str) -> str:
    return str(format_date(day, "long", locale=locale_of(language)))


def class_code(lower: int, upper: int | None) -> str:
    """Return the code of a class of days from `lower` up to, not including, `upper` (None: no end)."""
    if upper is None:
        return f"{lower}+"
    return str(lower) if upper == lower + 1 else f"{lower}-{upper - 1}"


def days(lower: int, upper: int | None) -> Text:
    """Return the label of a class of days."""
    if upper is None:
        return _counted("days or more", lower)
    if upper > lower + 1:
        return _counted("several days", lower, upper - 1)
    return word("one day") if lower == 1 else _counted("single day", lower)


def _counted(key: str, *numbers: int) -> Text:
    """A word of the room with numbers filled in, as each language writes them."""
    written = {tag: [format_decimal(one, locale=locale_of(tag)) for one in numbers] for tag in LANGUAGES}
    return Text({tag: word(key, *said).in_language(tag) for tag, said in written.items()})
