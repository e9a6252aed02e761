"""Tables whose counts are rounded by themselves; nothing is attacked.

The result is not additive: a total may differ from the sum of its parts, and readers are told. Bounds stay
bounds of the rounded counts, since rounding keeps their order. Nothing is promised, and rightly so: 1 + 2 = 3 becomes
0 + 0 = 5, which says that somebody is in each part. Beside answers to questions such figures do not leave.
"""

import numpy as np

from schakel_base.multiples import round_to_multiple
from schakel_protection.attack.audit import ExposureError
from schakel_protection.profiles import Profile
from schakel_protection.releases.beside import names_of_count
from schakel_protection.releases.proposed import ProposedRelease, Shown, known_within
from schakel_protection.tables.equations import Key


def round_each(proposed: ProposedRelease, profile: Profile) -> Shown:
    """Round every count by itself; of what left before, only what could be asked makes a difference.

    Raises
    ------
    ExposureError
        If some count can be asked of an earlier edition. A figure leaves five whole numbers by itself, and fewer beside
        an answer; so nothing is printed of it, whatever the counts are.
    """
    if asked := _asked_before(proposed):
        raise ExposureError("counts that could be asked before are not rounded each by itself", asked)
    equations = proposed.equations
    values = np.array([float(round_to_multiple(int(count), profile.base)) for count in equations.values])
    values[equations.hidden] = np.nan
    below = profile.base // 2
    return Shown(values, known_within(values, below, profile.base - 1 - below), additive=False)


def _asked_before(proposed: ProposedRelease) -> tuple[Key, ...]:
    """The cells that would be printed and can be asked of an earlier edition."""
    printed = {proposed.equations.keys[cell] for cell in np.flatnonzero(~proposed.equations.hidden)}
    told = {name for epoch in proposed.asked for key in epoch.equations.keys for name in names_of_count(key)}
    return tuple(sorted(printed & told))
