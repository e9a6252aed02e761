"""The layers that panels are made of: one shape for each of some rows.

A channel says where the shape of a row stands: at one place for all of them, at the place in a field, or where a scale
puts the value in a field. A row without a value for one of its channels has no shape. Panels are 320
units wide: that fits the narrowest screen, and wider ones set panels side by side. Colours are variables of the style
sheet, so that a chart follows light, dark and print.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from schakel.model.figure import Figure
from schakel.publication.charts.fitting import lines_of
from schakel_base.drawing import (
    CHARACTER,
    DrawnText,
    Layer,
    Layout,
    Letters,
    Marker,
    Paint,
    Rectangle,
    Shape,
    StraightLine,
)

Row = Mapping[str, Any]
Channel = float | str | Callable[[Row], float | None]
"""One place for all rows, the name of the field that has it, or what reads it from a row."""

WIDTH = 320
_STAMP = 20
_MARKER = 5
INK = "var(--chart-ink)"
SUBDUED = "var(--chart-subdued)"
BREAK = "var(--chart-break)"
LARGE = Letters(13, INK)
SMALL = Letters(12, SUBDUED)

GRID = Paint(stroke="var(--chart-grid)")
TRACK = Paint("var(--chart-track)")
CERTAIN = Paint("var(--chart-certain)")
POSSIBLE = Paint("url(#possible)", "var(--chart-certain)", 1)
READ = Paint("none")  # what one points at
MARKED = Paint("none", SUBDUED, 1, (3, 3))


def bounds(figure: Figure) -> dict[str, float | None]:
    """The lower and upper bound to draw; without an upper one, what is certain is drawn."""
    lower, upper = figure.lower, figure.upper
    # "So many or more" has no end that can be drawn; the words beside it say that there may be more.
    return {"lower": lower, "upper": lower if upper is None or math.isinf(upper) else upper}


def published(rows: Iterable[Row]) -> list[Row]:
    """The rows whose figure is published."""
    return [row for row in rows if row["lower"] is not None]


def certain(rows: Iterable[Row]) -> list[Row]:
    """The published rows with a lower bound above zero: a zero draws nothing."""
    return [row for row in published(rows) if row["lower"] > 0]


def ranges(rows: Iterable[Row]) -> list[Row]:
    """The published rows whose bounds differ."""
    return [row for row in published(rows) if row["upper"] > row["lower"]]


def marked(rows: Iterable[Row]) -> list[Row]:
    """The rows whose figure is not published."""
    return [row for row in rows if row["lower"] is None]


def value(field: str, scale: Callable[[float], float]) -> Callable[[Row], float | None]:
    """A channel of the values in a field, on a scale."""
    return lambda row: None if row[field] is None else scale(row[field])


def rectangles(paint: Paint, rows: Iterable[Row], *, x: Channel, x2: Channel, y: Channel, y2: Channel) -> Layer:
    """A layer of rectangles, each between two places across and two down."""

    def shape(_: Row, left: float, right: float, top: float, bottom: float) -> Shape:
        return Rectangle((left, right), (top, bottom), paint)

    return _layer(shape, rows, x, x2, y, y2)


def rules(
    paint: Paint, rows: Iterable[Row], *, x: Channel, y: Channel, x2: Channel | None = None, y2: Channel | None = None
) -> Layer:
    """A layer of lines; without a second place across or down they end where they began."""

    def shape(_: Row, left: float, right: float, top: float, bottom: float) -> Shape:
        return StraightLine((left, top), (right, bottom), paint)

    return _layer(shape, rows, x, x2 or x, y, y2 or y)


def words(rows: Iterable[Row], field: str, letters: Letters, *, x: Channel, y: Channel) -> Layer:
    """A layer of text taken from a field; a list of strings makes lines."""

    def shape(row: Row, across: float, down: float) -> Shape:
        said = row[field]
        return DrawnText((across, down), (said,) if isinstance(said, str) else tuple(said), letters)

    return _layer(shape, rows, x, y)


def readings(rows: Iterable[Row], *, x: Channel, x2: Channel, y: Channel, y2: Channel) -> Layer:
    """A layer of what is said where one points at a figure: its label and its value."""

    def shape(row: Row, left: float, right: float, top: float, bottom: float) -> Shape:
        return Rectangle((left, right), (top, bottom), READ, f"{row['label']}: {row['value']}")

    return _layer(shape, rows, x, x2, y, y2)


def heading(along: str, measure: str) -> tuple[list[Layer], float]:
    """The titles of the two axes as a line above bars, and how high it is; without titles there is none."""
    if not measure:
        return [], 0
    half = int(WIDTH / 2 / CHARACTER)
    left, right = lines_of(along, half), lines_of(measure, half)
    row = [{"along": left, "measure": right}]
    titles = [
        words(row, "along", SMALL, x=0, y=12),
        words(row, "measure", replace(SMALL, align="end"), x=WIDTH, y=12),
    ]
    return titles, SMALL.line * max(len(left), len(right)) + 8


def markers(paint: Paint, rows: Iterable[Row], field: str, *, x: Channel, y: Channel) -> Layer:
    """A layer of diamonds, each a sign of what a field holds."""

    def shape(row: Row, across: float, down: float) -> Shape:
        return Marker((across, down), _MARKER, paint, row[field])

    return _layer(shape, rows, x, y)


def _layer(shape: Callable[..., Shape], rows: Iterable[Row], *channels: Channel) -> Layer:
    placed = ((row, [_place(channel, row) for channel in channels]) for row in rows)
    return tuple(shape(row, *places) for row, places in placed if None not in places)


def _place(channel: Channel, row: Row) -> float | None:
    if callable(channel):
        return channel(row)
    return row[channel] if isinstance(channel, str) else channel


def stamped(layout: Layout, stamp: str) -> Layout:
    """Return a layout with a line of text below the panel, for what must not be separated from it."""
    height = layout.height + _STAMP
    line = DrawnText((WIDTH, height - 4), (stamp,), Letters(12, BREAK, "end", 600))
    return replace(layout, height=height, layers=(*layout.layers, (line,)))


def panel(layers: Iterable[Layer], height: float) -> Layout:
    """Return a whole panel; layers without shapes are left out."""
    return Layout(WIDTH, height, tuple(layer for layer in layers if layer))
