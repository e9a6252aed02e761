"""An upper limit on the similarity of two texts from their letters, without comparing them.

A letter that only one of two texts has is not in common, so what each has alone limits what both have. Which letters a
text has are bits of a word, and how many it has in all are its last bits: two words tell the limit at once.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel_linkage.arrays import Floats, Integers
from schakel_linkage.link_model.levels import LetterCounts
from schakel_linkage.linking.scales import WeightScale

_LENGTH_BITS = 5
LONG = (1 << _LENGTH_BITS) - 1
"""A text of so many letters or more, or with others than ASCII has, can be like any text."""
_LENGTH = np.uint64(LONG)
_KINDS = 64 - _LENGTH_BITS

Words = npt.NDArray[np.uint64]


def letters_of(texts: pa.Array) -> Words:
    """Return the letters and the length of texts, none of them null."""
    starts = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    lengths, some = np.diff(starts), np.flatnonzero(np.diff(starts))
    found = np.where((lengths < LONG) & np.asarray(pc.string_is_ascii(texts)), lengths, LONG).astype(np.uint64)
    if len(some):
        written = np.frombuffer(texts.buffers()[2], dtype=np.uint8)[starts[0] : starts[-1]]
        bits = np.uint64(1) << (written % _KINDS + _LENGTH_BITS).astype(np.uint64)
        found[some] |= np.bitwise_or.reduceat(bits, starts[some] - starts[0])
    return found


def letters_of_codes(texts: pa.Array, codes: npt.NDArray[np.int32]) -> Words:
    """Return the letters of the text of each code, nothing of what is unknown; only texts that occur are looked at."""
    occurs = np.zeros(len(texts) + 1, dtype=np.bool_)
    occurs[codes] = True
    occurs[-1] = False
    places = np.flatnonzero(occurs)
    found = np.zeros(len(texts) + 1, dtype=np.uint64)
    found[places] = letters_of(texts.take(pa.array(places)))
    return found[codes]


def together(one: Words, other: Words) -> Integers:
    """Return for many pairs their place in a table of what letters allow (`most_by_letters`)."""
    length, lengths = (one & _LENGTH).astype(np.int64), (other & _LENGTH).astype(np.int64)
    alone, others = np.bitwise_count((one & ~other) & ~_LENGTH), np.bitwise_count((other & ~one) & ~_LENGTH)
    common = np.maximum(np.minimum(length - alone, lengths - others), 0)
    place: Integers = (length << _LENGTH_BITS | lengths) << _LENGTH_BITS | common
    return place


def most_by_letters(scale: WeightScale) -> Floats:
    """Return the most that pairs can weigh that look alike in their texts, by the place that their letters give."""
    place = np.arange(1 << 3 * _LENGTH_BITS)
    two = LetterCounts(place >> 2 * _LENGTH_BITS, place >> _LENGTH_BITS & LONG, place & LONG)
    anything = (two.one == LONG) | (two.other == LONG)
    found = np.full(len(place), -np.inf)
    for condition, weight in zip(scale.conditions, scale.weights, strict=False):
        if condition.of_text:
            possible = True if condition.letters is None else condition.letters(two) | anything
            found = np.where(possible, np.maximum(found, weight), found)
    return found
