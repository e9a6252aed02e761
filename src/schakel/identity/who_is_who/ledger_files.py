"""The entries of a ledger as they are kept: numbered files, encrypted or not, appended to and never changed.

A file is added each time that something is judged. Its name is the number of its first entry, so of two who judge at
once one is first, and the other is told.
"""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.identity.who_is_who.judgements import Judgement, LedgerEntry
from schakel.store.own_folder import own_folder
from schakel.store.sealed import Folder, on_disk
from schakel.store.sealed_tables import column_names, opened_table, rows_and_highest, writing_batches
from schakel_base.errors import RequestError

_OWNER_ALONE = 0o600

SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("at", pa.date32()),
        ("by", pa.string()),
        ("reason", pa.string()),
        ("person", pa.string()),
        ("record", pa.string()),
        ("other", pa.string()),
        ("undoes", pa.int64()),
        ("weight", pa.float64()),
        ("until", pa.date32()),
        ("model", pa.string()),
        ("seen", pa.string()),
    ]
)
_LATER_ADDED = {"until": None, "model": "", "seen": ""}
"""What older entries do not say."""
_RECURRING = ("kind", "by", "reason", "person", "other", "model", "seen")
_HELD = pa.schema(
    [pa.field(one.name, pa.dictionary(pa.int32(), one.type) if one.name in _RECURRING else one.type) for one in SCHEMA]
)
"""The same in memory, where a text that many entries have is kept once: of millions that takes a third of the room."""
_EMPTY = _HELD.append(pa.field("number", pa.int64())).empty_table()
_ROWS_OF_A_PART = 1 << 17
_UNSAID = {"person": "", "record": "", "other": "", "undoes": -1, "weight": 0.0, **_LATER_ADDED}


def judgements_of(rows: int, **said: object) -> pa.Table:
    """Return many judgements, a column for each field: an array, or one value that holds for all of them."""
    every = {**_UNSAID, **said}
    columns = {
        field.name: value.cast(field.type) if isinstance(value := every[field.name], pa.Array)
        else pa.repeat(pa.scalar(value, field.type), rows)
        for field in _HELD
    }  # fmt: skip
    return pa.table(columns, schema=_HELD)


def entries_of(table: pa.Table) -> list[LedgerEntry]:
    """Return the entries that are the rows of a table, each with its number."""
    return [LedgerEntry(row.pop("number"), Judgement(**row)) for row in table.to_pylist()]


class LedgerFiles:
    """A folder of numbered files, a file for each time that something was judged."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def entries(self, as_of: date | None = None) -> list[LedgerEntry]:
        """Return the entries up to a day, in their order."""
        return entries_of(self._table(as_of))

    def append(self, judgements: Sequence[Judgement]) -> None:
        """Add judgements, all or none.

        Raises
        ------
        RequestError
            If they are dated before the last entry: what was answered as of an earlier day would change.
        """
        self.append_table(pa.Table.from_pylist(list(map(asdict, judgements)), schema=_HELD))

    def append_table(self, judgements: pa.Table, after: int | None = None) -> None:
        """Add judgements in columns (`judgements_of`), all or none.

        Parameters
        ----------
        after
            How many entries there were when it was judged, where another entry would have led to other judgements.

        Raises
        ------
        RequestError
            If they are dated before the last entry, or somebody else added to the ledger meanwhile.
        """
        if not judgements.num_rows:
            return
        size = self.check_moment(pc.min(judgements["at"]).as_py())
        if after not in (None, size):
            raise RequestError("somebody else added to the ledger in the meantime; try again")
        folder = on_disk(self._folder)
        own_folder(folder)
        file = folder / f"{size:012}.parquet"
        draft = file.with_suffix(f".{os.getpid()}.draft")
        with writing_batches(self._folder / draft.name, SCHEMA) as writer:
            for part in filter(len, judgements.to_batches(_ROWS_OF_A_PART)):
                writer.write_batch(part.cast(SCHEMA))
        draft.chmod(_OWNER_ALONE)
        try:
            os.link(draft, file)  # of two who append at once, one is first and the other is told
        except FileExistsError:
            raise RequestError("somebody else added to the ledger in the meantime; try again") from None
        finally:
            draft.unlink()

    def check_moment(self, at: date) -> int:
        """Make sure that nothing later was judged; return how many entries there are.

        Raises
        ------
        RequestError
            If there is a later entry.
        """
        size, last = self._end()
        # Who was who on a day would change, though editions of that day were built and published.
        if at < last:
            raise RequestError("the ledger has entries of {day}; judgements cannot be dated before that", day=str(last))
        return size

    @property
    def last_day(self) -> date:
        """The day of the last entry; nothing is judged before it any more."""
        return self._end()[1]

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._end()[0]

    @property
    def version(self) -> str:
        """What changes with each entry that is added, and with each that is forgotten."""
        return self.version_at(self.size)

    def version_at(self, size: int) -> str:
        """Return its version at a number of entries, unless one of these has been forgotten since."""
        first = (path.stat().st_mtime_ns for path in self._paths() if int(path.stem) < size)
        return f"{size} {max(first, default=0)}"

    def _end(self) -> tuple[int, date]:
        """How many entries there are, and the day of the last; days never go back."""
        paths = self._paths()
        if not paths:
            return 0, date.min
        rows, last = rows_and_highest(self._folder / paths[-1].name, "at")
        return int(paths[-1].stem) + rows, last

    def since(self, number: int) -> list[LedgerEntry]:
        """Return the entries from a number on."""
        table = self._table(first=number)
        return entries_of(table.filter(pc.greater_equal(table["number"], number)))

    def numbered(self, numbers: Collection[int], kinds: Collection[str] | None = None) -> list[LedgerEntry]:
        """Return entries by their numbers; those of them that are of some kinds, or all."""
        table = self._table(kinds=kinds)
        return entries_of(table.filter(pc.is_in(table["number"], value_set=pa.array(sorted(numbers), pa.int64()))))

    def _paths(self) -> list[Path]:
        return sorted(on_disk(self._folder).glob("*.parquet"))

    def _table(
        self,
        as_of: date | None = None,
        columns: list[str] | None = None,
        first: int = 0,
        kinds: Collection[str] | None = None,
        about: Collection[str] | None = None,
    ) -> pa.Table:
        """Return the entries of all files, or of those that hold what comes from `first` on; of all kinds or some.

        `about` are the persons that they are about, where not all are asked for.
        """
        paths = self._paths()
        # The name of a file is the number of its first entry, so the file that holds `first` is the last one named no
        # higher.
        paths = paths[max(sum(int(path.stem) <= first for path in paths) - 1, 0) :]
        tables = [_EMPTY if columns is None else _EMPTY.select([*columns, "number"])]
        for path in paths:
            tables += [_asked(table, as_of, kinds, about) for table in self._read(path, columns, kinds)]
        return pa.concat_tables(tables).unify_dictionaries()

    def _end_of_file(self, number: int) -> int:
        """Return the number after the last entry of the file that an entry is in: of what was written with it."""
        return min([start for path in self._paths() if (start := int(path.stem)) > number] + [self.size])

    def _read(self, path: Path, columns: list[str] | None, kinds: Collection[str] | None = None) -> Iterator[pa.Table]:
        """Give the numbered entries of one file part by part, but parts without an entry of some kinds.

        What was added to entries later stands empty in an older one.
        """
        file = self._folder / path.name
        have, known = set(column_names(file)), set(SCHEMA.names)
        # An unknown column may change what the others mean; it is refused and not passed over.
        if not known - _LATER_ADDED.keys() <= have <= known:
            raise RequestError(f"{on_disk(file)} was written by another version of Schakel; that one can read it")
        wanted = SCHEMA.names if columns is None else columns
        with opened_table(file, [name for name in _RECURRING if name in have]) as parts:
            start = int(path.stem)
            for part in range(parts.num_row_groups):
                rows = parts.metadata.row_group(part).num_rows
                if kinds is None or _has_any(parts, part, kinds):
                    table = parts.read_row_group(part, [one for one in wanted if one in have], use_threads=False)
                    yield _numbered(table, wanted, start)
                start += rows


def _has_any(parts: pq.ParquetFile, part: int, kinds: Collection[str]) -> bool:
    """Whether a part has an entry of some kinds: nearly all entries are of one, and take long to read."""
    there = parts.read_row_group(part, ["kind"], use_threads=False)["kind"].unique().to_pylist()
    return not set(there).isdisjoint(kinds)


def _numbered(table: pa.Table, wanted: Sequence[str], start: int) -> pa.Table:
    """The wanted columns of entries, and their numbers."""
    for name in wanted:
        if name not in table.column_names:
            empty = pa.scalar(_LATER_ADDED[name], _HELD.field(name).type)
            table = table.append_column(name, pa.repeat(empty, table.num_rows))
    numbers = pa.array(np.arange(start, start + table.num_rows))
    return table.select(wanted).append_column("number", numbers)


def _asked(
    table: pa.Table, as_of: date | None, kinds: Collection[str] | None, about: Collection[str] | None
) -> pa.Table:
    """Leave out entries of after a day, of other kinds, and about others."""
    if as_of is not None:
        table = table.filter(pc.less_equal(table["at"], pa.scalar(as_of)))
    if kinds is not None:
        table = table.filter(pc.is_in(table["kind"], value_set=pa.array(sorted(kinds))))
    if about is not None:
        names = pa.array(sorted(about), pa.string())
        named = [pc.is_in(table[side], value_set=names) for side in ("person", "other")]
        table = table.filter(pc.or_(*named))
    return table
