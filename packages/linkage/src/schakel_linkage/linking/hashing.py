"""One number for several codes, so that what is said together can be sorted and compared at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_ODD = np.uint64(0x9E3779B97F4A7C15)
_ODD_OF_HALF = np.uint32(0x9E3779B1)
_MIXING = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
AT_ONCE = 1 << 15
"""So many rows are mixed while they are in the cache of a processor."""


def hashes(columns: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.uint64]:
    """Return a hash of 64 bits for each row of some columns of integers (the mixing of splitmix64)."""
    found = np.zeros(len(columns[0]), dtype=np.uint64)
    for start in range(0, len(found), AT_ONCE):
        mixed, rest = found[start : start + AT_ONCE], np.empty(min(AT_ONCE, len(found) - start), dtype=np.uint64)
        for column in columns:
            mixed += column[start : start + AT_ONCE].astype(np.int64).view(np.uint64)
            mixed += _ODD
            for shift, odd in _MIXING:
                mixed ^= np.right_shift(mixed, shift, out=rest)
                mixed *= odd
            mixed ^= np.right_shift(mixed, np.uint64(31), out=rest)
    return found


def one_byte(column: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return a hash of eight bits for each row of a column of integers: different ones are equal one time in 256."""
    found: npt.NDArray[np.uint8] = (column.astype(np.uint32) * _ODD_OF_HALF >> np.uint32(24)).astype(np.uint8)
    return found


def grouped(values: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first place of each different value, in the order of the values, and which of these each value is."""
    order = np.argsort(values)
    laid = values[order]
    begins = np.concatenate([[True], laid[1:] != laid[:-1]])[: len(laid)]
    of_each = np.empty(len(values), dtype=np.int64)
    of_each[order] = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    return np.minimum.reduceat(order, starts) if len(starts) else starts, of_each
