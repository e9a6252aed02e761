"""A panel of a number that depends on a factor: a line, a band between its limits, and the allowed factors.

The factors are on a scale of doublings: half as much and twice as much lie equally far from one.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from schakel.model.drawings import BandDrawing, BandPoint
from schakel.model.sentence import Ref
from schakel.publication.charts.layers import BREAK, GRID, SMALL, WIDTH, panel, rules, value, words
from schakel.publication.speech import ValueSpeaker
from schakel_base.drawing import CHARACTER, Band, Layer, Layout, Paint, Point, Scale, StraightLine, ticks_up_to

_TOP, _BOTTOM, _BELOW, _MARGIN = 14, 180, 24, 16
_LINE = Paint(stroke="var(--chart-certain)", width=2.5)
_BETWEEN = Paint("var(--chart-possible)", "var(--chart-certain)", 1)
_ALLOWED = Paint(stroke=BREAK, width=1.5, dashes=(4, 3))


def band_panel(drawing: BandDrawing, speak: ValueSpeaker) -> Layout:
    """Return the layout of a panel, on a scale from 0."""
    named = ((point.lower, point.upper, point.value) for point in drawing.points)
    ticks = ticks_up_to(max(_number(ref, speak) for refs in named for ref in refs if ref))
    said = [speak(tick) for tick in ticks]
    beside = [{"tick": tick, "said": one} for tick, one in zip(ticks, said, strict=True)]
    left = CHARACTER * max(map(len, said)) + 8
    up = Scale((0.0, ticks[-1]), (_BOTTOM, _TOP))
    factors = [math.log2(point.factor) for point in drawing.points]
    across = Scale((factors[0], factors[-1]), (left, WIDTH - _MARGIN))
    below = [{"at": math.log2(tick), "said": f"× {speak(tick)}"} for tick in drawing.ticks]
    allowed = [{"at": math.log2(end)} for end in drawing.allowed]
    lower, upper, line = (_edge(drawing.points, name, across, up, speak) for name in ("lower", "upper", "value"))
    layers: tuple[Layer, ...] = (
        rules(GRID, beside, y=value("tick", up), x=left, x2=WIDTH - _MARGIN),
        words(beside, "said", replace(SMALL, align="end", down=4), y=value("tick", up), x=left - 6),
        (Band(lower, upper, _BETWEEN),) if lower else (),
        tuple(StraightLine(start, end, _LINE) for start, end in pairwise(line)),
        rules(_ALLOWED, allowed, x=value("at", across), y=_TOP, y2=_BOTTOM),
        words(below, "said", replace(SMALL, align="middle"), x=value("at", across), y=_BOTTOM + 16),
    )
    return panel(layers, _BOTTOM + _BELOW)


def _edge(points: Sequence[BandPoint], name: str, across: Scale, up: Scale, speak: ValueSpeaker) -> list[Point]:
    named = ((point.factor, getattr(point, name)) for point in points)
    return [(across(math.log2(factor)), up(_number(ref, speak))) for factor, ref in named if ref]


def _number(ref: Ref, speak: ValueSpeaker) -> float:
    figure = speak.figures[ref.figure]
    return (figure.upper if ref.bound == "upper" else figure.lower) or 0.0
