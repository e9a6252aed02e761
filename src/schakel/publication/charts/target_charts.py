"""A chart of a target: for every year what was realised as a bar, and each norm that was set as a line across it.

What is provisional is paler than what is final. A realisation that was not found is a dashed outline with those words,
and a norm that was not found has no line.
"""

from collections.abc import Iterator
from dataclasses import replace

from schakel.model.indicator import Status
from schakel.model.target import Target, TargetEdition
from schakel.publication.charts.layers import (
    CERTAIN,
    INK,
    LARGE,
    MARKED,
    SMALL,
    TRACK,
    WIDTH,
    Row,
    fixed,
    panel,
    place,
    rectangles,
    rules,
    value,
    words,
)
from schakel.publication.localisation import Localisation
from schakel_base.drawing import Layout, Paint, Scale

PROVISIONAL = Paint("var(--chart-possible)", "var(--chart-certain)", 1)
_NORM = Paint(stroke=INK, width=3)
_YEAR, _TOP, _BAR = 66, 38, 14  # the height of a year, and within it the place and the height of its bar
_BEYOND = 4  # how far the line of a norm reaches beyond the bar


def target_chart(target: Target, language: Localisation) -> Layout:
    """Return the layout of the chart of a target."""
    rows = [_row(target, year, index, language) for index, year in enumerate(target.years)]
    norms = [row for index, year in enumerate(target.years) for row in _norms(target, year, index)]
    found = [row for row in rows if row["realised"] is not None]
    highest = max((one for row in (*norms, *found) for one in (row.get("norm"), row.get("realised")) if one), default=1)
    scale = Scale((0.0, highest), (2.0, WIDTH - 2.0))
    band = {"y": place("top"), "y2": place("bottom")}
    layers = (
        rectangles(TRACK, found, x=fixed(0), x2=fixed(WIDTH), **band),
        rectangles(CERTAIN, _of(found, Status.FINAL), x=value("realised", scale), x2=fixed(0), **band),
        rectangles(PROVISIONAL, _of(found, Status.PROVISIONAL), x=value("realised", scale), x2=fixed(0.5), **band),
        rectangles(
            MARKED, [row for row in rows if row["realised"] is None], x=fixed(0.5), x2=fixed(WIDTH - 0.5), **band
        ),
        rules(_NORM, norms, x=value("norm", scale), y=place("above"), y2=place("below")),
        words(rows, "year", replace(LARGE, weight=600), x=fixed(0), y=place("first")),
        words(rows, "norms", replace(LARGE, align="end"), x=fixed(WIDTH), y=place("first")),
        words(rows, "said", SMALL, x=fixed(0), y=place("second")),
    )
    return panel(layers, len(rows) * _YEAR)


def realised_of(editions: tuple[TargetEdition, ...]) -> TargetEdition | None:
    """Return the edition whose realisation counts for a year: the last final one, else the last one."""
    found = [edition for edition in editions if edition.realised is not None]
    final = [edition for edition in found if edition.status is Status.FINAL]
    return next(reversed(final or found), None)


def describe_year(target: Target, year: int, language: Localisation) -> tuple[str, str]:
    """Return what is known of a year in words: its norms, and what was realised."""
    editions = target.of_year(year)
    norms = list(dict.fromkeys(language.number(one.norm) for one in editions if one.norm is not None))
    counts = realised_of(editions)
    realised = _said(counts, language) if counts else language.say("realisation not found")
    return language.say("norm: {numbers}", numbers=" / ".join(norms) or language.say("not found")), realised


def _said(counts: TargetEdition, language: Localisation) -> str:
    said = language.say("realised: {number}", number=language.number(counts.realised or 0))
    return f"{said} ({language.say('provisional')})" if counts.status is Status.PROVISIONAL else said


def _row(target: Target, year: int, index: int, language: Localisation) -> Row:
    counts = realised_of(target.of_year(year))
    norms, said = describe_year(target, year, language)
    place_of_year = index * _YEAR
    return {
        "year": str(year),
        "norms": norms,
        "said": said,
        "realised": counts.realised if counts else None,
        "status": str(counts.status) if counts else "",
        "first": place_of_year + 13,
        "second": place_of_year + 28,
        "top": place_of_year + _TOP,
        "bottom": place_of_year + _TOP + _BAR,
    }


def _norms(target: Target, year: int, index: int) -> Iterator[Row]:
    top = index * _YEAR + _TOP
    for norm in sorted({edition.norm for edition in target.of_year(year) if edition.norm is not None}):
        yield {"norm": norm, "above": top - _BEYOND, "below": top + _BAR + _BEYOND}


def _of(rows: list[Row], status: Status) -> list[Row]:
    return [row for row in rows if row["status"] == status]
