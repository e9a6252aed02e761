"""What must stay open: the range around each protected cell that an attacker may not narrow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from schakel_protection.solver import Places
from schakel_protection.tables.equations import Vector


@dataclass(frozen=True, eq=False)
class Requirement:
    """The range that must stay open around each protected cell: from value - `below` to value + `above`.

    Parameters
    ----------
    places
        The protected cells, each once.
    below, above
        How far the range must reach on either side, in the unit of the values, at least 0.
    """

    places: Places
    below: Vector
    above: Vector

    def among(self, cells: Sequence[int]) -> "Requirement":
        """Return the same for some cells, by their places among these."""
        at = {cell: place for place, cell in enumerate(cells)}
        kept = np.array([place in at for place in self.places.tolist()], dtype=bool)
        places = np.array([at[place] for place in self.places[kept].tolist()], dtype=np.int64)
        return Requirement(places, self.below[kept], self.above[kept])


NOTHING = Requirement(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
"""What a method asks that leaves each cell the range that its own number leaves it."""


def require(places: Iterable[int], below: float = 1.0, above: float = 1.0) -> Requirement:
    """Require the same range around some cells.

    Parameters
    ----------
    places
        The positions of the cells among all cells.
    below, above
        How far the range must reach on either side, in the unit of the values, at least 0.

    Returns
    -------
    Requirement
        Its arrays have shape (places,), positions in ascending order.
    """
    cells = np.array(sorted(places), dtype=np.int64)
    return Requirement(cells, np.full(len(cells), below), np.full(len(cells), above))


def merged(*requirements: Requirement) -> Requirement:
    """Ask all at once what several requirements ask, of no cell twice.

    Parameters
    ----------
    requirements
        Each about any cells of one table.

    Returns
    -------
    Requirement
        Of a cell in several of them, the widest range on either side.
    """
    places = np.concatenate([one.places for one in requirements]).astype(np.int64)
    below = np.concatenate([one.below for one in requirements])
    above = np.concatenate([one.above for one in requirements])
    found, at = np.unique(places, return_inverse=True)
    widest = np.zeros((2, len(found)))
    np.maximum.at(widest[0], at, below)
    np.maximum.at(widest[1], at, above)
    return Requirement(found, widest[0], widest[1])
