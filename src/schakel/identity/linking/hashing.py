"""One number for several codes, so that what is said together can be sorted and compared at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def hashes(columns: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.uint64]:
    """Return a hash of 64 bits for each row of some columns of integers (the mixing of splitmix64)."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed += column.astype(np.int64).view(np.uint64) + _ODD[0]
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _ODD[1]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _ODD[2]
        mixed ^= mixed >> np.uint64(31)
    return mixed
