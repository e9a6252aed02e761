"""Checks that a file's header names the columns of the contract; harmless differences go on the receipt.

Columns may come in any order and in other capitals. Of columns with one name the second is `name (2)`, counted from the
left. A column that the contract does not know is refused, told or passed over, as the contract says. A column that is
missing refuses the file, unless the contract does not use it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel.intake.prescan import UnreadableFileError
from schakel.model.contract import Contract
from schakel.model.file_layout import UnknownColumns
from schakel_base.csv_text import distinct_names, folded
from schakel_base.errors import Fault, message
from schakel_base.faults import nearest

MOST_NAMED = 10
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class MatchedHeader:
    """For each column of the contract its place in the file, None where it is not there; and what differed, by kind."""

    places: tuple[int | None, ...]
    remarks: Mapping[str, Fault]


def match_header(header: Sequence[str], contract: Contract) -> MatchedHeader:
    """Find the columns of a contract in the header of a file.

    Raises
    ------
    UnreadableFileError
        If a used column is missing, two have the name of one that is declared once, or one is unknown and may not be.
    """
    columns = [column.name for column in contract.delivered_columns]
    # One cause at a time: with the wrong delimiter every column would be reported as missing.
    found = _Found(distinct_names(header, {*map(folded, columns)}), contract)
    problems = [*_other_delimiter(header, columns)] or [*_no_header(header, columns)] or [*found.problems()]
    if problems:
        more = [Fault("And {number} more.", fields={"number": str(len(problems) - MOST_NAMED)})]
        first = Fault("The header does not fit the contract.")
        raise UnreadableFileError((first, *problems[:MOST_NAMED], *more * (len(problems) > MOST_NAMED)))
    return MatchedHeader(tuple(found.places.get(column) for column in columns), dict(found.remarks()))


def match_names(names: Sequence[str], contract: Contract) -> Mapping[str, Fault]:
    """Return the remarks about column names, if each row names its own columns.

    Raises
    ------
    UnreadableFileError
        If a name is unknown and may not be, or is nearly that of a column that no row names.
    """
    found = _Found(names, contract)
    if problems := [*found.unknown_names(), *found.doubled()]:
        first = Fault("The names of its columns do not fit the contract.")
        raise UnreadableFileError((first, *problems[:MOST_NAMED]))
    return dict(found.remarks())


class _Found:
    """Which columns of a contract are where in a header, and what is left over on either side."""

    def __init__(self, header: Sequence[str], contract: Contract) -> None:
        self.header, self.contract = header, contract
        # To the letter first: where two columns differ in capitals alone each finds its own.
        by_name = {name: place for place, name in reversed([*enumerate(header)])}
        by_folded = {folded(name): place for place, name in reversed([*enumerate(header)])}
        names = [column.name for column in contract.delivered_columns]
        sought = ((name, by_name.get(name, by_folded.get(folded(name)))) for name in names)
        self.places = {name: place for name, place in sought if place is not None}
        known = {folded(name) for name in names}
        used = (one.name for one in contract.delivered_columns if not one.unused)
        self.missing = [name for name in used if name not in self.places]
        self.unknown = [name for name in dict.fromkeys(header) if folded(name) not in known and name.strip()]
        self.nameless = [str(place) for place, name in enumerate(header, start=1) if not name.strip()]

    def problems(self) -> Iterator[Fault]:
        """What the file is refused for."""
        yield from (Fault("The column `{name}` is missing.", fields={"name": name}) for name in self.missing)
        yield from self.unknown_names()
        yield from self.doubled()

    def unknown_names(self) -> Iterator[Fault]:
        """The unknown names that are refused: all, or those that are nearly the name of a column that is missing."""
        for name in self.unknown:
            if near := nearest(name, self.missing):
                said = message("The column `{name}` is unknown; did you mean `{near}`?")
                yield Fault(said, fields={"name": _shown(name), "near": near})
            elif self.contract.unknown_columns is UnknownColumns.REFUSE:
                yield Fault(message("The column `{name}` is unknown."), fields={"name": _shown(name)})
        if self.nameless and self.contract.unknown_columns is UnknownColumns.REFUSE:
            said = message("Column {number}, counted from the left, has no name.")
            yield Fault(said, fields={"number": self.nameless[0]})

    def doubled(self) -> Iterator[Fault]:
        """The columns that are there several times, and declared once."""
        count = Counter(map(folded, self.header))
        for name in self.places:
            if (times := count[folded(name)]) > 1:
                said = message("The column `{name}` occurs {times} times; the second is called `{second}`.")
                fields = {"name": _shown(name), "times": str(times), "second": f"{name} (2)"}
                yield Fault(said, fields=fields)

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        """What is told on the receipt, by its kind."""
        spelt = [f"`{self.header[place]}`" for name, place in self.places.items() if self.header[place] != name]
        if spelt:
            yield "header-spelling", _some(spelt, *_SPELT)
        absent = [f"`{one.name}`" for one in self.contract.delivered_columns if one.name not in self.places]
        if absent:
            yield "absent-columns", _some(absent, *_ABSENT)
        unknown = [f"`{_shown(name)}`" for name in self.unknown]
        if unknown and self.contract.unknown_columns is UnknownColumns.NOTE:
            yield "unknown-columns", _some(unknown, *_UNKNOWN)
        if self.nameless and self.contract.unknown_columns is UnknownColumns.NOTE:
            yield "nameless-columns", _some(self.nameless, *_NAMELESS)


_SPELT = (
    message("columns whose names are spelt differently in the contract: {names}."),
    message("columns whose names are spelt differently in the contract: {names} and {number} more."),
)
_ABSENT = (
    message("columns of the contract that the file does not have: {names}."),
    message("columns of the contract that the file does not have: {names} and {number} more."),
)
_UNKNOWN = (
    message("columns that are not in the contract, left in the archive: {names}."),
    message("columns that are not in the contract, left in the archive: {names} and {number} more."),
)
_NAMELESS = (
    message("columns without a name, left in the archive: {names}, counted from the left."),
    message("columns without a name, left in the archive: {names} and {number} more, counted from the left."),
)


def _some(names: Sequence[str], all_of_them: str, some: str) -> Fault:
    named, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more <= 0:
        return Fault(all_of_them, fields={"names": named})
    return Fault(some, fields={"names": named, "number": str(more)})


def _other_delimiter(header: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    # Of a contract with one column every header has one, whatever its delimiter.
    if len(header) != 1 or len(columns) == 1:
        return
    known = set(map(folded, columns))
    for delimiter in DELIMITERS:
        if set(map(folded, header[0].split(delimiter))) & known:
            by_tab = message("Its columns are delimited by a tab, which is not the delimiter of the contract.")
            by = message("Its columns are delimited by `{delimiter}`, which is not the delimiter of the contract.")
            yield Fault(by_tab) if delimiter == "\t" else Fault(by, fields={"delimiter": delimiter})
            return


def _no_header(header: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    """A first line that has nothing of a header may be a row: then it holds values, which are not told."""
    known = set(map(folded, columns))
    if not any(folded(name) in known or nearest(name, columns) for name in header):
        yield Fault("Its first line names none of the columns; is the header missing?")


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
