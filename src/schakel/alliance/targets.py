"""targets/<programme>.csv: the agreed norms, edition by edition, and the results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance.schema import SCHEMAS
from schakel.model.indicator import Indicator, Status
from schakel.model.target import YEAR, CountedBy, Target, TargetEdition
from schakel.model.written_figure import read_written
from schakel_base.csv_file import read_documents
from schakel_base.errors import RequestError
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.text_file import list_files
from schakel_base.yaml_file import YamlFile

ROOM = "targets"


@dataclass(frozen=True)
class _Line:
    """A line of a file, what it is about, and what it says about it."""

    document: YamlFile
    title: Text
    edition: TargetEdition


def read_targets(
    folder: Path, languages: tuple[str, ...], indicators: Mapping[str, Indicator], faults: Faults
) -> tuple[Target, ...]:
    """Return the targets of an alliance, file by file, none if it has none; note every fault."""
    files = list_files(folder, ROOM, ".csv", faults)
    return tuple(
        target
        for programme, file in files.items()
        for target in _targets(programme, list(_documents(folder, file, languages, faults)), indicators, faults)
    )


def _documents(folder: Path, file: str, languages: tuple[str, ...], faults: Faults) -> Iterator[_Line]:
    for document in read_documents(folder, file, SCHEMAS["target"], languages, faults):
        yield _Line(document, Text(document.value["indicator"]), _edition(document.value))


def _targets(
    programme: str, lines: Sequence[_Line], indicators: Mapping[str, Indicator], faults: Faults
) -> Iterator[Target]:
    """The lines that say the same of what is counted make one target."""
    # In the order in which they are first named.
    for title in dict.fromkeys(line.title for line in lines):
        about = [line for line in lines if line.title == title]
        _check_editions(about, faults)
        _check_counts(about, faults)
        counted_by = _counted_by(about[0].document, indicators, faults)
        yield Target(programme, title, tuple(line.edition for line in about), counted_by)


def _check_editions(lines: Sequence[_Line], faults: Faults) -> None:
    seen: dict[tuple[int, str, Status | None], int] = {}
    for line in lines:
        edition, place = line.edition, line.document.line() or 0
        earlier = seen.setdefault((edition.year, edition.edition, edition.status), place)
        if earlier != place:
            faults.add(f"Line {earlier} is about the same year in the same edition.", line.document.file, place)


def _check_counts(lines: Sequence[_Line], faults: Faults) -> None:
    """All lines of a target name the same table."""
    first = lines[0].document
    for line in lines[1:]:
        if line.document.value.get("counted by") != first.value.get("counted by"):
            sentence = f"`counted by` differs from line {first.line()}, which is about the same."
            faults.add(sentence, line.document.file, line.document.line())


def _counted_by(document: YamlFile, indicators: Mapping[str, Indicator], faults: Faults) -> CountedBy | None:
    """The table and the cell that count what was realised, if the lines of the target name them."""
    if not (asked := document.value.get("counted by")):
        return None
    place = (document.file, document.line())
    written = read_written(asked, indicators)
    if written is None or written.source or written.edition:
        faults.add(f"`counted by` is `{asked}`; it must be a cell of a table: TABLE:dimension=category,...", *place)
        return None
    try:
        at = written.categories
    except RequestError as error:
        faults.add(f"`counted by`: {error}.", *place)
        return None
    known = {dimension.name for dimension in indicators[written.table].dimensions}
    for name in at:
        if name not in known:
            faults.add(f"The table `{written.table}` has no dimension `{name}`{did_you_mean(name, known)}", *place)
    if YEAR not in at.values():
        faults.add(f"`counted by` must say where the year belongs, such as `year={YEAR}`.", *place)
    return CountedBy(written.table, at)


def _edition(value: dict[str, Any]) -> TargetEdition:
    return TargetEdition(
        year=int(value["year"]),
        edition=value["edition"],
        norm=number(value.get("norm")),
        realised=number(value.get("realised")),
        status=Status(value["realised status"]) if "realised status" in value else None,
        decided_on=date.fromisoformat(value["decided on"]) if "decided on" in value else None,
        decided_by=value.get("decided by", ""),
        source=value["source"],
        verified=value["verified"] == "true",
        note=Text(value.get("note", {})),
    )


def number(text: str | None) -> float | None:
    """Return the number in a field; an absent one is unknown, which is not nought."""
    return float(text) if text else None
