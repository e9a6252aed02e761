"""A new edition together with earlier ones: subtracting two editions would reveal a small revision.

That is the differencing attack. What both editions count is written `later = earlier + change`, or where a correction
took units away `earlier = later + fall`, and a small change or fall is protected as any other small count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import NOTHING, Requirement, merged, require, sliding
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.solver import INFINITE, Places
from schakel_protection.tables.equations import Equations, Key, Reserved
from schakel_protection.tables.linking import beside_later, is_count, link, shared_cells


@dataclass(frozen=True, eq=False)
class Joint:
    """A new edition, whose cells come first, together with the earlier ones and what they gave away.

    Parameters
    ----------
    equations
        The cells of the new edition, then those of earlier ones, then the changes and falls between them.
    known
        What earlier editions published; of the new cells nothing.
    promised
        The ranges of earlier editions, in units, by places in the joint table.
    changes, falls
        The places of what came between editions, and of what went.
    size
        The number of cells of the new edition.
    """

    equations: Equations
    known: Knowledge
    promised: Requirement
    changes: Places
    falls: Places
    size: int

    @property
    def moved(self) -> Places:
        """The places of the changes and of the falls."""
        return np.concatenate([self.changes, self.falls])

    @property
    def published_before(self) -> Places:
        """The places of the cells that earlier editions gave exactly."""
        return np.flatnonzero(self.known.lower == self.known.upper)

    @cached_property
    def _changes_of(self) -> dict[Key, list[int]]:
        found: dict[Key, list[int]] = {}
        for place in self.changes.tolist():
            found.setdefault(self.equations.keys[place][1:], []).append(place)
        return found

    @cached_property
    def _before(self) -> set[Key]:
        return {key[1:] for key in self.equations.keys[self.size :] if key and key[0][0] == Reserved.EDITION}

    def is_new(self, cell: int) -> bool:
        """Whether no earlier edition has a cell, or all that is in it came since."""
        key, value = self.equations.keys[cell], self.equations.values[cell]
        # Where all units of a cell came since, its count is the change, which is protected as a change.
        return key not in self._before or any(self.equations.values[change] == value for change in self.change_of(cell))

    def change_of(self, cell: int) -> list[int]:
        """Return the places of the changes of a cell since earlier editions."""
        return self._changes_of.get(self.equations.keys[cell], [])

    def knowledge(self, new: Knowledge) -> Knowledge:
        """Return what is known once the new edition is out."""
        lower, upper = self.known.lower.copy(), self.known.upper.copy()
        lower[: self.size], upper[: self.size] = new.lower, new.upper
        return Knowledge(lower, upper)

    def requirement(self, own: Requirement, minimum: float) -> Requirement:
        """Protect the new edition, what the earlier ones promised, and changes or falls of under `minimum` units."""
        values = self.equations.values
        small = self.moved[(values[self.moved] > 0) & (values[self.moved] < minimum)]
        return merged(own, self.promised, require(small))


@dataclass(frozen=True)
class SameCount:
    """A count that leaves now and left before: its place in the new edition, its key beside it, what was printed."""

    place: int
    before: Key
    printed: float

    @classmethod
    def of(cls, place: int, release: ReleaseRecord, cell: int) -> "SameCount":
        """Return a count that is a cell of a release before."""
        key = ((Reserved.EDITION, release.name), *release.equations.keys[cell])
        return cls(place, key, float(release.shown[cell]))


def _with_same(joint: Equations, same: Sequence[SameCount]) -> Equations:
    """Say that some counts of the new edition are those of an earlier one."""
    if not same:
        return joint
    keys = [key for one in same for key in (joint.keys[one.place], one.before)]
    values = np.repeat(joint.values[[one.place for one in same]], 2).tolist()
    entries = [(row, 2 * row + side, weight) for row in range(len(same)) for side, weight in enumerate((-1.0, 1.0))]
    return link(joint, Equations.of(keys, values, entries, len(same), np.ones(len(keys), dtype=bool)))


def join(later: Equations, before: Sequence[ReleaseRecord], same: Sequence[SameCount] = ()) -> Joint:
    """Join a new edition to the earlier ones.

    Counts that grew are the earlier ones with a change added, those that shrank the earlier ones less a fall; `same`
    are those in both under other names. Nothing is said of bounds, which move both ways as units become clear.

    Parameters
    ----------
    later
        The cells of the new edition, with their true values.
    before
        What left before, the earliest first.
    same
        Counts that left before under another name.

    Returns
    -------
    Joint
        All of them as one table.
    """
    beside = [
        table
        for release in before
        for table in beside_later(later, _as_published(release), release.name, *_moved(later, release.equations))
    ]
    joint = _with_same(_with_what_left_since(link(later, *beside), later, before), same)
    lower, upper = np.zeros(len(joint)), np.full(len(joint), INFINITE)
    promised = []
    for release in before:
        places = np.array(
            [joint.index(((Reserved.EDITION, release.name), *key)) for key in release.equations.keys], np.int64
        )
        # As it was printed then; its true values are what is to be hidden.
        lower[places], upper[places] = release.known.lower, release.known.upper
        asked = release.promised
        promised.append(sliding(places[asked.places], asked.width))
    changes, falls = (_named_as(kind, joint) for kind in (Reserved.CHANGE, Reserved.FALL))
    of_this_edition = {release.name for release in before if release.beside}
    upper[[place for place in (*changes, *falls) if joint.keys[place][0][1] in of_this_edition]] = 0.0
    return Joint(joint, Knowledge(lower, upper), merged(NOTHING, *promised), changes, falls, len(later))


def _with_what_left_since(joint: Equations, later: Equations, before: Sequence[ReleaseRecord]) -> Equations:
    """Tie what this edition no longer has to the next release that had it: readers of both know what it became.

    Of counts that both printed as they are, such as those of public records, nothing is left to protect.
    """
    following, printed = dict[Key, ReleaseRecord](), {release.name: _printed_as_they_are(release) for release in before}
    entries, keys, values = list[tuple[int, int, float]](), list[Key](), list[float]()
    for release in reversed(before):
        own = [key for key in release.equations.keys if key not in later and is_count(key)]
        both = [key for key in own if key in following]
        tied = [key for key in both if not (key in printed[release.name] and key in printed[following[key].name])]
        for row, key in enumerate(tied, start=len(keys) // 3):
            then, now = (((Reserved.EDITION, one.name), *key) for one in (release, following[key]))
            moved = joint.values[joint.index(now)] - joint.values[joint.index(then)]
            kind, sign = (Reserved.FALL, -1.0) if moved < 0 else (Reserved.CHANGE, 1.0)
            keys += [now, then, ((kind, release.name), *now)]
            values += [*joint.values[[joint.index(now), joint.index(then)]], abs(moved)]
            entries += [(row, 3 * row, -sign), (row, 3 * row + 1, sign), (row, 3 * row + 2, 1.0)]
        following |= dict.fromkeys(own, release)
    if not keys:
        return joint
    return link(joint, Equations.of(keys, values, entries, len(keys) // 3, np.ones(len(keys), dtype=bool)))


def _printed_as_they_are(release: ReleaseRecord) -> frozenset[Key]:
    exact = release.known.lower == release.known.upper
    return frozenset(key for key, is_exact in zip(release.equations.keys, exact, strict=True) if is_exact)


def _named_as(kind: Reserved, joint: Equations) -> Places:
    return np.flatnonzero(np.array([bool(key) and key[0][0] == kind for key in joint.keys], dtype=bool))


def _as_published(release: ReleaseRecord) -> Equations:
    table = release.equations
    return Equations(table.keys, table.values, table.relations, release.known.lower < release.known.upper)


def _moved(later: Equations, earlier: Equations) -> tuple[list[Key], list[Key]]:
    """The counts in both editions that grew or stayed, and those that fell."""
    grew, fell = list[Key](), list[Key]()
    for key in shared_cells(later, earlier):
        if Reserved.BOUND not in dict(key):
            stayed = later.values[later.index(key)] >= earlier.values[earlier.index(key)]
            (grew if stayed else fell).append(key)
    return grew, fell
