"""What the templates are given of the calibration: how far estimates lie from a truth that is known, as a chart.

Each row is one way in which a population was simulated. The mark is the median of estimate by truth, the bar the
middle eight tenths of the tables; the line at one is the truth.
"""

import math
from collections.abc import Sequence
from functools import cached_property

from markupsafe import Markup

from schakel.model.calibration import CalibrationRow
from schakel.publication.drawing import draw
from schakel.publication.localisation import Localisation
from schakel.publication.specification import (
    BREAK,
    INK,
    SUBDUED,
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

_ROW, _TOP, _BAR = 54, 30, 12
_BEYOND = 5  # how far the line of the truth reaches beyond the bar
_MARGIN = 20  # room for half a label of the axis
_TICKS = (0.5, 1.0, 2.0, 4.0)
_INTERVAL = {"type": "rect", "fill": "var(--chart-possible)", "stroke": "var(--chart-certain)", "strokeWidth": 1}
_MEDIAN = {"type": "rule", "stroke": INK, "strokeWidth": 3}
_TRUTH = {"type": "rule", "stroke": BREAK, "strokeWidth": 1.5, "strokeDash": [4, 3]}


class CalibrationView:
    """The calibration in one language."""

    def __init__(self, rows: Sequence[CalibrationRow], language: Localisation) -> None:
        self.rows = tuple(rows)
        self._language = language

    @property
    def tables(self) -> int:
        """How many tables were simulated for each row, at least."""
        return min(row.tables for row in self.rows)

    def ratio(self, number: float) -> str:
        """A ratio, as the language writes decimals."""
        return self._language.number(number)

    def share(self, number: float | None) -> str:
        """A share as a percentage, or a dash where no table could tell."""
        return "–" if number is None else self._language.share(number)

    @cached_property
    def drawing(self) -> Markup:
        """The chart, with a title and a description for who cannot see it."""
        say = self._language.say
        described = "; ".join(f"{self._language.text(row.violation)}: {self.ratio(row.ratio[1])}" for row in self.rows)
        return draw(_specification(self.rows, self), say("Estimate divided by truth"), described, "calibration")

    def label(self, row: CalibrationRow) -> str:
        """What was wrong with the simulated world."""
        return self._language.label(row.violation)


def _specification(rows: Sequence[CalibrationRow], view: CalibrationView) -> Specification:
    """Ratios stand on a scale of doublings, since half the truth and twice the truth are equally far from it."""
    drawn = [_row(row, index, view) for index, row in enumerate(rows)]
    limits = [ratio for row in rows for ratio in row.ratio] + [_TICKS[0], _TICKS[-1]]
    domain = [math.log2(min(limits)), math.log2(max(limits))]
    span = [float(_MARGIN), float(WIDTH - _MARGIN)]
    height = len(rows) * _ROW
    ticks = [tick for tick in _TICKS if domain[0] <= math.log2(tick) <= domain[1]]
    axis = [{"at": math.log2(tick), "said": f"× {view.ratio(tick)}"} for tick in ticks]
    band = {"y": place("top"), "y2": {"field": "bottom"}}
    layers = (
        layer(_INTERVAL, drawn, x=value("low", domain, span), x2={"field": "high"}, **band),
        layer(_MEDIAN, drawn, x=value("median", domain, span), **band),
        layer(_TRUTH, drawn, x=value("truth", domain, span), y=place("above"), y2={"field": "below"}),
        words(drawn, "label", {"align": "left", "fontSize": 12}, x=fixed(0), y=place("text")),
        words(drawn, "said", {"align": "right", "fontWeight": 600}, x=fixed(WIDTH), y=place("text")),
        words(
            axis,
            "said",
            {"align": "center", "fill": SUBDUED, "fontSize": 12},
            x=value("at", domain, span),
            y=fixed(height + 16),
        ),
    )
    return panel(layers, height + 22)


def _row(row: CalibrationRow, index: int, view: CalibrationView) -> Row:
    low, median, high = (math.log2(ratio) for ratio in row.ratio)
    top = index * _ROW
    return {
        "label": view.label(row),
        "said": view.ratio(row.ratio[1]),
        "low": low,
        "median": median,
        "high": high,
        "truth": 0.0,
        "above": top + _TOP - _BEYOND,
        "below": top + _TOP + _BAR + _BEYOND,
        "text": top + 20,
        "top": top + _TOP,
        "bottom": top + _TOP + _BAR,
    }
