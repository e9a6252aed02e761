"""A table of bounds under suppression: which cells may be shown, and the attack on what is.

Both bounds of a count are shown or neither is. The number of units that can be in a category but need not is known to
whoever reads both bounds, so it is protected as any other count.
"""

from schakel.disclosure.profiles import DeclaredProfile
from schakel.disclosure.protected import Figure, Mark
from schakel.disclosure.rules import apply_rules, facts_of_counts
from schakel.disclosure.suppression.attacked import suppress_and_attack
from schakel.disclosure.suppression.problem import wish
from schakel.disclosure.suppression.respondents import singletons
from schakel.disclosure.tables.table_equations import equations_of
from schakel.model.table import Table

_HIDDEN = Figure(None, None, Mark.PROTECTED)


def suppress_counts(table: Table, profile: DeclaredProfile) -> dict[tuple[str, ...], Figure]:
    """Return the bounds of every cell that may be shown, and a mark for every other.

    Raises
    ------
    DisclosureError
        If a cell cannot be protected, or if the audit can compute one all the same.
    """
    found = equations_of(table)
    equations = found.equations
    requirement, _ = apply_rules(profile.rules, found.readable, facts_of_counts(equations))
    respondents = singletons(equations, equations.values) if profile.singletons else []
    wishes = wish(equations, requirement, together=found.printed, respondents=respondents)
    pattern, _ = suppress_and_attack(equations, wishes)
    return {
        cell.coordinates: _HIDDEN if pattern[list(places)].any() else Figure(*table.bounds(cell))
        for cell, places in zip(table.cells, found.printed, strict=True)
    }
