"""Texts as codes; and how those that are names sound and begin, worked out once for each and kept beside them.

All texts of all attributes share one list, so that a code means the same text in every column and a given name can be
held against a surname. Most names of a delivery were heard before: only the new ones are worked on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel_linkage.arrays import Codes, Flags
from schakel_linkage.link_model.levels import UNKNOWN, Columns
from schakel_linkage.records import names

_NO_TEXTS = pa.nulls(0, pa.string())


@dataclass(frozen=True)
class Lexicon:
    """Texts, and what is known about the names among them.

    Parameters
    ----------
    texts, sounds
        What the codes of texts, and of sounds, stand for.
    named
        The codes of the texts that are names, in the order in which they came.
    sound, initial, short
        Of each of these: the code of its sound (UNKNOWN if none is left), the code point of its first letter, and
        whether that is all of it.
    """

    texts: pa.Array
    sounds: pa.Array
    named: Codes
    sound: Codes
    initial: Codes
    short: Flags

    @classmethod
    def empty(cls) -> "Lexicon":
        """Return the lexicon without texts."""
        none = np.empty(0, dtype=np.int32)
        return cls(_NO_TEXTS, _NO_TEXTS, none, none, none, none.astype(np.bool_))

    @classmethod
    def of(cls, parts: "Sequence[Lexicon]") -> "Lexicon":
        """Return the lexicon that parts make up, each counting on from the one before it."""
        return cls(
            pa.concat_arrays([part.texts for part in parts]),
            pa.concat_arrays([part.sounds for part in parts]),
            np.concatenate([part.named for part in parts]),
            np.concatenate([part.sound for part in parts]),
            np.concatenate([part.initial for part in parts]),
            np.concatenate([part.short for part in parts]),
        )

    def since(self, before: "Lexicon") -> "Lexicon":
        """Return what was added to an earlier state of this lexicon."""
        first = len(before.named)
        return Lexicon(
            self.texts.slice(len(before.texts)),
            self.sounds.slice(len(before.sounds)),
            self.named[first:],
            self.sound[first:],
            self.initial[first:],
            self.short[first:],
        )

    def with_texts(self, parts: Sequence[pa.Array]) -> "tuple[Lexicon, list[Codes]]":
        """Return the lexicon with some lists of texts taken in, and the codes of each list; UNKNOWN is that of null."""
        codes, texts = _coded(pa.concat_arrays([_NO_TEXTS, *parts]), self.texts)
        starts = np.cumsum([0, *(len(part) for part in parts)])
        return replace(self, texts=texts), [codes[start:end] for start, end in pairwise(starts.tolist())]

    def with_names(self, codes: Codes) -> "Lexicon":
        """Return the lexicon in which the texts of some codes are known as names."""
        new = np.unique(codes)
        # What was heard before is not worked out again; most names of a delivery were.
        new = new[(new >= 0) & (self._of_each["initial"][new] == UNKNOWN)]
        text = self.texts.take(pa.array(new))
        sound, sounds = _coded(names.sound(text), self.sounds)
        first = names.initial(text).dictionary_encode()
        letters = np.array([ord(letter) for letter in first.dictionary.to_pylist()], dtype=np.int32)
        short = pc.equal(pc.utf8_length(text), 1)
        added = Lexicon(_NO_TEXTS, _NO_TEXTS, new.astype(np.int32), sound, letters[first.indices], np.asarray(short))
        return replace(Lexicon.of([self, added]), sounds=sounds)

    def parts(self, codes: Codes) -> Columns:
        """Return how the names with some codes sound and begin; UNKNOWN where there is none."""
        return {part: of_each[codes] for part, of_each in self._of_each.items()}

    @cached_property
    def _of_each(self) -> dict[str, npt.NDArray[Any]]:
        """What is known about each text, in the place of its code; the last place is for the unknown."""
        place = np.full(len(self.texts) + 1, len(self.named), dtype=np.int32)
        place[self.named] = np.arange(len(self.named))
        found = {"sound": self.sound, "initial": self.initial, "short": self.short}
        return {
            part: np.append(of_named, of_named.dtype.type(_NOTHING[part]))[place] for part, of_named in found.items()
        }


_NOTHING = {"sound": UNKNOWN, "initial": UNKNOWN, "short": False}


def _coded(texts: pa.Array, known: pa.Array) -> tuple[Codes, pa.Array]:
    """Return the codes of texts, those that are not known yet behind the others, and the list of all.

    The known ones are looked up among the texts: these are fewer, and stay in the cache of a processor.
    """
    encoded = texts.dictionary_encode()
    listed, indices = encoded.dictionary, encoded.indices
    numbers = np.full(len(listed), UNKNOWN, dtype=np.int32)
    if len(known):
        place = pc.index_in(known, value_set=listed)
        numbers[place.drop_null().to_numpy()] = np.asarray(pc.indices_nonzero(pc.is_valid(place)))
    new = numbers == UNKNOWN
    numbers[new] = len(known) + np.arange(np.count_nonzero(new))
    codes: Codes = np.append(numbers, np.int32(UNKNOWN))[np.asarray(indices.fill_null(len(numbers)))]
    return codes, pa.concat_arrays([known, listed.filter(pa.array(new))])
