"""The parts that Vega-Lite specifications of panels are made of.

A specification has layers; each layer has a mark, its own rows, and channels. Along the axis of values a channel goes
through a scale; across it a channel is a place in the panel, in the units of a panel 320 wide: that fits the narrowest
screen, and wider ones set panels side by side. Colours are variables of the style sheet, so that a chart follows
light, dark and print.

Specifications are plain dictionaries, since importing Altair takes longer than drawing twenty panels.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from schakel.disclosure.protected import Figure

Specification = dict[str, Any]
Row = Mapping[str, Any]

WIDTH = 320
_STAMP = 20
INK = "var(--chart-ink)"
SUBDUED = "var(--chart-subdued)"
GRID = "var(--chart-grid)"
TRACK = "var(--chart-track)"
BREAK = "var(--chart-break)"
SMALL = {"fontSize": 12, "fill": SUBDUED}
CHARACTER = 6.9
"""The width of a character at 13 units, rather too wide than too narrow."""
BOLD_CHARACTER = 8.3

CERTAIN = {"type": "rect", "fill": "var(--chart-certain)"}
POSSIBLE = {"type": "rect", "fill": "url(#possible)", "stroke": "var(--chart-certain)", "strokeWidth": 1}
READ = {"type": "rect", "fill": "none"}  # what one points at
MARKED = {"type": "rect", "fill": "none", "stroke": SUBDUED, "strokeWidth": 1, "strokeDash": [3, 3]}


def bounds(figure: Figure) -> dict[str, float | None]:
    """The lower and upper bound to draw; without an upper one, what is certain is drawn."""
    lower, upper = figure.lower, figure.upper
    return {"lower": lower, "upper": lower if upper is None or math.isinf(upper) else upper}


def published(rows: Iterable[Row]) -> list[Row]:
    """The rows whose figure is published."""
    return [row for row in rows if row["lower"] is not None]


def ranges(rows: Iterable[Row]) -> list[Row]:
    """The published rows whose bounds differ."""
    return [row for row in published(rows) if row["upper"] > row["lower"]]


def marked(rows: Iterable[Row]) -> list[Row]:
    """The rows whose figure is not published."""
    return [row for row in rows if row["lower"] is None]


def place(field: str) -> Specification:
    """A channel that reads a place in the panel from a field."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def fixed(number: float) -> Specification:
    """A channel at one place in the panel for all rows."""
    return {"value": number}


def value(field: str, domain: list[float], span: list[float]) -> Specification:
    """A channel of values, scaled from `domain` onto the places in `span`."""
    scale = {"domain": domain, "range": span, "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def layer(mark: Specification, rows: Iterable[Row], **channels: Specification) -> Specification:
    """A layer: one mark for each of the rows."""
    return {"data": {"values": [dict(row) for row in rows]}, "mark": mark, "encoding": channels}


def words(rows: Iterable[Row], field: str, style: Specification, **channels: Specification) -> Specification:
    """A layer of text taken from a field; a list of strings makes lines."""
    mark = {"type": "text", "baseline": "alphabetic", "fontSize": 13, "fill": INK, "lineHeight": 16} | style
    return layer(mark, rows, text={"field": field, "type": "nominal"}, **channels)


def readings(rows: Iterable[Row], **band: Specification) -> Specification:
    """A layer of what is said where one points at a figure: its label and its value."""
    said = [dict(row) | {"said": f"{row['label']}: {row['value']}"} for row in rows]
    return layer(READ, said, tooltip={"field": "said", "type": "nominal"}, **band)


def stamped(specification: Specification, stamp: str) -> Specification:
    """Return a specification with a line of text below the panel, for what must not be separated from it."""
    height = specification["height"] + _STAMP
    style = {"align": "right", "fontSize": 12, "fontWeight": 600, "fill": BREAK}
    line = words([{"stamp": stamp}], "stamp", style, x=fixed(WIDTH), y=fixed(height - 4))
    return specification | {"height": height, "layer": [*specification["layer"], line]}


def panel(layers: Iterable[Specification], height: float) -> Specification:
    """Return a whole specification; layers without rows are left out."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": "transparent",
        "config": {"view": {"stroke": None, "fill": None}, "aria": False, "font": "sans-serif"},
        "layer": [one for one in layers if one["data"]["values"]],
    }
