"""reference/published-figures.csv: what others published, figure by figure, each with its source."""

from collections import Counter
from pathlib import Path
from typing import Any

from schakel.alliance.figure_definitions import with_definitions
from schakel.alliance.schema import SCHEMAS
from schakel.alliance.targets import number
from schakel.model.indicator import Status
from schakel.model.published_figure import Precision, PublishedFigure
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile

ROOM = "reference"
FILE = f"{ROOM}/published-figures.csv"


def read_published_figures(folder: Path, languages: tuple[str, ...], faults: Faults) -> tuple[PublishedFigure, ...]:
    """Return the figures of an alliance in the order of the file, none if it has none; note every fault."""
    if not (folder / FILE).exists():
        return ()
    lines: dict[str, int] = {}
    found = []
    for document in read_documents(folder, FILE, SCHEMAS["published-figure"], languages, faults):
        figure = _figure(document.value)
        _check(figure, document, lines, faults)
        found.append(figure)
    if not faults.in_file(FILE):  # else a figure that is at fault may be the other one
        _check_conflicts(found, lines, faults)
        return with_definitions(found, folder, languages, faults)
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


def _check(figure: PublishedFigure, document: YamlFile, lines: dict[str, int], faults: Faults) -> None:
    line = document.line()
    if (earlier := lines.setdefault(figure.id, line)) != line:
        faults.add(f"The figure `{figure.id}` is also in line {earlier}.", FILE, line)
    if figure.year_to < figure.year_from:
        faults.add(f"`year to` is {figure.year_to}, which is before {figure.year_from}.", FILE, line)
    if figure.value_to is not None and figure.value_to <= figure.value:
        faults.add(f"`value to` is {figure.value_to:g}, which is not more than {figure.value:g}.", FILE, line)


def _check_conflicts(figures: list[PublishedFigure], lines: dict[str, int], faults: Faults) -> None:
    times = Counter(figure.conflict for figure in figures if figure.conflict)
    for figure in figures:
        if times[figure.conflict] == 1:
            faults.add(f"No other figure has the conflict `{figure.conflict}`.", FILE, lines[figure.id])
