"""A delivery is linked with what is known: each of its records gets a person, and no person changes.

A group of new records that touches nobody is a new person; one that touches one person is attached to it. Where it
touches two, it goes with the heavier, and whether these two are one is left for somebody to judge: machines make and
attach, people join and split. Within a delivery the order of records does not matter.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.who_is_who.judgements import ATTACHED, CREATED, SUGGESTED, new_persons
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.ledger_files import judgements_of
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel, Pool, record_names, standardise
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.blocking import CutRule, bounded
from schakel_linkage.linking.clustering import group
from schakel_linkage.linking.drift import Delivered, Drift, drifts
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.rules import forbidden, people_too
from schakel_linkage.linking.scoring import Scorer
from schakel_linkage.linking.variants import Integers, Variants, collapse
from schakel_linkage.records.lexicon import Lexicon

NO_WEIGHTS = "The model has no weights; train it on these or other records first (--train)."

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


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
    """Link the records of a delivery of one day, write the judgements into the ledger, and return the larger pool."""
    part, judgements, found = proposed(table, model, pool, ledger, at)
    ledger.append_table(judgements)
    return pool.extended(part), found


def proposed(
    table: pa.Table, model: LinkModel, pool: Pool, ledger: Ledger, at: date
) -> tuple[Pool, pa.Table, Assigned]:
    """Return what a delivery of one day adds to the pool, the judgements that link its records, and what these come to.

    Parameters
    ----------
    table
        The records of a delivery.
    model
        A trained model.
    pool
        Everybody known so far, in step with the ledger or not.
    ledger
        Who is who; it is read, not written.
    at
        The day that the judgements are dated.

    Raises
    ------
    RequestError
        If the model has no weights, a record has a person already, or the ledger has later entries.
    """
    if model.trained is None:
        raise RequestError(NO_WEIGHTS)
    # Sorted by name, so that the same delivery in another order gives the same persons.
    table = table.take(pa.array(np.argsort(record_names(table, model).to_numpy(zero_copy_only=False), kind="stable")))
    names = record_names(table, model)
    ledger.check_moment(at)
    in_step = pool.in_step(ledger.size, at)
    _check_new(names, pool, None if in_step else ledger)
    records = standardise(table, model, at, known=pool.lexicon)
    variants = collapse(records, model, len(pool))
    part = pool.part(records, variants, names, model)
    near, old = pairs_with_new(pool, part, records.lexicon, model)
    existing, ids = _existing(pool, old, None if in_step else ledger, at)
    codes = np.concatenate([existing, np.full(len(part), -1, dtype=np.int32)])
    near, codes, groups = grouped(near, codes, model)
    held = persons_of_groups(groups, codes, len(ids))
    given = _Given(held, ids, new_persons(int(np.count_nonzero(held >= len(ids)))))
    by = _By(f"model {model.name} of {model.trained.on}", at)
    judged = _judgements(near, groups, given, names, variants.of_record, by)
    suggested = _suggestions(near, groups, given, model, by)
    joined = near.levels[:, near.weight >= model.thresholds.join]
    delivered = {name: column[codes < 0] for name, column in near.variants.columns.items()}
    moved = drifts(Delivered(delivered, records.texts, groups[codes < 0]), joined, model)
    if in_step:
        entries = pool.entries + judged.num_rows + suggested.num_rows
        part = replace(part, person=given.of_group[groups[codes < 0]], persons=given.made, entries=entries)
    created = pc.sum(pc.equal(judged["kind"], CREATED)).as_py()
    found = Assigned(created, judged.num_rows - created, suggested.num_rows, near.cut, moved)
    return part, pa.concat_tables([judged, suggested]), found


def _check_new(names: pa.Array, pool: Pool, ledger: Ledger | None) -> None:
    for name in pool.known_among(names).to_pylist() if ledger is None else ledger.persons(records=names).of_record:
        raise RequestError(f"the record {name} already has a person; each record is linked once")


@dataclass(frozen=True)
class _By:
    """Who judges, and when."""

    name: str
    at: date


def pairs_with_new(pool: Pool, part: Pool, lexicon: Lexicon, model: LinkModel) -> tuple[Pairs, Integers]:
    """Return the pairs with one new variant, and the places of the old variants that are before the new ones."""
    assert model.trained is not None
    old, columns, laid = pool.beside(part, lexicon, model)
    new = np.arange(len(old) + len(part)) >= len(old)
    blocks, cut = bounded(laid, columns, model)
    prior = model.trained.prior(len(pool) + len(part))
    scorer = Scorer(model, columns, lexicon.texts)
    found = scorer.weigh_blocked(blocks, model.thresholds.review - prior, new)
    variants = Variants(np.arange(len(new)), np.arange(len(new)), columns)
    return Pairs(variants, found.left, found.right, found.weight + prior, found.levels, tuple(cut)), old


def _existing(pool: Pool, old: Integers, ledger: Ledger | None, at: date) -> tuple[Codes, pa.Array]:
    """Number the persons of old variants, as the pool knows them or else the ledger; return their ids as well."""
    if ledger is None:
        return pool.person[old], pool.persons
    names = pool.records.take(pa.array(pool.record[old]))
    persons = ledger.persons(at, records=names).of_record
    encoded = pa.array([persons[name] for name in names.to_pylist()], pa.string()).dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary


def grouped(near: Pairs, codes: Codes, model: LinkModel) -> tuple[Pairs, Codes, Integers]:
    """Group the variants without a person and those in a pair; return these alone, with the group of each.

    Parameters
    ----------
    codes
        The person that each variant has already, by number; below 0 where it has none.
    """
    stays, numbers = _in_pairs(near, codes), _numbers_of_persons(near, codes, model)
    near, codes = _only(near, stays), codes[stays]
    columns = {**near.variants.columns, **{name: shared[stays] for name, shared in numbers.items()}}
    with_numbers = replace(near, variants=replace(near.variants, columns=columns))
    return near, codes, group(with_numbers, model, codes.astype(np.int64)).person


def _in_pairs(near: Pairs, codes: Codes) -> Flags:
    """Tell which variants are new, or old and in a pair."""
    stays: Flags = codes < 0
    stays[near.left] = stays[near.right] = True
    return stays


def _only(near: Pairs, stays: Flags) -> Pairs:
    """Return pairs among the variants that stay."""
    number, kept = np.cumsum(stays) - 1, np.flatnonzero(stays)
    columns = {name: column[kept] for name, column in near.variants.columns.items()}
    variants = Variants(np.arange(len(kept)), np.arange(len(kept)), columns)
    return replace(near, variants=variants, left=number[near.left], right=number[near.right])


def _numbers_of_persons(near: Pairs, codes: Codes, model: LinkModel) -> Columns:
    """Let the old variants of a person share its unique numbers, so that none of them hides one."""
    names = [f"{attribute.name}_value" for attribute in model.attributes if attribute.unique]
    return {name: _shared(near.variants.columns[name], codes) for name in names}


def _shared(numbers: Codes, codes: Codes) -> Codes:
    old = codes >= 0
    of_person = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=numbers.dtype)
    # A person has one number of each kind, or none, so the largest is that number.
    np.maximum.at(of_person, codes[old], numbers[old])
    shared = numbers.copy()
    missing = old & (numbers < 0)
    shared[missing] = of_person[codes[missing]]
    return shared


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

    def ids(self, places: npt.NDArray[Any]) -> pa.Array:
        """Return the ids at some places."""
        new = places >= len(self.known)
        found = pa.concat_arrays(
            [self.known.take(pa.array(places[~new])), self.made.take(pa.array(places[new] - len(self.known)))]
        )
        return found.take(pa.array(np.argsort(np.argsort(new, kind="stable"), kind="stable")))


def persons_of_groups(groups: Integers, codes: Codes, known: int) -> Codes:
    """Return the person of each group: the one that a member has, or a new one, numbered after those known."""
    held = np.full(int(groups.max(initial=-1)) + 1, -1, dtype=np.int32)
    np.maximum.at(held, groups, codes)
    without = np.flatnonzero(held < 0)
    held[without] = known + np.arange(len(without))
    return held


def _judgements(
    near: Pairs, groups: Integers, given: _Given, names: pa.Array, of_record: Integers, by: _By
) -> pa.Table:
    """Attach each new record to the person of its group, or create that person with the first of them."""
    best = np.zeros(len(near.variants))
    for side in (near.left, near.right):
        np.maximum.at(best, side, near.weight)
    node = len(best) - int(of_record.max(initial=-1)) - 1 + of_record
    first = np.zeros(len(node), dtype=np.bool_)
    first[np.unique(groups[node], return_index=True)[1]] = True
    created = first & given.is_new(groups[node])
    return judgements_of(
        len(node),
        kind=pc.if_else(created, CREATED, ATTACHED),
        at=by.at,
        by=by.name,
        reason=pc.if_else(created, "nobody like this yet", "by the model"),
        person=given.ids(given.of_group[groups[node]]),
        record=names,
        weight=pa.array(np.where(created, 0.0, np.round(best[node], 3))),
    )


def _suggestions(near: Pairs, groups: Integers, given: _Given, model: LinkModel, by: _By) -> pa.Table:
    """Ask of every two persons that a pair worth a look still lies between whether they are one."""
    apart = worth_a_look(near, groups, model)
    left, right = (given.ids(given.of_group[groups[side[apart]]]).to_pylist() for side in (near.left, near.right))
    asked: dict[tuple[str, str], float] = {}
    for one, other, weight in zip(left, right, np.round(near.weight[apart], 3).tolist(), strict=True):
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


def worth_a_look(near: Pairs, groups: Integers, model: LinkModel) -> Integers:
    """Return the pairs that lie between two groups and that people may judge to be one."""
    possible = ~forbidden(near, replace(model, cannot_link=people_too(model.cannot_link)))
    return np.flatnonzero(possible & (groups[near.left] != groups[near.right]))


def why_asked(weight: float, model: LinkModel) -> str:
    """Return why somebody is asked about a pair of persons."""
    heavy = weight >= model.thresholds.join
    return "a heavy pair lies between them" if heavy else "a pair between the thresholds lies between them"
