"""Why there is no estimate, as a picture: how far what was measured lies from what an estimate needs.

Each gate that stopped an estimate and measured a ratio has a bar. Where its condition holds, the ratio is one.
"""

from collections.abc import Sequence

from schakel.model.blocks import ChartBlock, LegendEntry, LegendSample
from schakel.model.drawings import RatioBar, RatioDrawing
from schakel.model.figure import Figures
from schakel.model.sentence import Form, Joined, Ref, Value
from schakel.research.words import Words
from schakel_base.verdict import BETWEEN_GROUPS, IN_ORDER

say = Words("schakel.research.prevalence")

MEASURED: dict[str, Value] = {
    "range": say("Upper by lower limit of the range"),
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


def why_not(name: str, measured: Sequence[tuple[str, str]], figures: Figures) -> ChartBlock | None:
    """Return a chart of ratios as they leave; None where none of them does.

    Parameters
    ----------
    name
        The name of the chart.
    measured
        For each gate that stopped the estimate: the key of its words, and the name of its figure.
    figures
        The figures as they are protected.
    """
    shown = [(MEASURED[key], ref, low) for key, ref in measured if (low := figures[ref].lower)]
    if not shown:
        return None
    title = say("Why there is no estimate: each ratio should be near 1")
    said = (Joined((label, _ratio(ref)), ": ") for label, ref, _ in shown)
    return ChartBlock(
        name=name,
        caption=title,
        drawing=RatioDrawing(tuple(_bar(*one) for one in shown), _TICKS),
        legend=(
            LegendEntry(LegendSample.BAR, say("what the registrations show")),
            LegendEntry(LegendSample.HELD, say("what an estimate needs")),
        ),
        title=title,
        described=Joined(tuple(said), "; "),
    )


def _bar(label: Value, ref: str, ratio: float) -> RatioBar:
    return RatioBar(label, _ratio(ref), min(ratio, _NEEDED), max(ratio, _NEEDED), _NEEDED)


def _ratio(ref: str) -> Value:
    return Joined(("×", Ref(ref, Form.DECIMAL)), " ")
