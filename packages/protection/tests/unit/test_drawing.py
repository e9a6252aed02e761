"""Tables come out as often as they should, and exchanges let small counts move where sums leave no room."""

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.stats import chisquare

from schakel_protection.epochs import Leaves
from schakel_protection.epochs.drawing import draw_table

SQUARE = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 1, 1], [1, 0, 0, 0]])
"""Four leaves of two dimensions, and what is asked of them: both margins, the total, and one of the leaves."""
LIMITS = np.array([1, 4, 1, 3, 7, 0]), np.array([3, 5, 4, 5, 8, 2])


def within(limits, sums, largest):
    """Every table of whole numbers whose sums are within limits, each looked at."""
    tables = np.indices((largest + 1,) * sums.shape[1]).reshape(sums.shape[1], -1)
    asked = sums @ tables
    kept = ((limits[0][:, np.newaxis] <= asked) & (asked <= limits[1][:, np.newaxis])).all(axis=0)
    return [tuple(table) for table in tables[:, kept].T.tolist()]


ADMISSIBLE = within(LIMITS, SQUARE, 8)


def expected():
    """The referee: how likely each is, over all numbers to which small counts can be pulled; all are small here."""
    shown = np.array(ADMISSIBLE) @ SQUARE.T
    pulled = product(*(range(low, high + 1) for low, high in zip(*LIMITS, strict=True)))
    likely = np.array([np.exp2(-np.abs(shown - targets).sum(axis=1)) for targets in pulled])
    return (likely / likely.sum(axis=1, keepdims=True)).mean(axis=0)


EXCHANGES = np.array([[0, 3, 1, 2]])
FROM = [(ADMISSIBLE[0], None), (ADMISSIBLE[-1], EXCHANGES)]
CROSSED = [(ADMISSIBLE[-1], None), (ADMISSIBLE[0], EXCHANGES)]


@pytest.mark.parametrize(
    ("counts", "exchanges"), [*FROM, *(pytest.param(*one, marks=pytest.mark.slow) for one in CROSSED)]
)
def test_tables_come_out_as_often_as_they_should_whichever_was_counted(counts, exchanges):
    """So whoever knows the program and the ranges, and not the secret, learns no more of where in them counts lie."""
    keys = tuple((("cell", str(place)),) for place in range(len(SQUARE)))
    leaves = Leaves(np.array(counts, float), sparse.csr_array(SQUARE), keys, exchanges=exchanges)
    drawn = Counter(tuple(draw_table(leaves, LIMITS, number.to_bytes(2, "big"))) for number in range(500))
    assert set(drawn) <= set(ADMISSIBLE)
    assert chisquare([drawn[table] for table in ADMISSIBLE], 500 * expected()).pvalue > 0.01


WIDE = np.vstack([np.kron(np.eye(2, dtype=int), np.ones(3, int)), np.kron(np.ones(2, int), np.eye(3, dtype=int))])
"""Six leaves of two dimensions, two by three, and both margins."""
COUNTED = (1, 4, 2, 3, 1, 5)
BESIDE = within((WIDE @ COUNTED, WIDE @ COUNTED), WIDE, 7)


def test_where_sums_leave_no_room_small_counts_move_by_exchanges_and_each_table_is_drawn_as_often():
    keys = tuple((("cell", str(place)),) for place in range(len(WIDE)))
    exchanges = np.array([[one, 3 + other, other, 3 + one] for one, other in [(0, 1), (0, 2), (1, 2)]])
    leaves, sums = Leaves(np.array(COUNTED, float), sparse.csr_array(WIDE), keys), WIDE @ COUNTED
    seeds = [number.to_bytes(2, "big") for number in range(500)]
    assert {tuple(draw_table(leaves, (sums, sums), seed)) for seed in seeds[:20]} == {COUNTED}
    drawn = Counter(tuple(draw_table(replace(leaves, exchanges=exchanges), (sums, sums), seed)) for seed in seeds)
    assert set(drawn) <= set(BESIDE)
    assert chisquare([drawn[table] for table in BESIDE]).pvalue > 0.01
