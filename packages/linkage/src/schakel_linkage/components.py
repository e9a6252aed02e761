"""The connected parts of a graph, and which two nodes share a neighbour.

Both are done for all edges at once. Components come by hooking and jumping (Shiloach and Vishkin, An O(log n) parallel
connectivity algorithm, 1982): each root that has an edge to a smaller one is hooked to the smallest, each node jumps to
its root, and the edges that are left are those between roots.
"""

import numpy as np

from schakel_linkage.arrays import Flags, Integers


def components(left: Integers, right: Integers, size: int) -> Integers:
    """Return for each of `size` nodes the number of its connected component, in the order of their first nodes.

    Parameters
    ----------
    left, right
        The nodes that each edge joins; shape (edges,).
    """
    root = np.arange(size)
    while True:
        one, other = root[left], root[right]
        apart = np.flatnonzero(one != other)
        if not len(apart):
            break
        left, right = np.minimum(one[apart], other[apart]), np.maximum(one[apart], other[apart])
        np.minimum.at(root, right, left)
        # After each jump every tree has depth one, so the number of rounds grows with the logarithm of the chain.
        root = _jumped(root)
    found: Integers = (np.cumsum(root == np.arange(size)) - 1)[root]
    return found


def _jumped(root: Integers) -> Integers:
    """Let each node jump to the root of its root, until it is there."""
    while True:
        above = root[root]
        if np.array_equal(above, root):
            return root
        root = above


def share_a_neighbour(one: Integers, other: Integers, left: Integers, right: Integers, size: int) -> Flags:
    """Tell which pairs of nodes have a neighbour in common.

    Parameters
    ----------
    one, other
        The pairs that are asked about; shape (pairs,).
    left, right
        The edges of the graph, each once; shape (edges,).
    """
    edges = np.sort(np.concatenate([left * size + right, right * size + left]))
    starts = np.searchsorted(edges, np.arange(size + 1) * size)
    degree = np.diff(starts)
    few = np.where(degree[one] <= degree[other], one, other)  # the neighbours of whichever has fewer are looked at
    many = one + other - few
    pair = np.repeat(np.arange(len(one)), degree[few])
    place = np.arange(len(pair)) - np.repeat(np.cumsum(degree[few]) - degree[few], degree[few])
    neighbour = edges[starts[few[pair]] + place] % size
    asked = many[pair] * size + neighbour
    found = np.zeros(len(one), dtype=np.bool_)
    found[pair[edges[np.minimum(np.searchsorted(edges, asked), len(edges) - 1)] == asked]] = True
    return found
