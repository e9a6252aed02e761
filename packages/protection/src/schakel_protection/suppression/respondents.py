"""Who may attack from inside: whoever is alone in a cell knows that cell, and every other in which he is alone."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse

from schakel.disclosure.ledger import Joint
from schakel_protection.tables.equations import Equations, Vector


def singletons(equations: Equations, units: Vector) -> list[list[int]]:
    """Return per unit that stands alone in some cell all cells in which it does.

    Parameters
    ----------
    equations
        The table.
    units
        The number of units in each cell.
    """
    return list(alone(equations, units).values())


def singletons_of(equations: Equations, joint: Joint) -> list[list[int]]:
    """Return the same for a new edition; who is new in it knows of every cell that grew by himself alone."""
    contains = sparse.csc_array(equations.matrix)
    by_unit = alone(equations, equations.values)
    column = {int(place): number for number, place in enumerate(equations.base)}
    return [
        [*cells, *_grown(contains.indices[contains.indptr[column[unit]] : contains.indptr[column[unit] + 1]], joint)]
        if any(joint.is_new(cell) for cell in cells)
        else cells
        for unit, cells in by_unit.items()
    ]


def alone(equations: Equations, units: Vector) -> dict[int, list[int]]:
    """Return per unit that stands alone in some cell, by its base cell, all cells in which it does."""
    base, inside = equations.base, equations.matrix
    by_unit: dict[int, list[int]] = {}
    for place in np.flatnonzero(units == 1).tolist():
        under = base[inside.indices[inside.indptr[place] : inside.indptr[place + 1]]]
        by_unit.setdefault(int(under[units[under] > 0][0]), []).append(place)
    return by_unit


def _grown(cells: Sequence[int], joint: Joint) -> list[int]:
    changes = (change for cell in cells for change in joint.change_of(int(cell)))
    return [change for change in changes if joint.equations.values[change] == 1]
