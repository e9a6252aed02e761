"""Answering questions from leaves that were drawn once: what is drawn, and what is published of it."""

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel.disclosure.protected import _SEAL, ProtectedCell, ProtectedTable
from schakel.disclosure.ranking import rank
from schakel.disclosure.statistics import draw
from schakel.disclosure.tables.naming import ReleasedTable, bounded, key_of_cell
from schakel.model.figure import Figure
from schakel.model.table import Cell, Table
from schakel_protection.epochs import Epoch, Leaves
from schakel_protection.tables import CountBound, Key

Places = NDArray[np.int64]
Vector = NDArray[np.float64]


def leaves_of(tables: Iterable[tuple[Table, Places]], counts: Vector, exchanges: Places | None = None) -> Leaves:
    """Return leaves with every cell of some tables over them, both bounds of each.

    Parameters
    ----------
    tables
        Each over atoms, of leaves and of units that stay as they are, with the atom of each leaf, of shape (n,).
    counts
        Units in each leaf, of shape (n,).
    exchanges
        Among which leaves units can be exchanged so that little else changes, of shape (k, 4).
    """
    keys, cells, staying = dict[Key, None](), list[sparse.csr_array](), [np.zeros(0)]
    for one, atom in tables:
        units = np.array(one.base, float)
        found = {key: parts for cell in one.cells for key, parts in _bounds(ReleasedTable(one), cell, units).items()}
        # A cell of nobody is shown as such, and one of two tables is one cell.
        new = {key: parts for key, parts in found.items() if parts and key not in keys}
        inside = _ones(atom, np.arange(len(counts)), (len(units), len(counts)))
        rows = np.repeat(np.arange(len(new)), [len(parts) for parts in new.values()])
        sums = _ones(rows, np.array([part for parts in new.values() for part in parts], int), (len(new), len(units)))
        keys |= dict.fromkeys(new)
        cells.append(sums @ inside)
        staying.append(sums @ (units - inside @ counts))
    return Leaves(counts, sparse.vstack(cells, format="csr"), tuple(keys), np.concatenate(staying), exchanges)


def _ones(rows: Places, columns: Places, shape: tuple[int, int]) -> sparse.csr_array:
    # There are tens of millions of them.
    return sparse.csr_array((np.ones(len(rows), np.int8), (rows, columns)), shape=shape)


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
    told = {
        name: {cell.coordinates: _figure(table, cell) for cell in cells}
        for name, cells in table.told_by_statistics.items()
    }
    drawn = {one.kind: draw(one, table.dimensions, counts, Epoch.PROFILE, told) for one in table.indicator.statistics}
    cells = tuple(
        ProtectedCell(at, count, {kind: figures[at] for kind, figures in drawn.items() if at in figures})
        for at, count in counts.items()
    )
    return ProtectedTable(
        table.indicator, rank(table.dimensions, counts), cells, Epoch.PROFILE, table.synthetic, _SEAL, table.complete
    )
