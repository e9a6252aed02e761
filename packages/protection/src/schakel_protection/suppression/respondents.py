"""Attackers from inside: a sole contributor to a cell knows that cell, and every other that is its own alone."""

import numpy as np

from schakel_protection.tables.equations import Equations, Vector


def singletons(equations: Equations, units: Vector) -> list[list[int]]:
    """Return per unit that is alone in some cell all cells in which it is.

    Parameters
    ----------
    equations
        The table.
    units
        The number of units in each cell.
    """
    return list(alone(equations, units).values())


def alone(equations: Equations, units: Vector) -> dict[int, list[int]]:
    """Return per unit that is alone in some cell, by its base cell, all cells in which it is."""
    base, inside = equations.base, equations.matrix
    by_unit: dict[int, list[int]] = {}
    for place in np.flatnonzero(units == 1).tolist():
        under = base[inside.indices[inside.indptr[place] : inside.indptr[place + 1]]]
        by_unit.setdefault(int(under[units[under] > 0][0]), []).append(place)
    return by_unit
