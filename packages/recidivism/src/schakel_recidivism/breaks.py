"""Flags jumps between two cohorts that are too large for a trend: usually the recording changed.

A jump of special recidivism from 9% to 17% between two years, told as a trend elsewhere, was a change in recording.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from schakel_recidivism.curves import Curve
from schakel_recidivism.thresholds import JUMP_RATIO, JUMP_STANDARD_ERRORS


@dataclass(frozen=True)
class Jump:
    """Two successive cohorts whose shares by a time are too far apart for a trend."""

    before: str
    after: str
    share_before: float
    share_after: float
    standard_errors: float


def jumps(curves: Mapping[str, Curve], time: float) -> tuple[Jump, ...]:
    """Return the jumps between successive cohorts, named in an order that sorts (years).

    Returns
    -------
    The pairs that differ by `JUMP_STANDARD_ERRORS` and by `JUMP_RATIO` or more.
    """
    found = []
    for before, after in pairwise(sorted(curves)):
        jump = _jump(before, after, curves, time)
        if jump is not None:
            found.append(jump)
    return tuple(found)


def _jump(before: str, after: str, curves: Mapping[str, Curve], time: float) -> Jump | None:
    first, second = curves[before].at(time), curves[after].at(time)
    errors = [curves[name].error_at(time) for name in (before, after)]
    if first is None or second is None or None in errors:
        return None
    error = math.hypot(*(one for one in errors if one is not None))
    low, high = sorted((first, second))
    if not error or high < JUMP_RATIO * low:
        return None
    distance = (high - low) / error
    return Jump(before, after, first, second, distance) if distance >= JUMP_STANDARD_ERRORS else None
