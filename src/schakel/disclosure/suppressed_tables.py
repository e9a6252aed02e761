"""Tables of bounds under suppression: which cells of a release may be shown, and the attack on what is.

Both bounds of a count are shown or neither is. The number of units that can be in a category but need not is known to
whoever reads both bounds, so it is protected as any other count. Where one category holds all of a margin, zeros
beside it are suppressed too if a rule asks for it: else everybody in the margin is known to be in the category.
"""

from collections.abc import Sequence

import numpy as np

from schakel.disclosure.ledger import Release, join, left_before, merged
from schakel.disclosure.shown import Shown, known_within
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_protection.attack.rests import with_rests, zeros_beside
from schakel_protection.profiles import DeclaredProfile
from schakel_protection.rules import apply_rules, facts_of_counts, margins_that_tell
from schakel_protection.suppression.attacked import suppress_and_attack
from schakel_protection.suppression.problem import wish
from schakel_protection.suppression.respondents import singletons_of
from schakel_protection.tables.linking import with_ratios


def suppress_tables(tables: TableEquations, profile: DeclaredProfile, before: Sequence[Release]) -> Shown:
    """Suppress cells in tables together, and attack the rest together with what left before.

    Raises
    ------
    DisclosureError
        If a cell cannot be protected, or if the audit can compute one all the same.
    """
    equations = tables.equations
    promised, _ = apply_rules(profile.rules, tables.readable, facts_of_counts(equations))
    held = margins_that_tell(tables.readable, profile.rules, facts_of_counts(equations))
    guarded = with_rests(equations, held)
    joint = join(guarded.equations, before, left_before(tables, before))
    wishes = wish(
        joint.equations,
        joint.requirement(merged(promised, guarded.someone_else), profile.smallest),
        keep=joint.published_before,
        together=[places for printed in tables.printed.values() for places in printed],
        respondents=singletons_of(equations, joint) if profile.singletons else (),
        zeros=zeros_beside(equations, held),
    )
    pattern, _ = suppress_and_attack(with_ratios(joint.equations, tables.all_shares), wishes, known=joint.known)
    values = np.where(pattern[: len(equations)] | equations.hidden, np.nan, equations.values)
    for places in (places for printed in tables.printed.values() for places in printed):
        if np.isnan(values[list(places)]).any():
            values[list(places)] = np.nan
    return Shown(values, known_within(values, 0.0, 0.0), promised)
