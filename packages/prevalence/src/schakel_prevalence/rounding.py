"""Counts that were rounded at random: how much that adds to the variance of what is computed from them.

A count that is r above a multiple of the base goes up to the next one with probability r / base, and else down: on
average nothing is added, but the variance is r (base - r). Whoever sees the rounded count knows the base and not r, so
that the most is taken that it can be. A count below the base becomes nothing or the base; those that show stand for
those that do not.
"""

import numpy as np

from schakel_prevalence.lattice import Floats, Integers


def added_variance(rounded: Integers, base: int) -> Floats:
    """Return the variance that random rounding added to counts, as an upper limit that holds on average.

    Parameters
    ----------
    rounded
        The counts as rounded: multiples of the base.
    base
        What they were rounded to, by a threshold that each number up to it is equally likely to be.

    Returns
    -------
    Whatever a true count was, what is returned for the counts that it can be rounded to is on average no less than the
    variance of these.
    """
    some = np.where(rounded > base, base**2 // 4, base * (base - 1))
    return np.where(rounded > 0, some, 0).astype(np.float64)


def by_person(group: Integers, base: int) -> Floats:
    """Return the added variance, shared out evenly over the persons of each group that was rounded.

    Parameters
    ----------
    group
        The number of the group of each person, from 0 on.
    base
        What the size of each group was rounded to.
    """
    sizes = np.bincount(group)
    return np.asarray((added_variance(sizes, base) / np.maximum(sizes, 1))[group])
