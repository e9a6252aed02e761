"""The proof that an epoch is safe, in whole numbers and with separate code.

Everything that an epoch will ever answer is a sum of one table p >= 0, and readers are told only that a count lies at
most so many units from its sum. So p, with up to so many units more on any one leaf, agrees with every answer that can
be given: every cell keeps at least as many whole numbers, whatever the counts are, however many questions are asked and
by how many. What is left to check is that p is such a table, that no promise of nearness is broken, and that so many
more also agree with what left before of counts that have not changed. Units that stay as they are belong to p as they
belong to the counts.
"""

from collections.abc import Sequence

import numpy as np

from schakel_protection.attack.audit import ExposureError
from schakel_protection.epochs.drawing import Leaves
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.tables.equations import Key, Reserved, Vector, name_of
from schakel_protection.thresholds import OPEN_ROUNDED, REACH_OF_ASKED


def demand_safe(leaves: Leaves, table: Vector, before: Sequence[ReleaseRecord]) -> None:
    """Block an epoch that is not proved to keep five whole numbers possible for every cell.

    Parameters
    ----------
    leaves
        The counts, and the cells that can be asked for.
    table
        The units of each leaf that will be summed, of shape (n,).
    before
        What left before: releases, and earlier epochs.

    Raises
    ------
    ExposureError
        Naming cells; for the secured zone only.
    """
    for units in (table, np.asarray(leaves.staying)):
        if (units != np.rint(units)).any() or (units < 0).any():
            raise ExposureError("what was drawn is not a table of whole numbers")
    shown = np.asarray(leaves.cells @ table) + leaves.staying
    far = np.abs(shown - leaves.sums) > REACH_OF_ASKED
    exposed = [leaves.keys[cell] for cell in np.flatnonzero(far)]
    exposed += [key for release in before for key in _narrowed(leaves, shown, release)]
    if exposed:
        named = "; ".join(name_of(key) for key in exposed[:20])
        raise ExposureError(f"too few whole numbers stay possible for {named}", tuple(exposed))


def _narrowed(leaves: Leaves, shown: Vector, release: ReleaseRecord) -> list[Key]:
    """The counts that have not changed since a release, and that it leaves with fewer whole numbers."""
    sums = dict(zip(leaves.keys, zip(leaves.sums, shown, strict=True), strict=True))
    here, found = {one: list[Key]() for one in map(_whole, leaves.keys)}, []
    for key in leaves.keys:
        here[_whole(key)].append(key)
    for place, then in enumerate(release.equations.keys):
        if np.isnan(release.shown[place]):
            continue
        for key in here.get(_whole(then), ()):
            # Either bound can be what was told of a count that had none.
            same = key == then or _whole(then) in (key, then)
            count, now = sums[key]
            if not same or count != release.equations.values[place]:
                continue
            if not release.known.lower[place] <= now <= now + OPEN_ROUNDED <= release.known.upper[place]:
                found.append(key)
    return found


def _whole(key: Key) -> Key:
    """What a bound is a bound of."""
    return tuple(pair for pair in key if pair[0] != Reserved.BOUND)
