"""Every random process has a stream of its own in every year, so that adding one never shifts another.

A stream is PCG64 seeded with (seed, name of the process, year), read as raw 64-bit words. NumPy promises that these
words never change, which it does not promise of its distributions: those are made here, by inversion.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

Uniform = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Streams:
    """The streams of one run."""

    seed: int

    def uniform(self, process: str, year: int, size: int) -> Uniform:
        """Return `size` numbers in [0, 1), always the same for the same seed, process and year."""
        sequence = np.random.SeedSequence(entropy=self.seed, spawn_key=(crc32(process.encode()), year))
        words = np.random.PCG64(sequence).random_raw(size)
        # A float has 53 bits: the upper ones of a word, as NumPy itself makes uniform numbers.
        return np.asarray(words >> np.uint64(11), dtype=np.float64) * 2.0**-53
