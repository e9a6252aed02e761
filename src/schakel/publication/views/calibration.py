"""What the templates are given of the calibration: how far estimates lie from a truth that is known, as a chart.

Each row is one way in which a population was simulated. The mark is the median of estimate by truth, the bar the
middle eight tenths of the tables; the line at one is the truth.
"""

from collections.abc import Sequence
from functools import cached_property

from markupsafe import Markup

from schakel.model.calibration import CalibrationRow
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.ratio_panels import Ratio, ratio_panel
from schakel.publication.localisation import Localisation
from schakel_base.drawing import Paint

_TICKS = (0.5, 1.0, 2.0, 4.0)
_TRUTH = 1.0
_INTERVAL = Paint("var(--chart-possible)", "var(--chart-certain)", 1)


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
        ratios = [self._drawn(row) for row in self.rows]
        layout = ratio_panel(ratios, _INTERVAL, _TICKS, self._language)
        return draw(layout, say("Estimate divided by truth"), described, "calibration")

    def label(self, row: CalibrationRow) -> str:
        """What was wrong with the simulated world."""
        return self._language.label(row.violation)

    def _drawn(self, row: CalibrationRow) -> Ratio:
        low, median, high = row.ratio
        return Ratio(self.label(row), self.ratio(median), low, high, _TRUTH, median)
