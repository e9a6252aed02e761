"""At which partners each person is registered, and where a number joins their records: counted over equal persons.

Each thing that can be known about a person is a bit, so that millions of persons are compared at once.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from schakel.identity.arrays import Flags, Integers

KINDS = ("groups", "partners", "by_number")
_BITS = 63  # of a word of 64 bits, beside its sign


def shared_persons(
    who: Integers, numbered: Integers, places: Integers, names: Sequence[str], members: Mapping[str, Flags]
) -> pa.Table:
    """Count the persons about whom the same is known: their groups, their partners, and where they meet on a number.

    Parameters
    ----------
    who, numbered, places
        The person of each record, the group that numbers make of it, and the place of its partner in `names`.
    members
        For each group of persons whether the person of each record is in it.
    """
    partners = sorted(names)
    at = np.array([partners.index(name) for name in names], dtype=np.int64)[places]
    known = {("groups", name): who[inside] for name, inside in members.items()}
    known |= {("partners", name): who[at == place] for place, name in enumerate(partners)}
    known |= {("by_number", " ".join(pair)): persons for pair, persons in _meetings(who, numbered, at, partners)}
    counted = sorted(
        (tuple([name for one, name in facts if one == kind] for kind in KINDS), persons)
        for facts, persons in _counted(known, who)
    )
    columns = {kind: [facts[place] for facts, _ in counted] for place, kind in enumerate(KINDS)}
    return pa.table(
        {name: pa.array(column, pa.list_(pa.string())) for name, column in columns.items()}
        | {"persons": pa.array([persons for _, persons in counted], pa.int64())}
    )


def _meetings(
    who: Integers, numbered: Integers, at: Integers, partners: Sequence[str]
) -> Iterator[tuple[tuple[str, str], Integers]]:
    """Give each two partners that have records of a person under one number, in their order, with those persons."""
    # A person and a number of that person, as one integer: two arrays of fewer than 2^31 in the halves of 64 bits.
    meetings, of_record = np.unique(who << 32 | numbered, return_inverse=True)
    meeting, place = np.divmod(np.unique(of_record * len(partners) + at), max(len(partners), 1))
    found = dict[int, list[Integers]]()
    # Partners of one meeting follow each other in the sorted array: every two of them are at most so many places apart.
    for apart in range(1, len(partners)):
        here = np.flatnonzero(meeting[apart:] == meeting[:-apart])
        pairs = place[here] * len(partners) + place[here + apart]
        for pair in np.unique(pairs).tolist():
            found.setdefault(pair, []).append(meetings[meeting[here[pairs == pair]]] >> 32)
    for pair in sorted(found):
        one, other = divmod(pair, len(partners))
        yield (partners[one], partners[other]), np.concatenate(found[pair])


def _counted(known: Mapping[tuple[str, str], Integers], who: Integers) -> Iterator[tuple[list[tuple[str, str]], int]]:
    """Count the persons with the same known attributes among these."""
    said, size = list(known), int(who.max(initial=-1)) + 1
    # Several words where there are more facts than bits: 20 partners have 190 pairs.
    words = [np.zeros(size, dtype=np.int64) for _ in range(0, len(said), _BITS)]
    for place, persons in enumerate(known.values()):
        words[place // _BITS][persons] |= np.int64(1) << place % _BITS
    columns = {str(number): word for number, word in enumerate(words)}
    counts = pa.table(columns).group_by(list(columns)).aggregate([([], "count_all")]).to_pydict()
    for persons, *bits in zip(counts.pop("count_all"), *counts.values(), strict=True):
        yield [one for place, one in enumerate(said) if bits[place // _BITS] >> place % _BITS & 1], persons
