"""A panel of a curve: the share with a new case by the end of each year, with its interval.

The line of the calendar is whole and carries the intervals; that of the time at liberty is dashed.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from schakel.disclosure.recidivism_answers import ProtectedRecidivismPart, ProtectedShare
from schakel.publication.charts.specification import (
    GRID,
    INK,
    SMALL,
    WIDTH,
    Row,
    Specification,
    fixed,
    layer,
    panel,
    place,
    value,
    words,
)
from schakel.publication.localisation import Localisation
from schakel_recidivism.cohort import Clock

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, WIDTH - 12, 18, 172
_HEIGHT = _BOTTOM + 24
_INTERVAL = {"type": "rect", "fill": "url(#possible)", "stroke": "var(--chart-certain)", "strokeWidth": 1}
_LINE = {"type": "rule", "stroke": "var(--chart-certain)", "strokeWidth": 2.5}
_DASHED = {"type": "rule", "stroke": INK, "strokeWidth": 1.5, "strokeDash": [4, 3]}
_HALF = 5


def curve(part: ProtectedRecidivismPart, maximum: float, language: Localisation) -> Specification:
    """Return the specification of the curve of one part, on a scale from 0 to `maximum`."""
    calendar, liberty = part.on(Clock.CALENDAR), part.on(Clock.LIBERTY)
    years = max((share.year for share in part.shares), default=1)
    rows = [_row(share, years, language) for share in calendar]
    domain = [0.0, maximum]
    layers = (
        *_axes(maximum, years, language),
        layer(_INTERVAL, rows, x=place("left"), x2={"field": "right"}, y=_up("lower", domain), y2={"field": "upper"}),
        *_line(_DASHED, liberty, years, domain),
        *_line(_LINE, calendar, years, domain),
        words(rows, "said", SMALL | {"align": "center", "dy": -8, "fill": INK}, x=place("at"), y=_up("upper", domain)),
    )
    return panel(layers, _HEIGHT)


def highest(parts: Sequence[ProtectedRecidivismPart]) -> float:
    """Return the top of a scale on which the curves of all parts fit: a multiple of a fifth, not above 1."""
    upper = max((share.upper for part in parts for share in part.shares), default=0.0)
    return min(1.0, 0.2 * (int(upper / 0.2) + 1))


def _axes(maximum: float, years: int, language: Localisation) -> Iterator[Specification]:
    ticks = [{"tick": share, "said": language.share(share)} for share in (0.0, maximum / 2, maximum)]
    up = _up("tick", [0.0, maximum])
    yield layer({"type": "rule", "stroke": GRID}, ticks, y=up, x=fixed(_LEFT), x2=fixed(_RIGHT))
    yield words(ticks, "said", SMALL | {"align": "right", "dy": 4}, y=up, x=fixed(_LEFT - 6))
    below = [{"at": _across(year, years), "said": str(year)} for year in range(years + 1)]
    yield words(below, "said", SMALL | {"align": "center"}, x=place("at"), y=fixed(_BOTTOM + 16))


def _line(
    mark: Specification, shares: Sequence[ProtectedShare], years: int, domain: list[float]
) -> Iterator[Specification]:
    points = [(0, 0.0), *((share.year, share.value) for share in shares)]
    rows = [
        {"left": _across(start, years), "right": _across(end, years), "from": before, "to": after}
        for (start, before), (end, after) in pairwise(points)
    ]
    if rows:
        yield layer(mark, rows, x=place("left"), x2={"field": "right"}, y=_up("from", domain), y2={"field": "to"})


def _row(share: ProtectedShare, years: int, language: Localisation) -> Row:
    at = _across(share.year, years)
    edges = {"at": at, "left": at - _HALF, "right": at + _HALF}
    return edges | {"lower": share.lower, "upper": share.upper, "said": language.share(share.value)}


def _across(year: int, years: int) -> float:
    return _LEFT + _HALF + (_RIGHT - _LEFT - 3 * _HALF) * year / years


def _up(field: str, domain: list[float]) -> Specification:
    return value(field, domain, [float(_BOTTOM), float(_TOP)])
