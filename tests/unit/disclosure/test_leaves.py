"""Leaves hold every cell that can be asked for."""

import numpy as np
import pyarrow as pa
import small
from small import BY_FORM

from schakel.disclosure.epochs import leaves_of
from schakel.indicators import tabulate


def test_where_nobody_is_in_any_table_there_is_no_cell():
    base = pa.table({"form": pa.array([], pa.int64()), "n": pa.array([], pa.int64())})
    table = tabulate(small.indicator(BY_FORM), small.alliance(), base)
    found = leaves_of([(table, np.zeros(0, int))], np.zeros(0))
    assert found.cells.shape == (0, 0) and found.keys == ()
