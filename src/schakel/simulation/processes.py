"""The random processes that a field may name: each turns numbers in [0, 1) into values, by inversion.

What they call `luck` are these numbers, one per row.

A parameter may differ by group of rows: `groups` tells these apart, and a process sees one group and the value of the
parameter for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Uniform = npt.NDArray[np.float64]

Numbers = npt.NDArray[Any]
NINTH_DECILE = NormalDist().inv_cdf(0.9)
KEPT = 0.99
"""The share of a lognormal spread that is kept: its tail would let cases wait for decades."""


def draw(weights: Mapping[str, float], luck: Uniform) -> Numbers:
    """Return a position among the names of `weights`, each as likely as its weight."""
    return weighted(np.asarray(list(weights.values()), dtype=np.float64), luck)


def weighted(weights: Numbers, luck: Uniform) -> Numbers:
    """Return positions, each as likely as its weight.

    Parameters
    ----------
    weights
        At least 0, in any unit; they need not add up to 1.
    """
    edges = np.cumsum(weights) / np.sum(weights)
    # The last edge can come out a hair below 1, and luck between the two would fall off the end.
    positions: Numbers = np.minimum(np.searchsorted(edges, luck, side="right"), len(edges) - 1)
    return positions


def chance(share: float, luck: Uniform) -> Numbers:
    """Return whether it happens, with probability `share`."""
    happens: Numbers = luck < share
    return happens


def days(spread: Mapping[str, float], luck: Uniform) -> Numbers:
    """Return whole days, lognormal with the given `median` and `ninth_decile`, without the slowest hundredth."""
    # The ninth decile of a lognormal is its median times e to the power of sigma times that of the normal.
    sigma = np.log(spread["ninth_decile"] / spread["median"]) / NINTH_DECILE
    from scipy.special import ndtri  # here, since every verb loads this module and only a simulation needs scipy

    # Not from 0: the normal that belongs to it is minus infinity.
    found: Numbers = np.floor(spread["median"] * np.exp(sigma * ndtri(np.maximum(luck * KEPT, 1e-12)))).astype(np.int64)
    return found


def whole(limits: Mapping[str, int], luck: Uniform) -> Numbers:
    """Return whole numbers from `low` to `high`, all equally likely."""
    return limits["low"] + np.floor(luck * (limits["high"] - limits["low"] + 1)).astype(np.int64)


def curve(points: Mapping[str, float], luck: Uniform) -> Numbers:
    """Return days until something that may never happen (then NaN).

    `points` gives the share to which it has happened after so many days; in between, the share rises evenly.

    Parameters
    ----------
    points
        Shares from 0 to 1, rising, by numbers of days, rising too.
    """
    at = np.asarray([0.0, *(float(day) for day in points)])
    share = np.asarray([0.0, *points.values()])
    return np.where(luck < share[-1], np.floor(np.interp(luck, share, at)), np.nan)


NUMERIC: Mapping[str, Callable[[Any, Uniform], Numbers]] = {
    "chance": chance,
    "days": days,
    "whole": whole,
    "curve": curve,
}


def evenly(luck: Uniform, order: Uniform) -> Uniform:
    """Spread numbers over [0, 1) so that each equal part holds equally many, in the random order of `order`.

    Systematic sampling: how many children parents have is drawn with it, so that a total that is declared is the
    total that is found, also where it is small. Luck and order are of two streams.
    """
    # The place that each has in the order, by sorting twice.
    ranks = np.argsort(np.argsort(order, kind="stable"), kind="stable")
    return (ranks + luck) / max(len(luck), 1)


def groups(block: pa.Table, by: Sequence[str]) -> tuple[Numbers, list[tuple[str, ...]]]:
    """Return for each row the number of its group, and for each group the texts that its rows share.

    Parameters
    ----------
    by
        Names of columns; without any, all rows are one group.
    """
    if not by:
        return np.zeros(block.num_rows, dtype=np.int64), [()]
    texts = [pc.fill_null(pc.cast(_plain(block[name]), pa.string()), "") for name in by]
    # The unit separator, which is in no text that people write, so that two rows never join to one text by chance.
    joined = pc.binary_join_element_wise(*texts, "\x1f").combine_chunks().dictionary_encode()
    return joined.indices.to_numpy(), [tuple(key.split("\x1f")) for key in joined.dictionary.to_pylist()]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    is_dictionary = pa.types.is_dictionary(column.type)
    return column.cast(column.type.value_type) if is_dictionary else column


@dataclass(frozen=True)
class Streams:
    """The streams of one run: each process has its own in every year, so that adding one never shifts another.

    A stream is PCG64 seeded with (seed, name of the process, year), read as raw 64-bit words. NumPy promises that these
    words never change, which it does not promise of its distributions.
    """

    seed: int

    def uniform(self, process: str, year: int, size: int) -> Uniform:
        """Return `size` numbers in [0, 1), always the same for the same seed, process and year."""
        sequence = np.random.SeedSequence(entropy=self.seed, spawn_key=(crc32(process.encode()), year))
        words = np.random.PCG64(sequence).random_raw(size)
        # A float has 53 bits: the upper ones of a word, as NumPy itself makes uniform numbers.
        return np.asarray(words >> np.uint64(11), dtype=np.float64) * 2.0**-53
