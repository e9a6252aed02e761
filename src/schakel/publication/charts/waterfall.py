"""A panel that walks from one figure to another: the two as bars from zero, and between them what each step changed.

A step hangs between the count before it and the count after it. What is uncertain is hatched, as in every chart; a step
that cannot be counted is a dashed outline with words beside it, and so is the remainder that nothing explains.
"""

import math
import textwrap
from dataclasses import dataclass
from typing import Any

from schakel.disclosure.protected import Figure
from schakel.publication.charts.specification import (
    BOLD_CHARACTER,
    CERTAIN,
    CHARACTER,
    INK,
    MARKED,
    POSSIBLE,
    TRACK,
    WIDTH,
    Specification,
    bounds,
    fixed,
    layer,
    marked,
    panel,
    place,
    published,
    ranges,
    value,
    words,
)

_LINE, _THICKNESS, _GAP = 16, 16, 12
_CHANGE = {"type": "rect", "fill": INK, "stroke": INK, "strokeWidth": 1.5}


@dataclass(frozen=True)
class Stop:
    """A row: one of the two figures, the count after a step with the one `before` it, or what is not explained."""

    label: str
    said: str
    count: Figure | None
    before: Figure | None = None


def waterfall(stops: tuple[Stop, ...]) -> Specification:
    """Return the specification of a walk, in units."""
    rows, top = [], 0
    for stop in stops:
        rows.append(_row(stop, top))
        top = rows[-1]["bottom"] + _GAP
    reached = [row["upper"] for row in published(rows)]
    domain, span = [0.0, max(reached, default=0) or 1.0], [2.0, WIDTH - 0.5]
    band = {"y": place("top"), "y2": {"field": "bottom"}}
    ends = [row for row in rows if row["is_end"]]
    changes = [row for row in published(rows) if not row["is_end"]]
    layers = (
        layer({"type": "rect", "fill": TRACK}, published(rows), x=fixed(0), x2=fixed(WIDTH), **band),
        layer(CERTAIN, published(ends), x=value("lower", domain, span), x2=fixed(0), **band),
        layer(POSSIBLE, ranges(ends), x=value("lower", domain, span), x2={"field": "upper"}, **band),
        layer(POSSIBLE, ranges(changes), x=value("lower", domain, span), x2={"field": "upper"}, **band),
        layer(_CHANGE, changes, x=value("from", domain, span), x2={"field": "to"}, **band),
        layer(MARKED, marked(rows), x=fixed(0.5), x2=fixed(WIDTH - 0.5), **band),
        words(rows, "lines", {"align": "left"}, x=fixed(0), y=place("text")),
        words(rows, "said", {"align": "right", "fontWeight": 600}, x=fixed(WIDTH), y=place("text")),
    )
    return panel(layers, max(top - _GAP, 1) + 1)


def _row(stop: Stop, top: float) -> dict[str, Any]:
    room = (WIDTH - BOLD_CHARACTER * len(stop.said)) / CHARACTER - 1
    lines = textwrap.wrap(stop.label, max(int(room), 14)) or [""]
    start = top + _LINE * len(lines) + 4
    extent = bounds(stop.count or Figure(None, None))
    before = bounds(stop.before) if stop.before else {"lower": None}
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
