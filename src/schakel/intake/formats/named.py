"""Formats whose rows name their columns themselves: a name that a row lacks is blank there.

There is no header to hold against the contract. A column of the contract that no row names is told on the receipt, and
refuses the file where rows have a name that is nearly the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeAlias

from schakel.intake.formats.batch import BYTES_PER_BATCH, ROWS_PER_BATCH, ArrivedFile, Batch, Misfit
from schakel.intake.header import MatchedHeader, match_names
from schakel.intake.prescan import with_halves_shown
from schakel_base.errors import Fault

Fields: TypeAlias = Mapping[str, str | None]
Named: TypeAlias = tuple[int, Fields | Fault]
"""A row: its line, and its values by name, or the sentence for which it is refused."""

_ROWS_BETWEEN_LOOKS = 64


@dataclass(frozen=True)
class Alike:
    """Rows that all have the same names: those names, the line of each row, and the values under each name."""

    names: tuple[str, ...]
    lines: Sequence[int]
    columns: Sequence[Sequence[str | None]]


class NamedRows:
    """Rows as they come from a format, put into the columns of a contract."""

    def __init__(self, source: ArrivedFile) -> None:
        self._file, self._contract = source.file, source.contract
        contract = source.contract
        self._columns = [column.name for column in contract.delivered_columns]
        self._names = dict[str, None]()
        self.matched = MatchedHeader(tuple(range(len(self._columns))), {})
        self.row_count = 0

    @property
    def header(self) -> list[str]:
        """The names that the rows had which were read."""
        return [*map(with_halves_shown, self._names)] if self.row_count else []

    def batches(self, named: Iterable[Named | Alike]) -> Iterator[Batch]:
        """Return the rows in batches."""
        growing, begun_at = _Growing(), self._file.tell()
        for one in named:
            if isinstance(one, Alike):
                self._add_alike(growing, one)
            else:
                self._add(growing, *one)
            # Asking the file where it is costs as much as reading a short row, so it is not asked at each.
            is_asked = isinstance(one, Alike) or self.row_count % _ROWS_BETWEEN_LOOKS == 0
            if is_asked and self._is_full(growing, begun_at):
                yield self._batch(growing)
                growing, begun_at = _Growing(), self._file.tell()
        yield self._batch(growing)

    def _add(self, growing: "_Growing", line: int, fields: Fields | Fault) -> None:
        self.row_count += 1
        if isinstance(fields, Fault):
            growing.misfits.append(Misfit(self.row_count, line, "", fields))
            return
        if not fields.keys() <= self._names.keys():
            self._names |= dict.fromkeys(fields)
        growing.rows.append(self.row_count)
        growing.lines.append(line)
        growing.records.append([*map(fields.get, self._names)])

    def _add_alike(self, growing: "_Growing", some: Alike) -> None:
        growing.settle(self._names)
        self._names |= dict.fromkeys(some.names)
        growing.extend(dict(zip(some.names, some.columns, strict=True)), len(some.lines))
        growing.rows += range(self.row_count + 1, self.row_count + 1 + len(some.lines))
        growing.lines += some.lines
        self.row_count += len(some.lines)

    def _is_full(self, growing: "_Growing", begun_at: int) -> bool:
        return len(growing.rows) >= ROWS_PER_BATCH or self._file.tell() - begun_at >= BYTES_PER_BATCH

    def _batch(self, growing: "_Growing") -> Batch:
        """Of the names that were seen, those that the contract calls a column, in the order of the contract."""
        growing.settle(self._names)
        absent, by_name = [None] * len(growing.rows), growing.columns
        folded = {name.strip().casefold(): name for name in reversed(self._names)}
        names = [name if name in by_name else folded.get(name.casefold(), "") for name in self._columns]
        columns = [by_name.get(name, absent) for name in names]
        return Batch(growing.rows, growing.lines, columns, growing.misfits)

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        """Return the remarks about the names.

        Raises
        ------
        UnreadableFileError
            If they do not fit the contract.
        """
        if self.row_count:
            yield from match_names(self.header, self._contract).items()


class _Growing:
    """A batch that is not full yet."""

    def __init__(self) -> None:
        self.rows, self.lines, self.misfits = list[int](), list[int](), list[Misfit]()
        self.records = list[list[str | None]]()
        """Rows that are not in the columns yet."""
        self.columns = dict[str, list[str | None]]()
        self._in_columns = 0

    def settle(self, names: Iterable[str]) -> None:
        """Put the records in columns, under these names; a record lacks the names that came after it."""
        records, self.records = self.records, []
        self.extend(dict(zip(names, zip_longest(*records), strict=False)), len(records))

    def extend(self, columns: Mapping[str, Sequence[str | None]], count: int) -> None:
        """Put a number of rows in the columns; columns that they do not name are blank."""
        for name in columns.keys() - self.columns.keys():
            self.columns[name] = [None] * self._in_columns
        for name, column in self.columns.items():
            column += columns.get(name, [None] * count)
        self._in_columns += count
