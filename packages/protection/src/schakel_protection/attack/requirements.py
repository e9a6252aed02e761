"""What must stay open: the range of each protected cell that an attacker may not narrow.

A range is asked for by the protection levels of this field (Fischetti and Salazar, 2001): *lower* and *upper*, measured
from the value, and *sliding*, from one end of the range to the other, wherever the value lies. Of counts only the last
is asked. If one fewer and one more had to be possible, a count that is 0 to 2 by what is published would be known as 1.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from schakel_protection.solver import Places
from schakel_protection.tables.equations import Vector
from schakel_protection.thresholds import THREE_NUMBERS


@dataclass(frozen=True, eq=False)
class Requirement:
    """The range that must stay open: from value - `below` to value + `above`, and `width` wide wherever it lies.

    Parameters
    ----------
    places
        The protected cells, each once.
    below, above
        How far the range must reach on either side, in the unit of the values, at least 0.
    width
        How far its ends must be apart, in the same unit, at least 0.
    """

    places: Places
    below: Vector
    above: Vector
    width: Vector

    def __iter__(self) -> Iterator[tuple[int, float, float, float]]:
        """Yield each protected cell with what is asked of it."""
        yield from zip(*(one.tolist() for one in self.parts), strict=True)

    @property
    def parts(self) -> tuple[Places, Vector, Vector, Vector]:
        """The four arrays, in the order in which they are given."""
        return self.places, self.below, self.above, self.width

    def among(self, cells: Sequence[int]) -> "Requirement":
        """Return the same for some cells, by their places among these."""
        at = {cell: place for place, cell in enumerate(cells)}
        kept = np.array([place in at for place in self.places.tolist()], dtype=bool)
        places = np.array([at[place] for place in self.places[kept].tolist()], dtype=np.int64)
        return Requirement(places, self.below[kept], self.above[kept], self.width[kept])


NOTHING = Requirement(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(0))
"""What a method asks that leaves each cell the range that its own number leaves it."""


def require(places: Iterable[int], width: float = THREE_NUMBERS) -> Requirement:
    """Require a range of the same width for some counts, wherever in it they lie.

    Parameters
    ----------
    places
        The positions of the cells among all cells.
    width
        How far the ends of each range must be apart, in units, at least 0: by default three whole numbers.

    Returns
    -------
    Requirement
        Its arrays have shape (places,), positions in ascending order.
    """
    cells = np.array(sorted(places), dtype=np.int64)
    return sliding(cells, np.full(len(cells), width))


def sliding(places: Places, width: Vector) -> Requirement:
    """Require ranges of some widths, in units, wherever in them the values lie; both of shape (places,)."""
    return Requirement(places, np.zeros(len(places)), np.zeros(len(places)), width)


def around(places: Places, below: Vector, above: Vector) -> Requirement:
    """Require ranges around values: so far below and above each, in their unit; all of shape (places,)."""
    return Requirement(places, below, above, np.zeros(len(places)))


def merged(*requirements: Requirement) -> Requirement:
    """Ask all at once what several requirements ask, of no cell twice.

    Parameters
    ----------
    requirements
        Each about any cells of one table.

    Returns
    -------
    Requirement
        Of a cell in several of them, the widest range on either side and in all.
    """
    places, *asked = (np.concatenate(parts) for parts in zip(*(one.parts for one in requirements), strict=True))
    found, at = np.unique(places.astype(np.int64), return_inverse=True)
    widest = np.zeros((len(asked), len(found)))
    for most, distances in zip(widest, asked, strict=True):
        np.maximum.at(most, at, distances)
    return Requirement(found, *widest)
