"""Suppress, then attack: no pattern is returned that has not survived the audit.

The search moves cells in fractional numbers, the attacker counts in whole ones. On the rare table where that makes a
difference, the exposed cells are asked for a wider range and the search is run again; a table that is not safe after
that does not leave.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from schakel_protection.attack.audit import Audit, audit, publish
from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import Requirement
from schakel_protection.effort import SUPPRESSION
from schakel_protection.solver import at_most
from schakel_protection.suppression.exact import suppress_exactly
from schakel_protection.suppression.problem import Wishes
from schakel_protection.suppression.search import suppress
from schakel_protection.tables.equations import Equations, Mask


def suppress_and_attack(
    equations: Equations,
    wishes: Wishes,
    exact: bool = False,
    known: Knowledge | None = None,
    steps: float | None = None,
) -> tuple[Mask, Audit]:
    """Return a suppression pattern and the audit that it survived.

    Parameters
    ----------
    equations, wishes
        The table, and what to protect at which cost.
    exact
        Search for the cheapest pattern of all.
    known
        What is known of some cells whatever is suppressed now, from what left before.
    steps
        The work allowed, in steps of the solver; by default some minutes.

    Raises
    ------
    DisclosureError
        If a cell cannot be protected, if the audit can still compute one, or if a solver has no answer in time or in
        the work allowed.
    """
    if exact:
        return _until_safe(equations, wishes, suppress_exactly, known)
    with at_most(steps or SUPPRESSION.steps):
        return _until_safe(equations, wishes, suppress, known)


def _until_safe(
    equations: Equations, wishes: Wishes, method: Callable[[Equations, Wishes], Mask], known: Knowledge | None
) -> tuple[Mask, Audit]:
    asked = wishes
    for _ in range(SUPPRESSION.tries):
        pattern = method(equations, asked)
        published = publish(equations, pattern, wishes.least)
        published = published.and_also(known) if known else published
        found = audit(equations, published, wishes.requirement, respondents=wishes.respondents)
        if not found.exposed:
            break
        asked = replace(asked, requirement=_wider(asked.requirement, equations, found))
    found.demand_safe()
    return pattern, found


def _wider(requirement: Requirement, equations: Equations, found: Audit) -> Requirement:
    """Ask twice the range for the exposed cells: a fractional move by 2 leaves room for a whole one by 1."""
    exposed = [equations.index(finding.key) for finding in found.exposed]
    factor = np.where(np.isin(requirement.places, exposed), 2.0, 1.0)
    places, below, above, width = requirement.parts
    return Requirement(places, np.minimum(below * factor, equations.values[places]), above * factor, width * factor)
