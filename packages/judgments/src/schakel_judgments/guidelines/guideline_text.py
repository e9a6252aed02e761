"""A demand and its steps in words, in Dutch or English, and as a record."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from schakel_base.text import Text
from schakel_judgments.guidelines.guideline import Demand, GuidelineEdition, Period, TermRange, plain
from schakel_judgments.guidelines.guideline_file import OrientationPoint

_WORDS = {
    "nl": {
        "start": "Uitgangspunt",
        "months": "maanden",
        "period": "pleegperiode van",
        "victims": "slachtoffers",
        "to": "tot",
        "more than": "meer dan",
        "demand": "Strafeis",
        "weigh": "Nog te wegen, zonder getal in de richtlijn",
        "source": "Bron",
        "unverified": "niet in een bron gezien",
        "none": "Oriëntatiepunten van de rechtspraak: geen ingevuld",
        "points": "Oriëntatiepunten van de rechtspraak",
    },
    "en": {
        "start": "Start",
        "months": "months",
        "period": "period of",
        "victims": "victims",
        "to": "to",
        "more than": "more than",
        "demand": "Demand",
        "weigh": "Still to be weighed, without a number in the guideline",
        "source": "Source",
        "unverified": "not seen in a source",
        "none": "Points of orientation of the courts: none filled in",
        "points": "Points of orientation of the courts",
    },
}


def in_words(found: Demand, points: Sequence[OrientationPoint], language: str) -> str:
    """Return a demand as lines of text: its steps, what is left to weigh, notes and source."""
    say, edition = _WORDS[language], found.edition
    lines = [edition.title.in_language(language)]
    for step in found.steps:
        label = _label(step.about, language)
        if step.demand is None:
            lines.append(f"  {say['start']}: {label}")
        else:
            added = f" (+{_months(step.added, language)})" if step.added else ""
            lines.append(f"  {label}: {_months(step.demand, language)}{added}")
    lines.append(f"{say['demand']}: {_months(found.months, language)}")
    if found.to_be_weighed:
        lines.append(f"{say['weigh']}: " + "; ".join(one.in_language(language) for one in found.to_be_weighed))
    lines += [note.in_language(language) for note in edition.notes]
    lines.append(f"{say['source']}: {edition.source}" + ("" if edition.verified else f" ({say['unverified']})"))
    return "\n".join([*lines, *_points(points, language)])


def as_record(found: Demand, points: Sequence[OrientationPoint], language: str) -> dict[str, Any]:
    """Return a demand as JSON has it; a range has the same two ends where the guideline gives one number."""
    return {
        "edition": found.edition.name,
        "form": found.edition.form,
        "demand": _ends(found.months),
        "steps": [
            {"label": _label(step.about, language), "added": _ends(step.added), "demand": _ends(step.demand)}
            for step in found.steps
        ],
        "to_be_weighed": [one.in_language(language) for one in found.to_be_weighed],
        "notes": [one.in_language(language) for one in found.edition.notes],
        "source": found.edition.source,
        "verified": found.edition.verified,
        "orientation_points": [
            {"factor": one.factor.in_language(language), "months": _ends(one.months), "source": one.source}
            for one in points
        ],
    }


def editions_in_words(editions: Sequence[GuidelineEdition], language: str) -> str:
    """Return the editions, each with its days, its title, and the circumstances that it knows."""
    return "\n".join(_edition_line(one, language) for one in editions)


def _edition_line(edition: GuidelineEdition, language: str) -> str:
    days = f"{_day(edition.valid_from)} - {_day(edition.valid_until)}"
    known = ", ".join(edition.circumstances) or "-"
    return f"{edition.name}  {days}  {edition.title.in_language(language)}\n    {known}"


def _label(about: Text | Period, language: str) -> str:
    if isinstance(about, Text):
        return about.in_language(language)
    say = _WORDS[language]
    victims = "" if about.victims is None else f", {about.victims} {say['victims']}"
    return f"{say['period']} {plain(about.months)} {say['months']}{victims}"


def _points(points: Sequence[OrientationPoint], language: str) -> list[str]:
    say = _WORDS[language]
    if not points:
        return [f"{say['none']}."]
    lines = [f"  {one.factor.in_language(language)}: {_months(one.months, language)} ({one.source})" for one in points]
    return [f"{say['points']}:", *lines]


def _months(months: TermRange | None, language: str) -> str:
    say = _WORDS[language]
    if months is None:
        return ""
    if months.upper is None:
        return f"{say['more than']} {plain(months.lower)} {say['months']}"
    ends = [plain(months.lower), plain(months.upper)]
    # One number where both ends are the same.
    return f" {say['to']} ".join(dict.fromkeys(ends)) + f" {say['months']}"


def _ends(months: TermRange | None) -> list[float | None] | None:
    if months is None:
        return None
    return [float(months.lower), None if months.upper is None else float(months.upper)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else "?"
