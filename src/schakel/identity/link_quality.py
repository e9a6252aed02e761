"""How well the persons of an alliance are linked, measured without the truth, in counts that are protected like all
others.

It measures three things. Of the persons whom two partners have both, how many meet on a number and how many on a name.
Of the pairs of records that a number shows to be one person, how many names alone would have found, and how many they
would have joined wrongly: that is the recall and the precision of linking by names. And what the figures would be under
other links that are as likely.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import pyarrow as pa

from schakel.identity.arrays import Integers
from schakel.identity.clustered_share import interval
from schakel.identity.meeting import shared_persons
from schakel.identity.membership import group_members
from schakel.model.persons import PersonGroup
from schakel_linkage.linking import KnownRecords, measure_linkage

FOUND, MISSED, WRONG = "found", "missed", "wrong"
LEAST, MOST = "least", "most"
"""Between these many missed or wrong pairs lies the truth in nineteen of twenty."""
DOUBTS = ("two-birth-years", "two-persons", "for-review", "loose-persons")
"""In the order in which readers have them."""

_Pairs = tuple[Integers, Integers]
"""By number or by person, the pairs of records of one person that are of one number too, and all pairs."""


@dataclass(frozen=True)
class LinkQuality:
    """What was measured of a linkage, as tables of counts.

    Parameters
    ----------
    shared
        `groups`, `partners`, `by_number`, `persons`: how many persons are in the same groups, are at the same
        partners, and meet on a number at the same pairs of them (written as `a b`).
    hidden
        `group`, `outcome`, `pairs`: pairs of records, while all numbers were hidden; of those missed and wrong
        also how many are within the 95% interval (`missed-least`, `missed-most`).
    figures
        `partner` (empty: all together), `reading`, `persons`.
    doubts
        `doubt`, `number`: numbers with two years of birth, numbers of two persons, pairs for people to judge,
        persons that hang together loosely.
    """

    shared: pa.Table
    hidden: pa.Table
    figures: pa.Table
    doubts: pa.Table


def link_quality(
    records: pa.Table,
    known: KnownRecords,
    who: Integers,
    groups: Sequence[PersonGroup],
    for_review: int = 0,
) -> LinkQuality:
    """Measure a linkage of records, as written and as they are compared; `who` is the person of each, from 0.

    Returns
    -------
    LinkQuality
        Four tables of counts of persons and of pairs of records; none of them is protected yet.
    """
    members = {one.name: group_members(records, one, who) for one in groups}
    partner = records["partner"].combine_chunks().dictionary_encode()
    places = np.asarray(partner.indices, dtype=np.int64)
    names = partner.dictionary.to_pylist()
    measured = measure_linkage(known, who, places)
    by_names = measured.by_names
    hidden = (
        one
        for name, inside in {"": np.ones(len(who), dtype=np.bool_), **members}.items()
        for one in _counted(name, by_names.recall(inside), by_names.precision(inside))
    )
    figures = (
        (partner, reading, int(persons[place]))
        for place, partner in enumerate([*names, ""])
        for reading, persons in measured.persons.items()
    )
    said = {**measured.doubts, "for-review": for_review}
    return LinkQuality(
        shared_persons(who, measured.by_numbers, places, names, members),
        _table(("group", "outcome", "pairs"), hidden),
        _table(("partner", "reading", "persons"), figures),
        pa.table({"doubt": [*DOUBTS], "number": pa.array([said[one] for one in DOUBTS], pa.int64())}),
    )


def _table(columns: Sequence[str], rows: Iterable[tuple[str, str, int]]) -> pa.Table:
    listed = list(rows)
    kinds = (pa.string(), pa.string(), pa.int64())
    return pa.table({name: pa.array([row[n] for row in listed], kinds[n]) for n, name in enumerate(columns)})


def _counted(name: str, recall: _Pairs, precision: _Pairs) -> Iterable[tuple[str, str, int]]:
    """Count pairs of records with a name and a number: found, missed, joined though their numbers differ."""
    yield name, FOUND, int(recall[0].sum())
    for outcome, (both, all_of_them) in ((MISSED, recall), (WRONG, precision)):
        yield from ((name, said, pairs) for said, pairs in _with_interval(outcome, both, all_of_them))


def _with_interval(outcome: str, both: Integers, all_of_them: Integers) -> Iterable[tuple[str, int]]:
    """Return how many of all pairs are not of both, and between which numbers that lies in nineteen of twenty."""
    total, (low, high) = int(all_of_them.sum()), interval(both, all_of_them)
    yield outcome, total - int(both.sum())
    yield f"{outcome}-{LEAST}", floor((1 - high) * total)
    yield f"{outcome}-{MOST}", ceil((1 - low) * total)
