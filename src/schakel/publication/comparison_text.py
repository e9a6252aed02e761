"""A comparison of two figures as lines of text, and as a record for machines."""

import math
from typing import Any

from rich.console import Console
from rich.table import Table

from schakel.disclosure.protected_comparison import ProtectedComparison
from schakel.model.figure import Figure
from schakel.publication.localisation import localise
from schakel.publication.views.comparison import ComparisonView

_WIDTH = 100


def comparison_text(comparison: ProtectedComparison, language: str) -> str:
    """Return what both figures say of themselves, the steps, and the sentence."""
    view = ComparisonView(comparison, localise(language))
    say = view.language.say
    said = Table(say("Aspect"), comparison.start.request, comparison.end.request, say("Comparison"))
    for row in view.aspects:
        said.add_row(row.name, row.start, row.end, row.verdict)
    steps = Table(say("What is replaced"), say("Change"), say("Count"))
    steps.add_row(comparison.start.request, "", view.first)
    for step in view.steps:
        steps.add_row(step.name, step.change, step.count)
    if view.has_remainder:
        steps.add_row(say("Not explained"), view.remainder, "")
    steps.add_row(comparison.end.request, "", view.last)
    console = Console(width=_WIDTH, color_system=None)
    with console.capture() as captured:
        console.print(said, steps, view.sentence, *([say("Synthetic data")] if comparison.synthetic else []))
    return captured.get().rstrip()


def comparison_record(comparison: ProtectedComparison, language: str) -> dict[str, Any]:
    """Return the comparison for machines."""
    view = ComparisonView(comparison, localise(language))
    return {
        "from": {"figure": comparison.start.request, "count": _bounds(comparison.first)},
        "to": {"figure": comparison.end.request, "count": _bounds(comparison.last)},
        "steps": [
            {
                "aspects": [aspect.value for aspect in step.aspects],
                "count": _bounds(step.count) if step.count else None,
                "change": _bounds(step.change) if step.change else None,
            }
            for step in comparison.steps
        ],
        "unexplained": _bounds(comparison.remainder),
        "unstated": [aspect.value for aspect in comparison.unstated],
        "synthetic": comparison.synthetic,
        "sentence": view.sentence,
    }


def _bounds(figure: Figure) -> dict[str, float | str | None]:
    """A bound that is absent without a mark is that of a figure without a limit on that side."""
    lower, upper = (None if one is None or math.isinf(one) else one for one in (figure.lower, figure.upper))
    return {"lower": lower, "upper": upper, "mark": figure.mark.value if figure.mark else None}
