"""How many whole numbers remain possible for each figure, whatever its true count is.

The attack starts from a witness and not from the true table, and what it asks is the same for all counts. So neither
what it finds nor what follows from that says anything of the true table that readers could not work out themselves.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from schakel_base.progress import a_part
from schakel_protection.attack.attacker import Reach
from schakel_protection.attack.audit import Audit, Finding
from schakel_protection.attack.judging import judge
from schakel_protection.attack.lifts import Lifts
from schakel_protection.attack.parts import Knowledge, connected, settle, with_shares
from schakel_protection.attack.solved_units import units_with_each
from schakel_protection.attack.ties import Tied
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Equations, Vector
from schakel_protection.thresholds import TOLERANCE


def attack_widths(
    equations: Equations, knowledge: Knowledge, witness: Vector, width: Vector, moves: sparse.csc_array | None = None
) -> Audit:
    """Find out whether the range left for each cell is as wide as it must be.

    Parameters
    ----------
    equations, knowledge
        The tables, and what is published of them; the true values are not looked at.
    witness
        A table that agrees with both, or the true one where none was found.
    width
        Per cell how far the largest and the smallest possible count must be apart, in units; 0 of a cell that is not
        protected.
    moves
        What may move together, one per column over the cells, if anything is known of that; what breaks a relation is
        left out.

    Returns
    -------
    Audit
        One finding per protected cell.

    Raises
    ------
    DisclosureError
        If the solver has no answer in time.
    """
    seen = replace(equations, values=witness)
    settled = settle(seen, knowledge)
    low, high = settled.lower.copy(), settled.upper.copy()
    known = sparse.csr_array(_kept(equations, moves)) if moves is not None else None
    for part, *shares in with_shares(connected(seen, knowledge)):
        with a_part(*shares):
            reach = _judged(part, width, known)
        low[part.cells], high[part.cells] = part.ranges(witness[part.cells], reach.low, reach.high)
    asked = np.flatnonzero(width > 0)
    return Audit(tuple(_findings(equations, asked.tolist(), low, high, width)))


def units_within(equations: Equations, knowledge: Knowledge, witness: Vector, wanted: Places) -> sparse.csc_array:
    """Return what moves together when one unit more is in a table, one per column over the cells; in each wanted cell.

    Of a lift of a finest cell no more is asked, where that keeps all relations.
    """
    found = []
    for part in connected(replace(equations, values=witness), knowledge):
        size = len(part.unknowns.places)
        spread = sparse.csr_array((part.sign, (part.cells, part.unknown)), shape=(len(equations), size))
        lifts = Lifts(part.unknowns).single
        left = np.setdiff1d(part.moving_with(wanted), lifts.indices)
        found += [spread @ lifts, spread @ units_with_each(part.unknowns, left)]
    return sparse.csc_array(sparse.hstack([sparse.csc_array((len(equations), 0)), *found], format="csc"))


def _kept(equations: Equations, moves: sparse.csc_array) -> sparse.csc_array:
    # A move of one edition may break a relation to another: there it is no move.
    broken = np.asarray(abs(equations.relations @ moves).sum(axis=0)).ravel() > 0
    return sparse.csc_array(moves[:, np.flatnonzero(~broken)])


def _judged(part: Tied, width: Vector, known: sparse.csr_array | None) -> Reach:
    asked = width[part.cells]
    reach = Reach(part.unknowns, *part.most(asked, asked), either=True)
    if known is not None:
        mine = sparse.csc_array(known[part.unknowns.places])
        reach.see_exchanges(sparse.csc_array(mine[:, np.flatnonzero(np.diff(mine.indptr))]))
    judge(reach, part.moving_with(np.flatnonzero(width > 0)).tolist(), exact=False)
    return reach


def _findings(equations: Equations, asked: Sequence[int], low: Vector, high: Vector, width: Vector) -> list[Finding]:
    found = []
    for place in asked:
        # Solvers return 2.9999999 for 3.
        lower, upper = float(round(low[place], 6)), float(round(high[place], 6))
        safe = bool(upper - lower >= width[place] - TOLERANCE)
        found.append(Finding(equations.keys[place], lower, lower, upper, safe, safe))
    return sorted(found, key=lambda one: (one.safe, one.upper - one.lower, one.key))
