"""Tables whose counts are rounded by themselves; nothing is attacked.

The result is not additive: a total may differ from the sum of its parts, and readers are told. Bounds stay
bounds of the rounded counts, since rounding keeps their order. Nothing is promised, and rightly so: 1 + 2 = 3 becomes
0 + 0 = 5, which says that somebody is in each part.
"""

import numpy as np

from schakel_protection.profiles import DeclaredProfile
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.rounding.each import round_to


def round_each(proposed: ProposedRelease, profile: DeclaredProfile) -> Shown:
    """Round every count by itself; what left before makes no difference."""
    equations, rounded = proposed.equations, round_to(profile.base)
    values = np.array([float(rounded(int(count))) for count in equations.values])
    values[equations.hidden] = np.nan
    below = profile.base // 2
    return Shown(values, known_within(values, below, profile.base - 1 - below), additive=False)
