"""reference/published-figures.csv: what others published, figure by figure, each with its source.

What the source states of how a figure was counted is in reference/figure-definitions.csv.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.model.definition import Aspect
from schakel.model.published_figure import PublishedFigure
from schakel_base.faults import Faults, did_you_mean
from schakel_base.nouns import noun_of
from schakel_base.text import Text

ROOM = "reference"
FILE, DEFINITIONS = f"{ROOM}/published-figures.csv", f"{ROOM}/figure-definitions.csv"


def read_published_figures(reading: FolderReading) -> tuple[PublishedFigure, ...]:
    """Return the figures of an alliance in the order of the file, none if it has none; note every fault."""
    if not reading.has(FILE):
        return ()
    lines: dict[str, int] = {}
    found = []
    for line in reading.lines(FILE, "published-figure"):
        figure = noun_of(PublishedFigure, {"value to": None, **line.document.value})
        _check(figure, line, lines)
        found.append(figure)
    if not reading.faults.in_file(FILE):  # else a figure that is at fault may be the other one
        _check_conflicts(found, lines, reading.faults)
        return _with_definitions(found, reading)
    return tuple(found)


def _check(figure: PublishedFigure, line: DeclaredDocument, lines: dict[str, int]) -> None:
    here = line.document.line()
    if (earlier := lines.setdefault(figure.id, here)) != here:
        line.add(f"The figure `{figure.id}` is also in line {earlier}.")
    if figure.year_to < figure.year_from:
        line.add(f"`year to` is {figure.year_to}, which is before {figure.year_from}.")
    if figure.value_to is not None and figure.value_to <= figure.value:
        line.add(f"`value to` is {figure.value_to:g}, which is not more than {figure.value:g}.")


def _check_conflicts(figures: list[PublishedFigure], lines: dict[str, int], faults: Faults) -> None:
    times = Counter(figure.conflict for figure in figures if figure.conflict)
    for figure in figures:
        if times[figure.conflict] == 1:
            faults.add(f"No other figure has the conflict `{figure.conflict}`.", FILE, lines[figure.id])


def _with_definitions(figures: Sequence[PublishedFigure], reading: FolderReading) -> tuple[PublishedFigure, ...]:
    """The figures, each with the aspects that a line of the file states; note every fault."""
    known = {figure.id for figure in figures}
    found: dict[str, dict[Aspect, Text]] = {}
    for line in reading.lines(DEFINITIONS, "figure-definition") if reading.has(DEFINITIONS) else ():
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
