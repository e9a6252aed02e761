"""A panel of the steps from one figure to another: both as bars from zero, with the steps between them.

A step hangs between the count before it and the count after it. What is uncertain is hatched, as in every chart; a step
that cannot be counted is a dashed outline with words beside it, and so is the remainder that nothing explains.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from schakel.model.drawings import WaterfallDrawing
from schakel.model.figure import Figure
from schakel.model.sentence import Ref
from schakel.publication.charts.fitting import lines_beside
from schakel.publication.charts.layers import (
    CERTAIN,
    INK,
    LARGE,
    MARKED,
    POSSIBLE,
    TRACK,
    WIDTH,
    bounds,
    certain,
    marked,
    panel,
    published,
    ranges,
    rectangles,
    stamped,
    value,
    words,
)
from schakel.publication.speech import ValueSpeaker
from schakel_base.drawing import Layout, Paint, Scale

_LINE, _THICKNESS, _GAP = 16, 16, 12
_CHANGE = Paint(INK, INK, 1.5)


@dataclass(frozen=True)
class _Stop:
    """A row in words, with the count it is at and the one before it."""

    label: str
    said: str
    count: Figure | None
    before: Figure | None


def waterfall(drawing: WaterfallDrawing, speak: ValueSpeaker) -> Layout:
    """Return the layout of a walk, in units."""

    def figure(ref: Ref | None) -> Figure | None:
        return speak.figures[ref.figure] if ref else None

    layout = _layout(
        _Stop(speak(one.label), speak(one.said), figure(one.count), figure(one.before)) for one in drawing.stops
    )
    return stamped(layout, speak(drawing.stamp)) if drawing.stamp else layout


def _layout(stops: Iterable[_Stop]) -> Layout:
    rows, top = [], 0
    for stop in stops:
        rows.append(_row(stop, top))
        top = rows[-1]["bottom"] + _GAP
    reached = [row["upper"] for row in published(rows)]
    scale = Scale((0.0, max(reached, default=0) or 1.0), (0.0, WIDTH - 0.5))
    lower, upper = value("lower", scale), value("upper", scale)
    band = {"y": "top", "y2": "bottom"}
    ends = [row for row in rows if row["is_end"]]
    changes = [row for row in published(rows) if not row["is_end"]]
    layers = (
        rectangles(TRACK, published(rows), x=0, x2=WIDTH, **band),
        rectangles(CERTAIN, certain(ends), x=lower, x2=0, **band),
        rectangles(POSSIBLE, ranges(ends), x=lower, x2=upper, **band),
        rectangles(POSSIBLE, ranges(changes), x=lower, x2=upper, **band),
        rectangles(_CHANGE, changes, x=value("from", scale), x2=value("to", scale), **band),
        rectangles(MARKED, marked(rows), x=0.5, x2=WIDTH - 0.5, **band),
        words(rows, "lines", LARGE, x=0, y="text"),
        words(rows, "said", replace(LARGE, align="end", weight=600), x=WIDTH, y="text"),
    )
    return panel(layers, max(top - _GAP, 1) + 1)


def _row(stop: _Stop, top: float) -> dict[str, Any]:
    lines = lines_beside(stop.said, stop.label, WIDTH, 14)
    start = top + _LINE * len(lines) + 4
    extent = bounds(stop.count or Figure(None, None))
    before = bounds(stop.before) if stop.before else {"lower": None}
    # Between what is certain before and after: what is only possible is hatched beyond it.
    moved = [one for one in (before["lower"], extent["lower"]) if one is not None and math.isfinite(one)]
    return {
        "lines": lines,
        "said": stop.said,
        "is_end": stop.before is None,
        "text": top + 13,
        "top": start,
        "bottom": start + _THICKNESS,
        "from": min(moved, default=0),
        "to": max(moved, default=0),
    } | extent
