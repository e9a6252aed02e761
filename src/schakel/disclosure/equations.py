"""A table as an attacker sees it: known sums over unknown cells.

Published cells are sums of base cells, `published = M x base`. Totals, hierarchies, bounds, linked tables and earlier
editions differ in nothing but which sums they are, so all of them become one value: cells, their values, and sparse
relations that any table an attacker imagines must obey. M itself stays inside: relations that write a total as the
sum of its nearest parts say the same and are far sparser.

A cell is named by what it is a count of: pairs of variable and code, totals left out. Two tables that both hold
`region=A` hold the same cell, which is all that linking them takes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel.model.errors import DisclosureError

Key = tuple[tuple[str, str], ...]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]

BOUND, EDITION, CHANGE, BASE = "bound", "edition", "change since", "base"
NOT_A_VARIABLE = frozenset((BOUND, EDITION, CHANGE, BASE))


@dataclass(frozen=True, eq=False)
class Inequalities:
    """Weighted sums of cells known to lie in a range: `lower <= weights x cells <= upper`."""

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
    _, first = np.unique(parent, return_index=True)
    keep = np.isin(entries.row, first) & (parent[entries.row] >= 0) & ~(defining & (parent[entries.row] == entries.col))
    size = relations.shape[1]
    return sparse.csr_array((entries.data[keep], (parent[entries.row[keep]], entries.col[keep])), shape=(size, size))


def name_of(key: Key) -> str:
    """Return the name of a cell for people: `region=A, form=B`, or `total`."""
    return ", ".join(f"{variable}={code}" for variable, code in key) or "total"


def key_of(**codes: str) -> Key:
    """Return the key of a cell from codes by variable, totals left out."""
    return tuple(sorted(codes.items()))


def from_sums(
    keys: Sequence[Key], sums: Sequence[Iterable[int]], base: Sequence[float], integer: bool = True
) -> Equations:
    """Write published cells as sums over base cells that stay hidden.

    Parameters
    ----------
    keys
        One per published cell.
    sums
        Per published cell the base cells that it adds up, by place.
    base
        The value of each base cell.

    Raises
    ------
    DisclosureError
        If a base cell is negative or missing.
    """
    values = np.asarray(base, dtype=float)
    base_keys = [((BASE, str(place)),) for place in range(len(values))]
    refuse_bad_values(base_keys, values)
    width = len(keys)
    entries = [(row, width + place, 1.0) for row, places in enumerate(sums) for place in places]
    entries += [(row, row, -1.0) for row in range(width)]
    relations = _sparse(entries, width, width + len(values))
    published = np.asarray(relations[:, width:] @ values, dtype=float)
    hidden = np.arange(width + len(values)) >= width
    return Equations((*keys, *base_keys), np.concatenate([published, values]), relations, hidden, integer=integer)


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


def link(*tables: Equations) -> Equations:
    """Lay tables over each other: cells with the same key are the same cell.

    Raises
    ------
    DisclosureError
        If two tables give one cell two values.
    """
    keys = tuple(dict.fromkeys(key for table in tables for key in table.keys))
    place = {key: index for index, key in enumerate(keys)}
    values, hidden = np.full(len(keys), np.nan), np.ones(len(keys), dtype=bool)
    for table in tables:
        columns = np.array([place[key] for key in table.keys], dtype=int)
        _refuse_other_values(table, values[columns])
        values[columns] = table.values
        hidden[columns] &= table.hidden
    relations = sparse.vstack([_spread(table.relations, table.keys, place) for table in tables])
    inequalities = _linked_inequalities(tables, place)
    integer = all(table.integer for table in tables)
    return Equations(keys, values, sparse.csr_array(relations), hidden, inequalities, integer)


def _refuse_other_values(table: Equations, known: Vector) -> None:
    differ = np.flatnonzero(~np.isnan(known) & (np.abs(known - table.values) > 1e-9 * (1 + np.abs(known))))
    if len(differ):
        first = differ[0]
        raise DisclosureError(
            f"two linked tables give {name_of(table.keys[first])} as {known[first]:g} and {table.values[first]:g}"
        )


def _spread(rows: sparse.csr_array, keys: tuple[Key, ...], place: Mapping[Key, int]) -> sparse.csr_array:
    entries = rows.tocoo()
    columns = np.array([place[key] for key in keys], dtype=int)
    return sparse.csr_array((entries.data, (entries.row, columns[entries.col])), shape=(rows.shape[0], len(place)))


def _linked_inequalities(tables: Sequence[Equations], place: Mapping[Key, int]) -> Inequalities | None:
    found = [(table, table.inequalities) for table in tables if table.inequalities is not None]
    if not found:
        return None
    weights = sparse.vstack([_spread(known.weights, table.keys, place) for table, known in found])
    lower = np.concatenate([known.lower for _, known in found])
    return Inequalities(sparse.csr_array(weights), lower, np.concatenate([known.upper for _, known in found]))


@dataclass(frozen=True)
class Ratio:
    """A published ratio of two cells: `value` times `scale` is what is printed, rounded to a multiple of `unit`.

    A percentage with one decimal has scale 100 and unit 0.1; a rate per 100,000 has scale 100000.
    """

    numerator: Key
    denominator: Key
    printed: float
    scale: float = 100.0
    unit: float = 0.1


def with_ratios(table: Equations, ratios: Sequence[Ratio]) -> Equations:
    """Add what published ratios say of the counts that they were computed from, as two inequalities each."""
    entries: list[tuple[int, int, float]] = []
    lower: list[float] = []
    upper: list[float] = []
    for ratio in ratios:
        top, bottom = table.index(ratio.numerator), table.index(ratio.denominator)
        for bound, sign in ((ratio.printed - ratio.unit / 2, 1), (ratio.printed + ratio.unit / 2, -1)):
            entries += [(len(lower), top, sign), (len(lower), bottom, -sign * bound / ratio.scale)]
            lower.append(0.0)
            upper.append(np.inf)
    weights = _sparse(entries, len(lower), len(table))
    added = Inequalities(weights, np.array(lower), np.array(upper))
    known = Equations(table.keys, table.values, table.relations, table.hidden, added, table.integer)
    return link(table, known) if table.inequalities else known


def with_change(later: Equations, earlier: Equations, edition: str) -> Equations:
    """Join an earlier edition of a table to a later one that registered more of the same population.

    What both editions count is written `later = earlier + change`, with the change a hidden cell that is not
    negative: one late registration between two editions is as small a count as any other.

    Raises
    ------
    DisclosureError
        If a cell shrank: such a revision is no growth, and its editions are to be audited as two populations.
    """
    renamed = _renamed(earlier, edition)
    shared = [key for key in later.keys if key in earlier and not later.hidden[later.index(key)]]
    before = np.array([earlier.values[earlier.index(key)] for key in shared])
    after = np.array([later.values[later.index(key)] for key in shared])
    for key, change in zip(shared, after - before, strict=True):
        if change < 0:
            raise DisclosureError(f"{name_of(key)} shrank by {-change:g} since edition {edition}")
    changes = tuple(((CHANGE, edition), *key) for key in shared)
    keys = (*shared, *(((EDITION, edition), *key) for key in shared), *changes)
    count = len(shared)
    entries = [
        (row, row + part * count, weight) for row in range(count) for part, weight in enumerate((-1.0, 1.0, 1.0))
    ]
    hidden = np.arange(3 * count) >= 2 * count
    steps = Equations(
        keys, np.concatenate([after, before, after - before]), _sparse(entries, count, 3 * count), hidden,
        integer=later.integer,
    )  # fmt: skip
    return link(later, renamed, steps)


def _renamed(table: Equations, edition: str) -> Equations:
    keys = tuple(((EDITION, edition), *key) for key in table.keys)
    return Equations(keys, table.values, table.relations, table.hidden, table.inequalities, table.integer)


def _sparse(entries: Sequence[tuple[int, int, float]], rows: int, columns: int) -> sparse.csr_array:
    row, column, weight = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_array(
        (np.array(weight, float), (np.array(row, int), np.array(column, int))), shape=(rows, columns)
    )
