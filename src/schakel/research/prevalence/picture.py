"""The chart that shows why there is no estimate: what was measured against what an estimate needs.

Each gate that stopped an estimate and measured a ratio has a bar. Where its condition holds, the ratio is one; that of
the limits of a range is never one, and need not be.
"""

from collections.abc import Sequence

from schakel.model.blocks import ChartBlock, LegendSample
from schakel.model.drawings import RatioBar, RatioDrawing
from schakel.model.figure import Figures
from schakel.model.sentence import Form, Joined, Ref, Sentence, Value
from schakel.research.words import Words, bar_chart
from schakel_base.verdict import BETWEEN_GROUPS, IN_ORDER

say = Words("schakel.research.prevalence")

RANGE = "range"
"""The key of the words on the limits of the range."""
MEASURED: dict[str, Value] = {
    RANGE: say("Upper by lower limit of the range"),
    "closed population": say("Time between registrations"),
    f"closed population{IN_ORDER}": say("Persons shared, by each step in time"),
    "equal visibility": say("Spread of registrations"),
    f"equal visibility{BETWEEN_GROUPS}": say("Share on several lists, by part"),
    "registration effect": say("Odds of the next registration"),
    "stationarity": say("Busiest part against quietest"),
}
"""What the ratio of each gate is of, by the key of its words."""

_NEEDED = 1.0
_TICKS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def why_not(name: str, measured: Sequence[tuple[str, str]], figures: Figures, widest: float) -> ChartBlock | None:
    """Return a chart of ratios as they leave; None where none of them does.

    Parameters
    ----------
    measured
        For each gate that stopped the estimate: the key of its words, and the name of its figure.
    widest
        How many times the lower limit of a range the upper one may be for an estimate.
    """
    shown = [(key, ref, low) for key, ref in measured if (low := figures[ref].lower)]
    if not shown:
        return None
    return bar_chart(
        name,
        _title([key for key, _, _ in shown]),
        RatioDrawing(tuple(_bar(*one, widest) for one in shown), _TICKS),
        {LegendSample.BAR: say("what the registrations show"), LegendSample.HELD: say("what an estimate needs")},
    )


def _title(keys: Sequence[str]) -> Sentence:
    if RANGE not in keys:
        return say("Why there is no estimate: each ratio should be near 1")
    if len(keys) == 1:
        return say("Why there is no estimate: the range is too wide")
    return say("Why there is no estimate: how far each ratio lies from what it should be")


def _bar(key: str, ref: str, ratio: float, widest: float) -> RatioBar:
    needed = widest if key == RANGE else _NEEDED
    return RatioBar(MEASURED[key], _ratio(ref), min(ratio, needed), max(ratio, needed), needed)


def _ratio(ref: str) -> Value:
    return Joined(("×", Ref(ref, Form.DECIMAL)), " ")
