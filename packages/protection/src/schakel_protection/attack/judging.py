"""How far the cells of one connected part can move: by lifts and exchanges first, then close by, then everywhere."""

import numpy as np

from schakel_base.progress import tell
from schakel_protection.attack.asking import Asking
from schakel_protection.attack.attacker import Reach
from schakel_protection.attack.exchanges import exchanges
from schakel_protection.attack.lifts import Lifts
from schakel_protection.attack.solved_units import units_with_each
from schakel_protection.effort import ATTACK
from schakel_protection.solver import Places


def judge(reach: Reach, cells: list[int], exact: bool) -> None:
    """Widen the ranges of some cells until each is as wide as it must be, or known; `exact` asks for all of it.

    Parameters
    ----------
    reach
        The ranges of one connected part; widened in place.
    """
    if not exact:
        # Cheapest first: lifts take no elimination and no solver, exchanges take no solver, and most cells need no
        # more.
        _lift(reach, cells)
        _add_units(reach, cells)
        if len(reach.unknowns.places) <= ATTACK.eliminated and len(_lacking(reach, cells)) > ATTACK.few:
            _exchange(reach, cells)
        # A small programme is solved many times faster than that of the whole part, and a table that is possible in the
        # block is possible in the part.
        for size in ATTACK.blocks:
            if len(reach.unknowns.places) > size:
                _judge_in_blocks(reach, cells, size)
    asking = None
    for side, sign in enumerate((1, -1)):
        for number, cell in enumerate(cells):
            tell("attack what is shown", (side + number / len(cells)) / 2)
            if exact or reach.lacks(cell, sign):
                asking = asking or Asking(reach)
                asking.furthest(cell, sign, exact=True) if exact else asking.settle(cell, sign)


def _lift(reach: Reach, cells: list[int]) -> None:
    """Clear cells by lifts, as long as other pairs of them clear more."""
    lifts, random = Lifts(reach.unknowns), np.random.default_rng(1)  # a fixed seed: the same audit every time
    if not lifts.single.nnz:
        return
    reach.see_exchanges(lifts.single)
    left, idle = _lacking(reach, cells), 0
    while len(left) and idle < ATTACK.idle:
        reach.see_exchanges(lifts.pairs(left, random))
        before, left = left, _lacking(reach, cells)
        idle = idle + 1 if (len(before) - len(left)) * ATTACK.worth < len(before) else 0


def _add_units(reach: Reach, cells: list[int]) -> None:
    """Clear cells by one unit more in all tables and editions at once."""
    reach.see_exchanges(units_with_each(reach.unknowns, _lacking(reach, cells)))


def _exchange(reach: Reach, cells: list[int]) -> None:
    """Clear cells by exchanges, as long as other orders of elimination clear more."""
    random = np.random.default_rng(1)  # a fixed seed: the same audit every time
    left, idle = _lacking(reach, cells), 0
    for _ in range(ATTACK.orders):
        if not len(left) or idle == ATTACK.idle:
            return
        reach.see_exchanges(exchanges(reach.unknowns, left, random))
        before, left = left, _lacking(reach, cells)
        idle = idle + 1 if (len(before) - len(left)) * ATTACK.worth < len(before) else 0


def _lacking(reach: Reach, cells: list[int]) -> Places:
    return np.array([cell for cell in cells if reach.lacks(cell, 1) or reach.lacks(cell, -1)], dtype=np.int64)


def _judge_in_blocks(reach: Reach, cells: list[int], size: int) -> None:
    """Clear cells by tables that differ from the true one close by: most are safe for reasons near them."""
    tried: set[int] = set()
    for first in cells:
        if first in tried or not (reach.lacks(first, 1) or reach.lacks(first, -1)):
            continue
        block = reach.unknowns.near(first, size)
        inside = reach.among(block)
        asking = Asking(inside)
        for place, cell in enumerate(block.tolist()):
            for sign in (1, -1):
                if cell not in tried and inside.lacks(place, sign):
                    asking.try_wide(place, sign)
        tried.update(block.tolist())
        reach.take_over(block, inside)
