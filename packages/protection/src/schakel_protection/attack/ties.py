"""Cells that a relation of two ties together move in step: for the attacker they are one unknown, up to a sign.

Most relations over suppressed cells hold two of them, so far fewer unknowns are left than cells. Nothing is lost: a
table of whole numbers over the unknowns is one over the cells, and the other way round.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components

from schakel_protection.attack.attacker import Unknowns, connected_parts
from schakel_protection.solver import Places, Vector


@dataclass(frozen=True, eq=False)
class Tied:
    """Unknowns, and the cells that move with each.

    `cells` are places among all cells; `unknown` is the unknown that each moves with, and `sign` -1 where it goes down
    when the unknown goes up.
    """

    cells: Places
    unknown: Places
    sign: Vector
    unknowns: Unknowns

    def most(self, up: Vector, down: Vector) -> tuple[Vector, Vector]:
        """Return the greatest of some distances up and down, given per cell, for each unknown."""
        forward = self.sign > 0
        most_up, most_down = np.zeros((2, len(self.unknowns.places)))
        np.maximum.at(most_up, self.unknown, np.where(forward, up, down))
        np.maximum.at(most_down, self.unknown, np.where(forward, down, up))
        return most_up, most_down

    def ranges(self, values: Vector, low: Vector, high: Vector) -> tuple[Vector, Vector]:
        """Return per cell, from its value, the range that ranges of the unknowns leave it."""
        down = (self.unknowns.values - low)[self.unknown]
        up = (high - self.unknowns.values)[self.unknown]
        forward = self.sign > 0
        return values - np.where(forward, down, up), values + np.where(forward, up, down)

    def moving_with(self, cells: Places) -> Places:
        """Return the unknowns that some cells, by their places among all cells, move with."""
        return np.unique(self.unknown[np.isin(self.cells, cells)])

    def parts(self) -> list["Tied"]:
        """Split what shares no relation."""
        labels = connected_parts(self.unknowns.rows)
        order = np.argsort(labels, kind="stable")
        columns = sparse.csc_array(self.unknowns.rows)
        by_part = np.argsort(labels[self.unknown], kind="stable")
        cuts = np.arange(1, labels.max(initial=-1) + 1)
        among = np.split(order, np.searchsorted(labels[order], cuts))
        cells = np.split(by_part, np.searchsorted(labels[self.unknown][by_part], cuts))
        return [self._part(mine, own, columns) for mine, own in zip(among, cells, strict=True) if len(mine)]

    def _part(self, unknowns: Places, cells: Places, columns: sparse.csc_array) -> "Tied":
        whole = self.unknowns
        rows = sparse.csr_array(columns[:, unknowns])
        used = np.flatnonzero(np.diff(rows.indptr))
        part = Unknowns(
            whole.places[unknowns],
            whole.values[unknowns],
            whole.lower[unknowns],
            whole.upper[unknowns],
            rows[used],
            whole.row_lower[used],
            whole.row_upper[used],
            whole.whole,
        )
        return Tied(self.cells[cells], np.searchsorted(unknowns, self.unknown[cells]), self.sign[cells], part)


def tie(unknowns: Unknowns) -> Tied:
    """Make one unknown of all cells that must move in step.

    Returns
    -------
    Tied
        With fewer unknowns, the same possible tables, and which cell moves with which unknown.
    """
    group, sign = _in_step(unknowns)
    _, first = np.unique(group, return_index=True)
    # The first cell of a group is the unknown itself, so its own sign becomes 1.
    sign *= sign[first][group]
    count, size = len(first), len(group)
    gather = sparse.csr_array((sign, (np.arange(size), group)), shape=(size, count))
    rows = sparse.csr_array(unknowns.rows @ gather)
    rows.eliminate_zeros()
    used = np.flatnonzero(np.diff(rows.indptr))
    values = unknowns.values[first]
    rest = np.asarray(unknowns.rows @ unknowns.values - rows @ values)
    lower, upper = _bounds(unknowns, group, sign, count)
    low, high = (unknowns.row_lower - rest)[used], (unknowns.row_upper - rest)[used]
    merged = Unknowns(unknowns.places[first], values, lower, upper, rows[used], low, high, unknowns.whole)
    return Tied(unknowns.places, group, sign, merged)


def _bounds(unknowns: Unknowns, group: Places, sign: Vector, count: int) -> tuple[Vector, Vector]:
    """The narrowest room that the cells of each group leave it, round the value of its first cell."""
    down, up = unknowns.values - unknowns.lower, unknowns.upper - unknowns.values
    least_down, least_up = np.full((2, count), np.inf)
    np.minimum.at(least_down, group, np.where(sign > 0, down, up))
    np.minimum.at(least_up, group, np.where(sign > 0, up, down))
    _, first = np.unique(group, return_index=True)
    return unknowns.values[first] - least_down, unknowns.values[first] + least_up


def _in_step(unknowns: Unknowns) -> tuple[Places, Vector]:
    """Return the group and the sign of each cell; merging two cells can leave two groups in a longer relation."""
    size = len(unknowns.places)
    group, sign = np.arange(size), np.ones(size)
    rows = sparse.csr_array(unknowns.rows[unknowns.row_lower == unknowns.row_upper])
    while True:
        pairs = rows[np.diff(rows.indptr) == 2]
        pairs = pairs[np.abs(pairs.data[0::2]) == np.abs(pairs.data[1::2])]
        if not pairs.shape[0]:
            return group, sign
        # Again with what is left: where two cells became one, a relation of three may now be one of two.
        wider, turned = _linked(pairs)
        gather = sparse.csr_array((turned, (np.arange(len(wider)), wider)), shape=(len(wider), wider.max() + 1))
        rows = sparse.csr_array(rows @ gather)
        rows.eliminate_zeros()
        sign, group = sign * turned[group], wider[group]


def _linked(pairs: sparse.csr_array) -> tuple[Places, Vector]:
    """Follow pairs of equal moves (weights of opposite sign) and of opposite ones.

    Each column stands twice, as it is and turned round. Where a column is linked to itself turned round, it cannot
    move at all: the relation that says so is kept, as twice the column.
    """
    size = pairs.shape[1]
    first, second = pairs.indices[0::2], pairs.indices[1::2]
    turn = np.where(pairs.data[0::2] == pairs.data[1::2], size, 0)
    turned = np.where(turn > 0, second, second + size)
    ends = np.concatenate([first, first + size]), np.concatenate([second + turn, turned])
    both, label = _components(2 * size, *ends), _components(size, first, second)
    _, leader = np.unique(label, return_index=True)
    return label, np.where(both[:size] == both[leader[label]], 1.0, -1.0)


def _components(size: int, first: Places, second: Places) -> Places:
    links = sparse.csr_array((np.ones(len(first)), (first, second)), shape=(size, size))
    _, labels = connected_components(links, directed=False)
    return np.asarray(labels, dtype=np.int64)
