"""Figures published after questions were answered: readers already know each count to within some units.

A figure is printed so near to the answer that five whole numbers agree with both. That each count by itself keeps them
is not enough, since counts add up: so a whole table is looked for that agrees with all answers and all figures, with
some more units on any one leaf. The search starts from what was drawn and sees figures, never counts.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sparse

from schakel_base.errors import DisclosureError
from schakel_protection.attack.audit import ExposureError
from schakel_protection.attack.parts import Knowledge
from schakel_protection.effort import DRAWING
from schakel_protection.releases.beside import names_of_count, ranges_beside
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.rounding.walking import Walk
from schakel_protection.tables.equations import Equations, Key, Vector, name_of
from schakel_protection.thresholds import REACH_OF_ASKED


def beside_answers(
    equations: Equations, asked: Sequence[ReleaseRecord], reach: float, base: int
) -> tuple[Vector, Vector]:
    """Return the least and the most that may be printed of each cell, in units; infinite where nobody asked.

    So near to what was drawn that one multiple at least is left wherever that lies: 7 units under base 5.

    Parameters
    ----------
    reach
        How far a count can lie from what is printed, in units.
    base
        What counts become multiples of, in units.
    """
    near = REACH_OF_ASKED - reach + base - 1
    least, most = np.full(len(equations), -np.inf), np.full(len(equations), np.inf)
    for release in asked:
        for here, there in _unchanged(equations, release):
            least[here] = max(least[here], release.shown[there] - near)
            most[here] = min(most[here], release.shown[there] + near)
    return least, most


def told_by_answers(equations: Equations, asked: Sequence[ReleaseRecord]) -> Knowledge:
    """Return what somebody who asked everything knows about counts that have not changed; infinite for others."""
    least, most = np.full(len(equations), -np.inf), np.full(len(equations), np.inf)
    for release in asked:
        for here, there in _unchanged(equations, release):
            least[here] = max(least[here], release.known.lower[there])
            most[here] = min(most[here], release.known.upper[there])
    return Knowledge(least, most)


def _unchanged(equations: Equations, release: ReleaseRecord) -> Iterator[tuple[int, int]]:
    """Yield the places here and there of counts that are printed here, were told there, and are the same."""
    for there in np.flatnonzero(~np.isnan(release.shown)).tolist():
        for key in names_of_count(release.equations.keys[there]):
            here = equations.index(key) if key in equations else None
            same = here is not None and equations.values[here] == release.equations.values[there]
            if here is not None and same and not equations.hidden[here]:
                yield here, there


def demand_open_beside_answers(leaving: ReleaseRecord, before: Sequence[ReleaseRecord], seed: bytes) -> None:
    """Block figures beside which some answer is not proved to keep five whole numbers.

    Parameters
    ----------
    seed
        Decides in which order the search takes its steps.

    Raises
    ------
    ExposureError
        Naming cells; for the secured zone only.
    """
    for epoch in (one for one in before if one.drawn):
        told = ((name, key) for key in epoch.equations.keys for name in names_of_count(key))
        both = {name: key for name, key in told if name in leaving.equations}
        exposed = set(_not_open(epoch, [*before, leaving], seed)) if both else set()
        if exposed:
            # What leaves is to change, so its cells are named: those that are off, or else all that hang together.
            cells = tuple(name for name, key in both.items() if key in exposed) or tuple(both)
            named = "; ".join(name_of(key) for key in cells[:20])
            raise ExposureError(f"beside what was asked too few whole numbers stay possible for {named}", cells)


def _not_open(epoch: ReleaseRecord, told: Sequence[ReleaseRecord], seed: bytes) -> tuple[Key, ...]:
    """The cells that no whole table was found for that agrees with all that was told, some more units on a leaf too."""
    table, drawn = epoch.equations, epoch.shown if epoch.witness is None else epoch.witness
    cells = np.flatnonzero(~np.isnan(epoch.shown))
    keys = tuple(table.keys[cell] for cell in cells)
    try:
        ranges = ranges_beside(keys, table.values[cells], told)
    except DisclosureError:
        return keys
    units, sums = drawn[table.base], _sums(table)[cells]
    staying = epoch.shown[cells] - sums @ units
    least, most = (end - staying for end in ranges)
    walk = Walk(units, sums, (least, most), np.random.default_rng(list(seed)))
    return tuple(keys[cell] for cell in walk.come_within(DRAWING.tries_beside))


def _sums(table: Equations) -> sparse.csr_array:
    """Which leaves each cell of an epoch sums; where no leaves are kept each cell is one by itself.

    Its relations say that of its cells in their order, and are too many to work them out as those of other tables.
    """
    if not table.relations.shape[0]:
        return sparse.csr_array(sparse.eye_array(len(table)))
    return sparse.csr_array(table.relations[:, table.base])
