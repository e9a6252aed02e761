"""Every count rounded by itself to a multiple of a base, as Statistics Netherlands publishes crime figures.

The result is not additive: a total may differ from the sum of its parts, and readers are told so. Bounds stay
bounds of the rounded counts, since rounding keeps their order. Nothing is promised, and rightly so: 1 + 2 = 3 becomes
0 + 0 = 5, which says that somebody is in each part.
"""

from collections.abc import Callable, Sequence

import numpy as np

from schakel.disclosure.ledger import Release
from schakel.disclosure.shown import Shown, known_within, nothing_promised
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_protection.profiles import DeclaredProfile


def round_to(base: int) -> Callable[[int], int]:
    """Return the function that rounds a count to the nearest multiple of `base`, halves upwards."""
    return lambda count: base * ((2 * count + base) // (2 * base))


def round_each(tables: TableEquations, profile: DeclaredProfile, before: Sequence[Release]) -> Shown:
    """Round every count by itself; what left before makes no difference."""
    del before
    equations, rounded = tables.equations, round_to(profile.base)
    values = np.array([float(rounded(int(count))) for count in equations.values])
    values[equations.hidden] = np.nan
    below = profile.base // 2
    return Shown(values, known_within(values, below, profile.base - 1 - below), nothing_promised())
