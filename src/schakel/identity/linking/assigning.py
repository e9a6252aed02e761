"""A delivery is linked with what is known: each of its records gets a person, and no person changes.

A group of new records that touches nobody is a new person; one that touches one person is attached to it. Where it
touches two, it goes with the heavier, and whether these two are one is left for somebody to judge: machines make and
attach, people join and split. Within a delivery the order of records does not matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.linking.blocking import CutRule, bounded, pairs
from schakel.identity.linking.clustering import group
from schakel.identity.linking.declared import LinkModel
from schakel.identity.linking.drift import Delivered, Drift, drifts
from schakel.identity.linking.ledger import ATTACHED, CREATED, SUGGESTED, Judgement, Ledger, new_person
from schakel.identity.linking.pairing import Pairs
from schakel.identity.linking.pool import Pool
from schakel.identity.linking.record_file import record_names
from schakel.identity.linking.rules import forbidden, people_too
from schakel.identity.linking.scoring import Scorer
from schakel.identity.linking.standardising import standardise
from schakel.identity.linking.variants import Integers, Variants, collapse
from schakel.model.errors import RequestError
from schakel.store.engine import connect

Codes = npt.NDArray[np.int32]


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
    larger, judgements, found = proposed(table, model, pool, ledger, at)
    ledger.append(judgements)
    return larger, found


def proposed(
    table: pa.Table, model: LinkModel, pool: Pool, ledger: Ledger, at: date
) -> tuple[Pool, list[Judgement], Assigned]:
    """Return the larger pool, the judgements that link the records of a delivery of one day, and what these come to.

    Raises
    ------
    RequestError
        If the model has no weights, a record has a person already, or the ledger has later entries.
    """
    if model.trained is None:
        raise RequestError("The model has no weights; train it on these or other records first (--train).")
    table = table.take(pa.array(np.argsort(record_names(table, model).to_numpy(zero_copy_only=False), kind="stable")))
    names = record_names(table, model)
    in_step = pool.entries == ledger.size
    for name in pool.known_among(names).to_pylist() if in_step else ledger.persons(records=names).of_record:
        raise RequestError(f"the record {name} has a person already; each record is linked once")
    records = standardise(table, model, at, known=pool.texts)
    variants = collapse(records, model, len(pool))
    larger = pool.extended(records, variants, names, model)
    near = _near(larger, len(pool), model)
    codes, ids = _existing(near, larger.record, None if in_step else ledger, pool.person)
    groups = group(_with_numbers_of_persons(near, codes, model), model, codes.astype(np.int64)).person
    given, by = _persons_of_groups(groups, codes, ids), _By(f"model {model.name} of {model.trained.on}", at)
    judged = _judgements(near, groups, codes, given, names.to_pylist(), variants.of_record, by)
    suggested = _suggestions(near, groups, given, model, by)
    created = sum(one.kind == CREATED for one in judged)
    joined = near.pairs.levels[:, near.pairs.weight >= model.thresholds.join]
    moved = drifts(Delivered(variants.columns, records.texts, groups[codes < 0]), joined, model)
    if in_step:
        larger = _knowing(larger, len(pool), groups[codes < 0], given, pool.entries + len(judged) + len(suggested))
    return (
        larger,
        [*judged, *suggested],
        Assigned(created, len(judged) - created, len(suggested), near.pairs.cut, moved),
    )


def _knowing(pool: Pool, known: int, groups: Integers, persons: list[str], entries: int) -> Pool:
    """Return the pool with the persons of its new variants."""
    who = pa.array([persons[group] for group in groups.tolist()], pa.string())
    return replace(pool, person=pa.concat_arrays([pool.person.slice(0, known), who]), entries=entries)


def assign_all(deliveries: Iterable[tuple[date, pa.Table]], model: LinkModel, pool: Pool, ledger: Ledger) -> Pool:
    """Link deliveries in the order of their days, whatever the order they are given in; those of one day together."""
    days: dict[date, list[pa.Table]] = {}
    for day, table in deliveries:
        days.setdefault(day, []).append(table)
    for day in sorted(days):
        pool, _ = assign(pa.concat_tables(days[day]), model, pool, ledger, day)
    return pool


@dataclass(frozen=True)
class _By:
    """Who judges, and when."""

    name: str
    at: date


@dataclass(frozen=True)
class _Near:
    """The pairs of which one is new, among the variants near them; `chosen` are their places in the pool."""

    pairs: Pairs
    chosen: Integers


def _near(pool: Pool, known: int, model: LinkModel) -> _Near:
    assert model.trained is not None
    new = np.arange(len(pool)) >= known
    chosen, columns, laid = pool.beside(new, model)
    blocks, cut = bounded(laid, columns, model)
    prior = model.trained.prior(len(pool))
    with connect({}) as connection:
        scorer = Scorer(model, columns, pool.texts, connection)
        found = scorer.weigh(pairs(blocks, new[chosen]), model.thresholds.review - prior)
    variants = Variants(np.arange(len(chosen)), np.arange(len(chosen)), columns)
    return _Near(Pairs(variants, found.left, found.right, found.weight + prior, found.levels, tuple(cut)), chosen)


def _existing(near: _Near, record: pa.Array, ledger: Ledger | None, person: pa.Array) -> tuple[Codes, list[str]]:
    """Number the persons of the old variants, as the pool knows them or else the ledger; -1 for the new."""
    old = pa.array(near.chosen[near.chosen < len(person)])
    held = person.take(old)
    if ledger is not None:
        names = record.take(old)
        persons = ledger.persons(records=names).of_record
        held = pa.array([persons[name] for name in names.to_pylist()], pa.string())
    encoded = held.dictionary_encode()
    codes = np.full(len(near.chosen), -1, dtype=np.int32)
    codes[: len(old)] = encoded.indices
    return codes, encoded.dictionary.to_pylist()


def _with_numbers_of_persons(near: _Near, codes: Codes, model: LinkModel) -> Pairs:
    """Let the old variants of a person share its unique numbers, so that none of them hides one."""
    columns = dict(near.pairs.variants.columns)
    for attribute in model.attributes:
        if attribute.unique:
            name = f"{attribute.name}_value"
            columns[name] = _shared(columns[name], codes)
    variants = replace(near.pairs.variants, columns=columns)
    return replace(near.pairs, variants=variants)


def _shared(numbers: Codes, codes: Codes) -> Codes:
    old = codes >= 0
    of_person = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=numbers.dtype)
    np.maximum.at(of_person, codes[old], numbers[old])
    shared = numbers.copy()
    missing = old & (numbers < 0)
    shared[missing] = of_person[codes[missing]]
    return shared


def _persons_of_groups(groups: Integers, codes: Codes, ids: list[str]) -> list[str]:
    """Return the person of each group: the one that a member has, or a new one."""
    held = np.full(int(groups.max(initial=-1)) + 1, -1)
    np.maximum.at(held, groups, codes)
    return [ids[code] if code >= 0 else new_person() for code in held.tolist()]


def _judgements(
    near: _Near, groups: Integers, codes: Codes, persons: list[str], names: list[str], of_record: Integers, by: _By
) -> list[Judgement]:
    """Attach each new record to the person of its group, or create that person with the first of them."""
    best = np.zeros(len(near.chosen))
    for side in (near.pairs.left, near.pairs.right):
        np.maximum.at(best, side, near.pairs.weight)
    made = {persons[group] for group in groups.tolist()} - {persons[group] for group in groups[codes >= 0].tolist()}
    found = list[Judgement]()
    first_new = len(near.chosen) - int(np.count_nonzero(codes < 0))
    for name, variant in zip(names, of_record.tolist(), strict=True):
        node = first_new + variant
        person = persons[groups[node]]
        kind, reason = (CREATED, "nobody like this yet") if person in made else (ATTACHED, "by the model")
        made.discard(person)
        weight = 0.0 if kind == CREATED else round(float(best[node]), 3)
        found.append(Judgement(kind, by.at, by.name, reason, person, name, weight=weight))
    return found


def _suggestions(near: _Near, groups: Integers, persons: list[str], model: LinkModel, by: _By) -> list[Judgement]:
    """Ask of every two persons that a pair worth a look still lies between whether they are one."""
    possible = ~forbidden(near.pairs, replace(model, cannot_link=people_too(model.cannot_link)))
    apart = np.flatnonzero(possible & (groups[near.pairs.left] != groups[near.pairs.right]))
    asked: dict[tuple[str, str], float] = {}
    for pair in apart.tolist():
        one, other = sorted((persons[groups[near.pairs.left[pair]]], persons[groups[near.pairs.right[pair]]]))
        if one != other:
            asked[one, other] = max(asked.get((one, other), 0.0), round(float(near.pairs.weight[pair]), 3))
    return [
        Judgement(SUGGESTED, by.at, by.name, _worth_a_look(weight, model), one, other=other, weight=weight)
        for (one, other), weight in sorted(asked.items())
    ]


def _worth_a_look(weight: float, model: LinkModel) -> str:
    heavy = weight >= model.thresholds.join
    return "a heavy pair lies between them" if heavy else "a pair between the thresholds lies between them"
