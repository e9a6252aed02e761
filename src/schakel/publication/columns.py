"""A panel of columns, one per period, with the breaks in the series marked.

Ranges and marks are drawn as in a panel of bars. A break is a dashed line at its place between the periods, with the
number that it has in the list below the chart.
"""

import math
from typing import Any

from schakel.publication.localisation import Localisation
from schakel.publication.panels import Bar, Panel
from schakel.publication.periods import Break, short_label
from schakel.publication.specification import (
    BREAK,
    CERTAIN,
    GRID,
    MARKED,
    POSSIBLE,
    SUBDUED,
    WIDTH,
    Specification,
    fixed,
    layer,
    panel,
    place,
    value,
    words,
)

_LEFT, _TOP, _BOTTOM = 44, 18, 172
_MOST_LABELS = 13


def columns(shown: Panel, language: Localisation) -> Specification:
    """Return the specification of a panel of columns."""
    step = (WIDTH - _LEFT) / max(len(shown.bars), 1)
    rows = [_row(bar, index, step, language) for index, bar in enumerate(shown.bars)]
    published = [row for row in rows if row["lower"] is not None]
    ranges = [row for row in published if row["upper"] > row["lower"]]
    marked = [row for row in rows if row["lower"] is None]
    ticks = [{"tick": tick, "said": language.number(tick)} for tick in ticks_up_to(shown.maximum)]
    domain, span = [0.0, ticks[-1]["tick"]], [float(_BOTTOM), float(_TOP)]
    band = {"x": place("left"), "x2": {"field": "right"}}
    breaks = [_break(one, step) for one in shown.breaks]
    years = [row for index, row in enumerate(rows) if row["year"] and (index == 0 or row["year"] != rows[index - 1]["year"])]
    small = {"fontSize": 12, "fill": SUBDUED}
    return panel(
        (
            layer({"type": "rule", "stroke": GRID}, ticks, y=value("tick", domain, span), x=fixed(_LEFT), x2=fixed(WIDTH)),
            words(ticks, "said", small | {"align": "right", "dy": 4}, y=value("tick", domain, span), x=fixed(_LEFT - 6)),
            layer(CERTAIN, published, y=fixed(_BOTTOM), y2=value("lower", domain, span), **band),
            layer(POSSIBLE, ranges, y=value("lower", domain, span), y2={"field": "upper"}, **band),
            layer(MARKED, marked, y=fixed(_BOTTOM), y2=fixed(_TOP), **band),
            words(_thinned(rows), "short", small | {"align": "center"}, x=place("middle"), y=fixed(_BOTTOM + 16)),
            words(years, "year", small | {"align": "left", "fontWeight": 600}, x=place("left"), y=fixed(_BOTTOM + 33)),
            layer(
                {"type": "rule", "stroke": BREAK, "strokeWidth": 1.5, "strokeDash": [5, 3]},
                breaks, x=place("at"), y=fixed(_TOP - 4), y2=fixed(_BOTTOM),
            ),
            words(breaks, "number", {"align": "center", "fill": BREAK, "fontWeight": 600}, x=place("at"), y=fixed(_TOP - 7)),
        ),
        _BOTTOM + (38 if years else 22),
    )


def ticks_up_to(maximum: float) -> list[float]:
    """Return round values from 0 to at least `maximum`, three to six of them."""
    rough = max(maximum, 1) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = max(next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough), 1)
    return [step * index for index in range(math.ceil(max(maximum, 1) / step) + 1)]


def _row(bar: Bar, index: int, step: float, language: Localisation) -> dict[str, Any]:
    lower, upper = bar.figure.lower, bar.figure.upper
    short, year = short_label(bar.code, language)
    middle = _LEFT + step * (index + 0.5)
    return {
        "label": bar.label,
        "short": short,
        "year": year,
        "lower": lower,
        "upper": lower if upper is None or math.isinf(upper) else upper,
        "middle": middle,
        "left": middle - 0.36 * step,
        "right": middle + 0.36 * step,
    }


def _thinned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows[:: math.ceil(len(rows) / _MOST_LABELS)]


def _break(one: Break, step: float) -> dict[str, Any]:
    return {"at": _LEFT + step * one.place, "number": str(one.number)}
