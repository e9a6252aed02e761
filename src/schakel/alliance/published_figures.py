"""reference/published-figures.csv: what others published, figure by figure, each with its source."""

from collections import Counter
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.figure_definitions import with_definitions
from schakel.alliance.targets import number
from schakel.model.indicator import Status
from schakel.model.published_figure import Precision, PublishedFigure
from schakel_base.faults import Faults
from schakel_base.text import Text

ROOM = "reference"
FILE = f"{ROOM}/published-figures.csv"


def read_published_figures(reading: FolderReading) -> tuple[PublishedFigure, ...]:
    """Return the figures of an alliance in the order of the file, none if it has none; note every fault."""
    if not reading.has(FILE):
        return ()
    lines: dict[str, int] = {}
    found = []
    for line in reading.lines(FILE, "published-figure"):
        figure = _figure(line.document.value)
        _check(figure, line, lines)
        found.append(figure)
    if not reading.faults.in_file(FILE):  # else a figure that is at fault may be the other one
        _check_conflicts(found, lines, reading.faults)
        return with_definitions(found, reading)
    return tuple(found)


def _figure(value: dict[str, Any]) -> PublishedFigure:
    return PublishedFigure(
        id=value["id"],
        year_from=int(value["year from"]),
        year_to=int(value["year to"]),
        phase=value["phase"],
        measure=Text(value["measure"]),
        value=float(value["value"]),
        value_to=number(value.get("value to")),
        precision=Precision(value["precision"]),
        unit=Text(value["unit"]),
        status=Status(value["status"]),
        source=value["source"],
        verified=value["verified"] == "true",
        conflict=value.get("conflict", ""),
        note=Text(value.get("note", {})),
    )


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
