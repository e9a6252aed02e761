"""What a margin holds outside one category: if that must be nobody, everyone in the margin is in the category."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.requirements import Requirement, require
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Equations, Reserved, name_of, sparse_rows
from schakel_protection.thresholds import SOMEBODY


@dataclass(frozen=True, eq=False)
class Guarded:
    """Equations with such rests as hidden cells at the end, and the requirement that each may hold somebody more."""

    equations: Equations
    someone_else: Requirement


def with_rests(table: Equations, held: Iterable[tuple[int, int]]) -> Guarded:
    """Add the rest of a margin for each pair of a category and a margin that it holds all or nearly all of.

    Returns
    -------
    Guarded
        One hidden cell more for each pair: the margin without the category.
    """
    pairs = list(held)
    size, count = len(table), len(pairs)
    keys = [((Reserved.REST, name_of(table.keys[margin])), *table.keys[cell]) for cell, margin in pairs]
    cells, margins = (np.array(places, dtype=np.int64) for places in (zip(*pairs, strict=True) if pairs else ((), ())))
    entries = [
        entry
        for row, (cell, margin) in enumerate(pairs)
        for entry in ((row, margin, -1.0), (row, cell, 1.0), (row, size + row, 1.0))
    ]
    wider = sparse.csr_array(
        (table.relations.data, table.relations.indices, table.relations.indptr),
        shape=(table.relations.shape[0], size + count),
    )
    values = np.append(table.values, table.values[margins] - table.values[cells])
    rows = sparse.csr_array(sparse.vstack([wider, sparse_rows(entries, count, size + count)]))
    hidden = np.append(table.hidden, np.ones(count, dtype=bool))
    equations = Equations((*table.keys, *keys), values, rows, hidden, integer=table.integer)
    return Guarded(equations, require(range(size, size + count), SOMEBODY))


def zeros_beside(table: Equations, held: Iterable[tuple[int, int]]) -> set[int]:
    """Return the cells of nobody in which somebody of such a margin, outside the category, would be counted."""
    pairs, found = list(held), set[int]()
    if not pairs:
        return found
    contains, empty = sparse.csr_array(table.matrix), table.values == 0
    for cell, margin in pairs:
        beside = np.zeros(contains.shape[1])
        beside[_base_of(contains, margin)] = 1.0
        beside[_base_of(contains, cell)] = 0.0
        found.update(np.flatnonzero((contains @ beside > 0) & empty & ~table.hidden).tolist())
    return found


def _base_of(contains: sparse.csr_array, cell: int) -> Places:
    return np.asarray(contains.indices[contains.indptr[cell] : contains.indptr[cell + 1]])
