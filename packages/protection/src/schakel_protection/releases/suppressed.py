"""Tables of bounds under suppression: which cells of a release may be shown, and the attack on what is.

Both bounds of a count are shown or neither is. The number of units that can be in a category but need not is known to
whoever reads both bounds, so it is protected as any other count. Where one category holds all of a margin, zeros
beside it are suppressed too if a rule asks for it: else everybody in the margin is known to be in the category.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.audit import publish, somebody_in
from schakel_protection.attack.requirements import merged
from schakel_protection.attack.rests import with_rests, zeros_beside
from schakel_protection.profiles import Profile
from schakel_protection.releases.joint import Joint, join
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.releases.shares import printed_shares
from schakel_protection.rules import apply_rules, facts_of_counts, margins_that_tell
from schakel_protection.suppression.attacked import suppress_and_attack
from schakel_protection.suppression.problem import wish
from schakel_protection.suppression.respondents import alone
from schakel_protection.tables.linking import with_ratios


def suppress_release(proposed: ProposedRelease, profile: Profile) -> Shown:
    """Suppress cells in tables together, and attack the rest together with what left before.

    Raises
    ------
    ExposureError
        If a cell cannot be protected, or if the audit can compute one all the same.
    DisclosureError
        If a solver has no answer in time.
    """
    equations = proposed.equations
    promised, _ = apply_rules(profile.rules, proposed.readable, facts_of_counts(equations))
    held = margins_that_tell(proposed.readable, profile.rules, facts_of_counts(equations))
    guarded = with_rests(equations, held)
    zeros = zeros_beside(equations, held)
    least = somebody_in(equations, sorted(zeros))
    joint = join(guarded.equations, proposed.told, proposed.same)
    wishes = wish(
        joint.equations,
        joint.requirement(merged(promised, guarded.someone_else), profile.smallest),
        keep=joint.published_before,
        together=proposed.together,
        respondents=_singletons(proposed, joint) if profile.singletons else (),
        zeros=zeros,
        least=np.maximum(np.append(least, np.zeros(len(joint.equations) - len(equations))), joint.known.lower),
    )
    # A count that is shown is shown as it is. Of a hidden one no share is printed; the attack is given it all the same.
    shares = tuple(printed_shares(proposed.shares, equations, known_within(equations.values, 0.0, 0.0)))
    pattern, found = suppress_and_attack(with_ratios(joint.equations, shares), wishes, known=joint.known)
    values = np.where(pattern[: len(equations)] | equations.hidden, np.nan, equations.values)
    for places in proposed.together:
        if np.isnan(values[list(places)]).any():
            values[list(places)] = np.nan
    return Shown(values, publish(equations, np.isnan(values), least), promised, audit=found)


def _singletons(proposed: ProposedRelease, joint: Joint) -> list[list[int]]:
    """Return per unit alone in some cell that can be read all cells in which it is.

    Who is new in this edition knows of every cell that grew by himself alone.
    """
    equations, hidden = proposed.equations, proposed.readable.hidden
    contains = sparse.csc_array(equations.matrix)
    by_unit = alone(equations, equations.values)
    column = {int(place): number for number, place in enumerate(equations.base)}
    # What can be read off counts of other tables is no unit of its own: its units are in base cells that are not tied.
    by_unit = {unit: cells for unit, cells in by_unit.items() if unit not in proposed.read_off}
    return [
        [*cells, *_grown(contains.indices[contains.indptr[column[unit]] : contains.indptr[column[unit] + 1]], joint)]
        if any(joint.is_new(cell) for cell in cells)
        else cells
        for unit, cells in by_unit.items()
        if not hidden[cells].all()
    ]


def _grown(cells: Sequence[int], joint: Joint) -> list[int]:
    changes = (change for cell in cells for change in joint.change_of(int(cell)))
    return [change for change in changes if joint.equations.values[change] == 1]
