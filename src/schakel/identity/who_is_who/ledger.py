"""The ledger of judgements: who is who, as it was judged, and when; appended to and never changed.

A person has a random id, given once. Each entry is a judgement with its moment and reason: a person was created for a
record, a record attached, two persons joined, records split off, all linked again, a judgement undone. Who is who on
some day is what the entries up to that day say, without those undone or ended by then; so every earlier answer can be
given again, and a retired id leads to the one that replaced it for as long as that judgement holds.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.who_is_who.judgements import (
    APART,
    ATTACHED,
    BY_PEOPLE,
    CREATED,
    JOINED,
    MOVED,
    RELINKED,
    RETIRED,
    SPLIT,
    SUGGESTED,
    UNDONE,
    ByPerson,
    Judgement,
    LedgerEntry,
    PersonsOnADay,
    new_person,
)
from schakel.store.own_folder import own_folder
from schakel.store.sealed import File, Folder, on_disk
from schakel.store.sealed_tables import column_names, read_table, rows_and_highest, write_table
from schakel_base.errors import RequestError

_LINKED = pa.array([CREATED, ATTACHED])
_GIVES = pa.array([CREATED, ATTACHED, SPLIT, MOVED])
_LEADS = pa.array([JOINED, RETIRED])
_OWNER_ALONE = 0o600
_ADDED_MEANWHILE = "somebody else added to the ledger in the meantime; try again"


_SCHEMA = pa.schema(
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
    ]
)
_LATER_ADDED = {"until"}
_WHO_IS_WHO = ["kind", "at", "person", "record", "other", "undoes", "until"]
_EMPTY = _SCHEMA.append(pa.field("number", pa.int64())).empty_table()
NOBODY = pa.array([], pa.string())
"""For whoever asks what ids lead to, and of no record."""
_UNSAID = {"person": "", "record": "", "other": "", "undoes": -1, "weight": 0.0, "until": None}


def judgements_of(rows: int, **said: object) -> pa.Table:
    """Return many judgements, a column for each field: an array, or one value that holds for all of them."""
    every = {**_UNSAID, **said}
    columns = {
        field.name: value if isinstance(value := every[field.name], pa.Array) else _all(value, rows, field.type)
        for field in _SCHEMA
    }
    return pa.table(columns, schema=_SCHEMA)


def _all(value: object, rows: int, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), rows)


class Ledger:
    """A folder of numbered files, encrypted or not, a file for each time that something was judged."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def entries(self, as_of: date | None = None) -> list[LedgerEntry]:
        """Return the entries up to a day, in their order."""
        rows = self._table(as_of).to_pylist()
        return [LedgerEntry(row.pop("number"), Judgement(**row)) for row in rows]

    def judged(self, kind: str, as_of: date | None = None) -> list[LedgerEntry]:
        """Return the entries of a kind in force on a day (by default that of the last entry), in their order."""
        table = _in_force(self._table(as_of, kinds=(kind, UNDONE)), as_of or self.last_day)
        rows = table.filter(pc.equal(table["kind"], kind)).to_pylist()
        return [LedgerEntry(row.pop("number"), Judgement(**row)) for row in rows]

    def persons(self, as_of: date | None = None, records: pa.Array | None = None) -> PersonsOnADay:
        """Return who is who on a day (by default that of the last entry), of some records or of all.

        Each record belongs to the person it was last given to; a person who was joined leads to the one that stands for
        both.

        Parameters
        ----------
        as_of
            The day; by default that of the last entry.
        records
            Names of records; None for all of them.
        """
        table = _in_force(self._table(as_of, _WHO_IS_WHO), as_of or self.last_day)
        leads_to = _leads_to(table)
        if records is not None:
            table = table.filter(pc.is_in(table["record"], value_set=records))
        given = table.filter(pc.is_in(table["kind"], value_set=_GIVES))
        of_record = dict(zip(given["record"].to_pylist(), given["person"].to_pylist(), strict=True))
        persons = PersonsOnADay(of_record, leads_to)
        retired = {record: persons.resolve(person) for record, person in of_record.items() if person in leads_to}
        return PersonsOnADay({**of_record, **retired}, leads_to)

    def who_is_who(self, as_of: date | None = None) -> pa.Table:
        """Return the same as columns, `record` and `person`: of millions of records that takes a tenth of the room."""
        table = _in_force(self._table(as_of, _WHO_IS_WHO), as_of or self.last_day)
        persons = PersonsOnADay({}, _leads_to(table))
        table = table.filter(pc.is_in(table["kind"], value_set=_GIVES)).select(["record", "person"])
        given = table.group_by("record", use_threads=False).aggregate([("person", "last")])
        retired = pc.index_in(given["person_last"], value_set=pa.array(persons.leads_to, pa.string()))
        stands_for = pa.array(map(persons.resolve, persons.leads_to), pa.string()).take(retired)
        return pa.table({"record": given["record"], "person": pc.coalesce(stands_for, given["person_last"])})

    def suggested(self, as_of: date | None = None) -> dict[tuple[str, str], float]:
        """Return the pairs of persons that a model asks to look at and nobody judged yet, the heaviest first.

        Once all records were linked again, what was asked before is asked no more: that asked again.
        """
        persons, asked = self.persons(as_of, records=NOBODY), dict[tuple[str, str], float]()
        two = self._judged_two(persons, as_of)
        anew = max((entry.number for entry in self.judged(RELINKED, as_of)), default=0)
        for one in (entry.judgement for entry in self.judged(SUGGESTED, as_of) if entry.number >= anew):
            pair = _pair(persons, one)
            if pair[0] != pair[1] and pair not in two:
                asked[pair] = max(one.weight, asked.get(pair, one.weight))
        return dict(sorted(asked.items(), key=lambda item: -item[1]))

    def _judged_two(self, persons: PersonsOnADay, as_of: date | None) -> Mapping[tuple[str, str], int]:
        """Return the pairs that were judged to be two persons, with the entry that says so."""
        return {_pair(persons, entry.judgement): entry.number for entry in self.judged(APART, as_of)}

    def deliveries(self) -> Iterator[tuple[date, pa.Array]]:
        """Return the day and the records of each delivery that was linked, in the order in which that was done."""
        for path in self._paths():
            table = _read(self._folder / path.name, ["kind", "at", "record"])
            table = table.filter(pc.is_in(table["kind"], value_set=_LINKED))
            if table.num_rows:
                yield table["at"][0].as_py(), table["record"].combine_chunks()

    def ends(self, day: date) -> date:
        """Return the first day from this one on which a judgement in force ends; the last of all days if none does."""
        until = _in_force(self._table(day, ["kind", "at", "undoes", "until"]), day)["until"]
        return pc.min(until).as_py() or date.max

    def age(self, persons: Collection[str]) -> Mapping[str, int]:
        """Return for each person the number of the entry that gave the id first: the lower, the elder."""
        table = self._table(columns=["person"])
        table = table.filter(pc.is_in(table["person"], value_set=pa.array(sorted(persons), pa.string())))
        first = table.group_by("person", use_threads=False).aggregate([("number", "min")])
        return dict(zip(first["person"].to_pylist(), first["number_min"].to_pylist(), strict=True))

    def _paths(self) -> list[Path]:
        return sorted(on_disk(self._folder).glob("*.parquet"))

    def _table(
        self,
        as_of: date | None = None,
        columns: list[str] | None = None,
        first: int = 0,
        kinds: Collection[str] | None = None,
    ) -> pa.Table:
        """Return the entries of all files, or of those that hold what comes from `first` on; of all kinds or some."""
        paths = self._paths()
        paths = paths[max(sum(int(path.stem) <= first for path in paths) - 1, 0) :]
        tables = [_EMPTY if columns is None else _EMPTY.select([*columns, "number"])]
        for path in paths:
            table = _read(self._folder / path.name, columns)
            start = int(path.stem)
            table = table.append_column("number", pa.array(np.arange(start, start + table.num_rows)))
            if as_of is not None:
                table = table.filter(pc.less_equal(table["at"], pa.scalar(as_of)))
            if kinds is not None:
                table = table.filter(pc.is_in(table["kind"], value_set=pa.array(sorted(kinds))))
            tables.append(table)
        return pa.concat_tables(tables)

    def append(self, judgements: Sequence[Judgement]) -> None:
        """Add judgements, all or none.

        Raises
        ------
        RequestError
            If they are dated before the last entry: what was answered as of an earlier day would change.
        """
        self.append_table(pa.Table.from_pylist(list(map(asdict, judgements)), schema=_SCHEMA))

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
            raise RequestError(_ADDED_MEANWHILE)
        folder = on_disk(self._folder)
        own_folder(folder)
        file = folder / f"{size:012}.parquet"
        draft = file.with_suffix(f".{os.getpid()}.draft")
        write_table(judgements, self._folder / draft.name)
        draft.chmod(_OWNER_ALONE)
        try:
            os.link(draft, file)  # of two who append at once, one is first and the other is told
        except FileExistsError:
            raise RequestError(_ADDED_MEANWHILE) from None
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
            raise RequestError(f"the ledger has entries of {last}; judgements cannot be dated before that")
        return size

    @property
    def last_day(self) -> date:
        """The day of the last entry; nothing is judged before it any more."""
        return self._end()[1]

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._end()[0]

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
        rows = table.filter(pc.greater_equal(table["number"], number)).to_pylist()
        return [LedgerEntry(row.pop("number"), Judgement(**row)) for row in rows]

    def join(self, person: str, other: str, by: ByPerson) -> None:
        """Let one person stand for another as well; both are ids that are in use.

        Raises
        ------
        RequestError
            If they are not, or an entry in force says that they are two.
        """
        known = self._two(person, other, by)
        entry = self._judged_two(known, by.at).get((min(person, other), max(person, other)))
        if entry is not None:
            raise RequestError(f"entry {entry} says that {person} and {other} are two; undo it first")
        self.append([by.judgement(JOINED, person=person, other=other)])

    def keep_apart(self, person: str, other: str, by: ByPerson) -> None:
        """Let two persons stay two: nobody is asked about them again while that holds."""
        self._two(person, other, by)
        self.append([by.judgement(APART, person=person, other=other)])

    def _two(self, person: str, other: str, by: ByPerson) -> PersonsOnADay:
        """Make sure that two ids are in use and of two persons; return who is who."""
        self.check_moment(by.at)
        known = self.persons(by.at)
        for one in (person, other):
            known.check_in_use(one)
        if person == other:
            raise RequestError(f"{person} is one person already")
        return known

    def split(self, person: str, records: Sequence[str], by: ByPerson) -> str:
        """Give some records of a person to a new person, and return the new id.

        Returns
        -------
        str
            The id of the new person.

        Raises
        ------
        RequestError
            If a record does not belong to the person, or none would stay.
        """
        self.check_moment(by.at)
        known = self.persons(by.at)
        known.check_in_use(person)
        its = {record for record, one in known.of_record.items() if one == person}
        for record in records:
            if record not in its:
                raise RequestError(f"the record {record} does not belong to {person}")
        if its == set(records):
            raise RequestError(f"these are all records of {person}; something must stay")
        made = new_person()
        self.append([by.judgement(SPLIT, made, record, person) for record in dict.fromkeys(records)])
        return made

    def undo(self, numbers: Sequence[int], by: ByPerson) -> int:
        """Take back entries of people, all or none; what is judged again is then another entry.

        With the entry that all records were linked again goes everything that this changed.

        Returns
        -------
        How many entries are undone.
        """
        self.check_moment(by.at)
        table = self._table()
        undone = set(table["undoes"].to_pylist())
        for number in numbers:
            if number not in range(table.num_rows):
                raise RequestError(f"the ledger has no entry {number}")
            [row] = table.slice(number, 1).drop_columns(["number"]).to_pylist()
            _check_can_be_undone(LedgerEntry(number, Judgement(**row)), undone, by.at)
        found = sorted({one for number in numbers for one in self._with_its_own(number, table)})
        undoes = pa.array(found, pa.int64())
        self.append_table(judgements_of(len(found), kind=UNDONE, at=by.at, by=by.name, reason=by.reason, undoes=undoes))
        return len(found)

    def _with_its_own(self, number: int, table: pa.Table) -> range:
        """Return an entry; if it says that all was linked again, with all entries that were written with it."""
        if table["kind"][number].as_py() != RELINKED:
            return range(number, number + 1)
        return range(number, min([size for path in self._paths() if (size := int(path.stem)) > number] + [self.size]))


def _check_can_be_undone(entry: LedgerEntry, undone: Collection[int], day: date) -> None:
    number, judged = entry.number, entry.judgement
    if judged.kind in (MOVED, RETIRED):
        raise RequestError(f"entry {number} is part of a re-link; undo that ({judged.reason}), or judge again")
    if judged.kind not in BY_PEOPLE:
        raise RequestError(f"entry {number} is not a judgement by a person; only {', '.join(BY_PEOPLE)} can be undone")
    if number in undone:
        raise RequestError(f"entry {number} is already undone")
    if judged.until and judged.until < day:
        raise RequestError(f"entry {number} held until {judged.until}; there is nothing to undo")


def _leads_to(table: pa.Table) -> dict[str, str]:
    """Return for each id that was joined or retired the one that stands for it as well."""
    joined = table.filter(pc.is_in(table["kind"], value_set=_LEADS))
    return dict(zip(joined["other"].to_pylist(), joined["person"].to_pylist(), strict=True))


def _in_force(table: pa.Table, day: date) -> pa.Table:
    """Leave out what was undone, and what ended before a day."""
    undone = pc.filter(table["undoes"], pc.equal(table["kind"], UNDONE))
    ended = pc.fill_null(pc.less(table["until"], pa.scalar(day)), False)
    gone = pc.or_(ended, pc.is_in(table["number"], value_set=undone.combine_chunks()))
    return table.filter(pc.invert(gone)) if pc.any(gone).as_py() else table  # no copy of millions where all hold


def _read(file: File, columns: list[str] | None) -> pa.Table:
    """Read the entries of one file; what was added to entries later stands empty in an older one."""
    have, known = set(column_names(file)), set(_SCHEMA.names)
    if not known - _LATER_ADDED <= have <= known:
        raise RequestError(f"{on_disk(file)} was written by another version of Schakel; that one can read it")
    wanted = _SCHEMA.names if columns is None else columns
    table = read_table(file, [name for name in wanted if name in have])
    for name in wanted:
        if name not in have:
            table = table.append_column(name, pa.nulls(table.num_rows, _SCHEMA.field(name).type))
    return table.select(wanted)


def _pair(persons: PersonsOnADay, judgement: Judgement) -> tuple[str, str]:
    """Return the two persons that a judgement is about, as they are now."""
    one, other = persons.resolve(judgement.person), persons.resolve(judgement.other)
    return min(one, other), max(one, other)
