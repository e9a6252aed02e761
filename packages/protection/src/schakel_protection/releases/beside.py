"""Earlier releases limit new figures for the same counts: one whole table must agree with all of them.

A count that has not changed may be so low at most that some more units still agree with what was told of it: then the
table, with these on any one leaf, is one that readers of everything must hold possible. A count that grew is never
lower than what was shown before and one that fell never higher, so that the change between them can be what readers
may know it to be. A count without bounds that gets them keeps its figure with either bound that it is equal to.
"""

from collections.abc import Sequence

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.tables.equations import CountBound, Key, Reserved, Vector
from schakel_protection.thresholds import OPEN_ROUNDED


def ranges_beside(
    keys: Sequence[Key], counts: Vector, before: Sequence[ReleaseRecord], reach: float = np.inf
) -> tuple[Vector, Vector]:
    """Return the least and the most that each cell of a whole table may be, in units.

    Parameters
    ----------
    keys, counts
        What each cell counts, as in the release ledger, and how much that is; of length and shape m.
    reach
        How far a cell may be from its count, in units.

    Returns
    -------
    tuple of Vector
        Of shape (m,): `reach` around the counts, and narrower where something left before.

    Raises
    ------
    DisclosureError
        If there is no number for some cell, since its count left as it is, or nearly.
    """
    least, most = counts - reach, counts + reach
    cells = _cells_of(keys)
    for release in before:
        for place in np.flatnonzero(~np.isnan(release.shown)).tolist():
            key, then = release.equations.keys[place], release.equations.values[place]
            for cell in (cell for name in names_of_count(key) for cell in cells.get(name, ())):
                if keys[cell] == key or counts[cell] == then:
                    low, high = _range(release, place, counts[cell])
                    least[cell], most[cell] = max(least[cell], low), min(most[cell], high)
    if (most < np.maximum(least, 0.0)).any():
        raise DisclosureError("what left before leaves no room for other figures of the same counts")
    return np.maximum(least, 0.0), most


def names_of_count(key: Key) -> tuple[Key, ...]:
    """Return the names of a count: its own and, since it may get bounds or lose them, those with and without bounds."""
    whole = tuple(pair for pair in key if pair[0] != Reserved.BOUND)
    if whole != key:
        return (key,) if dict(key)[Reserved.BOUND] == CountBound.UNCLEAR else (key, whole)
    bounds = (CountBound.LOWER, CountBound.UPPER)
    return (key, *(tuple(sorted([*key, (str(Reserved.BOUND), str(one))])) for one in bounds))


def _cells_of(keys: Sequence[Key]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for cell, key in enumerate(keys):
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
