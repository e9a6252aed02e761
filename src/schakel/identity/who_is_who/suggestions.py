"""The pairs of persons that a model asks people about, in columns, because there can be a million."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.arrays import Floats, Integers
from schakel.identity.who_is_who.judgements import APART, RELINKED, SUGGESTED, PersonsOnADay

ASKED_BY = ["kind", "at", "person", "other", "undoes", "weight", "until"]
"""The columns of a ledger that suggestions rest on."""


@dataclass(frozen=True)
class Suggestions:
    """What a model asks on a day, and what of it people answered.

    Each suggestion has the two persons as they are now, `one` and `other`, its `weight` in bits, and the ids that the
    model named, `said_one` and `said_other`: null where it is the same.

    Parameters
    ----------
    asked
        The pairs of persons that nobody judged, each once, by the heaviest suggestion; the heaviest first.
    lighter
        All other suggestions of these pairs.
    answered
        The suggestions that were answered, and whether the two are `of_one_person`.
    """

    asked: pa.Table
    lighter: pa.Table
    answered: pa.Table


def suggestions(in_force: pa.Table, persons: PersonsOnADay) -> Suggestions:
    """Return what is asked and what was answered, by the entries in force on a day.

    Once all records were linked again, what was asked before is asked no more: that asked again.

    Parameters
    ----------
    in_force
        Entries with the columns of `ASKED_BY` and their `number`.
    """
    anew = pc.max(in_force.filter(pc.equal(in_force["kind"], RELINKED))["number"]).as_py() or 0
    asked = in_force.filter(pc.equal(in_force["kind"], SUGGESTED))
    asked = asked.filter(pc.greater_equal(asked["number"], anew))
    apart = in_force.filter(pc.equal(in_force["kind"], APART))
    sides = [table[side] for table in (asked, apart) for side in ("person", "other")]
    names, (one, other, apart_one, apart_other) = _numbered(sides, persons)
    weight = np.asarray(asked["weight"], dtype=float)
    pair = _pairs(one, other, len(names))
    same = one == other
    answered = same | np.isin(pair, _pairs(apart_one, apart_other, len(names)))
    parts = (*_heaviest(pair, weight, np.flatnonzero(~answered)), np.flatnonzero(answered))
    heaviest, lighter, judged = (_named(asked, names, one, other, pa.array(of)) for of in parts)
    return Suggestions(heaviest, lighter, judged.append_column("of_one_person", pa.array(same[answered])))


def _named(asked: pa.Table, names: pa.Array, one: Integers, other: Integers, of: pa.Array) -> pa.Table:
    """Some suggestions, the lower id first."""
    rows = asked.select(["person", "other", "weight"]).take(of)
    now = [names.take(pa.array(side).take(of)) for side in (one, other)]
    said = [rows[side].combine_chunks() for side in ("person", "other")]
    named = [_where_it_differs(id_, current) for id_, current in zip(said, now, strict=True)]
    first = pc.less(*now)
    return pa.table(
        {
            "one": pc.if_else(first, *now),
            "other": pc.if_else(first, *reversed(now)),
            "weight": rows["weight"],
            "said_one": pc.if_else(first, *named),
            "said_other": pc.if_else(first, *reversed(named)),
        }
    )


def _where_it_differs(said: pa.DictionaryArray, now: pa.Array) -> pa.Array:
    ids = pc.cast(said, pa.string())
    return pc.if_else(pc.equal(ids, now), pa.scalar(None, pa.string()), ids)


def resolved(ids: pa.DictionaryArray, persons: PersonsOnADay) -> pa.DictionaryArray:
    """Return ids with those that were retired replaced by the ones that they lead to, each once in the dictionary."""
    retired = pc.index_in(ids.dictionary, value_set=pa.array(persons.leads_to, pa.string()))
    stands_for = pa.array(map(persons.resolve, persons.leads_to), pa.string()).take(retired)
    known = pc.coalesce(stands_for, ids.dictionary).dictionary_encode()
    return pa.DictionaryArray.from_arrays(known.indices.take(ids.indices), known.dictionary)


def _numbered(columns: Sequence[pa.ChunkedArray], persons: PersonsOnADay) -> tuple[pa.Array, list[Integers]]:
    """Return the ids of persons, and each column as places among them."""
    together = pa.concat_tables([pa.table({"id": column}) for column in columns]).unify_dictionaries()
    ids = resolved(together["id"].combine_chunks(), persons)
    places = np.asarray(ids.indices, dtype=np.int64)
    return ids.dictionary, np.split(places, np.cumsum([len(column) for column in columns])[:-1])


def _pairs(one: Integers, other: Integers, persons: int) -> Integers:
    """Return one number for each pair, in either order."""
    return np.minimum(one, other) * persons + np.maximum(one, other)


def _heaviest(pair: Integers, weight: Floats, among: Integers) -> tuple[Integers, Integers]:
    """Return the places of the heaviest suggestion of each pair, and of all others, the heaviest first."""
    order = among[np.lexsort((among, -weight[among]))]
    _, first = np.unique(pair[order], return_index=True)
    return order[np.sort(first)], np.delete(order, first)
