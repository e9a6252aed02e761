"""Sums of amounts, protected from what each contributor gives to each: who is too few, dominates, or can be estimated.

Sums leave as they are or not at all. All that a reader can subtract is a cell here, printed or not, so the rules are
asked of it too: the difference of two bounds, what describes units in exactly one way, and what came since an earlier
edition. Beside its own rules every cell that fails stays open by its largest contribution, so that of amounts that are
all alike nobody can tell how many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse

from schakel_base.errors import DisclosureError
from schakel_protection.attack.audit import ExposureError, audit, publish
from schakel_protection.attack.requirements import Requirement, around, merged, sliding
from schakel_protection.profiles import Profile, find_profile
from schakel_protection.releases.joint import Joint, join
from schakel_protection.releases.next_methods import Part
from schakel_protection.releases.proposed import Shown
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.rules import DisclosureRule, Facts, apply_rules, contributors_looked_at
from schakel_protection.solver import EffortError
from schakel_protection.suppression.attacked import suppress_and_attack
from schakel_protection.suppression.problem import wish
from schakel_protection.tables.equations import Equations, Inequalities, Vector, sparse_rows
from schakel_protection.thresholds import OPEN_ROUNDED

__all__ = ["SuppressedAmounts"]

RULES_OF_AMOUNTS = "acro-default"
"""The profile whose rules sums of amounts are held to besides those of their own: 10 contributors, (2, 90), p 10."""
SumByClasses = tuple[Sequence[int], Sequence[int], Sequence[tuple[float, float, Sequence[int]]]]
"""The places of a sum, of the count of its units, and of each class of amounts: its ends, and the places of its count.

The places are of one number that is printed, or of its two bounds.
"""
_Row = tuple[list[tuple[int, float]], float, float]
"""A weighted sum of counts by their places, and between what it lies."""
_SAME = 1e-9  # amounts are floats: a difference of this share of them is their rounding


@dataclass(frozen=True, eq=False)
class SuppressedAmounts:
    """Sums as they leave, with what they are sums of."""

    equations: Equations
    shown: Shown

    @classmethod
    def of(
        cls,
        equations: Equations,
        contributions: Sequence[sparse.csr_array],
        profile: Profile,
        together: Sequence[Sequence[int]] = (),
        before: Sequence[ReleaseRecord] = (),
    ) -> "SuppressedAmounts":
        """Suppress sums, and attack those that are left together with what left before; none, where none survives.

        Parameters
        ----------
        equations
            The sums, and what they are sums of, which is hidden; no whole numbers.
        contributions
            What each contributor gives to each cell, of shape (cells, contributors): at least 0, in the unit of the
            sums. In the same shape, how much less and how much more it may be for whoever knows the classes of the
            amounts; without these as much less as it is, and more without end.
        profile
            Its rules about contributors are asked besides those of `RULES_OF_AMOUNTS`; one that is public hides
            nothing.
        together
            Cells that are shown together or not at all.
        before
            The sums that left before, the earliest first.
        """
        return cls(equations, _suppressed(equations, contributions, profile, together, before))

    def narrow(self, counts: Part, table: str, sums: Sequence[SumByClasses]) -> bool:
        """Whether sums that are shown beside counts tell more of these than may be told.

        Parameters
        ----------
        counts
            The part in which the counts of units by classes of their amounts leave.
        table
            The table of these counts.
        sums
            Of each sum its places here, those of the count of its units among the `counts`, and the classes of these.
        """
        rows = [row for row in _told_by(self.shown.values, sums, counts.shown.known.upper) if row[0]]
        # As everybody knows, enough contribute to a sum that is not nought.
        contributed = (units[0] for places, units, _ in sums if self.shown.values[places[0]] > 0)
        rows += [([(place, 1.0)], _fewest_contributors(), np.inf) for place in contributed]
        cells = counts.tables.cells_of([table])
        at, own = {cell: place for place, cell in enumerate(cells)}, counts.shown.among(cells)
        entries = [(row, at[place], weight) for row, (weights, _, _) in enumerate(rows) for place, weight in weights]
        lower, upper = (np.array([row[end] for row in rows], dtype=float) for end in (1, 2))
        told_by_sums = Inequalities(sparse_rows(entries, len(rows), len(cells)), lower, upper)
        told = np.where(np.isnan(own.values), 0.0, own.known.upper - own.known.lower)
        places = np.flatnonzero(told)
        asked = merged(own.promised, sliding(places, np.minimum(told[places], OPEN_ROUNDED)))
        equations = replace(counts.tables.equations.among(cells), inequalities=told_by_sums)
        try:
            return bool(audit(equations, own.known, asked).exposed)
        except DisclosureError:  # no answer in the work allowed: what could not be judged is not safe
            return True

    def without(self, cells: Sequence[int]) -> "SuppressedAmounts":
        """Return the same with nothing shown of some cells."""
        return replace(self, shown=self.shown.without(cells))

    def record(self, product: str, edition: str, cells: Sequence[int]) -> ReleaseRecord:
        """Return what some of its cells give away, for the ledger."""
        return self.shown.among(cells).record(product, edition, self.equations.among(cells))


def _suppressed(
    equations: Equations,
    contributions: Sequence[sparse.csr_array],
    profile: Profile,
    together: Sequence[Sequence[int]],
    before: Sequence[ReleaseRecord],
) -> Shown:
    if profile.public:
        return Shown.exactly(np.where(equations.hidden, np.nan, equations.values))
    joint = join(equations, before)
    rules = tuple(_rules_of(profile))
    given, *room = (_given(joint, one, before) for one in contributions)
    # What a reader can subtract is held to the rules as if it were printed.
    readable = replace(joint.equations, hidden=np.zeros(len(joint.equations), dtype=bool))
    facts = _facts(given, len(equations), joint, contributors_looked_at(rules))
    failing, _ = apply_rules(rules, readable, facts)
    failing = merged(failing, _told_by_classes(rules, given, room, facts))
    promised = _by_one_contributor(failing, facts, joint.equations.values)
    wishes = wish(
        joint.equations,
        merged(promised, joint.promised),
        keep=joint.published_before,
        together=together,
        respondents=_alone(given),
    )
    try:
        pattern, found = suppress_and_attack(joint.equations, wishes, known=joint.known)
    except (ExposureError, EffortError):
        nothing = np.full(len(equations), np.nan)
        return Shown(nothing, publish(equations, np.isnan(nothing)))
    values = np.where(pattern[: len(equations)] | equations.hidden, np.nan, equations.values)
    for places in together:
        if np.isnan(values[list(places)]).any():
            values[list(places)] = np.nan
    own = promised.among(range(len(equations)))
    return Shown(values, publish(equations, np.isnan(values)), own, audit=found)


def _told_by(values: Vector, sums: Sequence[SumByClasses], at_most: Vector) -> Iterator[_Row]:
    """Yield what each sum that is shown says about the counts of its classes, by two weighted sums of these."""
    for places, _, classes in sums:
        least, most = values[[places[0], places[-1]]]
        if np.isnan(least):
            continue
        yield [(counts[0], lower) for lower, _, counts in classes if lower], -np.inf, least
        # A class without an end says nothing of the most, unless nobody can be in it.
        somebody = [(counts[-1], upper) for _, upper, counts in classes if at_most[counts[-1]]]
        if all(np.isfinite(upper) for _, upper in somebody):
            yield somebody, most, np.inf


def _fewest_contributors() -> float:
    rules = find_profile(RULES_OF_AMOUNTS).rules
    return max(float(one.parameters["minimum"]) for one in rules if one.kind == "minimum_frequency")


def _rules_of(profile: Profile) -> Iterator[DisclosureRule]:
    yield from find_profile(RULES_OF_AMOUNTS).rules
    yield from (one for one in profile.rules if one.kind in ("minimum_frequency", "dominance", "p_percent"))


def _told_by_classes(
    rules: Sequence[DisclosureRule], given: sparse.csr_array, room: Sequence[sparse.csr_array], facts: Facts
) -> Requirement:
    """Who can be estimated to within p percent, from below or above, by another who knows the classes of the rest."""
    percent = max(float(one.parameters["p"]) for one in rules if one.kind == "p_percent")
    told = {
        place
        for place in np.flatnonzero(np.isfinite(facts.records) & (facts.records > 0)).tolist()
        for within in room
        if _is_told(given[[place]].toarray()[0], within[[place]].toarray()[0], percent / 100)
    }
    places = np.array(sorted(told), dtype=np.int64)
    return around(places, np.zeros(len(places)), np.zeros(len(places)))


def _is_told(amounts: Vector, room: Vector, share: float) -> bool:
    """Whether what is open of all others but one is less than a share of what somebody gives."""
    amounts, room = amounts[amounts > 0], room[amounts > 0]
    widest = np.sort(room)[::-1]
    second = widest[1] if len(room) > 1 else 0.0
    # Who knows his own leaves least open: it is the one with the most room, or the next if that is who is estimated.
    others = np.full(len(room), widest[2:].sum())
    narrow = room < second
    others[narrow] += second - room[narrow]
    return bool((others < amounts * share * (1 - _SAME)).any())


def _by_one_contributor(failing: Requirement, facts: Facts, values: Vector) -> Requirement:
    """Open by a whole contribution on either side, where that is more than the rules ask."""
    assert facts.largest is not None
    largest = facts.largest[failing.places, 0]
    below = np.minimum(np.maximum(failing.below, largest), values[failing.places])
    return around(failing.places, below, np.maximum(failing.above, largest))


def _facts(given: sparse.csr_array, size: int, joint: Joint, most: int) -> Facts:
    """Of earlier editions nothing is asked: what they gave away nobody can take back."""
    records = np.diff(given.indptr).astype(float)
    asked = np.zeros(len(records), dtype=bool)
    asked[:size] = True
    asked[joint.moved] = True
    largest = np.zeros((len(records), most))
    for place in np.flatnonzero(asked):
        top = np.sort(given.data[given.indptr[place] : given.indptr[place + 1]])[::-1][:most]
        largest[place, : len(top)] = top
    return Facts(np.where(asked, records, np.inf), largest=largest)


def _alone(given: sparse.csr_array) -> list[list[int]]:
    """Return per contributor who is alone in some cell all cells in which it is."""
    found: dict[int, list[int]] = {}
    for place in np.flatnonzero(np.diff(given.indptr) == 1).tolist():
        found.setdefault(int(given.indices[given.indptr[place]]), []).append(place)
    return list(found.values())


def _given(joint: Joint, contributions: sparse.csr_array, before: Sequence[ReleaseRecord]) -> sparse.csr_array:
    """What each contributor gives to all cells of the joint table: of those of earlier editions nothing is known."""
    contributors = contributions.shape[1]
    rows: dict[int, dict[int, float]] = {}
    for release in before:
        since = _Since(release, joint, contributions)
        for place in joint.moved.tolist():
            if joint.equations.keys[place][0][1] == release.name and joint.equations.values[place] > 0:
                rows[place] = since.given(place)
    width = contributors + 1
    entries = [(place, who, amount) for place, row in rows.items() for who, amount in row.items()]
    place, who, amount = zip(*entries, strict=True) if entries else ((), (), ())
    below = sparse.csr_array((amount, (place, who)), shape=(len(joint.equations), width))
    above = sparse.csr_array(contributions, copy=True)
    above.resize((len(joint.equations), width))
    both = sparse.csr_array(above + below)
    both.eliminate_zeros()
    return both


class _Since:
    """What came since an earlier release, by contributor, where that can be known; else as if it were all of one."""

    def __init__(self, release: ReleaseRecord, joint: Joint, contributions: sparse.csr_array) -> None:
        self.then, self.joint, self.contributions = release.equations, joint, contributions
        self.now = joint.equations
        self.inside, self.base = sparse.csr_array(self.now.matrix), self.now.base
        self.was_inside, self.was_base = sparse.csr_array(self.then.matrix), self.then.base

    def given(self, place: int) -> dict[int, float]:
        """Return what each contributor gives to a change."""
        key = self.now.keys[place][1:]
        now, then = self._parts(self.now.index(key)), self._before(self.then.index(key))
        somebody = {self.contributions.shape[1]: float(self.now.values[place])}
        found: dict[int, float] = {}
        for part in dict.fromkeys([*now, *then]):
            if part in then and abs(now.get(part, (0.0, 0))[0] - then[part]) <= _SAME * (1 + abs(then[part])):
                continue
            if part in then:  # it changed, or it went: by whom is not known
                return somebody
            start, end = self.contributions.indptr[now[part][1] : now[part][1] + 2]
            for who, amount in zip(
                self.contributions.indices[start:end], self.contributions.data[start:end], strict=True
            ):
                found[int(who)] = found.get(int(who), 0.0) + float(amount)
        return found or somebody

    def _parts(self, cell: int) -> dict[tuple[tuple[str, str], ...], tuple[float, int]]:
        columns = self.inside.indices[self.inside.indptr[cell] : self.inside.indptr[cell + 1]]
        return {self.now.keys[at]: (float(self.now.values[at]), int(at)) for at in self.base[columns]}

    def _before(self, cell: int) -> dict[tuple[tuple[str, str], ...], float]:
        columns = self.was_inside.indices[self.was_inside.indptr[cell] : self.was_inside.indptr[cell + 1]]
        return {self.then.keys[at]: float(self.then.values[at]) for at in self.was_base[columns]}
