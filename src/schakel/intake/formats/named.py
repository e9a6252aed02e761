"""Formats whose rows name their columns themselves: a name that a row lacks is blank there.

There is no header to hold against the contract. A column of the contract that no row names is told on the receipt, and
refuses the file where rows have a name that is nearly the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from schakel.intake.formats.batch import ROWS_PER_BATCH, Batch, Misfit
from schakel.intake.header import MatchedHeader, match_names
from schakel.model.contract import Contract

Fields: TypeAlias = Mapping[str, str | None]
Named: TypeAlias = tuple[int, Fields | str]
"""A row: its line, and its values by name, or the sentence for which it is refused."""

_CHARACTERS_PER_BATCH = 1 << 23


class NamedRows:
    """Rows as they come from a format, put into the columns of a contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._columns = [column.name for column in contract.columns]
        self._names = dict[str, None]()
        self.matched = MatchedHeader(tuple(range(len(self._columns))), {})
        self.row_count = 0

    @property
    def header(self) -> list[str]:
        """The names that the rows had which were read."""
        return [*self._names] if self.row_count else []

    def batches(self, named: Iterable[Named]) -> Iterator[Batch]:
        """Return the rows in batches.

        Raises
        ------
        UnreadableFileError
            At the end, if the names of the rows do not fit the contract.
        """
        batch, size = _Growing(len(self._columns)), 0
        place_of = {name: place for place, name in enumerate(self._columns)}
        folded = {name.casefold(): place for place, name in enumerate(self._columns)}
        seen = dict[str, int | None]()
        for row, (line, fields) in enumerate(named, start=1):
            self.row_count = row
            if isinstance(fields, str):
                batch.misfits.append(Misfit(row, line, "", fields))
                continue
            values = list[str | None]([None] * len(self._columns))
            for name, value in fields.items():
                if name not in seen:
                    seen[name] = place_of.get(name, folded.get(name.strip().casefold()))
                if (place := seen[name]) is not None:
                    values[place] = value
                    size += len(value or "")
            batch.add(row, line, values)
            if len(batch.rows) >= ROWS_PER_BATCH or size >= _CHARACTERS_PER_BATCH:
                yield batch.done()
                batch, size = _Growing(len(self._columns)), 0
        yield batch.done()
        self._names = dict.fromkeys(seen)

    def remarks(self) -> Iterator[tuple[str, str]]:
        """Return what is to be told of the names.

        Raises
        ------
        UnreadableFileError
            If they do not fit the contract.
        """
        if self.row_count:
            yield from match_names([*self._names], self._contract).items()


class _Growing:
    """A batch that is not full yet."""

    def __init__(self, width: int) -> None:
        self.rows, self.lines, self.misfits = list[int](), list[int](), list[Misfit]()
        self._columns: list[list[str | None]] = [[] for _ in range(width)]

    def add(self, row: int, line: int, values: list[str | None]) -> None:
        """Add a row."""
        self.rows.append(row)
        self.lines.append(line)
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)

    def done(self) -> Batch:
        """Return the batch."""
        return Batch(self.rows, self.lines, self._columns, self.misfits)
