"""Every count rounded by itself to a multiple of a base, as Statistics Netherlands publishes crime figures.

The result is not additive: a total may differ from the sum of its parts, and readers are told so. Bounds stay
bounds of the rounded counts, since rounding keeps their order.
"""

from collections.abc import Callable

from schakel.disclosure.protected import Figure
from schakel.model.table import Table


def round_to(base: int) -> Callable[[int], int]:
    """Return the function that rounds a count to the nearest multiple of `base`, halves upwards."""
    return lambda count: base * ((2 * count + base) // (2 * base))


def round_counts(table: Table, base: int) -> dict[tuple[str, ...], Figure]:
    """Return the rounded bounds of every cell, in units."""
    rounded = round_to(base)
    counts = {}
    for cell in table.cells:
        lower, upper = table.bounds(cell)
        counts[cell.coordinates] = Figure(rounded(lower), rounded(upper))
    return counts
