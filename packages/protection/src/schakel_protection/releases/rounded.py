"""Tables of bounds under controlled rounding, all of a release at once, and the attack on what they show.

A count that was printed before and has not changed is printed as it was: two roundings of one count say more than one.
"""

import numpy as np

from schakel_protection.attack.audit import Audit, audit
from schakel_protection.attack.requirements import Requirement, merged
from schakel_protection.attack.rests import with_rests
from schakel_protection.profiles import DeclaredProfile
from schakel_protection.releases.joint import join
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.releases.release import shown_before
from schakel_protection.rounding.controlled import round_controlled
from schakel_protection.rules import GROUP_DISCLOSURE, apply_rules, facts_of_counts, shares_that_tell
from schakel_protection.tables.equations import BOUND, UNCLEAR, Equations, Mask, Vector
from schakel_protection.tables.linking import with_ratios
from schakel_protection.thresholds import OPEN_ABOVE_ROUNDED


def round_release(proposed: ProposedRelease, profile: DeclaredProfile) -> Shown:
    """Round tables together, and attack them together with what left before.

    Raises
    ------
    ExposureError
        If a small count can be narrowed all the same.
    DisclosureError
        If a solver has no answer in time.
    """
    equations, base = proposed.equations, profile.base
    rounding = round_controlled(equations, base, _held(proposed, base), _order_of_bounds(equations))
    values = np.where(equations.hidden, np.nan, rounding.values)
    promised = _promised(proposed.readable, profile, values)
    found = _attack(proposed, profile, values, promised)
    found.demand_safe()
    return Shown(values, known_within(values, base - 1, base - 1), promised, rounding.additive, found)


def _held(proposed: ProposedRelease, base: int) -> Vector:
    """What was printed of a count before, where it is one of the two multiples around it."""
    equations = proposed.equations
    shown = shown_before(equations, proposed.before)
    for one in proposed.same:
        shown[one.place] = one.printed
    fits = (np.abs(shown - equations.values) < base) & (shown % base == 0)
    return np.where(fits, shown, np.nan)


def _order_of_bounds(equations: Equations) -> Mask:
    """The relations that keep an upper bound above its lower one, whatever else is violated."""
    unclear = np.array([dict(key).get(BOUND) == UNCLEAR for key in equations.keys], dtype=bool)
    entries = equations.relations.tocoo()
    strict = np.zeros(equations.relations.shape[0], dtype=bool)
    strict[entries.row[(entries.data == 1) & unclear[entries.col]]] = True
    return strict


def _promised(readable: Equations, profile: DeclaredProfile, values: Vector) -> Requirement:
    """A small count stays possible from the least that its own number leaves open to some units more."""
    of_cells = [rule for rule in profile.rules if rule.kind != GROUP_DISCLOSURE]
    found, _ = apply_rules(of_cells, readable, facts_of_counts(readable))
    least = np.maximum(values[found.places] - profile.base + 1, 0.0)
    below = np.where(np.isnan(least), found.below, readable.values[found.places] - least)
    return Requirement(found.places, np.minimum(below, found.below), np.full(len(found.places), OPEN_ABOVE_ROUNDED))


def _attack(proposed: ProposedRelease, profile: DeclaredProfile, values: Vector, promised: Requirement) -> Audit:
    """Attack rounded figures, with the shares printed beside them and all that left before."""
    guarded = with_rests(proposed.equations, shares_that_tell(proposed.readable, profile.rules))
    joint = join(guarded.equations, proposed.before, proposed.same)
    more = len(guarded.equations) - len(proposed.equations)
    known = known_within(np.append(values, np.full(more, np.nan)), *(2 * [profile.base - 1.0]))
    asked = joint.requirement(merged(promised, guarded.someone_else), profile.smallest)
    return audit(with_ratios(joint.equations, proposed.shares), joint.knowledge(known), asked)
