"""The ledger of judgements: who is who, as it was judged, and when; appended to and never changed.

A person has a random id, given once. Each entry is a judgement with its moment and reason: a person was created for a
record, a record attached, two persons joined, records split off, all linked again, a judgement undone. Who is who on
some day is what the entries up to that day say, without those undone or ended by then; so every earlier answer can be
given again, and a retired id leads to the one that replaced it for as long as that judgement holds.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
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
from schakel.identity.who_is_who.ledger_files import SCHEMA, LedgerFiles, entries_of, judgements_of
from schakel.identity.who_is_who.suggestions import ASKED_BY, Suggestions, resolved, suggestions
from schakel_base.errors import RequestError

_LINKED = pa.array([CREATED, ATTACHED])
_GIVES = pa.array([CREATED, ATTACHED, SPLIT, MOVED])
_LEADS = pa.array([JOINED, RETIRED])


_WHO_IS_WHO = ["kind", "at", "person", "record", "other", "undoes", "until"]
NOBODY = pa.array([], pa.string())
"""For whoever asks what ids lead to, and of no record."""


class Ledger(LedgerFiles):
    """Who is who, by what the entries of a folder say."""

    def judged(self, kind: str, as_of: date | None = None) -> list[LedgerEntry]:
        """Return the entries of a kind in force on a day (by default that of the last entry), in their order."""
        return self.judged_of((kind,), as_of)

    def judged_of(self, kinds: Sequence[str], as_of: date | None = None) -> list[LedgerEntry]:
        """Return the same of several kinds: all files of the ledger are read once."""
        table = _in_force(self._table(as_of, kinds=(*kinds, UNDONE)), as_of or self.last_day)
        return entries_of(table.filter(pc.is_in(table["kind"], value_set=pa.array(kinds))))

    def persons(self, as_of: date | None = None, records: pa.Array | None = None) -> PersonsOnADay:
        """Return who is who on a day (by default that of the last entry), of some records or of all.

        Each record belongs to the person it was last given to; a person who was joined leads to the one that stands for
        both.
        """
        # Of no record only what ids lead to is asked: of millions of entries those are few.
        kinds = None if records is None or len(records) else (JOINED, RETIRED, UNDONE)
        table = _in_force(self._table(as_of, _WHO_IS_WHO, kinds=kinds), as_of or self.last_day)
        leads_to = leads_of(table)
        if records is not None:
            table = table.filter(pc.is_in(table["record"], value_set=records))
        given = table.filter(pc.is_in(table["kind"], value_set=_GIVES))
        of_record = dict(zip(given["record"].to_pylist(), given["person"].to_pylist(), strict=True))
        persons = PersonsOnADay(of_record, leads_to)
        retired = {record: persons.resolve(person) for record, person in of_record.items() if person in leads_to}
        return PersonsOnADay({**of_record, **retired}, leads_to)

    def who_is_who(self, as_of: date | None = None) -> pa.Table:
        """Return the same as columns, `record` and `person`: of millions of records that takes a tenth of the room."""
        kinds = [*_GIVES.to_pylist(), *_LEADS.to_pylist(), UNDONE]
        table = _in_force(self._table(as_of, _WHO_IS_WHO, kinds=kinds), as_of or self.last_day)
        persons = PersonsOnADay({}, leads_of(table))
        gives = pc.is_in(table["kind"], value_set=_GIVES)
        given = _last_given(table.select(["kind", "record", "person"]).filter(gives))
        del table
        person = resolved(given["person"].combine_chunks(), persons)
        return pa.table({"record": given["record"], "person": person})

    def records(self) -> pa.Array:
        """Return the records that were ever given a person, some of them several times."""
        return self._table(columns=["kind", "record"], kinds=_GIVES.to_pylist())["record"].combine_chunks()

    def suggestions(self, as_of: date | None = None) -> Suggestions:
        """Return the pairs of persons that a model asks to look at and nobody judged yet, and what was answered."""
        kinds = (SUGGESTED, APART, JOINED, RETIRED, RELINKED, UNDONE)
        table = _in_force(self._table(as_of, ASKED_BY, kinds=kinds), as_of or self.last_day)
        return suggestions(table, PersonsOnADay({}, leads_of(table)))

    def suggested(self, as_of: date | None = None) -> dict[tuple[str, str], float]:
        """Return the pairs of persons that a model asks to look at and nobody judged yet, the heaviest first."""
        asked = self.suggestions(as_of).asked.to_pydict()
        return dict(zip(zip(asked["one"], asked["other"], strict=True), asked["weight"], strict=True))

    def latest(self, kinds: Collection[str], as_of: date, since: int = 0) -> pa.Table:
        """Return the entries of some kinds in force on a day, the latest first, without the records they are about.

        `since` is the number of an entry after which none is undone: those before it are not asked for.
        """
        columns = [name for name in SCHEMA.names if name != "record"]
        table = _in_force(self._table(as_of, columns, since, (*kinds, UNDONE)), as_of)
        table = table.filter(pc.greater_equal(table["number"], since))
        table = table.filter(pc.is_in(table["kind"], value_set=pa.array(sorted(kinds))))
        return table.sort_by([("number", "descending")])

    def about(self, persons: Collection[str]) -> list[LedgerEntry]:
        """Return the entries about some persons, by their ids and in force or not, in their order."""
        return entries_of(self._table(about=persons))

    def judged_two(self, persons: PersonsOnADay, as_of: date | None) -> Mapping[tuple[str, str], int]:
        """Return the pairs that were judged to be two persons, by who they are now, with the entry that says so."""
        return {_pair(persons, entry.judgement): entry.number for entry in self.judged(APART, as_of)}

    def deliveries(self) -> Iterator[tuple[date, pa.Array]]:
        """Return the day and the records of each delivery that was linked, in the order in which that was done."""
        for path in self._paths():
            table = pa.concat_tables(self._read(path, ["kind", "at", "record"]))
            table = table.filter(pc.is_in(table["kind"], value_set=_LINKED))
            if table.num_rows:
                yield table["at"][0].as_py(), table["record"].combine_chunks()

    def ends(self, day: date) -> date:
        """Return the first day from this one on which a judgement in force ends; the last of all days if none does."""
        # What a model says has no end: of millions of entries those of people are few.
        kinds = (*BY_PEOPLE, UNDONE)
        until = _in_force(self._table(day, ["kind", "at", "undoes", "until"], kinds=kinds), day)["until"]
        return pc.min(until).as_py() or date.max

    def first_entries(self, persons: pa.Array) -> npt.NDArray[np.int64]:
        """Return for each person the number of the entry that gave the id first: the lower, the elder.

        Of who is in no entry it is below 0. Shape (persons,).
        """
        ids = self._table(columns=["person"])["person"].combine_chunks()
        first = np.full(len(ids.dictionary) + 1, -1, dtype=np.int64)
        # Backwards, so that of several entries with an id the first is written last.
        first[np.asarray(ids.indices)[::-1]] = np.arange(len(ids) - 1, -1, -1)
        nobody = len(ids.dictionary)
        found: npt.NDArray[np.int64] = first[pc.index_in(persons, value_set=ids.dictionary).fill_null(nobody)]
        return found

    def age(self, persons: Collection[str]) -> Mapping[str, int]:
        """Return the same for some persons, by their ids."""
        return dict(zip(persons, self.first_entries(pa.array(persons, pa.string())).tolist(), strict=True))

    def join(self, person: str, other: str, by: ByPerson) -> None:
        """Let one person stand for another as well; both are ids that are in use.

        Raises
        ------
        RequestError
            If they are not, or an entry in force says that they are two.
        """
        known = self._two(person, other, by)
        entry = self.judged_two(known, by.at).get((min(person, other), max(person, other)))
        if entry is not None:
            raise RequestError(
                "entry {entry} says that {one} and {other} are two; undo it first",
                entry=str(entry),
                one=person,
                other=other,
            )
        self.append([by.judgement(JOINED, person=person, other=other)])

    def keep_apart(self, person: str, other: str, by: ByPerson) -> None:
        """Let two persons stay two: nobody is asked about them again while that holds."""
        self._two(person, other, by)
        self.append([by.judgement(APART, person=person, other=other)])

    def _two(self, person: str, other: str, by: ByPerson) -> PersonsOnADay:
        """Make sure that two ids are in use and of two persons; return who is who."""
        self.check_moment(by.at)
        known = self._persons_of({person, other}, by.at)
        for one in (person, other):
            known.check_in_use(one)
        if person == other:
            raise RequestError("{person} is one person already", person=person)
        return known

    def _persons_of(self, ids: Collection[str], as_of: date) -> PersonsOnADay:
        """Return who is who on a day, of all records that some persons have or had: of millions they have few."""
        known = self.persons(as_of, NOBODY)
        theirs = {*ids, *(one for one in known.leads_to if known.resolve(one) in ids)}
        given = self._table(as_of, ["kind", "at", "person", "other", "record"], kinds=_GIVES.to_pylist(), about=theirs)
        return self.persons(as_of, given["record"].combine_chunks())

    def split(self, person: str, records: Sequence[str], by: ByPerson) -> str:
        """Give some records of a person to a new person, and return the new id.

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
                raise RequestError("the record {record} does not belong to {person}", record=record, person=person)
        if its == set(records):
            raise RequestError("these are all records of {person}; something must stay", person=person)
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
        undone = {entry.judgement.undoes for entry in entries_of(self._table(kinds=(UNDONE,)))}
        entries = [self._entry(number) for number in numbers]
        for entry in entries:
            _check_can_be_undone(entry, undone, by.at)
        found = sorted({one for entry in entries for one in self._with_its_own(entry)})
        undoes = pa.array(found, pa.int64())
        self.append_table(judgements_of(len(found), kind=UNDONE, at=by.at, by=by.name, reason=by.reason, undoes=undoes))
        return len(found)

    def _entry(self, number: int) -> LedgerEntry:
        if number not in range(self.size):
            raise RequestError("the ledger has no entry {entry}", entry=str(number))
        # What people said is mostly asked for: of millions of entries those are few.
        [found] = self.numbered([number], BY_PEOPLE) or self.numbered([number])
        return found

    def _with_its_own(self, entry: LedgerEntry) -> range:
        """Return an entry; if it says that all was linked again, with all entries that were written with it."""
        end = self._end_of_file(entry.number) if entry.judgement.kind == RELINKED else entry.number + 1
        return range(entry.number, end)


def _check_can_be_undone(entry: LedgerEntry, undone: Collection[int], day: date) -> None:
    number, judged = entry.number, entry.judgement
    if judged.kind in (MOVED, RETIRED):
        raise RequestError(
            "entry {entry} is part of a re-link; undo that ({reason}), or judge again",
            entry=str(number),
            reason=judged.reason,
        )
    if judged.kind not in BY_PEOPLE:
        raise RequestError(
            "entry {entry} is not a judgement by a person; only {kinds} can be undone",
            entry=str(number),
            kinds=", ".join(BY_PEOPLE),
        )
    if number in undone:
        raise RequestError("entry {entry} is already undone", entry=str(number))
    if judged.until and judged.until < day:
        raise RequestError(
            "entry {entry} held until {until}; there is nothing to undo", entry=str(number), until=str(judged.until)
        )


def _last_given(given: pa.Table) -> pa.Table:
    """Return `record` and `person`, each record with the person it was given to last.

    A record is linked once, so only those that were moved or split off since are looked for twice: grouping all would
    take eight times the memory of the entries.
    """
    again = pc.invert(pc.is_in(given["kind"], value_set=_LINKED))
    given = given.select(["record", "person"])
    if not pc.any(again).as_py():
        return given
    several = pc.is_in(given["record"], value_set=given.filter(again)["record"].combine_chunks())
    of_several = given.filter(several)
    texts = of_several.set_column(1, "person", pc.cast(of_several["person"], pa.string()))
    last = texts.group_by("record", use_threads=False).aggregate([("person", "last")])
    found = [given.filter(pc.invert(several)), last.rename_columns(["record", "person"]).cast(given.schema)]
    return pa.concat_tables(found).unify_dictionaries()


def leads_of(table: pa.Table) -> dict[str, str]:
    """Return for each id that was joined or retired the id that replaces it."""
    joined = table.filter(pc.is_in(table["kind"], value_set=_LEADS))
    return dict(zip(joined["other"].to_pylist(), joined["person"].to_pylist(), strict=True))


def _in_force(table: pa.Table, day: date) -> pa.Table:
    """Leave out what was undone, and what ended before a day."""
    undone = pc.filter(table["undoes"], pc.equal(table["kind"], UNDONE))
    ended = pc.fill_null(pc.less(table["until"], pa.scalar(day)), False)
    gone = pc.or_(ended, pc.is_in(table["number"], value_set=undone.combine_chunks()))
    return table.filter(pc.invert(gone)) if pc.any(gone).as_py() else table  # no copy of millions where all hold


def _pair(persons: PersonsOnADay, judgement: Judgement) -> tuple[str, str]:
    """Return the two persons that a judgement is about, as they are now."""
    one, other = persons.resolve(judgement.person), persons.resolve(judgement.other)
    return min(one, other), max(one, other)
