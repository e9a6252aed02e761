"""The header of a file must name the columns of the contract; what differs and harms nothing is told on the receipt.

Columns may come in any order and in other capitals. Of columns with one name the second is `name (2)`, counted from the
left. A column that the contract does not know is refused, told or passed over, as the contract says. A column that is
missing refuses the file, unless the contract does not use it.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel.intake.prescan import UnreadableFileError
from schakel.model.contract import Contract
from schakel.model.file_layout import UnknownColumns
from schakel_base.faults import did_you_mean

MOST_NAMED = 10
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class MatchedHeader:
    """For each column of the contract its place in the file, None where it is not there; and what differed, by kind."""

    places: tuple[int | None, ...]
    remarks: Mapping[str, str]


def match_header(header: Sequence[str], contract: Contract) -> MatchedHeader:
    """Find the columns of a contract in the header of a file.

    Raises
    ------
    UnreadableFileError
        If a used column is missing, two have the name of one that is declared once, or one is unknown and may not be.
    """
    columns = [column.name for column in contract.delivered_columns]
    # One cause at a time: with the wrong delimiter every column would be reported as missing.
    found = _Found(numbered(header, {*map(_folded, columns)}), contract)
    problems = [*_other_delimiter(header, columns)] or [*_no_header(header, columns)] or [*found.problems()]
    if problems:
        more = f" And {len(problems) - MOST_NAMED} more." if len(problems) > MOST_NAMED else ""
        raise UnreadableFileError(f"The header does not fit the contract. {' '.join(problems[:MOST_NAMED])}{more}")
    return MatchedHeader(tuple(found.places.get(column) for column in columns), dict(found.remarks()))


def match_names(names: Sequence[str], contract: Contract) -> Mapping[str, str]:
    """Return what is to be told of the names by which rows call their columns, where each row names its own.

    Raises
    ------
    UnreadableFileError
        If a name is unknown and may not be, or is nearly that of a column that no row names.
    """
    found = _Found(names, contract)
    if problems := [*found.unknown_names(), *found.doubled()]:
        raise UnreadableFileError(
            f"The names of its columns do not fit the contract. {' '.join(problems[:MOST_NAMED])}"
        )
    return dict(found.remarks())


def numbered(header: Sequence[str], known: Container[str] | None = None) -> list[str]:
    """Return the names in a header; the second and later of one name with their number, if it is known so.

    Parameters
    ----------
    known
        The names of the contract, in small letters; None where there is no contract yet.
    """
    seen = Counter[str]()
    names = []
    for name in header:
        seen[_folded(name)] += 1
        with_number = f"{name.strip()} ({seen[_folded(name)]})"
        doubled = seen[_folded(name)] > 1 and (known is None or _folded(with_number) in known)
        names.append(with_number if doubled else name)
    return names


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


class _Found:
    """Which columns of a contract are where in a header, and what is left over on either side."""

    def __init__(self, header: Sequence[str], contract: Contract) -> None:
        self.header, self.contract = header, contract
        # To the letter first: where two columns differ in capitals alone each finds its own.
        by_name = {name: place for place, name in reversed([*enumerate(header)])}
        by_folded = {_folded(name): place for place, name in reversed([*enumerate(header)])}
        names = [column.name for column in contract.delivered_columns]
        sought = ((name, by_name.get(name, by_folded.get(_folded(name)))) for name in names)
        self.places = {name: place for name, place in sought if place is not None}
        known = {_folded(name) for name in names}
        used = (one.name for one in contract.delivered_columns if not one.unused)
        self.missing = [name for name in used if name not in self.places]
        self.unknown = [name for name in dict.fromkeys(header) if _folded(name) not in known]

    def problems(self) -> Iterator[str]:
        """What the file is refused for."""
        yield from (f"The column `{name}` is missing." for name in self.missing)
        yield from self.unknown_names()
        yield from self.doubled()

    def unknown_names(self) -> Iterator[str]:
        """The unknown names that are refused: all, or those that are nearly the name of a column that is missing."""
        for name in self.unknown:
            near = did_you_mean(name, self.missing)
            if near != "." or self.contract.unknown_columns is UnknownColumns.REFUSE:
                yield f"The column `{_shown(name)}` is unknown{near}"

    def doubled(self) -> Iterator[str]:
        """The columns that are there several times, and declared once."""
        count = Counter(map(_folded, self.header))
        for name in self.places:
            if (times := count[_folded(name)]) > 1:
                yield f"The column `{_shown(name)}` is there {times} times; the second is called `{name} (2)`."

    def remarks(self) -> Iterator[tuple[str, str]]:
        """What is told on the receipt, by its kind."""
        spelt = [f"`{self.header[place]}`" for name, place in self.places.items() if self.header[place] != name]
        if spelt:
            yield "header-spelling", f"columns whose names are spelt otherwise than in the contract: {_some(spelt)}."
        absent = [f"`{one.name}`" for one in self.contract.delivered_columns if one.name not in self.places]
        if absent:
            yield (
                "absent-columns",
                f"columns of the contract that the file does not have: {_some(absent)}.",
            )
        unknown = [f"`{_shown(name)}`" for name in self.unknown]
        if unknown and self.contract.unknown_columns is UnknownColumns.NOTE:
            yield "unknown-columns", f"columns that the contract does not know, left in the archive: {_some(unknown)}."


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _other_delimiter(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    # Of a contract with one column every header has one, whatever its delimiter.
    if len(header) != 1 or len(columns) == 1:
        return
    known = set(map(_folded, columns))
    for delimiter in DELIMITERS:
        if set(map(_folded, header[0].split(delimiter))) & known:
            shown = "a tab" if delimiter == "\t" else f"`{delimiter}`"
            yield f"Its columns are delimited by {shown}, which is not the delimiter of the contract."
            return


def _no_header(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """A first line that has nothing of a header may be a row: then it holds values, which are not told."""
    known = set(map(_folded, columns))
    if not any(_folded(name) in known or did_you_mean(name, columns) != "." for name in header):
        yield "Its first line names none of the columns; is the header missing?"


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
