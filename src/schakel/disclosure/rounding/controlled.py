"""Controlled rounding: every count goes to one of the two multiples of a base around it, and the parts still add up.

Counts that are multiples already stay (zero-restricted). In tables with more than two dimensions such a rounding need
not exist; then relations may be off by multiples of the base, as few as possible, and the result says so in a word.

The programme in broken numbers is solved first: on tables it is nearly whole. The few cells where it is not are
decided in whole numbers together with their surroundings, in ever wider circles.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel.disclosure.solver import INFINITE, Programme, minimise
from schakel.disclosure.tables.equations import Equations, Mask, Vector

_WHOLE = 1e-6
_ANY = 1e9


@dataclass(frozen=True, eq=False)
class Rounding:
    """Rounded values, and whether all parts add up to their totals."""

    values: Vector
    additive: bool

    @property
    def word(self) -> str:
        """What readers are told."""
        return "parts add up to their totals" if self.additive else "parts need not add up to their totals"


def round_controlled(equations: Equations, base: int, seconds: float = 300.0) -> Rounding:
    """Round all published counts to adjacent multiples of a base.

    Parameters
    ----------
    equations
        The table; hidden cells are rounded too, and only kept from being published.
    base
        What counts become multiples of, in units.
    seconds
        Time allowed for each programme.

    Returns
    -------
    Rounding
        Every cell less than `base` from its value.

    Raises
    ------
    DisclosureError
        If the time is up.
    """
    floors = np.floor(equations.values / base + 1e-9)
    free = equations.values / base - floors > 1e-9
    programme = _programme(equations, floors, free, base)
    ups = _solved(programme, seconds)
    additive = ups is not None
    if ups is None:
        ups = _nearly(programme, seconds)
    steps = floors.copy()
    steps[free] += np.round(ups)
    return Rounding(steps * base, additive)


def _programme(equations: Equations, floors: Vector, free: Mask, base: int) -> Programme:
    """Decide for each cell between two multiples: up (1) or down (0), as near to the value as the relations allow."""
    rows = sparse.csr_array(equations.relations[:, free])
    side = -np.asarray(equations.relations @ floors)
    keep = np.flatnonzero(np.diff(rows.indptr))
    share = equations.values[free] / base - floors[free]
    count = int(free.sum())
    return Programme(1 - 2 * share, np.zeros(count), np.ones(count), rows[keep], side[keep], side[keep])


def _solved(programme: Programme, seconds: float) -> Vector | None:
    """Return a whole solution, or None if there is none."""
    broken = minimise(programme, seconds)
    if broken is None:
        return None
    loose = np.abs(broken.values - np.round(broken.values)) > _WHOLE
    while loose.any():
        found = _decided(programme, broken.values, loose, seconds)
        if found is not None:
            return found
        if loose.all():
            return None
        loose = _wider(programme, loose)
    return broken.values


def _decided(programme: Programme, values: Vector, loose: Mask, seconds: float) -> Vector | None:
    """Decide the loose cells in whole numbers, the others held where they are."""
    places = np.flatnonzero(loose)
    rows = sparse.csr_array(programme.rows[:, places])
    used = np.flatnonzero(np.diff(rows.indptr))
    fixed = np.where(loose, 0.0, np.round(values))
    side = (programme.row_lower - programme.rows @ fixed)[used]
    cost, size = programme.cost[places], len(places)
    found = minimise(
        Programme(cost, np.zeros(size), np.ones(size), rows[used], side, side, np.arange(size)), seconds, gap=_ANY
    )
    if found is None:
        return None
    result = fixed.copy()
    result[places] = np.round(found.values)
    return result


def _wider(programme: Programme, loose: Mask) -> Mask:
    """Add the cells that share a relation with a loose one."""
    pattern = abs(programme.rows)
    wider: Mask = loose | (pattern.T @ (pattern @ loose.astype(float) > 0).astype(float) > 0)
    return wider if wider.sum() > loose.sum() else np.ones(len(loose), dtype=bool)


def _nearly(programme: Programme, seconds: float) -> Vector:
    """Return the rounding that breaks its relations as little as possible."""
    count, lines = len(programme.cost), programme.rows.shape[0]
    off = sparse.eye_array(lines, format="csr")
    relaxed = Programme(
        cost=np.concatenate([programme.cost, np.full(2 * lines, 10.0)]),
        lower=np.zeros(count + 2 * lines),
        upper=np.concatenate([programme.upper, np.full(2 * lines, INFINITE)]),
        rows=sparse.hstack([programme.rows, off, -off], format="csr"),
        row_lower=programme.row_lower,
        row_upper=programme.row_upper,
        whole=np.arange(count + 2 * lines),
    )
    found = minimise(relaxed, seconds, gap=1.0)
    assert found is not None, "relations that may be off have a solution"
    return found.values[:count]
