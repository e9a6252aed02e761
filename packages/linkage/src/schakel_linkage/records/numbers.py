"""Check digits: a number that fails its check says nothing about who somebody is."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_BSN_WEIGHTS = (-1, 2, 3, 4, 5, 6, 7, 8, 9)
"""From the last digit to the first."""


def passes_eleven_test(numbers: pa.Array) -> pa.Array:
    """Tell for each text whether it is a burgerservicenummer: eight or nine digits that pass the test of eleven.

    Null where there is no text. The test is that of article 2 of the Besluit burgerservicenummer.
    """
    eight_or_nine = pc.match_substring_regex(numbers, pattern="^[0-9]{8,9}$")
    values = pc.cast(pc.if_else(pc.fill_null(eight_or_nine, False), numbers, pa.scalar("0")), pa.int32())
    # Eight digits are nine with a zero in front, which weighs nothing.
    rest, total = np.asarray(values), np.zeros(len(numbers), dtype=np.int32)
    some = rest > 0
    for weight in _BSN_WEIGHTS:
        above = rest // 10
        total += weight * (rest - 10 * above)
        rest = above
    return pc.and_(eight_or_nine, pa.array((total % 11 == 0) & some))


CHECKS: Mapping[str, Callable[[pa.Array], pa.Array]] = {"bsn": passes_eleven_test}
"""What a declaration can ask of a number, by name."""
