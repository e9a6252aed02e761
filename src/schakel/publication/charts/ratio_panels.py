"""A panel of ratios: a bar for each, on a doubling scale, with a line at the ratio to compare with.

Half as much and twice as much lie equally far from one.
"""

import math
from dataclasses import dataclass, replace

from schakel.model.drawings import RatioBar, RatioDrawing
from schakel.publication.charts.fitting import lines_beside
from schakel.publication.charts.layers import (
    BREAK,
    CERTAIN,
    INK,
    LARGE,
    SMALL,
    WIDTH,
    Row,
    panel,
    rectangles,
    rules,
    value,
    words,
)
from schakel.publication.speech import ValueSpeaker
from schakel_base.drawing import Layout, Letters, Paint, Scale

_LINE = 16
_MARGIN = 20  # room for half a label of the axis
_MARKED = Paint(stroke=INK, width=3)
_RANGE = Paint("var(--chart-possible)", "var(--chart-certain)", 1)
_HELD = Paint(stroke=BREAK, width=1.5, dashes=(4, 3))


@dataclass(frozen=True)
class _Sizes:
    """How high a row with one line of words is, where its bar begins, how high that is, and how far lines pass it."""

    row: int
    top: int
    bar: int
    beyond: int


_LARGE, _SMALL = _Sizes(42, 19, 12, 4), _Sizes(22, 15, 5, 1)


def ratio_panel(drawing: RatioDrawing, speak: ValueSpeaker, is_small: bool = False) -> Layout:
    """Return the layout of a panel; the axis reaches at least from the first tick to the last."""
    ratios, ticks, sizes = drawing.ratios, drawing.ticks, _SMALL if is_small else _LARGE
    look = _RANGE if drawing.are_ranges else CERTAIN
    rows, height = [], 0
    for ratio in ratios:
        rows.append(_row(ratio, height, speak, sizes))
        height += sizes.row + _LINE * (len(rows[-1]["lines"]) - 1)
    low = min(ticks[0], *(ratio.low for ratio in ratios))
    high = max(ticks[-1], *(ratio.high for ratio in ratios))
    scale = Scale((math.log2(low), math.log2(high)), (_MARGIN, WIDTH - _MARGIN))
    axis = [{"at": math.log2(tick), "said": f"× {speak(tick)}"} for tick in ticks]
    band = {"y": "top", "y2": "bottom"}
    marked = [row for row in rows if row["mark"] is not None]
    layers = (
        rectangles(look, rows, x=value("low", scale), x2=value("high", scale), **band),
        rules(_MARKED, marked, x=value("mark", scale), **band),
        rules(_HELD, rows, x=value("held", scale), y="above", y2="below"),
        words(rows, "lines", Letters(12, INK), x=0, y="text"),
        words(rows, "said", replace(LARGE, align="end", weight=600), x=WIDTH, y="text"),
        words(axis, "said", replace(SMALL, align="middle"), x=value("at", scale), y=height + 16),
    )
    return panel(layers, height + 22)


def _row(ratio: RatioBar, top: float, speak: ValueSpeaker, sizes: _Sizes) -> Row:
    """Return a ratio with its places: its label and figure from `top` on, the bar below the last line of these."""
    label, said = speak(ratio.label), speak(ratio.said)
    lines = lines_beside(said, label, WIDTH)
    bar = top + sizes.top + _LINE * (len(lines) - 1)
    return {
        "lines": lines,
        "said": said,
        "low": math.log2(ratio.low),
        "high": math.log2(ratio.high),
        "held": math.log2(ratio.held),
        "mark": None if ratio.mark is None else math.log2(ratio.mark),
        "above": bar - sizes.beyond,
        "below": bar + sizes.bar + sizes.beyond,
        "text": top + 11,
        "top": bar,
        "bottom": bar + sizes.bar,
    }
