"""Shares printed with counts: no more precise than the figure of their whole allows.

How fine a share is printed everybody sees. A step that followed from the true whole would tell on which side of a limit
it lies: of a count printed as 500 a share in whole percents that it is not 499. So a share gets its step once its whole
has a figure, from the fewest units that readers of this figure must hold possible.
"""

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Shares are rounded to multiples of the first of these that is as many units as the unit of rounding."""


def printed_share(value: float, fewest: float, base: float) -> float | None:
    """Return a share as it is printed; None of so few units that no rounding would hide one.

    Parameters
    ----------
    value
        From 0 to 1, as it was computed.
    fewest
        The fewest units that its whole can be for whoever reads the figure of it.
    base
        How many units a step must be at least: a finer share of a rounded count would give the count away, as 33.3% of
        about 30 is 10.
    """
    step = step_of_share(fewest, base)
    return None if step is None else round(round(value / step) * step, 2)


def step_of_share(fewest: float, base: float) -> float | None:
    """Return what a share is rounded to; None where no rounding would hide a unit."""
    return next((step for step in STEPS if step * fewest >= base), None)
