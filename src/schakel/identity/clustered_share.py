"""The 95% interval of a share of pairs, allowing for the dependence between pairs of one person.

The share is a ratio of two sums over clusters; its variance is that of the linearised ratio (Cochran, Sampling
Techniques, 1977, section 6.3). It is put as a number of independent pairs that would be as uncertain, and the interval
is that of Wilson (1927) for so many: it stays between 0 and 1, and is no point where nothing was missed.
"""

import numpy as np

from schakel.identity.arrays import Integers
from schakel_base.share_interval import wilson

NORMAL_95 = 1.959964


def interval(part: Integers, whole: Integers) -> tuple[float, float]:
    """Return the limits of the share of `part` in `whole`, both counted by cluster.

    Parameters
    ----------
    part, whole
        Counts by cluster, shape (clusters,); no element of `part` is above that of `whole`.

    Returns
    -------
    tuple of float
        The lower and the upper limit of the 95% interval, between 0 and 1; both ends where `whole` counts nothing.
    """
    total = float(whole.sum())
    if not total:
        # Of nothing nothing is known.
        return 0.0, 1.0
    share = float(part.sum()) / total
    return wilson(share, _as_many_independent(part, whole, share, total), NORMAL_95)


def _as_many_independent(part: Integers, whole: Integers, share: float, total: float) -> float:
    """Return how many independent pairs would be as uncertain; where none differs, as if all of a cluster were one."""
    clusters = int(np.count_nonzero(whole))
    off = float(((part - share * whole) ** 2).sum())
    # No spread between clusters says nothing of how sure the share is. Kish's effective number stands in: as many as
    # there would be of equal size.
    if clusters < 2 or not off:
        return total**2 / float((whole.astype(float) ** 2).sum())
    return share * (1 - share) * total**2 / (off * clusters / (clusters - 1))
