"""reference/figure-definitions.csv: what the source of a published figure states of how it was counted."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schakel.alliance.schema import SCHEMAS
from schakel.model.definition import Aspect
from schakel.model.published_figure import PublishedFigure
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text

FILE = "reference/figure-definitions.csv"


def with_definitions(
    figures: Sequence[PublishedFigure], folder: Path, languages: tuple[str, ...], faults: Faults
) -> tuple[PublishedFigure, ...]:
    """Return the figures, each with the aspects that a line of the file states; note every fault."""
    known = {figure.id for figure in figures}
    found: dict[str, dict[Aspect, Text]] = {}
    documents = (
        read_documents(folder, FILE, SCHEMAS["figure-definition"], languages, faults)
        if (folder / FILE).exists()
        else ()
    )
    for document in documents:
        figure, aspect = document.value["figure"], Aspect(document.value["aspect"])
        if figure not in known:
            faults.add(f"There is no published figure `{figure}`{did_you_mean(figure, known)}", FILE, document.line())
        elif aspect in found.setdefault(figure, {}):
            faults.add(f"The {aspect} of the figure `{figure}` is stated twice.", FILE, document.line())
        else:
            found[figure][aspect] = _text(document.value)
    return tuple(replace(figure, definition=found.get(figure.id, {})) for figure in figures)


def _text(value: dict[str, object]) -> Text:
    """What is stated; what was not seen in the source says so itself, since it stands far from any footnote."""
    states = value["states"]
    assert isinstance(states, dict)
    return Text({language: said if value["verified"] == "true" else f"{said} (?)" for language, said in states.items()})
