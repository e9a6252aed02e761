"""Two lists: Lincoln-Petersen, and Chapman's version that is nearly unbiased and finite for no overlap.

With two lists nothing can be checked: independence, closure and equal visibility are assumed, not tested.
"""

from math import sqrt

from schakel_base.errors import RequestError
from schakel_prevalence.existence import Existence
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.table import CaptureTable


def _sizes(table: CaptureTable) -> tuple[int, int, int]:
    if len(table.lists) != 2:
        raise RequestError(f"This method takes two lists; the table has {len(table.lists)}.")
    first, second = table.lists
    return table.on_all(first), table.on_all(second), table.on_all(first, second)


def lincoln_petersen(table: CaptureTable) -> SizeEstimate:
    """Estimate N as n1 * n2 / m; without persons on both lists no estimate exists."""
    first, second, both = _sizes(table)
    if both == 0:
        return sized("lincoln-petersen", "independence", table.observed, 0.0, existence=Existence.NO_ESTIMATE)
    population = first * second / both
    variance = first * second * (first - both) * (second - both) / both**3
    return sized("lincoln-petersen", "independence", table.observed, population, standard_error=sqrt(variance))


def chapman(table: CaptureTable) -> SizeEstimate:
    """Estimate N as (n1 + 1)(n2 + 1)/(m + 1) - 1 with Seber's (1970) variance.

    Notes
    -----
    Chapman 1951. Finite where the lists share nobody, which is why it is the usual choice for two lists.
    """
    first, second, both = _sizes(table)
    population = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return sized("chapman", "independence", table.observed, population, standard_error=sqrt(variance))
