"""Tables of bounds under controlled rounding, all of a release at once, and the attack on what they show.

A count that was printed before and has not changed is printed as it was: two roundings of one count say more than one.
One that grew is never printed lower than before, so that one whole table can stand behind both editions, and one that
fell never higher: so a figure that moves tells which way its count went, and one that stays nothing for certain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.audit import Audit
from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import Requirement, require
from schakel_protection.attack.rests import with_rests
from schakel_protection.attack.widths import attack_widths, units_within
from schakel_protection.attack.witness import find_witness
from schakel_protection.profiles import Profile
from schakel_protection.releases.asked import beside_answers, demand_open_beside_answers, told_by_answers
from schakel_protection.releases.joint import Joint, join
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.releases.release import ReleaseRecord, shown_before
from schakel_protection.releases.shares import printed_shares
from schakel_protection.rounding.controlled import round_controlled
from schakel_protection.rules import GROUP_DISCLOSURE, apply_rules, facts_of_counts, shares_that_tell
from schakel_protection.tables.equations import CountBound, Equations, Key, Mask, Reserved, Vector
from schakel_protection.tables.linking import Ratio, with_ratios
from schakel_protection.thresholds import ONE_UNIT, OPEN_BESIDE_ROUNDED, OPEN_ROUNDED, SOMEBODY

_Counted = tuple[str, frozenset[Key]]


def round_release(proposed: ProposedRelease, profile: Profile) -> Shown:
    """Round tables together, and attack them together with what left before.

    Raises
    ------
    ExposureError
        If fewer whole numbers stay possible for some figure than must.
    DisclosureError
        If a solver has no answer in time.
    """
    equations, reach = proposed.equations, profile.reach
    rounding = round_controlled(
        equations,
        profile.base,
        reach,
        _held(proposed, profile),
        _between_those_before(proposed, profile),
        _order_of_bounds(equations),
        proposed.seed,
    )
    values = np.where(equations.hidden, np.nan, rounding.values)
    known, promised = known_within(values, reach, reach), _promised(proposed.readable, profile)
    shares = tuple(printed_shares(proposed.shares, equations, known))
    found, table = _attack(proposed, profile, rounding.values, shares)
    found.demand_safe()
    leaving = ReleaseRecord("", "", equations, known, values, promised)
    demand_open_beside_answers(leaving, proposed.before, proposed.seed)
    # Where parts do not add up, what agrees with them is the table that the attack found: the next begins there.
    witness = rounding.values if rounding.additive else table
    return Shown(values, known, promised, rounding.additive, found, witness)


def _held(proposed: ProposedRelease, profile: Profile) -> Vector:
    """What was printed of a count before, where it has not changed and it is a multiple that may be printed again."""
    equations = proposed.equations
    shown = shown_before(equations, proposed.released)
    for one in proposed.same:
        shown[one.place] = one.printed
    # Under another base than before it may be no multiple any more, or lie too far off.
    fits = (np.abs(shown - equations.values) <= profile.reach) & (shown % profile.base == 0)
    return np.where(fits, shown, np.nan)


def _between_those_before(proposed: ProposedRelease, profile: Profile) -> tuple[Vector, Vector]:
    """The most that was printed before of as few units or fewer, and the least of as many or more; else infinite.

    Beside what was asked, as near to the answer as leaves enough numbers that agree with both.
    """
    equations = proposed.equations
    least, most = beside_answers(equations, proposed.asked, profile.reach, profile.base)
    for release in proposed.released:
        for place, key in enumerate(release.equations.keys):
            # Bounds move both ways as units become clear.
            if key in equations and not np.isnan(release.shown[place]) and Reserved.BOUND not in dict(key):
                here, then = equations.index(key), release.equations.values[place]
                if equations.values[here] >= then:
                    least[here] = max(least[here], release.shown[place])
                if equations.values[here] <= then:
                    most[here] = min(most[here], release.shown[place])
    return least, most


def _order_of_bounds(equations: Equations) -> Mask:
    """The relations that keep an upper bound above its lower one, whatever else is violated."""
    unclear = np.array([dict(key).get(Reserved.BOUND) == CountBound.UNCLEAR for key in equations.keys], dtype=bool)
    entries = equations.relations.tocoo()
    strict = np.zeros(equations.relations.shape[0], dtype=bool)
    strict[entries.row[(entries.data == 1) & unclear[entries.col]]] = True
    return strict


def _promised(readable: Equations, profile: Profile) -> Requirement:
    """What a later edition that is suppressed must leave open: three whole numbers for every small count."""
    of_cells = [rule for rule in profile.rules if rule.kind != GROUP_DISCLOSURE]
    return require(apply_rules(of_cells, readable, facts_of_counts(readable))[0].places)


def _attack(
    proposed: ProposedRelease, profile: Profile, rounded: Vector, shares: Sequence[Ratio]
) -> tuple[Audit, Vector | None]:
    """Attack rounded figures, with the shares printed beside them and all that left before.

    Besides, return the whole table of this edition that the attack began with; None where it found none.
    """
    telling = shares_that_tell(replace(proposed.readable, values=rounded), profile.rules)
    guarded = with_rests(proposed.equations, telling).equations
    # The rests of margins are added behind the cells of this edition, and nothing is printed of them.
    printed = np.where(guarded.hidden, np.nan, np.append(rounded, np.full(len(telling), np.nan)))
    new = known_within(printed, profile.reach, profile.reach).and_also(told_by_answers(guarded, proposed.asked))
    own = np.append(rounded, [rounded[margin] - rounded[cell] for cell, margin in telling])
    # Whether a count grew, and by how much, is taken from the figures: the attack must not depend on what they hide.
    joint = join(replace(guarded, values=own), [_as_printed(one) for one in proposed.released], proposed.same)
    known = _told_by_growth(joint, joint.knowledge(new))
    start = find_witness(with_ratios(joint.equations, shares), known, joint.equations.values)
    table = None if start is None else start[: len(proposed.equations)]
    if start is None:
        joint = join(guarded, proposed.released, proposed.same)
        known, start = joint.knowledge(new), joint.equations.values
    equations, width = with_ratios(joint.equations, shares), _widths(proposed, joint, printed, profile)
    moves = _moves(guarded, joint, known, start, width, proposed)
    return attack_widths(equations, known, start, width, moves), table


def _as_printed(release: ReleaseRecord) -> ReleaseRecord:
    """An earlier edition as its readers have it: with what was printed in place of counts, and else the witness."""
    hidden = np.isnan(release.shown)
    seen = release.shown if release.witness is None else np.where(hidden, release.witness, release.shown)
    return replace(release, equations=replace(release.equations, values=seen))


def _told_by_growth(joint: Joint, known: Knowledge) -> Knowledge:
    """A count whose figure moved has changed, since one that has not keeps its figure: readers know that too."""
    moved = joint.moved[joint.equations.values[joint.moved] > 0]
    lower = known.lower.copy()
    lower[moved] = np.minimum(ONE_UNIT, known.upper[moved])
    return Knowledge(lower, known.upper)


def _moves(
    own: Equations, joint: Joint, known: Knowledge, start: Vector, width: Vector, proposed: ProposedRelease
) -> sparse.csc_array | None:
    """What moves together in this edition alone, moved in all editions at once, and by changes since the others."""
    if not proposed.released:
        return None
    new = list(range(joint.size))
    found = units_within(own, known.among(new), start[new], np.flatnonzero(width[new]))
    mirrored, changed = [(place, place, 1.0) for place in new], [(place, place, 1.0) for place in new]
    for place, key in enumerate(joint.equations.keys):
        if key and key[0][0] in _MOVES_WITH and key[1:] in own and not is_base(key[1:]):
            moved = (place, own.index(key[1:]), _MOVES_WITH[Reserved(key[0][0])])
            (mirrored if key[0][0] == Reserved.EDITION else changed).append(moved)
    for release in proposed.released:
        for then, now in same_base(release.equations, own):
            mirrored.append((joint.equations.index(((Reserved.EDITION, release.name), *then)), own.index(now), 1.0))
    both = [_spread(moves, len(joint.equations), joint.size) @ found for moves in (mirrored, changed)]
    return sparse.csc_array(sparse.hstack(both, format="csc"))


_MOVES_WITH = {Reserved.EDITION: 1.0, Reserved.CHANGE: 1.0, Reserved.FALL: -1.0}
"""How what is beside a cell of this edition moves with it: the more there are now, the fewer are gone."""


def _spread(moves: list[tuple[int, int, float]], size: int, own: int) -> sparse.csr_array:
    row, column, sign = zip(*moves, strict=True)
    return sparse.csr_array((sign, (row, column)), shape=(size, own))


def _places(joint: Joint, release: ReleaseRecord) -> list[int]:
    return [joint.equations.index(((Reserved.EDITION, release.name), *key)) for key in release.equations.keys]


def _widths(proposed: ProposedRelease, joint: Joint, printed: Vector, profile: Profile) -> Vector:
    """How wide the range of each cell must stay: the same for small counts and changes as for large ones."""
    width = np.zeros(len(joint.equations))
    # Whoever asks for a base under 4 gets what such figures leave; three whole numbers are the least all the same.
    open_ = min(OPEN_ROUNDED, max(profile.reach, OPEN_BESIDE_ROUNDED))
    width[: joint.size] = np.where(np.isnan(printed), 0.0, open_)
    width[list(proposed.read_off)] = OPEN_BESIDE_ROUNDED
    width[len(proposed.equations) : joint.size] = SOMEBODY
    for release in proposed.released:
        places = np.array(_places(joint, release))
        # What left before was rounded as well, and a second edition must not narrow it down. Of what left as it is,
        # such as counts of public records, there is nothing to narrow, unless it was promised to stay open.
        narrows = release.known.lower < release.known.upper
        narrows[release.promised.places] = True
        width[places[narrows & ~np.isnan(release.shown)]] = OPEN_BESIDE_ROUNDED
    # That nothing has changed since another release of this edition everybody knows.
    open_to_change = joint.moved[joint.known.upper[joint.moved] > 0]
    width[open_to_change] = OPEN_BESIDE_ROUNDED if profile.smallest else 0.0
    return width


def is_base(key: Key) -> bool:
    """Whether a cell is finer than any table."""
    return bool(key) and key[0][0] == Reserved.BASE


def same_base(earlier: Equations, later: Equations) -> Iterator[tuple[Key, Key]]:
    """Yield pairs of base cells, of an earlier edition and a later one, that are part of the same counts of both.

    The numbers of base cells are new in each edition. Nothing is said of the pairs: units that move together in one
    edition are tried in the others too, and what breaks a relation there is left out.
    """
    then = {counted: key for key, counted in _counted_in(earlier, later)}
    yield from ((then[counted], key) for key, counted in _counted_in(later, earlier) if counted in then)


def _counted_in(one: Equations, other: Equations) -> Iterator[tuple[Key, _Counted]]:
    """The base cells of an edition, each with its table and the counts of both editions that it is part of."""
    rows, columns = one.relations.tocoo(), sparse.csc_array(one.relations)
    defined = zip(rows.row.tolist(), rows.col.tolist(), rows.data.tolist(), strict=True)
    wholes = {row: key for row, cell, weight in defined if weight < 0 and (key := one.keys[cell]) in other}
    for place, key in enumerate(one.keys):
        if is_base(key):
            inside = columns.indices[columns.indptr[place] : columns.indptr[place + 1]].tolist()
            yield key, (key[0][1].rpartition(":")[0], frozenset(wholes[row] for row in inside if row in wholes))
