"""A panel of a curve: the share with a new case by the end of each year, with its interval.

The line of the calendar is whole and carries the intervals; that of the time at liberty is dashed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from schakel.disclosure.recidivism_answers import ProtectedRecidivismPart, ProtectedShare
from schakel.publication.charts.layers import (
    GRID,
    INK,
    POSSIBLE,
    SMALL,
    WIDTH,
    Row,
    fixed,
    panel,
    place,
    rectangles,
    rules,
    value,
    words,
)
from schakel.publication.localisation import Localisation
from schakel_base.drawing import Layer, Layout, Letters, Paint, Scale
from schakel_recidivism.cohort import Clock

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, WIDTH - 12, 18, 172
_HEIGHT = _BOTTOM + 24
_LINE = Paint(stroke="var(--chart-certain)", width=2.5)
_DASHED = Paint(stroke=INK, width=1.5, dashes=(4, 3))
_HALF = 5


def curve(part: ProtectedRecidivismPart, maximum: float, language: Localisation) -> Layout:
    """Return the layout of the curve of one part, on a scale from 0 to `maximum`."""
    calendar, liberty = part.on(Clock.CALENDAR), part.on(Clock.LIBERTY)
    years = max((share.year for share in part.shares), default=1)
    rows = [_row(share, years, language) for share in calendar]
    up = Scale((0.0, maximum), (_BOTTOM, _TOP))
    layers = (
        *_axes(maximum, up, years, language),
        rectangles(POSSIBLE, rows, x=place("left"), x2=place("right"), y=value("lower", up), y2=value("upper", up)),
        *_line(_DASHED, liberty, years, up),
        *_line(_LINE, calendar, years, up),
        words(rows, "said", Letters(12, INK, "middle", down=-8), x=place("at"), y=value("upper", up)),
    )
    return panel(layers, _HEIGHT)


def highest(parts: Sequence[ProtectedRecidivismPart]) -> float:
    """Return the top of a scale on which the curves of all parts fit: a multiple of a fifth, not above 1."""
    upper = max((share.upper for part in parts for share in part.shares), default=0.0)
    return min(1.0, 0.2 * (int(upper / 0.2) + 1))


def _axes(maximum: float, up: Scale, years: int, language: Localisation) -> Iterator[Layer]:
    ticks = [{"tick": share, "said": language.share(share)} for share in (0.0, maximum / 2, maximum)]
    yield rules(GRID, ticks, y=value("tick", up), x=fixed(_LEFT), x2=fixed(_RIGHT))
    yield words(ticks, "said", replace(SMALL, align="end", down=4), y=value("tick", up), x=fixed(_LEFT - 6))
    below = [{"at": _across(year, years), "said": str(year)} for year in range(years + 1)]
    yield words(below, "said", replace(SMALL, align="middle"), x=place("at"), y=fixed(_BOTTOM + 16))


def _line(paint: Paint, shares: Sequence[ProtectedShare], years: int, up: Scale) -> Iterator[Layer]:
    points = [(0, 0.0), *((share.year, share.value) for share in shares)]
    rows = [
        {"left": _across(start, years), "right": _across(end, years), "from": before, "to": after}
        for (start, before), (end, after) in pairwise(points)
    ]
    if rows:
        yield rules(paint, rows, x=place("left"), x2=place("right"), y=value("from", up), y2=value("to", up))


def _row(share: ProtectedShare, years: int, language: Localisation) -> Row:
    at = _across(share.year, years)
    edges = {"at": at, "left": at - _HALF, "right": at + _HALF}
    return edges | {"lower": share.lower, "upper": share.upper, "said": language.share(share.value)}


def _across(year: int, years: int) -> float:
    return _LEFT + _HALF + (_RIGHT - _LEFT - 3 * _HALF) * year / years
