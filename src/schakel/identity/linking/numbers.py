"""Tests that a number must pass to be one: a number that fails its test says nothing of who somebody is."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_BSN_WEIGHTS = np.array([9, 8, 7, 6, 5, 4, 3, 2, -1])


def passes_eleven_test(numbers: pa.Array) -> pa.Array:
    """Tell for each text whether it is a burgerservicenummer: eight or nine digits that pass the test of eleven.

    Null where there is no text. The test is that of article 2 of the Besluit burgerservicenummer.
    """
    eight_or_nine = pc.match_substring_regex(numbers, pattern="^[0-9]{8,9}$")
    values = pc.cast(pc.if_else(pc.fill_null(eight_or_nine, False), numbers, pa.scalar("0")), pa.int64())
    digits = np.asarray(values)[:, None] // 10 ** np.arange(8, -1, -1) % 10
    passes = (digits @ _BSN_WEIGHTS % 11 == 0) & (digits.sum(axis=1) > 0)
    return pc.and_(eight_or_nine, pa.array(passes))


CHECKS: Mapping[str, Callable[[pa.Array], pa.Array]] = {"bsn": passes_eleven_test}
"""What a declaration can ask of a number, by name."""
