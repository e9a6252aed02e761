"""A re-link: compares all records linked again with the current persons, and enters the differences in the ledger.

An id that nobody keeps leads to the person that has most of its records. A record that goes elsewhere is an entry of
its own, so that no id changes without one. A re-link is ordered by a person and entered as such; whom people judged to
be one or two keeps all records, whatever the model says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.arrays import Codes, Flags, Integers
from schakel.identity.record_name import name_of_model
from schakel.identity.who_is_who.assigning import why_asked
from schakel.identity.who_is_who.judgements import (
    MOVED,
    ONE_OR_TWO,
    RELINKED,
    RETIRED,
    SPLIT,
    SUGGESTED,
    ByPerson,
    new_persons,
)
from schakel.identity.who_is_who.kept_ids import KeptIds, Overlaps, keep_ids
from schakel.identity.who_is_who.ledger import NOBODY, Ledger
from schakel.identity.who_is_who.ledger_files import judgements_of
from schakel.identity.who_is_who.linked_anew import LinkedAnew, link_anew
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_linkage import LinkModel
from schakel_linkage.linking import Pool


@dataclass(frozen=True)
class Changes:
    """What a re-link would change.

    Parameters
    ----------
    records, records_changed
        How many there are, and how many would be of a person with another id.
    persons, same, larger, joined, split
        The persons as they are: those who keep their records as they are, keep them and get others, go into another as
        a whole, or come apart.
    made, persons_after
        The persons with a new id, and all that there would be.
    largest, largest_after
        How many records the person with most has, and would have.
    most, most_records, most_changed
        The person most of whose records would go to another, how many records it has, and how many of them would go.
    judged
        The persons who keep their records because people judged them to be one, or two.
    asked, asked_after
        How many pairs of persons people are asked to judge, and would be.
    """

    records: int
    records_changed: int
    persons: int
    same: int
    larger: int
    joined: int
    split: int
    made: int
    persons_after: int
    largest: int
    largest_after: int
    most: str
    most_records: int
    most_changed: int
    judged: int
    asked: int
    asked_after: int


@dataclass(frozen=True)
class Relink:
    """All records linked again, beside the persons as they are; nothing is written.

    Parameters
    ----------
    model, day
        By which model, and on which day.
    entries
        So many the ledger had.
    before, after
        The ids of the persons as they are and as they would be, first those whom people judged (`judged` of them).
    old
        The person that each record of `anew` has now, by its place in `before`.
    again, kept
        Who is who by the model, and where ids go on.
    asked_before, asked
        The pairs of persons that people are asked to judge, and those that they would be, by their ids.
    ends
        The last day on which all judgements in force hold.
    absent
        Records that the ledger knows and the table does not: they stay with their person.
    """

    model: LinkModel
    day: date
    entries: int
    before: pa.Array
    after: pa.Array
    judged: int
    old: Codes
    anew: LinkedAnew
    kept: KeptIds
    asked_before: int
    asked: Mapping[tuple[str, str], float]
    ends: date
    absent: int

    @property
    def changed(self) -> Flags:
        """Mark the records of `anew` whose person would have another id."""
        found: Flags = self.kept.of_new[self.anew.person] != self.old
        return found

    @cached_property
    def changes(self) -> Changes:
        """What would change, in counts."""
        overlaps, olds = Overlaps.of(self.old, self.anew.person), len(self.before)
        whole = overlaps.old_alone()
        stays = self.kept.of_new[overlaps.new] == overlaps.old
        moved = np.bincount(self.old[self.changed], minlength=olds)
        sizes, sizes_after = np.bincount(self.old, minlength=olds), np.bincount(self.anew.person)
        most = int(moved.argmax())
        return Changes(
            records=len(self.old),
            records_changed=int(np.count_nonzero(self.changed)),
            persons=int(np.count_nonzero(sizes)),
            same=int(np.count_nonzero(whole & stays & overlaps.new_alone())),
            larger=int(np.count_nonzero(whole & stays & ~overlaps.new_alone())),
            joined=int(np.count_nonzero(whole & ~stays)),
            split=len(np.unique(overlaps.old[~whole])),
            made=int(np.count_nonzero(self.kept.of_new < 0)),
            persons_after=int(np.count_nonzero(sizes_after)),
            largest=int(sizes.max()),
            largest_after=int(sizes_after.max()),
            most=self.before[most].as_py() if moved[most] else "",
            most_records=int(sizes[most]) if moved[most] else 0,
            most_changed=int(moved[most]),
            judged=self.judged,
            asked=self.asked_before,
            asked_after=len(self.asked),
        )

    def changed_among(self, chosen: Flags) -> tuple[int, int]:
        """Return how many of some records there are, and how many of these would be of a person with another id."""
        among = chosen[self.anew.rows]
        return int(np.count_nonzero(among)), int(np.count_nonzero(among & self.changed))

    def judgements(self, table: pa.Table, by: ByPerson) -> pa.Table:
        """Return the entries by which the re-link is entered: that it was ordered, what moves, who is asked about."""
        assert self.model.trained is not None, "a model is trained before it links"
        model = name_of_model(self.model)
        # First in its file: to undo it is to undo everything that was written with it.
        ordered = judgements_of(1, kind=RELINKED, at=self.day, by=by.name, reason=f"{by.reason} (by {model})")
        why = f"re-link {self.entries}, ordered by {by.name}: {by.reason}"
        changes = [self._retired(), self._moved(self.model.names_of(table))]
        entered = [judgements_of(len(said["person"]), at=self.day, by=model, reason=why, **said) for said in changes]
        return pa.concat_tables([ordered, *entered, self._suggested(model)])

    def _retired(self) -> dict[str, pa.Array]:
        """The ids that nobody keeps, each with the one that it leads to."""
        gone = np.flatnonzero(self.kept.leads_to >= 0)
        person = self.after.take(pa.array(self.kept.leads_to[gone]))
        return {"kind": pa.repeat(RETIRED, len(gone)), "person": person, "other": self.before.take(pa.array(gone))}

    def _moved(self, names: pa.Array) -> dict[str, pa.Array]:
        """The records that go to another person than the id of theirs leads to."""
        # A record whose id leads to its new person needs no entry: the entry that retires the id says it for all its
        # records.
        moved = np.flatnonzero(self.changed & (self.kept.leads_to[self.old] != self.anew.person))
        return {
            "kind": pa.repeat(MOVED, len(moved)),
            "person": self.after.take(pa.array(self.anew.person[moved])),
            "record": names.take(pa.array(self.anew.rows[moved])),
            "other": self.before.take(pa.array(self.old[moved])),
        }

    def _suggested(self, model: str) -> pa.Table:
        weights = list(self.asked.values())
        return judgements_of(
            len(weights),
            kind=SUGGESTED,
            at=self.day,
            by=model,
            reason=pa.array([why_asked(weight, self.model) for weight in weights], pa.string()),
            person=pa.array([one for one, _ in self.asked], pa.string()),
            other=pa.array([other for _, other in self.asked], pa.string()),
            weight=pa.array(weights, pa.float64()),
        )

    def pool(self, judgements: pa.Table) -> Pool:
        """Return the pool that the next delivery is linked with, once these are entered."""
        return replace(
            self.anew.pool, persons=self.after, entries=self.entries + judgements.num_rows, ends=self.ends, after=0
        )  # fmt: skip


def relink(table: pa.Table, model: LinkModel, ledger: Ledger, day: date, progress: Progress = silent) -> Relink:
    """Link all records of a ledger again, and lay what that gives beside the persons as they are.

    Raises
    ------
    RequestError
        If the model has no weights, or the ledger has no records or later entries.
    """
    entries, known = ledger.check_moment(day), ledger.who_is_who(day)
    if not known.num_rows:
        raise RequestError("the ledger knows no records yet; there is nothing to link again")
    judged, parted = _judged_by_people(ledger, day)
    before, person = _as_they_are(known, model.names_of(table), judged)
    if not (person >= 0).any():
        raise RequestError("none of the records in the ledger exists any more")
    # People outrank every model: the records of whom they judged are given, and the model only places the others.
    given = np.where(person < len(judged), person, -1)
    anew = link_anew(table, model, ledger.deliveries(), given, progress)
    old, news = person[anew.rows], max(len(judged), anew.persons)
    age = partial(_age, ledger, before)
    kept = keep_ids(Overlaps.of(old, anew.person), len(judged), len(before), news, age)
    after = _ids(kept.of_new, before)
    return Relink(
        model, day, entries, before, after, len(judged), old, anew, kept,
        asked_before=len(ledger.suggested(day)),
        asked=_asked(anew, after, parted),
        ends=ledger.ends(day),
        absent=known.num_rows - len(old),
    )  # fmt: skip


def _as_they_are(known: pa.Table, records: pa.Array, judged: pa.Array) -> tuple[pa.Array, Codes]:
    """Return the ids of all persons, first those judged, and the place of each record's among them, -1 for none."""
    who = known["person"].take(pc.index_in(records, value_set=known["record"].combine_chunks()))
    who = pc.cast(who, pa.string()).combine_chunks()
    others = pc.unique(who.filter(pc.invert(pc.is_in(who, value_set=judged)))).drop_null()
    # Those judged come first, so that their places are the numbers under which they are given.
    ids = pa.concat_arrays([judged, others])
    return ids, pc.fill_null(pc.index_in(who, value_set=ids), -1).to_numpy()


def _age(ledger: Ledger, ids: pa.Array, persons: Integers) -> Integers:
    """Return how old the ids of persons are: the lower, the elder."""
    chosen = ids.take(pa.array(persons)).to_pylist()
    ages = ledger.age(set(chosen))
    return np.array([ages[one] for one in chosen], dtype=np.int64)


def _judged_by_people(ledger: Ledger, day: date) -> tuple[pa.Array, Collection[tuple[str, str]]]:
    """Return the persons judged to be one or two, and the pairs of these whose records were parted."""
    persons, parted, known = set[str](), set[tuple[str, str]](), ledger.persons(day, records=NOBODY)
    for judgement in (entry.judgement for entry in ledger.judged_of(ONE_OR_TWO, day)):
        one, other = known.resolve(judgement.person), known.resolve(judgement.other)
        persons |= {one, other}
        if judgement.kind == SPLIT:
            parted.add((min(one, other), max(one, other)))
    return pa.array(sorted(persons), pa.string()), parted


def _ids(of_new: Integers, before: pa.Array) -> pa.Array:
    """Return the id of each new person: the one that it keeps, or one made for it."""
    made = np.flatnonzero(of_new < 0)
    place = of_new.copy()
    place[made] = len(before) + np.arange(len(made))
    return pa.concat_arrays([before, new_persons(len(made))]).take(pa.array(place))


def _asked(anew: LinkedAnew, after: pa.Array, parted: Collection[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Return by their ids the pairs of persons to judge; nobody is asked about what somebody parted."""
    ids, found = after.to_pylist(), dict[tuple[str, str], float]()
    for (one, other), weight in anew.asked.items():
        pair = (min(ids[one], ids[other]), max(ids[one], ids[other]))
        if pair not in parted:
            found[pair] = weight
    return dict(sorted(found.items()))
