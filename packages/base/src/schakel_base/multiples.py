"""Counts rounded to multiples of a base."""


def round_to_multiple(count: int, base: int) -> int:
    """Return the multiple of a base that is nearest to a count, halves upwards.

    Parameters
    ----------
    base
        At least 1, in the unit of the count.
    """
    return base * ((2 * count + base) // (2 * base))
