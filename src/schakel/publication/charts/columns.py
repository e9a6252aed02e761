"""A panel of columns, one per period, with the breaks in the series marked.

Ranges and marks are drawn as in a panel of bars. The title of the axis of values is above it, that of the periods
below them. A break is a dashed line at its place between the periods, under a marker that says what it is and has its
number in the list below the chart; breaks that lie too near each other share a marker.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from schakel.publication.charts.fitting import labelled, lines_of, width_of
from schakel.publication.charts.layers import (
    BREAK,
    CERTAIN,
    GRID,
    INK,
    MARKED,
    POSSIBLE,
    SMALL,
    WIDTH,
    Row,
    bounds,
    certain,
    marked,
    markers,
    panel,
    ranges,
    readings,
    rectangles,
    rules,
    value,
    words,
)
from schakel.publication.charts.panels import Bar, Panel
from schakel.publication.localisation import Localisation
from schakel.publication.periods import BreakOnAxis, short_label
from schakel_base.drawing import CHARACTER, Layer, Layout, Letters, Paint, Scale, ticks_up_to

_LEFT, _PLOT, _SMALL = 44, 154, 40  # where the columns begin, and how high they can be
_ABOVE, _MARKERS = 18, 14  # room for a figure above the highest column, and for markers above that
_LINE, _FIRST = 17, 16  # of the labels below the columns: their distance, and that of the first from the columns
_AFTER = 8  # from a marker to its number


@dataclass(frozen=True)
class _Places:
    """Where the columns are: the top and the bottom of their axis, the width of one, and the scale upwards."""

    top: float
    bottom: float
    step: float
    up: Scale


def columns(shown: Panel, language: Localisation) -> Layout:
    """Return the layout of a panel of columns."""
    step = (WIDTH - _LEFT) / max(len(shown.bars), 1)
    ticks = ticks_up_to(shown.maximum)
    titles = lines_of(shown.measure, int(WIDTH / CHARACTER)) if shown.measure else []
    top = len(titles) * SMALL.line + _ABOVE + (_MARKERS if shown.breaks else 0)
    bottom = top + (_SMALL if shown.is_small else _PLOT)
    at = _Places(top, bottom, step, Scale((0.0, ticks[-1]), (bottom, top)))
    rows = [_row(bar, index, step, language) for index, bar in enumerate(shown.bars)]
    # All figures or none: a figure that is left out alone looks like one that is not published.
    spoken = rows if all(bar.figure.is_exact and width_of(bar.value) <= step for bar in shown.bars) else []
    lines = 2 if any(row["year"] for row in rows) else 1
    below = at.bottom + _FIRST + _LINE * lines
    layers = (
        words([{"said": titles}] if titles else [], "said", SMALL, x=0, y=12),
        *_axis_of_values(ticks, at, language),
        *_figures(rows, spoken, at),
        *_axis_of_periods(rows, at),
        words([{"said": shown.along}], "said", replace(SMALL, align="end"), x=WIDTH, y=below),
        readings(rows, x="left", x2="right", y=at.top, y2=at.bottom),
        *_breaks(shown.breaks, at),
    )
    return panel(layers, below + 6 if shown.along else below - 11)


def _axis_of_values(ticks: list[float], at: _Places, language: Localisation) -> Iterator[Layer]:
    rows = [{"tick": tick, "said": language.number(tick)} for tick in ticks]
    yield rules(GRID, rows, y=value("tick", at.up), x=_LEFT, x2=WIDTH)
    yield words(rows, "said", replace(SMALL, align="end", down=4), y=value("tick", at.up), x=_LEFT - 6)


def _figures(rows: list[Row], spoken: list[Row], at: _Places) -> Iterator[Layer]:
    band = {"x": "left", "x2": "right"}
    above = Letters(12, INK, "middle", down=-4)
    yield rectangles(CERTAIN, certain(rows), y=value("lower", at.up), y2=at.bottom, **band)
    yield rectangles(POSSIBLE, ranges(rows), y=value("lower", at.up), y2=value("upper", at.up), **band)
    yield rectangles(MARKED, marked(rows), y=at.bottom, y2=at.top, **band)
    yield words(spoken, "value", above, x="middle", y=value("upper", at.up))


def _axis_of_periods(rows: list[Row], at: _Places) -> Iterator[Layer]:
    """The period under every column (or every few columns), and the year under its first column."""
    # Every so many from the first on, so that labels stand at equal distances.
    shown = rows[:: labelled([row["short"] for row in rows], at.step)]
    years = [next(group) for year, group in groupby(rows, key=lambda row: row["year"]) if year]
    yield words(shown, "short", replace(SMALL, align="middle"), x="middle", y=at.bottom + _FIRST)
    below = at.bottom + _FIRST + _LINE
    yield words(_apart(years), "year", replace(SMALL, weight=600), x="left", y=below)


def _apart(years: Sequence[Row]) -> list[Row]:
    """The years that leave room for each other."""
    found: list[Row] = []
    for row in years:
        if not found or row["left"] > found[-1]["left"] + width_of(found[-1]["year"]) * 1.2:
            found.append(row)
    return found


def _breaks(breaks: tuple[BreakOnAxis, ...], at: _Places) -> Iterator[Layer]:
    rows = [_group(near, at.step) for near in _sharing(breaks, at.step)]
    lines = [{"at": _LEFT + at.step * one.place} for one in breaks]
    dashed = Paint(stroke=BREAK, width=1.5, dashes=(5, 3))
    number = Letters(12, BREAK, "start", 600, down=4)
    marker = at.top - _ABOVE - 3
    yield rules(dashed, lines, x="at", y=at.top - _ABOVE + 2, y2=at.bottom)
    yield words([row for row in rows if not row["is_last"]], "numbers", number, x="after", y=marker)
    before = replace(number, align="end")
    yield words([row for row in rows if row["is_last"]], "numbers", before, x="before", y=marker)
    yield markers(Paint(BREAK), rows, "said", x="at", y=marker)


def _sharing(breaks: Sequence[BreakOnAxis], step: float) -> Iterator[list[BreakOnAxis]]:
    """Breaks in the order of their places; those share a marker that would stand on the numbers of the one before."""
    near: list[BreakOnAxis] = []
    for one in sorted(breaks, key=lambda one: one.place):
        # Compared with the first of the group, beside which all its numbers are written.
        if near and (one.place - near[0].place) * step > width_of(_numbers(near)) + 2 * _AFTER:
            yield near
            near = []
        near.append(one)
    if near:
        yield near


def _numbers(near: Sequence[BreakOnAxis]) -> str:
    return ", ".join(str(one.number) for one in near)


def _group(near: Sequence[BreakOnAxis], step: float) -> Row:
    at = _LEFT + step * near[0].place
    numbers = _numbers(near)
    return {
        "at": at,
        "after": at + _AFTER,
        "before": at - _AFTER,
        # Its numbers would run off the panel, and stand before it instead.
        "is_last": at + _AFTER + width_of(numbers) > WIDTH,
        "numbers": numbers,
        "said": ". ".join(one.said for one in near),
    }


def _row(bar: Bar, index: int, step: float, language: Localisation) -> Row:
    short, year = short_label(bar.code, language)
    middle = _LEFT + step * (index + 0.5)
    row: dict[str, Any] = {"label": bar.label, "value": bar.value, "short": short, "year": year}
    edges = {"middle": middle, "left": middle - 0.36 * step, "right": middle + 0.36 * step}
    return row | edges | bounds(bar.drawn)
