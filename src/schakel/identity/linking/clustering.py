"""Pairs become persons."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Integers = npt.NDArray[np.int64]


def components(left: Integers, right: Integers, size: int) -> Integers:
    """Return for each of `size` nodes the number of its connected component."""
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    found: Integers = connected_components(graph, directed=False)[1].astype(np.int64)
    return found
