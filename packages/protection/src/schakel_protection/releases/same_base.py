"""Base cells of two editions that are the same: their numbers are new in each, so the counts they are part of tell.

Nothing is said of them: units that move together in one edition are tried in the others too, and what breaks a relation
there is left out.
"""

from collections.abc import Iterator

import scipy.sparse as sparse

from schakel_protection.tables.equations import Equations, Key, Reserved

_Counted = tuple[str, frozenset[Key]]


def is_base(key: Key) -> bool:
    """Whether a cell is finer than any table."""
    return bool(key) and key[0][0] == Reserved.BASE


def same_base(earlier: Equations, later: Equations) -> Iterator[tuple[Key, Key]]:
    """Yield pairs of base cells, of an earlier edition and a later one, that are part of the same counts of both."""
    then = {counted: key for key, counted in _counted_in(earlier, later)}
    yield from ((then[counted], key) for key, counted in _counted_in(later, earlier) if counted in then)


def _counted_in(one: Equations, other: Equations) -> Iterator[tuple[Key, _Counted]]:
    """The base cells of an edition, each with its table and the counts of both editions that it is part of."""
    rows, columns = one.relations.tocoo(), sparse.csc_array(one.relations)
    defined = zip(rows.row.tolist(), rows.col.tolist(), rows.data.tolist(), strict=True)
    wholes = {row: key for row, cell, weight in defined if weight < 0 and (key := one.keys[cell]) in other}
    for place, key in enumerate(one.keys):
        if is_base(key):
            inside = columns.indices[columns.indptr[place] : columns.indptr[place + 1]].tolist()
            yield key, (key[0][1].rpartition(":")[0], frozenset(wholes[row] for row in inside if row in wholes))
