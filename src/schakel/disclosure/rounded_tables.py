"""Tables of bounds under controlled rounding, all of a release at once, and the attack on what they show.

A count that was printed before and has not changed is printed as it was: two roundings of one count say more than one.
"""

from collections.abc import Sequence

import numpy as np

from schakel.disclosure.ledger import Release, SameCount, join, left_before, merged, shown_before
from schakel.disclosure.shown import Shown, known_within
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_protection.attack.audit import Audit, Requirement, audit
from schakel_protection.attack.rests import with_rests
from schakel_protection.profiles import DeclaredProfile
from schakel_protection.rounding.controlled import Rounding, round_controlled
from schakel_protection.rules import GROUP_DISCLOSURE, apply_rules, facts_of_counts, shares_that_tell
from schakel_protection.tables.equations import BOUND, UNCLEAR, Equations, Mask, Vector
from schakel_protection.tables.linking import Ratio, with_ratios

_OPEN = 2.0  # units above a small count that must stay possible: with the count itself, three whole numbers


def round_tables(tables: TableEquations, profile: DeclaredProfile, before: Sequence[Release]) -> Shown:
    """Round tables together, and attack them together with what left before.

    Raises
    ------
    ExposureError
        If a small count can be narrowed all the same.
    DisclosureError
        If a solver has no answer in time.
    """
    equations, base = tables.equations, profile.base
    same = left_before(tables, before)
    held = _held(equations, before, same, base)
    values = round_controlled(equations, base, held, _order_of_bounds(equations)).values
    values[equations.hidden] = np.nan
    shown = Shown(values, known_within(values, base - 1, base - 1), _promised(tables.readable, profile, values))
    attack_rounded(equations, tables.readable, profile, shown, before, tables.all_shares, same).demand_safe()
    return shown


def round_cube(equations: Equations, profile: DeclaredProfile) -> tuple[Rounding, Audit]:
    """Round counts by themselves, and attack them; what is hidden is not a number.

    Raises
    ------
    ExposureError, DisclosureError
        As above.
    """
    rounding, reach = round_controlled(equations, profile.base), profile.base - 1
    rounding.values[equations.hidden] = np.nan
    promised = _promised(equations, profile, rounding.values)
    shown = Shown(rounding.values, known_within(rounding.values, reach, reach), promised)
    found = attack_rounded(equations, equations, profile, shown)
    found.demand_safe()
    return rounding, found


def _held(equations: Equations, before: Sequence[Release], same: Sequence[SameCount], base: int) -> Vector:
    """What was printed of a count before, where it is one of the two multiples around it."""
    shown = shown_before(equations, before)
    for one in same:
        shown[one.place] = one.printed
    fits = (np.abs(shown - equations.values) < base) & (shown % base == 0)
    return np.where(fits, shown, np.nan)


def _order_of_bounds(equations: Equations) -> Mask:
    """The relations that keep an upper bound above its lower one, whatever else is off."""
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
    return Requirement(found.places, np.minimum(below, found.below), np.full(len(found.places), _OPEN))


def attack_rounded(
    equations: Equations,
    readable: Equations,
    profile: DeclaredProfile,
    shown: Shown,
    before: Sequence[Release] = (),
    shares: Sequence[Ratio] = (),
    same: Sequence[SameCount] = (),
) -> Audit:
    """Attack rounded figures, with the shares printed beside them and all that left before."""
    guarded = with_rests(equations, shares_that_tell(readable, profile.rules))
    joint = join(guarded.equations, before, same)
    more = len(guarded.equations) - len(equations)
    known = known_within(np.append(shown.values, np.full(more, np.nan)), *(2 * [profile.base - 1.0]))
    asked = joint.requirement(merged(shown.promised, guarded.someone_else), profile.smallest)
    return audit(with_ratios(joint.equations, shares), joint.knowledge(known), asked)
