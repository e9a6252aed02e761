"""Which pairs of persons a model asks people about, by who they are now: in columns, since they may be a million."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.who_is_who.judgements import APART, RELINKED, SUGGESTED, PersonsOnADay

ASKED_BY = ["kind", "at", "person", "other", "undoes", "weight", "until"]
"""The columns of a ledger that suggestions rest on."""

Integers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Suggestions:
    """What a model asks on a day, and what of it people answered.

    Parameters
    ----------
    asked
        The pairs of persons that nobody judged, each once, the heaviest first: `one`, `other`, and the `weight` in bits
        of the heaviest suggestion.
    lighter
        The same of pairs that were suggested more often, of each suggestion but the heaviest.
    weight
        Of each suggestion that was answered, in bits; shape (suggestions,).
    of_one_person
        Whether the two are one person; shape (suggestions,).
    """

    asked: pa.Table
    lighter: pa.Table
    weight: npt.NDArray[np.float64]
    of_one_person: npt.NDArray[np.bool_]


def suggestions(in_force: pa.Table, persons: PersonsOnADay) -> Suggestions:
    """Return what is asked and what was answered, by the entries in force on a day.

    Once all records were linked again, what was asked before is asked no more: that asked again.

    Parameters
    ----------
    in_force
        Entries with the columns of `ASKED_BY` and their `number`.
    persons
        Whom retired ids lead to.
    """
    anew = pc.max(in_force.filter(pc.equal(in_force["kind"], RELINKED))["number"]).as_py() or 0
    asked = in_force.filter(pc.equal(in_force["kind"], SUGGESTED))
    asked = asked.filter(pc.greater_equal(asked["number"], anew))
    apart = in_force.filter(pc.equal(in_force["kind"], APART))
    names, (one, other, apart_one, apart_other) = _numbered(
        [table[side] for table in (asked, apart) for side in ("person", "other")], persons
    )
    weight = np.asarray(asked["weight"], dtype=float)
    pair = _pairs(one, other, len(names))
    same = one == other
    answered = same | np.isin(pair, _pairs(apart_one, apart_other, len(names)))
    heaviest, lighter = (
        _named(names, one[of], other[of], weight[of]) for of in _heaviest(pair, weight, np.flatnonzero(~answered))
    )
    return Suggestions(heaviest, lighter, weight[answered], same[answered])


def _named(names: pa.Array, one: Integers, other: Integers, weight: npt.NDArray[np.float64]) -> pa.Table:
    left, right = names.take(pa.array(one)), names.take(pa.array(other))
    in_order = pc.less(left, right)
    sides = {"one": pc.if_else(in_order, left, right), "other": pc.if_else(in_order, right, left)}
    return pa.table({**sides, "weight": weight})


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
    """Return one number for each pair, whoever is named first."""
    return np.minimum(one, other) * persons + np.maximum(one, other)


def _heaviest(pair: Integers, weight: npt.NDArray[np.float64], among: Integers) -> tuple[Integers, Integers]:
    """Return the places of the heaviest suggestion of each pair, and of all others, the heaviest first."""
    order = among[np.lexsort((among, -weight[among]))]
    _, first = np.unique(pair[order], return_index=True)
    return order[np.sort(first)], np.delete(order, first)
