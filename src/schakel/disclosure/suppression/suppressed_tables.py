"""Tables of bounds under suppression: which cells of a release may be shown, and the attack on what is.

Both bounds of a count are shown or neither is. The number of units that can be in a category but need not is known to
whoever reads both bounds, so it is protected as any other count.
"""

from collections.abc import Sequence

import numpy as np

from schakel.disclosure.ledger import Release, join
from schakel.disclosure.profiles import DeclaredProfile
from schakel.disclosure.rules import apply_rules, facts_of_counts
from schakel.disclosure.shown import Shown, known_within
from schakel.disclosure.suppression.attacked import suppress_and_attack
from schakel.disclosure.suppression.problem import wish
from schakel.disclosure.suppression.respondents import singletons_of
from schakel.disclosure.tables.table_equations import TableEquations


def suppress_tables(tables: TableEquations, profile: DeclaredProfile, before: Sequence[Release]) -> Shown:
    """Suppress cells in tables together, and attack the rest together with what left before.

    Raises
    ------
    DisclosureError
        If a cell cannot be protected, or if the audit can compute one all the same.
    """
    equations = tables.equations
    promised, _ = apply_rules(profile.rules, tables.readable, facts_of_counts(equations))
    joint = join(equations, before)
    wishes = wish(
        joint.equations,
        joint.requirement(promised, profile.smallest),
        keep=joint.published_before,
        together=[places for printed in tables.printed.values() for places in printed],
        respondents=singletons_of(equations, joint) if profile.singletons else (),
    )
    pattern, _ = suppress_and_attack(joint.equations, wishes, known=joint.known)
    values = np.where(pattern[: len(equations)] | equations.hidden, np.nan, equations.values)
    for places in (places for printed in tables.printed.values() for places in printed):
        if np.isnan(values[list(places)]).any():
            values[list(places)] = np.nan
    return Shown(values, known_within(values, 0.0, 0.0), promised)
