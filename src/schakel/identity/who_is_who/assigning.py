"""Linking a delivery with known records: each new record gets a person, and no known record changes person.

A group of new records that touches nobody is a new person; one that touches one person is attached to it. Where it
touches two, it goes with the heavier, and whether these two are one is left for somebody to judge: machines make and
attach, people join and split. Within a delivery the order of records does not matter.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.arrays import Codes, Flags, Integers
from schakel.identity.record_name import name_of_model
from schakel.identity.who_is_who.judgements import ATTACHED, CREATED, SUGGESTED, new_persons
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.ledger_files import judgements_of
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel
from schakel_linkage.linking import CutRule, Drift, Increment, IncrementGroups, Pool


@dataclass(frozen=True)
class Assigned:
    """What a delivery gave: how many persons were made, records attached, and pairs of persons left to judge.

    `cut` are the rules whose blocks, by now, hold too many records to compare all of them; `drifts` tell how the
    delivery lies beside the model.
    """

    created: int
    attached: int
    suggested: int
    cut: tuple[CutRule, ...] = ()
    drifts: tuple[Drift, ...] = ()


def assign(table: pa.Table, model: LinkModel, pool: Pool, ledger: Ledger, at: date) -> tuple[Pool, Assigned]:
    """Link the records of a delivery of one day, write the judgements into the ledger, and return the larger pool.

    Raises
    ------
    RequestError
        As `proposed` does, or if somebody else added to the ledger meanwhile.
    """
    part, judgements, found = proposed(table, model, pool, ledger, at)
    ledger.append_table(judgements)
    return pool.extended(part), found


def proposed(
    table: pa.Table, model: LinkModel, pool: Pool, ledger: Ledger, at: date
) -> tuple[Pool, pa.Table, Assigned]:
    """Return what a delivery of one day adds to the pool, the judgements that link its records, and what these come to.

    Parameters
    ----------
    pool
        Everybody known so far, in step with the ledger or not.

    Raises
    ------
    RequestError
        If the model has no weights, a record has a person already, or the ledger has later entries.
    """
    # Sorted by name, so that the same delivery in another order gives the same persons.
    increment = Increment.of(table.take(pc.sort_indices(model.names_of(table))), model, pool, at)
    names = increment.part.records
    ledger.check_moment(at)
    # A pool that is in step spares reading the ledger, which holds everybody who ever was.
    in_step = pool.in_step(ledger.size, at)
    _check_new(names, pool, None if in_step else ledger)
    groups, ids = _grouped(increment, None if in_step else ledger, at)
    held = groups.persons(known=len(ids))
    given = _Given(held, ids, new_persons(int(np.count_nonzero(held >= len(ids)))))
    by = _By(name_of_model(model), at)
    judged, suggested = _judgements(groups, given, names, by), _suggestions(groups, given, model, by)
    part = increment.part
    if in_step:
        entries = pool.entries + judged.num_rows + suggested.num_rows
        part = replace(part, person=given.of_group[groups.of_new], persons=given.made, entries=entries)
    created = pc.sum(pc.equal(judged["kind"], CREATED)).as_py()
    found = Assigned(created, judged.num_rows - created, suggested.num_rows, groups.cut, groups.drifts())
    return part, pa.concat_tables([judged, suggested]), found


def _check_new(names: pa.Array, pool: Pool, ledger: Ledger | None) -> None:
    for name in pool.known_among(names).to_pylist() if ledger is None else ledger.persons(records=names).of_record:
        raise RequestError(f"the record {name} already has a person; each record is linked once")


@dataclass(frozen=True)
class _By:
    """Who judges, and when."""

    name: str
    at: date


def _grouped(increment: Increment, ledger: Ledger | None, at: date) -> tuple[IncrementGroups, pa.Array]:
    """Group the records of a delivery; return the ids of the persons whom the groups know by number as well."""
    pa.default_memory_pool().release_unused()
    compared = increment.compared()
    persons, ids = _existing(increment.pool, compared.near, ledger, at)
    return compared.grouped(persons), ids


def _existing(pool: Pool, old: Integers, ledger: Ledger | None, at: date) -> tuple[Codes, pa.Array]:
    """Number the persons of old variants, as the pool knows them or else the ledger; return their ids as well."""
    if ledger is None:
        return pool.person[old], pool.persons
    names = pool.records.take(pa.array(pool.record[old]))
    persons = ledger.persons(at, records=names).of_record
    encoded = pa.array([persons[name] for name in names.to_pylist()], pa.string()).dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary


@dataclass(frozen=True)
class _Given:
    """The person of each group: its place among the ids of all, the last of which are `made` for groups without one."""

    of_group: Codes
    known: pa.Array
    made: pa.Array

    def is_new(self, groups: Integers) -> Flags:
        """Mark the groups whose person is made now."""
        new: Flags = self.of_group[groups] >= len(self.known)
        return new

    @cached_property
    def _all(self) -> pa.Array:
        return pa.concat_arrays([self.known, self.made])

    def ids(self, groups: Integers) -> pa.DictionaryArray:
        """Return the ids of the persons of groups."""
        return pa.DictionaryArray.from_arrays(pa.array(self.of_group[groups], pa.int32()), self._all)


def _judgements(groups: IncrementGroups, given: _Given, names: pa.Array, by: _By) -> pa.Table:
    """Attach each new record to the person of its group, or create that person with the first of them."""
    group = groups.of_record
    first = np.zeros(len(group), dtype=np.bool_)
    first[np.unique(group, return_index=True)[1]] = True
    # Each person is made by one entry, that of the first record; the others are attached to it.
    created = first & given.is_new(group)
    return judgements_of(
        len(group),
        kind=_either(created, CREATED, ATTACHED),
        at=by.at,
        by=by.name,
        reason=_either(created, "nobody like this yet", "by the model"),
        person=given.ids(group),
        record=names,
        weight=pa.array(np.where(created, 0.0, np.round(groups.heaviest, 3))),
    )


def _either(holds: Flags, one: str, other: str) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(holds.astype(np.int32)), pa.array([other, one]))


def _suggestions(groups: IncrementGroups, given: _Given, model: LinkModel, by: _By) -> pa.Table:
    """Ask of every two persons that a pair worth a look still lies between whether they are one."""
    *sides, weights = groups.to_judge()
    left, right = (given.ids(side).to_pylist() for side in sides)
    asked: dict[tuple[str, str], float] = {}
    for one, other, weight in zip(left, right, weights.tolist(), strict=True):
        # Two groups can be of one person, who has known records in both.
        if one != other:
            two = (min(one, other), max(one, other))
            asked[two] = max(asked.get(two, 0.0), weight)
    found = dict(sorted(asked.items()))
    return judgements_of(
        len(asked),
        kind=SUGGESTED,
        at=by.at,
        by=by.name,
        reason=pa.array([why_asked(weight, model) for weight in found.values()], pa.string()),
        person=pa.array([one for one, _ in found], pa.string()),
        other=pa.array([other for _, other in found], pa.string()),
        weight=pa.array(list(found.values()), pa.float64()),
    )


def why_asked(weight: float, model: LinkModel) -> str:
    """Return why somebody is asked about a pair of persons."""
    heavy = weight >= model.thresholds.join
    return "a heavy pair lies between them" if heavy else "a pair between the thresholds lies between them"
