"""A panel of a curve: the share reached by the end of each year, with its interval.

The first line is whole and carries the intervals; that by another clock is dashed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from schakel.model.drawings import CurveDrawing, CurvePoint
from schakel.model.sentence import Percent, Ref
from schakel.publication.charts.layers import (
    GRID,
    INK,
    POSSIBLE,
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
from schakel_base.drawing import Layer, Layout, Letters, Paint, Scale

_LEFT, _RIGHT, _TOP, _BOTTOM, _SMALL = 44, WIDTH - 12, 18, 172, 72
_BELOW = 24  # room for the years
_LINE = Paint(stroke="var(--chart-certain)", width=2.5)
_DASHED = Paint(stroke=INK, width=1.5, dashes=(4, 3))
_HALF = 5


def curve_panel(drawing: CurveDrawing, speak: ValueSpeaker, is_small: bool = False) -> Layout:
    """Return the layout of a curve, on a scale from 0 to its maximum."""
    bottom = _SMALL if is_small else _BOTTOM
    points, dashed = (_shown(line, speak) for line in (drawing.points, drawing.dashed))
    years = max((point.year for point in (*points, *dashed)), default=1)
    rows = [_row(point, years, speak) for point in points]
    up = Scale((0.0, drawing.maximum), (bottom, _TOP))
    limited = [row for row in rows if row["upper"] is not None]
    layers = (
        *_axes(drawing.maximum, up, years, speak),
        rectangles(POSSIBLE, limited, x="left", x2="right", y=value("lower", up), y2=value("upper", up)),
        *_line(_DASHED, dashed, years, up, speak),
        *_line(_LINE, points, years, up, speak),
        words(limited, "said", Letters(12, INK, "middle", down=-8), x="at", y=value("upper", up)),
    )
    return panel(layers, bottom + _BELOW)


def _shown(points: Sequence[CurvePoint], speak: ValueSpeaker) -> list[CurvePoint]:
    """The points that were not left out to protect people."""
    return [point for point in points if not speak.figures[point.value.figure].mark]


def _axes(maximum: float, up: Scale, years: int, speak: ValueSpeaker) -> Iterator[Layer]:
    ticks = [{"tick": share, "said": speak(Percent(share))} for share in (0.0, maximum / 2, maximum)]
    yield rules(GRID, ticks, y=value("tick", up), x=_LEFT, x2=_RIGHT)
    yield words(ticks, "said", replace(SMALL, align="end", down=4), y=value("tick", up), x=_LEFT - 6)
    below = [{"at": _across(year, years), "said": str(year)} for year in range(years + 1)]
    yield words(below, "said", replace(SMALL, align="middle"), x="at", y=up(0.0) + 16)


def _line(
    paint: Paint, points_shown: Sequence[CurvePoint], years: int, up: Scale, speak: ValueSpeaker
) -> Iterator[Layer]:
    # At the start nobody has had a new case.
    points = [(0, 0.0), *((point.year, _number(point.value, speak)) for point in points_shown)]
    rows = [
        {"left": _across(start, years), "right": _across(end, years), "from": before, "to": after}
        for (start, before), (end, after) in pairwise(points)
    ]
    if rows:
        yield rules(paint, rows, x="left", x2="right", y=value("from", up), y2=value("to", up))


def _row(point: CurvePoint, years: int, speak: ValueSpeaker) -> Row:
    at = _across(point.year, years)
    limits = {"lower": _number(point.lower, speak), "upper": _number(point.upper, speak)}
    return {"at": at, "left": at - _HALF, "right": at + _HALF, "said": speak(point.value)} | limits


def _number(ref: Ref | None, speak: ValueSpeaker) -> float | None:
    return speak.figures[ref.figure].lower if ref else None


def _across(year: int, years: int) -> float:
    return _LEFT + _HALF + (_RIGHT - _LEFT - 3 * _HALF) * year / years
