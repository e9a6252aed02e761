"""reference/figure-definitions.csv: what the source of a published figure states of how it was counted."""

from collections.abc import Sequence
from dataclasses import replace

from schakel.alliance.declared import FolderReading
from schakel.model.definition import Aspect
from schakel.model.published_figure import PublishedFigure
from schakel_base.faults import did_you_mean
from schakel_base.text import Text

FILE = "reference/figure-definitions.csv"


def with_definitions(figures: Sequence[PublishedFigure], reading: FolderReading) -> tuple[PublishedFigure, ...]:
    """Return the figures, each with the aspects that a line of the file states; note every fault."""
    known = {figure.id for figure in figures}
    found: dict[str, dict[Aspect, Text]] = {}
    for line in reading.lines(FILE, "figure-definition") if reading.has(FILE) else ():
        value = line.document.value
        figure, aspect = value["figure"], Aspect(value["aspect"])
        if figure not in known:
            line.add(f"There is no published figure `{figure}`{did_you_mean(figure, known)}")
        elif aspect in found.setdefault(figure, {}):
            line.add(f"The {aspect} of the figure `{figure}` is stated twice.")
        else:
            found[figure][aspect] = _text(value)
    return tuple(replace(figure, definition=found.get(figure.id, {})) for figure in figures)


def _text(value: dict[str, object]) -> Text:
    """What is stated; what was not seen in the source says so itself, since it stands far from any footnote."""
    states = value["states"]
    assert isinstance(states, dict)
    return Text({language: said if value["verified"] == "true" else f"{said} (?)" for language, said in states.items()})
