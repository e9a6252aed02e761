"""targets/<programme>.csv: the agreed norms, edition by edition, and the results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.model.indicator import Indicator, Status
from schakel.model.target import YEAR, CountedBy, Target, TargetEdition
from schakel.model.written_figure import read_written
from schakel_base.errors import RequestError
from schakel_base.faults import did_you_mean
from schakel_base.nouns import noun_of
from schakel_base.text import Text

ROOM = "targets"


@dataclass(frozen=True)
class _Line:
    """A line of a file, what it is about, and what it says about it."""

    declared: DeclaredDocument
    title: Text
    edition: TargetEdition


def read_targets(reading: FolderReading, indicators: Mapping[str, Indicator]) -> tuple[Target, ...]:
    """Return the targets of an alliance, file by file, none if it has none; note every fault."""
    return tuple(
        target
        for programme, file in reading.files(ROOM, ".csv").items()
        for target in _targets(programme, [_line(one) for one in reading.lines(file, "target")], indicators)
    )


def _line(declared: DeclaredDocument) -> _Line:
    value = declared.document.value
    return _Line(declared, Text(value["indicator"]), _edition(value))


def _targets(programme: str, lines: Sequence[_Line], indicators: Mapping[str, Indicator]) -> Iterator[Target]:
    """The lines that say the same of what is counted make one target."""
    # In the order in which they are first named.
    for title in dict.fromkeys(line.title for line in lines):
        about = [line for line in lines if line.title == title]
        _check_editions(about)
        _check_counts(about)
        counted_by = _counted_by(about[0].declared, indicators)
        yield Target(programme, title, tuple(line.edition for line in about), counted_by)


def _check_editions(lines: Sequence[_Line]) -> None:
    seen: dict[tuple[int, str, Status | None], int] = {}
    for line in lines:
        edition, place = line.edition, line.declared.document.line()
        earlier = seen.setdefault((edition.year, edition.edition, edition.status), place)
        if earlier != place:
            line.declared.add(f"Line {earlier} is about the same year in the same edition.")


def _check_counts(lines: Sequence[_Line]) -> None:
    """All lines of a target name the same table."""
    first = lines[0].declared.document
    for line in lines[1:]:
        if line.declared.document.value.get("counted by") != first.value.get("counted by"):
            line.declared.add(f"`counted by` differs from line {first.line()}, which is about the same.")


def _counted_by(line: DeclaredDocument, indicators: Mapping[str, Indicator]) -> CountedBy | None:
    """The table and the cell that count what was realised, if the lines of the target name them."""
    if not (asked := line.document.value.get("counted by")):
        return None
    written = read_written(asked, indicators)
    if written is None or written.source or written.edition:
        line.add(f"`counted by` is `{asked}`; it must be a cell of a table: TABLE:dimension=category,...")
        return None
    try:
        at = written.categories
    except RequestError as error:
        line.add(f"`counted by`: {error}.")
        return None
    known = {dimension.name for dimension in indicators[written.table].dimensions}
    for name in at:
        if name not in known:
            line.add(f"The table `{written.table}` has no dimension `{name}`{did_you_mean(name, known)}")
    if YEAR not in at.values():
        line.add(f"`counted by` must say where the year belongs, such as `year={YEAR}`.")
    return CountedBy(written.table, at)


def _edition(value: dict[str, Any]) -> TargetEdition:
    unsaid = dict.fromkeys(("norm", "realised", "decided on"))
    return noun_of(TargetEdition, {**unsaid, "status": value.get("realised status"), "decided by": "", **value})
