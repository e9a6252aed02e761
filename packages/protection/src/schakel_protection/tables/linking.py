"""Tables that reveal more together than apart: linked tables, published ratios, and earlier editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_base.errors import DisclosureError
from schakel_protection.tables.equations import (
    RESERVED,
    Equations,
    Inequalities,
    Key,
    Reserved,
    Vector,
    name_of,
    sparse_rows,
)


def link(*tables: Equations) -> Equations:
    """Lay tables over each other: cells with the same key are the same cell.

    Parameters
    ----------
    tables
        Tables of the same units, of any shapes.

    Returns
    -------
    Equations
        One cell per key, in the order in which they are met first; hidden where every table hides it; with the
        relations and inequalities of all.

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

    Parameters
    ----------
    numerator, denominator
        The cells that it was computed from.
    printed
        The number as readers see it.
    scale
        What the ratio was multiplied by.
    unit
        What the product was rounded to.
    """

    numerator: Key
    denominator: Key
    printed: float
    scale: float = 100.0
    unit: float = 0.1


def with_ratios(table: Equations, ratios: Sequence[Ratio]) -> Equations:
    """Add what published ratios say about the counts that they were computed from, as two inequalities each.

    Parameters
    ----------
    table
        The cells that the ratios were computed from, as they are printed: unrounded counts.
    ratios
        What is printed besides.

    Returns
    -------
    Equations
        The same cells, with two inequalities more per ratio.
    """
    entries: list[tuple[int, int, float]] = []
    lower: list[float] = []
    upper: list[float] = []
    for ratio in ratios:
        top, bottom = table.index(ratio.numerator), table.index(ratio.denominator)
        # Rounding leaves half a unit on either side. Multiplied out by the denominator, each end is linear in the
        # counts.
        for bound, sign in ((ratio.printed - ratio.unit / 2, 1), (ratio.printed + ratio.unit / 2, -1)):
            entries += [(len(lower), top, sign), (len(lower), bottom, -sign * bound / ratio.scale)]
            lower.append(0.0)
            upper.append(np.inf)
    weights = sparse_rows(entries, len(lower), len(table))
    added = Inequalities(weights, np.array(lower), np.array(upper))
    known = Equations(table.keys, table.values, table.relations, table.hidden, added, table.integer)
    return link(table, known) if table.inequalities else known


def beside_later(
    later: Equations, earlier: Equations, edition: str, grew: Sequence[Key] | None = None, fell: Sequence[Key] = ()
) -> tuple[Equations, ...]:
    """Return what an earlier edition of a table is beside a later one of the same population, to `link` to it.

    What both editions count is written `later = earlier + change`, with the change a hidden cell that is not
    negative: one late registration between two editions is as small a count as any other. `grew` are the cells of
    which that is said, by default all that both editions show. A correction takes registrations away: of the cells that
    `fell` it is `earlier = later + fall`. Several earlier editions are linked to a later one at once.

    Parameters
    ----------
    later, earlier
        The two editions, with their true values.
    edition
        What the cells of the earlier one are named after.
    grew, fell
        Cells of both editions.

    Returns
    -------
    tuple of Equations
        The cells of the earlier edition, and the changes and falls, which are hidden.

    Raises
    ------
    DisclosureError
        If a cell that is said to have grown is smaller than before, or one that is said to have fallen is larger.
    """
    grown = shared_cells(later, earlier) if grew is None else grew
    kinds = ((grown, Reserved.CHANGE), (fell, Reserved.FALL))
    return (
        _renamed(earlier, edition),
        *(_differences(later, earlier, edition, cells, kind) for cells, kind in kinds),
    )


def _differences(
    later: Equations, earlier: Equations, edition: str, shared: Sequence[Key], kind: Reserved
) -> Equations:
    """Each cell in both editions, and what came since, or is gone since: a hidden cell that is not negative."""
    places = np.array([earlier.index(key) for key in shared], dtype=int)
    now = np.array([later.index(key) for key in shared], dtype=int)
    before, after = earlier.values[places], later.values[now]
    sign, otherwise = (1.0, "shrank") if kind is Reserved.CHANGE else (-1.0, "grew")
    count, moved = len(shared), sign * (after - before)
    for key, units in zip(shared, moved, strict=True):
        if units < 0:
            raise DisclosureError(f"{name_of(key)} {otherwise} by {-units:g} since edition {edition}")
    keys = (
        *shared,
        *(((Reserved.EDITION, edition), *key) for key in shared),
        *(((kind, edition), *key) for key in shared),
    )
    # What is the sum of the other two has the weight -1: the later edition, or of a fall the earlier one.
    weights = [
        (row, row + part * count, weight) for row in range(count) for part, weight in enumerate((-sign, sign, 1.0))
    ]
    values, rows = np.concatenate([after, before, moved]), sparse_rows(weights, count, 3 * count)
    hidden = np.concatenate([later.hidden[now], earlier.hidden[places], np.ones(count, dtype=bool)])
    return Equations(keys, values, rows, hidden, integer=later.integer)


def shared_cells(later: Equations, earlier: Equations) -> list[Key]:
    """Return the cells that a later edition has and an earlier one too, but what is finer than either shows."""
    return [key for key in later.keys if key in earlier and (is_count(key) or not later.hidden[later.index(key)])]


def is_count(key: Key) -> bool:
    """Whether the name of a cell says all that is asked of a unit, so that it means the same in any edition."""
    return not {name for name, _ in key} & (RESERVED - {Reserved.UNIT})


def _renamed(table: Equations, edition: str) -> Equations:
    keys = tuple(((Reserved.EDITION, edition), *key) for key in table.keys)
    return Equations(keys, table.values, table.relations, table.hidden, table.inequalities, table.integer)
