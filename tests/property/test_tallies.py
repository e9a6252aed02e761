"""Counting each delivery once and adding up comes to what counting all records comes to."""

from collections import Counter

import numpy as np
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel_linkage.linking.tallies import Tally

ROWS = st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 3)), max_size=30)


def tally_of(rows: list[tuple[int, int]]) -> Tally:
    """Count rows, each once."""
    value, origin = np.array(rows, dtype=np.int32).reshape(-1, 2).T
    return Tally(value, origin, np.ones(len(rows), dtype=np.int32))


def counted(tally: Tally) -> Counter[tuple[int, int]]:
    """Return the number of rows by value and origin, cell by cell."""
    found = Counter[tuple[int, int]]()
    for value, origin, count in zip(tally.value.tolist(), tally.origin.tolist(), tally.count.tolist(), strict=True):
        found[value, origin] += count
    return found


@examples(20)
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_deliveries_add_up_and_each_cell_is_kept_once(deliveries: list[list[tuple[int, int]]]) -> None:
    gathered = Tally.of([tally_of(rows).gathered() for rows in deliveries]).gathered()
    assert counted(gathered) == Counter(row for rows in deliveries for row in rows)
    assert len(gathered.value) == len(counted(gathered))
