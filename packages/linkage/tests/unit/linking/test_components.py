"""What hangs together in a graph: SciPy is the referee."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from schakel_linkage.components import components, share_a_neighbour

SIZE = 12
EDGES = st.sets(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda two: two[0] < two[1]))


def matrix(edges: npt.NDArray[np.int64]) -> coo_array:
    return coo_array((np.ones(len(edges), dtype=int), (edges[:, 0], edges[:, 1])), shape=(SIZE, SIZE))


@given(EDGES)
def test_components_are_those_of_scipy_in_the_order_of_their_first_nodes(listed: set[tuple[int, int]]) -> None:
    edges = np.array(sorted(listed), dtype=np.int64).reshape(-1, 2)
    expected = connected_components(matrix(edges), directed=False)[1]
    assert components(edges[:, 0], edges[:, 1], SIZE).tolist() == expected.tolist()


@given(EDGES, EDGES)
def test_two_nodes_share_a_neighbour_where_a_walk_of_two_edges_leads(
    asked: set[tuple[int, int]], listed: set[tuple[int, int]]
) -> None:
    edges = np.array(sorted(listed), dtype=np.int64).reshape(-1, 2)
    pairs = np.array(sorted(asked), dtype=np.int64).reshape(-1, 2)
    both_ways = matrix(edges).toarray() + matrix(edges).toarray().T
    found = share_a_neighbour(pairs[:, 0], pairs[:, 1], edges[:, 0], edges[:, 1], SIZE)
    assert found.tolist() == ((both_ways @ both_ways)[pairs[:, 0], pairs[:, 1]] > 0).tolist()
