"""A panel of horizontal bars, one per category, with its label and its figure above it.

A bound is drawn as a range: solid from zero to the lower bound, hatched from the lower to the upper one, and never a
line through the middle. What is not known is hatched as a whole. A figure that is not published is a dashed outline
with its mark in words; of nought nothing is drawn.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from schakel.publication.charts.fitting import lines_beside
from schakel.publication.charts.layers import (
    CERTAIN,
    LARGE,
    MARKED,
    POSSIBLE,
    TRACK,
    WIDTH,
    Row,
    bounds,
    certain,
    heading,
    marked,
    panel,
    published,
    ranges,
    readings,
    rectangles,
    value,
    words,
)
from schakel.publication.charts.panels import Bar, Panel
from schakel_base.drawing import Layer, Layout, Scale

_LINE = 16
_THICKNESS, _GAP, _ABOVE = 14, 12, 4
_SMALL = (6, 4, 2)
_INDENT = 12
_LEAST = 2.0  # how wide the smallest bar is: one of 5 can still be seen beside one of 5,000
_BAND = {"y": "top", "y2": "bottom"}


def bars(shown: Panel) -> Layout:
    """Return the layout of a panel of bars."""
    titles, top = heading(shown.along, shown.measure)
    thickness, gap, above = _SMALL if shown.is_small else (_THICKNESS, _GAP, _ABOVE)
    rows = []
    for bar in shown.bars:
        rows.append(bar_row(bar, top, thickness, above))
        top = rows[-1]["bottom"] + gap
    track = rectangles(TRACK, published(rows), x=0, x2=WIDTH, **_BAND)
    return panel((*titles, track, *bars_at(rows, shown.maximum)), max(top - gap, 1) + 1)


def bars_at(rows: Sequence[Row], maximum: float) -> Iterator[Layer]:
    """Yield the layers of bars on a scale up to `maximum`, each with its label and its figure."""
    lower, upper = (value(bound, _scale(maximum)) for bound in ("lower", "upper"))
    yield rectangles(CERTAIN, certain(rows), x=lower, x2=0, **_BAND)
    yield rectangles(POSSIBLE, ranges(rows), x=lower, x2=upper, **_BAND)
    yield rectangles(MARKED, marked(rows), x=0.5, x2=WIDTH - 0.5, **_BAND)
    yield words(rows, "lines", LARGE, x="indent", y="text")
    yield words(rows, "value", replace(LARGE, align="end", weight=600), x=WIDTH, y="text")
    yield readings(rows, x=0, x2=WIDTH, **_BAND)


def along(number: float, maximum: float) -> float:
    """Return where in a panel a bar of that number ends."""
    return _scale(maximum)(number)


def _scale(maximum: float) -> Callable[[float], float]:
    scale = Scale((0.0, maximum or 1.0), (0.0, WIDTH - 0.5))
    # Only what is more than nothing has a least width: nought stays nought.
    return lambda number: max(scale(number), _LEAST) if number > 0 else 0.0


def bar_row(bar: Bar, top: float, thickness: int, above: int = _ABOVE) -> dict[str, Any]:
    """Return a bar with its places: its label and figure from `top` on, the bar itself `above` units below them."""
    indent = _INDENT * (bar.level - 1)
    lines = lines_beside(bar.value, bar.label, WIDTH - indent)
    start = top + _LINE * len(lines) + above
    return {
        "label": bar.label,
        "lines": lines,
        "value": bar.value,
        "indent": indent,
        "text": top + 13,
        "top": start,
        "bottom": start + thickness,
    } | bounds(bar.drawn)
