"""Questions are answered from leaves that were drawn once: what is drawn, and what leaves of it."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel.disclosure.protected import _SEAL, ProtectedCell, ProtectedTable
from schakel.disclosure.ranking import rank
from schakel.disclosure.statistics import draw
from schakel.disclosure.tables.naming import ReleasedTable, bounded, key_of_cell
from schakel.model.figure import Figure
from schakel.model.table import Cell, Table
from schakel_protection.epochs import DRAWN, MINIMUM_BASE, Leaves
from schakel_protection.tables import CountBound, Key


def leaves_of(tables: Iterable[Table]) -> Leaves:
    """Return leaves with every cell of some tables over them, both bounds of each.

    Parameters
    ----------
    tables
        At least one; all over the same leaves.
    """
    counts, cells = np.zeros(0), dict[Key, NDArray[np.int32]]()
    for one in tables:
        counts = np.array(one.base, float)
        for cell in one.cells:
            found = _bounds(ReleasedTable(one), cell, counts)
            cells |= {key: np.array(parts, np.int32) for key, parts in found.items() if parts}
    # Where nobody is in any of them there is no cell at all.
    places, starts = np.concatenate([np.zeros(0, np.int32), *cells.values()]), np.cumsum([0, *map(len, cells.values())])
    matrix = sparse.csr_array((np.ones(len(places)), places, starts), shape=(len(cells), len(counts)))
    return Leaves(counts, matrix, tuple(cells))


def _bounds(one: ReleasedTable, cell: Cell, counts: NDArray[np.float64]) -> dict[Key, tuple[int, ...]]:
    """Both bounds by the name that they have in the release ledger: that of the count itself where nothing is open."""
    key = key_of_cell(one, cell)
    is_open = counts[list(cell.lower)].sum() < counts[list(cell.upper)].sum()
    lower = bounded(key, CountBound.LOWER) if is_open or not cell.lower else key
    upper = bounded(key, CountBound.UPPER)
    return {lower: cell.lower} if cell.lower == cell.upper else {lower: cell.lower, upper: cell.upper}


def _figure(table: Table, cell: Cell) -> Figure:
    lower, upper = table.bounds(cell)
    return Figure(float(lower), float(upper))


def answer_of(table: Table) -> ProtectedTable:
    """Return the answer to a question, from a table over leaves as they were drawn: no count is in it."""
    counts = {cell.coordinates: _figure(table, cell) for cell in table.cells}
    unclear = {
        along: {cell.coordinates: _figure(table, cell) for cell in cells}
        for along, cells in table.in_unclear_wholes.items()
    }
    drawn = {
        one.kind: draw(one, table.dimensions, counts, MINIMUM_BASE, unclear.get(one.along, {}))
        for one in table.indicator.statistics
    }
    cells = tuple(
        ProtectedCell(at, count, {kind: figures[at] for kind, figures in drawn.items() if at in figures})
        for at, count in counts.items()
    )
    return ProtectedTable(
        table.indicator, rank(table.dimensions, counts), cells, DRAWN, table.synthetic, _SEAL, table.complete
    )


def drawn_leaves(leaves: pa.Table, units: NDArray[np.float64], column: str, kept: Sequence[int] = ()) -> pa.Table:
    """Return leaves with what was drawn for them in place of their counts; those with nothing are left out.

    Parameters
    ----------
    leaves
        What is known of each, and in a column its count.
    units
        What was drawn for each, of shape (n,).
    column
        The name of that column.
    kept
        The places of those that are not left out.
    """
    numbers = np.rint(units).astype(np.int64)
    changed = leaves.set_column(leaves.column_names.index(column), column, pa.array(numbers))
    return changed.filter(pa.array((numbers > 0) | np.isin(np.arange(len(numbers)), list(kept))))
