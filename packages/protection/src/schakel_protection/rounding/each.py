"""Every count rounded by itself to a multiple of a base, as Statistics Netherlands publishes crime figures."""

from collections.abc import Callable


def round_to(base: int) -> Callable[[int], int]:
    """Return the function that rounds a count to the nearest multiple of `base`, halves upwards.

    Parameters
    ----------
    base
        At least 1, in units.
    """
    return lambda count: base * ((2 * count + base) // (2 * base))
