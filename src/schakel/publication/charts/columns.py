"""A panel of columns, one per period, with the breaks in the series marked.

Ranges and marks are drawn as in a panel of bars. A break is a dashed line at its place between the periods, with the
number that it has in the list below the chart.
"""

import math
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from schakel.publication.charts.panels import Bar, Panel
from schakel.publication.charts.specification import (
    BREAK,
    CERTAIN,
    GRID,
    INK,
    MARKED,
    POSSIBLE,
    SMALL,
    WIDTH,
    Row,
    Specification,
    bounds,
    fixed,
    layer,
    marked,
    panel,
    place,
    published,
    ranges,
    readings,
    value,
    words,
)
from schakel.publication.localisation import Localisation
from schakel.publication.periods import Break, short_label

_LEFT, _TOP, _BOTTOM = 44, 18, 172
_HEIGHT = _BOTTOM + 38
_MOST_LABELS = 13
_DIGIT = 6.8  # the width of a digit at 12 units: figures stand above the columns if all of them fit


def columns(shown: Panel, language: Localisation) -> Specification:
    """Return the specification of a panel of columns."""
    step = (WIDTH - _LEFT) / max(len(shown.bars), 1)
    rows = [_row(bar, index, step, language) for index, bar in enumerate(shown.bars)]
    ticks = ticks_up_to(shown.maximum)
    domain = [0.0, ticks[-1]]
    spoken = published(rows) if all(_fits(bar, step) for bar in shown.bars) else []
    layers = (
        *_axis_of_values(ticks, domain, language),
        *_figures(rows, spoken, domain),
        *_axis_of_periods(rows),
        *_breaks(shown.breaks, step),
        readings(rows, x=place("left"), x2={"field": "right"}, y=fixed(_TOP), y2=fixed(_BOTTOM)),
    )
    return panel(layers, _HEIGHT)


def _fits(bar: Bar, step: float) -> bool:
    return bar.figure.is_exact and len(bar.value) <= step / _DIGIT


def ticks_up_to(maximum: float) -> list[float]:
    """Return round values from 0 to at least `maximum`, two to six of them."""
    highest = max(maximum, 1.0)
    power = 10.0 ** math.floor(math.log10(highest / 4))
    step = max(next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= highest / 4), 1.0)
    return [step * index for index in range(math.ceil(highest / step) + 1)]


def _axis_of_values(ticks: list[float], domain: list[float], language: Localisation) -> Iterator[Specification]:
    rows = [{"tick": tick, "said": language.number(tick)} for tick in ticks]
    up = _upwards("tick", domain)
    yield layer({"type": "rule", "stroke": GRID}, rows, y=up, x=fixed(_LEFT), x2=fixed(WIDTH))
    yield words(rows, "said", SMALL | {"align": "right", "dy": 4}, y=up, x=fixed(_LEFT - 6))


def _figures(rows: list[Row], spoken: list[Row], domain: list[float]) -> Iterator[Specification]:
    band = {"x": place("left"), "x2": {"field": "right"}}
    above = SMALL | {"align": "center", "dy": -4, "fill": INK}
    yield layer(CERTAIN, published(rows), y=_upwards("lower", domain), y2=fixed(_BOTTOM), **band)
    yield layer(POSSIBLE, ranges(rows), y=_upwards("lower", domain), y2={"field": "upper"}, **band)
    yield layer(MARKED, marked(rows), y=fixed(_BOTTOM), y2=fixed(_TOP), **band)
    yield words(spoken, "value", above, x=place("middle"), y=_upwards("upper", domain))


def _axis_of_periods(rows: list[Row]) -> Iterator[Specification]:
    """Under every column (or every so many) its period, and under the first column of a year that year."""
    labelled = rows[:: math.ceil(len(rows) / _MOST_LABELS) or 1]
    years = [next(group) for year, group in groupby(rows, key=lambda row: row["year"]) if year]
    yield words(labelled, "short", SMALL | {"align": "center"}, x=place("middle"), y=fixed(_BOTTOM + 16))
    yield words(years, "year", SMALL | {"align": "left", "fontWeight": 600}, x=place("left"), y=fixed(_BOTTOM + 33))


def _breaks(breaks: tuple[Break, ...], step: float) -> Iterator[Specification]:
    rows = [{"at": _LEFT + step * one.place, "number": str(one.number)} for one in breaks]
    line = {"type": "rule", "stroke": BREAK, "strokeWidth": 1.5, "strokeDash": [5, 3]}
    number = {"align": "center", "fill": BREAK, "fontWeight": 600}
    yield layer(line, rows, x=place("at"), y=fixed(_TOP - 4), y2=fixed(_BOTTOM))
    yield words(rows, "number", number, x=place("at"), y=fixed(_TOP - 7))


def _upwards(field: str, domain: list[float]) -> Specification:
    return value(field, domain, [float(_BOTTOM), float(_TOP)])


def _row(bar: Bar, index: int, step: float, language: Localisation) -> Row:
    short, year = short_label(bar.code, language)
    middle = _LEFT + step * (index + 0.5)
    row: dict[str, Any] = {"label": bar.label, "value": bar.value, "short": short, "year": year}
    edges = {"middle": middle, "left": middle - 0.36 * step, "right": middle + 0.36 * step}
    return row | edges | bounds(bar.figure)
