"""What missed links do to a table: every registration that is not linked looks like one more person on one list.

A missed link makes the overlap too small and the estimate too large. At a given rate the table that would have been
seen without errors is found by undoing that, history by history, largest first (after Ding and Fienberg 1994).
"""

from collections import defaultdict
from itertools import combinations

from schakel_base.errors import RequestError
from schakel_prevalence.table import CaptureTable


def without_missed_links(table: CaptureTable, rate: float) -> CaptureTable:
    """Return the table expected without missed links, counts rounded to persons.

    Each registration beyond the first is taken to stay unlinked with probability `rate`, and then stands alone. Of a
    history over k lists, each way to lose some of the k registrations is thus put back.

    Parameters
    ----------
    table
        The table as linked.
    rate
        The share of links that were missed, from 0 up to 1.

    Raises
    ------
    RequestError
        If the rate is not a share, or so large that a list would hold more persons alone than it has.

    Notes
    -----
    After Ding and Fienberg 1994. False links are not undone: nothing in a table shows which persons they merged.
    """
    if not 0 <= rate < 1:
        raise RequestError(f"The share of missed links is {rate}; it lies from 0 up to 1.")
    seen = defaultdict(float, {history: float(count) for history, count in table.counts.items()})
    # A history can only have come from larger ones, so those are settled before it.
    for history in sorted(seen, key=lambda h: -h.bit_count()):
        _put_back(seen, history, rate)
    rounded = {history: round(count) for history, count in seen.items()}
    if any(count < 0 for count in rounded.values()):
        raise RequestError(f"At a share of missed links of {rate}, fewer persons than none would be on one list alone.")
    return CaptureTable(table.lists, {h: c for h, c in sorted(rounded.items()) if c}, table.cannot_share)


def _put_back(seen: dict[int, float], history: int, rate: float) -> None:
    size = history.bit_count()
    if size < 2 or not seen[history]:
        return
    true = seen[history] / (1 - rate) ** (size - 1)
    bits = [1 << bit for bit in range(history.bit_length()) if history >> bit & 1]
    for lost in range(1, size):
        chance = rate**lost * (1 - rate) ** (size - 1 - lost) * _choose(size - 1, lost) / _choose(size, lost)
        for gone in combinations(bits, lost):
            seen[history - sum(gone)] -= true * chance
            for bit in gone:
                seen[bit] -= true * chance
    seen[history] = true


def _choose(n: int, k: int) -> int:
    value = 1
    for i in range(k):
        value = value * (n - i) // (i + 1)
    return value
