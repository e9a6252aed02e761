"""What left before says where an epoch's cells may lie: one whole table must stand behind all of it.

A count that has not changed may be drawn so low at most that some more units still agree with what was printed of it:
then the table drawn, with these on any one leaf, is one that readers of both must hold possible. A count that grew is
never shown lower than before and one that fell never higher, so that the change between them can be what readers may
know it to be.
"""

from collections.abc import Sequence

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.epochs.drawing import Leaves
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.tables.equations import Key, Reserved, Vector
from schakel_protection.thresholds import OPEN_ROUNDED, REACH_OF_ASKED


def ranges_beside(leaves: Leaves, before: Sequence[ReleaseRecord]) -> tuple[Vector, Vector]:
    """Return the least and the most that each cell may show, in units.

    Parameters
    ----------
    leaves
        The counts, and the cells that can be asked for.
    before
        What left before: releases, and earlier epochs.

    Returns
    -------
    tuple of Vector
        Of shape (m,): `REACH_OF_ASKED` around the counts, and narrower where something left before.

    Raises
    ------
    DisclosureError
        If there is no number for some cell, since its count left as it is, or nearly.
    """
    sums = leaves.sums
    least, most = sums - REACH_OF_ASKED, sums + REACH_OF_ASKED
    cells = _cells_of(leaves)
    for release in before:
        for place, key in enumerate(release.equations.keys):
            for cell in cells.get(key, ()) if not np.isnan(release.shown[place]) else ():
                low, high = _range(release, place, sums[cell])
                least[cell], most[cell] = max(least[cell], low), min(most[cell], high)
    if (most < np.maximum(least, 0.0)).any():
        raise DisclosureError("what left before leaves no room for other figures of the same counts")
    return np.maximum(least, 0.0), most


def _cells_of(leaves: Leaves) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for cell, key in enumerate(leaves.keys):
        found.setdefault(key, []).append(cell)
    return found


def _range(release: ReleaseRecord, place: int, count: float) -> tuple[float, float]:
    then, shown = release.equations.values[place], release.shown[place]
    if count == then:
        return float(release.known.lower[place]), float(release.known.upper[place] - OPEN_ROUNDED)
    # Bounds move both ways as units become clear, so nobody knows which way they should have gone.
    if Reserved.BOUND in dict(release.equations.keys[place]):
        return -np.inf, np.inf
    return (float(shown), np.inf) if count > then else (-np.inf, float(shown))
