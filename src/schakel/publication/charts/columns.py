"""A panel of columns, one per period, with the breaks in the series marked.

Ranges and marks are drawn as in a panel of bars. A break is a dashed line at its place between the periods, with the
number that it has in the list below the chart.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

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
    fixed,
    marked,
    panel,
    place,
    published,
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
from schakel_base.drawing import Layer, Layout, Letters, Paint, Scale, ticks_up_to

_LEFT, _TOP, _BOTTOM = 44, 18, 172
_HEIGHT = _BOTTOM + 38
_MOST_LABELS = 13
_DIGIT = 6.8  # the width of a digit at 12 units: figures stand above the columns if all of them fit


def columns(shown: Panel, language: Localisation) -> Layout:
    """Return the layout of a panel of columns."""
    step = (WIDTH - _LEFT) / max(len(shown.bars), 1)
    rows = [_row(bar, index, step, language) for index, bar in enumerate(shown.bars)]
    ticks = ticks_up_to(shown.maximum)
    up = Scale((0.0, ticks[-1]), (_BOTTOM, _TOP))
    spoken = published(rows) if all(_fits(bar, step) for bar in shown.bars) else []
    layers = (
        *_axis_of_values(ticks, up, language),
        *_figures(rows, spoken, up),
        *_axis_of_periods(rows),
        *_breaks(shown.breaks, step),
        readings(rows, x=place("left"), x2=place("right"), y=fixed(_TOP), y2=fixed(_BOTTOM)),
    )
    return panel(layers, _HEIGHT)


def _fits(bar: Bar, step: float) -> bool:
    return bar.figure.is_exact and len(bar.value) <= step / _DIGIT


def _axis_of_values(ticks: list[float], up: Scale, language: Localisation) -> Iterator[Layer]:
    rows = [{"tick": tick, "said": language.number(tick)} for tick in ticks]
    yield rules(GRID, rows, y=value("tick", up), x=fixed(_LEFT), x2=fixed(WIDTH))
    yield words(rows, "said", replace(SMALL, align="end", down=4), y=value("tick", up), x=fixed(_LEFT - 6))


def _figures(rows: list[Row], spoken: list[Row], up: Scale) -> Iterator[Layer]:
    band = {"x": place("left"), "x2": place("right")}
    above = Letters(12, INK, "middle", down=-4)
    yield rectangles(CERTAIN, published(rows), y=value("lower", up), y2=fixed(_BOTTOM), **band)
    yield rectangles(POSSIBLE, ranges(rows), y=value("lower", up), y2=value("upper", up), **band)
    yield rectangles(MARKED, marked(rows), y=fixed(_BOTTOM), y2=fixed(_TOP), **band)
    yield words(spoken, "value", above, x=place("middle"), y=value("upper", up))


def _axis_of_periods(rows: list[Row]) -> Iterator[Layer]:
    """Under every column (or every so many) its period, and under the first column of a year that year."""
    labelled = rows[:: math.ceil(len(rows) / _MOST_LABELS) or 1]
    years = [next(group) for year, group in groupby(rows, key=lambda row: row["year"]) if year]
    yield words(labelled, "short", replace(SMALL, align="middle"), x=place("middle"), y=fixed(_BOTTOM + 16))
    yield words(years, "year", replace(SMALL, weight=600), x=place("left"), y=fixed(_BOTTOM + 33))


def _breaks(breaks: tuple[BreakOnAxis, ...], step: float) -> Iterator[Layer]:
    rows = [{"at": _LEFT + step * one.place, "number": str(one.number)} for one in breaks]
    line = Paint(stroke=BREAK, width=1.5, dashes=(5, 3))
    number = Letters(13, BREAK, "middle", 600)
    yield rules(line, rows, x=place("at"), y=fixed(_TOP - 4), y2=fixed(_BOTTOM))
    yield words(rows, "number", number, x=place("at"), y=fixed(_TOP - 7))


def _row(bar: Bar, index: int, step: float, language: Localisation) -> Row:
    short, year = short_label(bar.code, language)
    middle = _LEFT + step * (index + 0.5)
    row: dict[str, Any] = {"label": bar.label, "value": bar.value, "short": short, "year": year}
    edges = {"middle": middle, "left": middle - 0.36 * step, "right": middle + 0.36 * step}
    return row | edges | bounds(bar.figure)
