"""Earlier releases limit new figures for the same counts: one whole table must agree with all of them.

A count that has not changed may be so low at most that some more units still agree with what was told of it: then the
table, with these on any one leaf, is one that readers of everything must hold possible. A count without bounds that
gets them keeps its figure with either bound that it is equal to.

If published figures say that a count grew, it is never lower than the figure of before, and if that it fell, never
higher: then the change can be what readers know it to be. Other counts that changed a little have the same range as if
they had not, or the cells with another range would tell where a single unit was added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.tables.equations import CountBound, Key, Reserved, Vector
from schakel_protection.thresholds import OPEN_ROUNDED


def ranges_beside(
    keys: Sequence[Key], counts: Vector, before: Sequence[ReleaseRecord], reach: float = np.inf, alike: bool = False
) -> tuple[Vector, Vector]:
    """Return the least and the most that each cell of a whole table may be, in units.

    Parameters
    ----------
    keys, counts
        What each cell counts, as in the release ledger, and how much that is; of length and shape m.
    reach
        How far a cell may be from its count, in units.
    alike
        Whether counts that changed a little have the range of those that did not, where they can.

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
    told = list(_told(keys, counts, before))
    figures = {cell: left.shown for cell, left in told if left.count == counts[cell] and not left.drawn}
    changed = []
    for cell, left in told:
        if left.count == counts[cell]:
            least[cell], most[cell] = max(least[cell], left.least), min(most[cell], left.most)
        elif figures.get(cell, left.shown) == left.shown or left.drawn:
            changed += [(cell, left)] if alike else []
        # Bounds move both ways as units become clear, so nobody knows which way they should have gone.
        elif not left.is_bound and counts[cell] > left.count:
            least[cell] = max(least[cell], left.shown)
        elif not left.is_bound:
            most[cell] = min(most[cell], left.shown)
    for cell, left in changed:
        low, high = max(least[cell], left.least), min(most[cell], left.most)
        is_little = left.least - OPEN_ROUNDED <= counts[cell] <= left.most + 2 * OPEN_ROUNDED
        if is_little and max(low, 0.0) <= high:
            least[cell], most[cell] = low, high
    if (most < np.maximum(least, 0.0)).any():
        raise DisclosureError("what left before leaves no room for other figures of the same counts")
    return np.maximum(least, 0.0), most


@dataclass(frozen=True)
class _Left:
    """What left of a count: how much it was, what was shown, and the least and the most that may be drawn beside it."""

    count: float
    shown: float
    least: float
    most: float
    is_bound: bool
    drawn: bool


def _told(keys: Sequence[Key], counts: Vector, before: Sequence[ReleaseRecord]) -> Iterator[tuple[int, _Left]]:
    """Yield each cell of which something left before, with what left."""
    cells = _cells_of(keys)
    for release in before:
        for place in np.flatnonzero(~np.isnan(release.shown)).tolist():
            key, then = release.equations.keys[place], release.equations.values[place]
            for cell in (cell for name in names_of_count(key) for cell in cells.get(name, ())):
                if keys[cell] == key or counts[cell] == then:
                    least, most = release.known.lower[place], release.known.upper[place] - OPEN_ROUNDED
                    is_bound = Reserved.BOUND in dict(key)
                    yield cell, _Left(then, release.shown[place], least, most, is_bound, release.drawn)


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
