"""How many whole numbers stay possible for each figure: asked of every cell, whatever its true count is.

The attack starts from a witness and not from the true table, and what it asks is the same for all counts. So neither
what it finds nor what follows from that says anything of the true table that readers could not work out themselves.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from schakel_protection.attack.attacker import Reach
from schakel_protection.attack.audit import Audit, Finding
from schakel_protection.attack.judging import judge
from schakel_protection.attack.parts import Knowledge, connected, settle
from schakel_protection.attack.ties import Tied
from schakel_protection.tables.equations import Equations, Vector
from schakel_protection.thresholds import TOLERANCE


def attack_widths(equations: Equations, knowledge: Knowledge, witness: Vector, width: Vector) -> Audit:
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
    for part in connected(seen, knowledge):
        reach = _judged(part, width)
        low[part.cells], high[part.cells] = part.ranges(witness[part.cells], reach.low, reach.high)
    asked = np.flatnonzero(width > 0)
    return Audit(tuple(_findings(equations, asked.tolist(), low, high, width)))


def _judged(part: Tied, width: Vector) -> Reach:
    asked = width[part.cells]
    reach = Reach(part.unknowns, *part.most(asked, asked), either=True)
    judge(reach, part.moving_with(np.flatnonzero(width > 0)).tolist(), exact=False)
    return reach


def _findings(equations: Equations, asked: Sequence[int], low: Vector, high: Vector, width: Vector) -> list[Finding]:
    found = []
    for place in asked:
        lower, upper = float(round(low[place], 6)), float(round(high[place], 6))
        safe = bool(upper - lower >= width[place] - TOLERANCE)
        found.append(Finding(equations.keys[place], lower, lower, upper, safe, safe))
    return sorted(found, key=lambda one: (one.safe, one.upper - one.lower, one.key))
