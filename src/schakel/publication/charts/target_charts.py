"""A chart of a target: the result of every year as bars, and each norm as a line across its bar.

The bar of what others published is paler where it is provisional; one that was not found is a dashed outline. Below
it stands what was counted here, with its bounds, outlined in the colour of the synthetic mark where it is made up. The
norm in force is a thick line; norms that it replaced are dashed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schakel.model.indicator import Status
from schakel.publication.charts.layers import (
    BREAK,
    CERTAIN,
    INK,
    LARGE,
    MARKED,
    POSSIBLE,
    SMALL,
    TRACK,
    WIDTH,
    Row,
    bounds,
    marked,
    panel,
    published,
    ranges,
    rectangles,
    rules,
    value,
    words,
)
from schakel.publication.localisation import Localisation
from schakel.publication.norms import CountedYear, YearOfTarget
from schakel_base.drawing import Layout, Paint, Scale

PROVISIONAL = Paint("var(--chart-possible)", "var(--chart-certain)", 1)
COUNTED = Paint("var(--chart-possible)", BREAK, 1.5)
NORM = Paint(stroke=INK, width=3)
REPLACED = Paint(stroke=INK, width=1.5, dashes=(3, 2))
_BAR = 14  # the height of a bar
_PUBLISHED, _COUNTED = 38, 76  # where in the height of a year the two bars begin
_YEAR, _YEAR_WITH_COUNT = 66, 104  # the height of a year
_BEYOND = 4  # how far the line of a norm reaches beyond the bars


def target_chart(years: Sequence[YearOfTarget], is_synthetic: bool, language: Localisation) -> Layout:
    """Return the layout of the chart of a target, year by year."""
    rows = list(_rows(years, is_synthetic, language))
    norms = [row for one, row in zip(years, rows, strict=True) for row in _norms(one, row)]
    found = [row for row in rows if row["realised"] is not None]
    counts = [row for row in rows if row["counted"]]
    numbers = [row.get(key) for row in (*norms, *rows) for key in ("norm", "realised", "upper")]
    # From nought, as bars must be; two pixels at each side leave room for half a thick line.
    scale = Scale((0.0, max((one for one in numbers if one), default=1)), (2.0, WIDTH - 2.0))
    band = {"y": "top", "y2": "bottom"}
    below = {"y": "counted_top", "y2": "counted_bottom"}
    paint = COUNTED if is_synthetic else CERTAIN
    # The possible part is outlined as the certain one is, so that the two read as one bar.
    beyond = replace(POSSIBLE, stroke=paint.stroke or POSSIBLE.stroke)
    layers = (
        rectangles(TRACK, found, x=0, x2=WIDTH, **band),
        rectangles(TRACK, published(counts), x=0, x2=WIDTH, **below),
        rectangles(CERTAIN, _of(found, Status.FINAL), x=value("realised", scale), x2=0, **band),
        rectangles(PROVISIONAL, _of(found, Status.PROVISIONAL), x=value("realised", scale), x2=0.5, **band),
        rectangles(MARKED, [row for row in rows if row["realised"] is None], x=0.5, x2=WIDTH - 0.5, **band),
        rectangles(beyond, ranges(counts), x=value("upper", scale), x2=value("lower", scale), **below),
        rectangles(paint, published(counts), x=value("lower", scale), x2=0.5, **below),
        rectangles(MARKED, marked(counts), x=0.5, x2=WIDTH - 0.5, **below),
        rules(NORM, _in_force(norms, True), x=value("norm", scale), y="above", y2="below"),
        rules(REPLACED, _in_force(norms, False), x=value("norm", scale), y="above", y2="below"),
        words(rows, "year", replace(LARGE, weight=600), x=0, y="first"),
        words(rows, "norms", replace(LARGE, align="end"), x=WIDTH, y="first"),
        words(rows, "said", SMALL, x=0, y="second"),
        words(counts, "counted", SMALL, x=0, y="third"),
    )
    return panel(layers, rows[-1]["end"] if rows else 0)


def describe_year(one: YearOfTarget, is_synthetic: bool, language: Localisation) -> tuple[str, str, str]:
    """Return what is known about a year in words: its norms, what was published as realised, and what was counted."""
    return (
        _said_norms(one, language),
        _said_published(one, language),
        _said_counted(one.counted, is_synthetic, language),
    )


def _said_norms(one: YearOfTarget, language: Localisation) -> str:
    say = language.say
    norm = language.number(one.norm) if one.norm is not None else say("not found")
    if not one.replaced:
        return say("norm: {number}", number=norm)
    return say("norm: {number} (before: {earlier})", number=norm, earlier=", ".join(map(language.number, one.replaced)))


def _said_published(one: YearOfTarget, language: Localisation) -> str:
    if one.published is None:
        return language.say("result not found")
    said = language.say("published: {number}", number=language.number(one.published.realised or 0))
    return f"{said} ({language.say('provisional')})" if one.published.status is Status.PROVISIONAL else said


def _said_counted(counted: CountedYear | None, is_synthetic: bool, language: Localisation) -> str:
    if counted is None:
        return ""
    number = language.figure(counted.figure)
    if is_synthetic:
        return language.say("counted here, synthetic: {number}", number=number)
    return language.say("counted here: {number}", number=number)


def _rows(years: Sequence[YearOfTarget], is_synthetic: bool, language: Localisation) -> Iterator[Row]:
    top = 0
    for one in years:
        norms, said, counted = describe_year(one, is_synthetic, language)
        height = _YEAR_WITH_COUNT if one.counted else _YEAR
        yield {
            "year": str(one.year),
            "norms": norms,
            "said": said,
            "counted": counted,
            "realised": one.published.realised if one.published else None,
            "status": str(one.published.status) if one.published else "",
            **(bounds(one.counted.figure) if one.counted else {"lower": None, "upper": None}),
            "first": top + 13,
            "second": top + 28,
            "third": top + 66,
            "top": top + _PUBLISHED,
            "bottom": top + _PUBLISHED + _BAR,
            "counted_top": top + _COUNTED,
            "counted_bottom": top + _COUNTED + _BAR,
            "end": top + height,
        }
        top += height


def _norms(one: YearOfTarget, row: Row) -> Iterator[Row]:
    # Across each bar by itself: one line over both would cross the words between them.
    bars = [("top", "bottom"), ("counted_top", "counted_bottom")][: 2 if one.counted else 1]
    for norm in (*one.replaced, *([one.norm] if one.norm is not None else [])):
        for top, bottom in bars:
            yield {
                "norm": norm,
                "in force": norm == one.norm,
                "above": row[top] - _BEYOND,
                "below": row[bottom] + _BEYOND,
            }


def _in_force(rows: list[Row], in_force: bool) -> list[Row]:
    return [row for row in rows if row["in force"] is in_force]


def _of(rows: list[Row], status: Status) -> list[Row]:
    return [row for row in rows if row["status"] == status]
