"""Intervals that stay between nought and one, and that say something where no event was seen."""

import math

from scipy.special import betaincinv, ndtri

from schakel_base.verdict import Interval

LEVEL = 0.95
LOG_LOG = "log-log"
EXACT = "Clopper-Pearson"


def complementary_log_log(value: float, error: float, persons: float, level: float = LEVEL) -> Interval:
    """Return the interval of a share on the scale log(-log(1 - share)).

    Parameters
    ----------
    persons
        How many were at risk: where the share is 0 or 1 it has no standard error, and the exact interval of so many
        persons is in.

    Notes
    -----
    Kalbfleisch and Prentice 2002, 1.4; for survival it is the interval that R calls `log-log`.
    """
    # At 0 and at 1 the transformed share is infinite, and Greenwood's error is 0, which would pretend to certainty.
    if value <= 0 or value >= 1 or error <= 0:
        return exact(value, max(round(persons), 1), level)
    survival = 1 - value
    width = float(ndtri((1 + level) / 2)) * error / (survival * -math.log(survival))
    lower, upper = (1 - survival ** math.exp(sign * width) for sign in (-1, 1))
    return Interval(lower, upper, level, LOG_LOG)


def exact(value: float, persons: int, level: float = LEVEL) -> Interval:
    """Return the interval of Clopper and Pearson (1934) for a share of a number of persons."""
    seen, tail = round(value * persons), (1 - level) / 2
    lower = float(betaincinv(seen, persons - seen + 1, tail)) if seen else 0.0
    upper = float(betaincinv(seen + 1, persons - seen, 1 - tail)) if seen < persons else 1.0
    return Interval(lower, upper, level, EXACT)
