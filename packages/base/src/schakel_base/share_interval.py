"""The interval of a share, after Wilson (1927): it stays between 0 and 1, and is not a point where all are alike."""

from math import sqrt


def wilson(share: float, size: float, deviations: float) -> tuple[float, float]:
    """Return the limits of a share.

    Parameters
    ----------
    share
        From 0 to 1.
    size
        Of how many independent draws it is the share; more than none.
    deviations
        How many standard deviations of the normal distribution the limits are away: 1.96 for 95%.
    """
    squared = deviations**2 / size
    middle, half = share + squared / 2, deviations * sqrt(share * (1 - share) / size + squared / (4 * size))
    return max((middle - half) / (1 + squared), 0.0), min((middle + half) / (1 + squared), 1.0)
