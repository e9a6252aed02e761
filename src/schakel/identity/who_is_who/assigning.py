"""Linking a delivery with known records: each new record gets a person, and no known record changes person.

A group of new records that touches nobody is a new person; one that touches one person is attached to it. Where it
touches two, it goes with the heavier, and whether these two are one is left for somebody to judge: machines make and
attach, people join and split. Within a delivery the order of records does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.arrays import Codes, Flags, Floats, Integers
from schakel.identity.record_name import name_of_model
from schakel.identity.who_is_who.judgements import ATTACHED, CREATED, SUGGESTED, new_persons
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.ledger_files import judgements_of
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel
from schakel_linkage.linking import Increment, ModelFit, Pool


@dataclass(frozen=True)
class Assigned:
    """What a delivery gave: how many persons were made, records attached, and pairs of persons left to judge.

    `fit` tells how the delivery lies beside the model.
    """

    created: int
    attached: int
    suggested: int
    fit: ModelFit = field(default_factory=ModelFit)


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
    pa.default_memory_pool().release_unused()
    compared = increment.compared()
    persons, ids = _existing(pool, compared.near, None if in_step else ledger, at)
    linked = compared.linked(persons, len(ids))
    given, by = _Given(ids, new_persons(linked.persons - len(ids))), _By(name_of_model(model), at)
    judged = _judgements(linked.of_record, linked.heaviest, given, names, by)
    suggested, part = _suggestions(linked.to_judge(), given, model, by), increment.part
    if in_step:
        entries = pool.entries + judged.num_rows + suggested.num_rows
        part = replace(part, person=linked.of_new, persons=given.made, entries=entries)
    created = pc.sum(pc.equal(judged["kind"], CREATED)).as_py()
    found = Assigned(created, judged.num_rows - created, suggested.num_rows, linked.fit())
    return part, pa.concat_tables([judged, suggested]), found


def _check_new(names: pa.Array, pool: Pool, ledger: Ledger | None) -> None:
    for name in pool.known_among(names).to_pylist() if ledger is None else ledger.persons(records=names).of_record:
        raise RequestError(f"the record {name} already has a person; each record is linked once")


@dataclass(frozen=True)
class _By:
    """Who judges, and when."""

    name: str
    at: date


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
    """The ids of persons by their numbers: first those known, then those that are made now."""

    known: pa.Array
    made: pa.Array

    @cached_property
    def all(self) -> pa.Array:
        """All ids."""
        return pa.concat_arrays([self.known, self.made])

    def named(self, two: tuple[int, int]) -> tuple[str, str]:
        """Return the ids of two persons, in their order."""
        one, other = sorted(self.all[number].as_py() for number in two)
        return one, other


def _judgements(person: Codes, heaviest: Floats, given: _Given, names: pa.Array, by: _By) -> pa.Table:
    """Attach each new record to its person, or create that person with the first of them."""
    first = np.zeros(len(person), dtype=np.bool_)
    first[np.unique(person, return_index=True)[1]] = True
    # Each person is made by one entry, that of the first record; the others are attached to it.
    created = first & (person >= len(given.known))
    return judgements_of(
        len(person),
        kind=_either(created, CREATED, ATTACHED),
        at=by.at,
        by=by.name,
        reason=_either(created, "nobody like this yet", "by the model"),
        person=pa.DictionaryArray.from_arrays(pa.array(person, pa.int32()), given.all),
        record=names,
        weight=pa.array(np.where(created, 0.0, np.round(heaviest, 3))),
    )


def _either(holds: Flags, one: str, other: str) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(holds.astype(np.int32)), pa.array([other, one]))


def _suggestions(asked: Mapping[tuple[int, int], float], given: _Given, model: LinkModel, by: _By) -> pa.Table:
    """Ask of every two persons that a pair worth a look still lies between whether they are one."""
    found = dict(sorted((given.named(two), weight) for two, weight in asked.items()))
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
