"""A comparison of two figures as lines of text, and as a record for machines."""

import math
from typing import Any

from rich.console import Console
from rich.table import Table

from schakel.disclosure.answers import ProtectedAnswer
from schakel.model.blocks import StepsBlock
from schakel.model.figure import Figure
from schakel.publication.localisation import localise
from schakel.publication.report.printed_answers import rows_of_steps
from schakel.publication.speech import ValueSpeaker

_WIDTH = 100
_NOTHING = Figure(0, 0)


def comparison_text(answer: ProtectedAnswer, language: str) -> str:
    """Return what both figures say about themselves, the steps, and the sentence."""
    block, speak = _steps(answer), ValueSpeaker(localise(language), answer.figures)
    say, start, end = speak.language.say, block.start.request, block.end.request
    said = Table(say("Aspect"), start, end, say("Comparison"))
    for row in block.aspects:
        said.add_row(*map(speak, (row.name, row.start, row.end, row.verdict)))
    steps = Table(say("What is replaced"), say("Change"), say("Count"))
    for cells in rows_of_steps(block, speak, start, end):
        steps.add_row(*cells)
    console = Console(width=_WIDTH, color_system=None)
    with console.capture() as captured:
        console.print(said, steps, speak(block.orders[0].said), *([say("Synthetic data")] if answer.synthetic else []))
    return captured.get().rstrip()


def comparison_record(answer: ProtectedAnswer, language: str) -> dict[str, Any]:
    """Return the comparison for machines."""
    block, figures = _steps(answer), answer.figures
    return {
        "from": {"figure": block.start.request, "count": _bounds(figures[block.start.figure.figure])},
        "to": {"figure": block.end.request, "count": _bounds(figures[block.end.figure.figure])},
        "steps": [
            {
                "aspects": list(step.aspects),
                "count": _bounds(figures[step.count.figure]) if step.count else None,
                "change": _bounds(figures[step.change.figure]) if step.change else None,
            }
            for step in block.orders[0].steps
        ],
        "unexplained": _bounds(_NOTHING if block.is_counted else figures[block.gap.figure]),
        "unstated": list(block.unstated),
        "synthetic": answer.synthetic,
        "sentence": ValueSpeaker(localise(language), figures)(block.orders[0].said),
    }


def _steps(answer: ProtectedAnswer) -> StepsBlock:
    """The way from one figure to the other: the only one of this answer."""
    return next(block for block in answer.commentary.blocks if isinstance(block, StepsBlock))


def _bounds(figure: Figure) -> dict[str, float | str | None]:
    """A bound that is absent without a mark is that of a figure without a limit on that side."""
    lower, upper = (None if one is None or math.isinf(one) else one for one in (figure.lower, figure.upper))
    return {"lower": lower, "upper": upper, "mark": figure.mark.value if figure.mark else None}
