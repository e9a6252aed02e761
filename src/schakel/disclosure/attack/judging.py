"""How far the cells of one connected part can move: close by first, then everywhere."""

from schakel.disclosure.attack.asking import Asking
from schakel.disclosure.attack.attacker import Reach

_BLOCK = 700  # cells


def judge(reach: Reach, cells: list[int], exact: bool) -> None:
    """Widen the ranges of some cells until each is as wide as it must be, or known; `exact` asks for all of it."""
    if not exact and len(reach.unknowns.places) > _BLOCK:
        _judge_in_blocks(reach, cells)
    asking = None
    for sign in (1, -1):
        for cell in cells:
            if exact or reach.lacks(cell, sign):
                asking = asking or Asking(reach)
                asking.furthest(cell, sign, exact=True) if exact else asking.settle(cell, sign)


def _judge_in_blocks(reach: Reach, cells: list[int]) -> None:
    """Clear cells by tables that differ from the true one close by: most are safe for reasons near them."""
    tried: set[int] = set()
    for first in cells:
        if first in tried or not (reach.lacks(first, 1) or reach.lacks(first, -1)):
            continue
        block = reach.unknowns.near(first, _BLOCK)
        inside = reach.among(block)
        asking = Asking(inside)
        for place, cell in enumerate(block.tolist()):
            for sign in (1, -1):
                if cell not in tried and inside.lacks(place, sign):
                    asking.try_settle(place, sign, searches=1)
        tried.update(block.tolist())
        reach.take_over(block, inside)
