"""A table as an attacker sees it: known sums over unknown cells.

Published cells are sums of base cells, `published = M x base`. Totals, hierarchies, bounds, linked tables and earlier
editions differ in nothing but which sums they are, so all of them become one value: cells, their values, and sparse
relations that any table an attacker imagines must obey. M itself stays inside: relations that write a total as the
sum of its nearest parts say the same and are far sparser.

A cell is named by what it is a count of: pairs of variable and code, totals left out. Two tables that both hold
`region=A` hold the same cell, which is all that linking them takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_base.errors import DisclosureError

Key = tuple[tuple[str, str], ...]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Reserved(StrEnum):
    """Variables in the name of a cell that are no dimension of a table: they tell apart what would else be one cell.

    `UNIT` is what is counted, `BOUND` which bound of a count it is. `BASE` is finer than any table; `TABLE` a cell that
    counts otherwise than another of the same name. `EDITION` is of an earlier edition, `CHANGE` what came since,
    `FALL` what went. `STATED` counts are in no table; `REST` and `BESIDE` are what a reader works out by subtracting.
    `UNCLEAR` counts in a cell those that can be in its whole but need not, as its share tells.
    """

    BOUND = "bound"
    EDITION = "edition"
    CHANGE = "change since"
    FALL = "fall since"
    BASE = "base"
    UNIT = "unit"
    TABLE = "table"
    REST = "rest of"
    STATED = "asked"
    BESIDE = "beside"
    UNCLEAR = "unclear in the whole along"


class CountBound(StrEnum):
    """Which number a count with bounds has in a cell; `UNCLEAR` is the difference between the other two."""

    LOWER = "lower"
    UPPER = "upper"
    UNCLEAR = "unclear"


RESERVED = frozenset(Reserved)


@dataclass(frozen=True, eq=False)
class Inequalities:
    """Weighted sums of cells known to lie in a range: `lower <= weights x cells <= upper`.

    Parameters
    ----------
    weights
        Of shape (m, n), for n cells.
    lower, upper
        Of shape (m,); infinite where there is no limit.
    """

    weights: sparse.csr_array
    lower: Vector
    upper: Vector


@dataclass(frozen=True, eq=False)
class Equations:
    """Cells and the relations between them.

    Parameters
    ----------
    keys
        What each cell counts.
    values
        The true value of each cell, in units (counts) or in the unit of the magnitude.
    relations
        One row per relation, one column per cell; every row sums to 0 over the true values. The cell that a row
        defines as the sum of others has weight -1.
    hidden
        The cells that are never published: base cells finer than any table, unclear units, changes between editions.
    inequalities
        What published ratios say.
    integer
        Whether the cells are counts, so that an attacker may reason in whole numbers.
    """

    keys: tuple[Key, ...]
    values: Vector
    relations: sparse.csr_array
    hidden: Mask
    inequalities: Inequalities | None = None
    integer: bool = True
    _index: dict[Key, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {key: place for place, key in enumerate(self.keys)})

    @classmethod
    def of(
        cls,
        keys: Sequence[Key],
        values: Sequence[float],
        entries: Sequence[tuple[int, int, float]],
        relations: int,
        hidden: Mask,
    ) -> "Equations":
        """Return cells with the relations between them, given by their entries: relation, cell and weight."""
        return cls(tuple(keys), np.array(values, dtype=float), sparse_rows(entries, relations, len(keys)), hidden)

    def __len__(self) -> int:
        return len(self.keys)

    def index(self, key: Key) -> int:
        """Return the place of a cell.

        Raises
        ------
        DisclosureError
            If there is no such cell.
        """
        try:
            return self._index[key]
        except KeyError:
            raise DisclosureError(f"there is no cell {name_of(key)}") from None

    def among(self, cells: Sequence[int]) -> "Equations":
        """Return the same for some cells, with the relations that run over these alone."""
        inside = np.zeros(len(self), dtype=bool)
        inside[list(cells)] = True
        others = np.asarray((self.relations[:, ~inside] != 0).sum(axis=1)).ravel()
        rows = sparse.csr_array(self.relations[np.flatnonzero(others == 0)][:, list(cells)])
        keys = tuple(self.keys[cell] for cell in cells)
        return Equations(keys, self.values[list(cells)], rows, self.hidden[list(cells)], integer=self.integer)

    def as_bytes(self) -> Iterator[bytes]:
        """Yield all of it but inequalities as bytes, the same for the same cells and relations."""
        relations = self.relations.tocoo()
        yield repr((self.keys, self.integer, relations.shape)).encode()
        for array in (self.values, self.hidden, relations.row, relations.col, relations.data):
            yield array.tobytes()

    def __contains__(self, key: Key) -> bool:
        return key in self._index

    @property
    def base(self) -> NDArray[np.int64]:
        """The places of the base cells: those that no relation defines as a sum."""
        defined = np.zeros(len(self), dtype=bool)
        defined[self.relations.indices[self.relations.data == -1]] = True
        return np.flatnonzero(~defined)

    @property
    def matrix(self) -> sparse.csr_array:
        """M: one row per cell, one column per base cell (a cell that no relation defines)."""
        parts, base = _parts(self.relations), self.base
        step = sparse.csr_array((np.ones(len(base)), (base, np.arange(len(base)))), shape=(len(self), len(base)))
        total = step
        # A total of totals takes one step more: after as many steps as the table is deep nothing is left to follow.
        while step.nnz:
            step = parts @ step
            total = total + step
        return sparse.csr_array(total)


def _parts(relations: sparse.csr_array) -> sparse.csr_array:
    """Return per cell the parts that its first relation sums."""
    entries = relations.tocoo()
    parent = np.full(relations.shape[0], -1)
    defining = entries.data == -1
    parent[entries.row[defining][::-1]] = entries.col[defining][::-1]
    # A cell that several relations split is the same sum by each: one of them is enough, and two would count it twice.
    _, first = np.unique(parent, return_index=True)
    keep = np.isin(entries.row, first) & (parent[entries.row] >= 0) & ~(defining & (parent[entries.row] == entries.col))
    size = relations.shape[1]
    return sparse.csr_array((entries.data[keep], (parent[entries.row[keep]], entries.col[keep])), shape=(size, size))


def name_of(key: Key) -> str:
    """Return the name of a cell for people: `region=A, form=B`, or `total`.

    Parameters
    ----------
    key
        Pairs of a variable and a code, sorted.

    Returns
    -------
    str
        Codes, not labels.
    """
    return ", ".join(f"{variable}={code}" for variable, code in key) or "total"


def refuse_bad_values(keys: Iterable[Key], values: Vector) -> None:
    """Refuse values that are no count: negative, missing or infinite.

    Raises
    ------
    DisclosureError
        Naming the first such cell.
    """
    for key, value in zip(keys, values, strict=True):
        if not np.isfinite(value):
            raise DisclosureError(f"the cell {name_of(key)} has no number")
        if value < 0:
            raise DisclosureError(f"the cell {name_of(key)} is negative ({value:g})")


def sparse_rows(entries: Sequence[tuple[int, int, float]], rows: int, columns: int) -> sparse.csr_array:
    """Return a sparse matrix from entries of row, column and weight."""
    row, column, weight = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_array(
        (np.array(weight, float), (np.array(row, int), np.array(column, int))), shape=(rows, columns)
    )
