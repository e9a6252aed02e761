"""The witness: a whole table of invented counts that agrees with everything printed; the attack starts from it.

If every printed figure is a sum of the leaves of one whole table p >= 0, and readers are told only that a count lies
within some units of its figure, then p is a table that they must hold possible; and so is p with up to so many units
more on any one leaf, since no sum then moves further. So every cell keeps at least that many whole numbers beside the
one that p gives it, whatever the true table is. To check that takes sums and no solver; nothing here sees the true
table.

Whether a table agrees is checked in whole numbers, by code that shares nothing with what made it.
"""

from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.attacker import cap, connected_parts
from schakel_protection.attack.parts import Knowledge
from schakel_protection.effort import ATTACK
from schakel_protection.solver import INFINITE, Places, Programme, SearchError, minimise
from schakel_protection.tables.equations import Equations, Mask, Vector
from schakel_protection.thresholds import TOLERANCE


def agrees(equations: Equations, knowledge: Knowledge, table: Vector) -> bool:
    """Whether a table of whole numbers of at least 0 keeps every relation and all that is known of cells.

    Parameters
    ----------
    equations
        The relations between cells.
    knowledge
        The least and the most that each cell can be.
    table
        A value for each cell; shape (cells,).

    Returns
    -------
    bool
        False if one relation or one cell is off.
    """
    return not _off(equations, knowledge, table).any()


def find_witness(equations: Equations, knowledge: Knowledge, near: Vector) -> Vector | None:
    """Return a whole table that agrees with all that is known; None if a short search finds none.

    Parameters
    ----------
    equations
        The cells and their relations; their true values are not looked at.
    knowledge
        What is known of each cell.
    near
        The table to start from, such as the figures as they are printed; not a number where nothing is. Where it
        agrees it stays.
    """
    exact = knowledge.lower == knowledge.upper
    table = np.where(exact, knowledge.lower, near)
    off = _off(equations, knowledge, table)
    if not off.any():
        return table
    labels = connected_parts(sparse.csr_array(_rows(equations)))
    # Only the parts in which something is wrong are searched: the others stay as they are printed.
    for label in np.unique(labels[off]):
        places = np.flatnonzero(labels == label)
        found = _nearest(equations, knowledge, table, places)
        if found is None:
            return None
        table[places] = found
    # Checked once more as a whole: a solver counts in floats, and this in whole numbers.
    return table if agrees(equations, knowledge, table) else None


def _rows(equations: Equations) -> sparse.csr_array:
    given = equations.inequalities
    return (
        equations.relations if given is None else sparse.csr_array(sparse.vstack([equations.relations, given.weights]))
    )


def _off(equations: Equations, knowledge: Knowledge, table: Vector) -> Mask:
    """The cells that hold no whole number, or one known to be wrong, or are in a relation that does not hold."""
    missing = np.isnan(table)
    numbers = np.where(missing, 0.0, table)
    off: Mask = missing | (numbers != np.rint(numbers)) | (numbers < knowledge.lower) | (numbers > knowledge.upper)
    off |= _touched(equations.relations, equations.relations @ numbers != 0)
    if equations.inequalities is not None:
        given = equations.inequalities
        sums = np.asarray(given.weights @ numbers)
        # Weights are decimals, so that a sum of whole numbers which is 0 can come out as -2e-15.
        off |= _touched(given.weights, (sums < given.lower - TOLERANCE) | (sums > given.upper + TOLERANCE))
    return off


def _touched(rows: sparse.csr_array, broken: Mask) -> Mask:
    touched: Mask = abs(rows).T @ broken.astype(float) > 0
    return touched


def _nearest(equations: Equations, knowledge: Knowledge, near: Vector, places: Places) -> Vector | None:
    """Return a table of some cells that hang together, as near as can be to where it starts."""
    programme, start = _moves(equations, knowledge, near, places)
    # In fractions first, since these relations nearly always have whole corners, and whole numbers take far longer.
    found = minimise(programme, interior=len(programme.cost) > ATTACK.interior)
    if found is not None and not np.allclose(found.values, np.rint(found.values)):
        whole = replace(programme, whole=np.arange(len(programme.cost)))
        try:
            found = minimise(whole, gap=ATTACK.any, nodes=ATTACK.nodes)
        except SearchError:
            return None
    if found is None:
        return None
    up, down = np.split(np.rint(found.values), 2)
    return np.asarray(start + up - down)


def _moves(equations: Equations, knowledge: Knowledge, near: Vector, places: Places) -> tuple[Programme, Vector]:
    """Write tables as moves from a start within what is known: up in the first columns, down in the others."""
    lower, upper = knowledge.lower[places], np.minimum(knowledge.upper[places], cap(np.nan_to_num(near)))
    start = np.clip(np.nan_to_num(near[places]), lower, upper)
    rows = sparse.csr_array(_rows(equations)[:, places])
    used = np.flatnonzero(np.diff(rows.indptr))
    count, given = equations.relations.shape[0], equations.inequalities
    low, high = np.zeros(count), np.zeros(count)
    if given is not None:
        low, high = np.concatenate([low, given.lower]), np.concatenate([high, given.upper])
    side = np.asarray(rows @ start)
    # Where nothing is printed any number is as near as another.
    cost = np.where(np.isnan(near[places]), 0.0, 1.0)
    programme = Programme(
        cost=np.concatenate([cost, cost]),
        lower=np.zeros(2 * len(places)),
        upper=np.concatenate([upper - start, start - lower]),
        rows=sparse.csr_array(sparse.hstack([rows, -rows], format="csr")[used]),
        row_lower=(low - side)[used],
        row_upper=(np.where(high < INFINITE, high, INFINITE) - side)[used],
    )
    return programme, start
