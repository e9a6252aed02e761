"""Numbers that pass a check digit, each used once, in random order so that neighbours are unrelated."""

from collections.abc import Iterator
from math import gcd

import numpy as np
import numpy.typing as npt

from schakel.simulation.declaration import Identifier
from schakel_base.errors import DeclarationError

GOLDEN = 0.6180339887498949
# Checked at once; no range is ever made whole.
PORTION = 4096

Numbers = npt.NDArray[np.int64]


class Register:
    """Hands out the numbers of one identifier, range after range.

    Within a range it steps by a fixed stride that has no divisor in common with its length, and so meets every
    number once.
    """

    def __init__(self, identifier: Identifier) -> None:
        self._identifier = identifier
        self._portions = self._walk()
        self._ready = np.empty(0, dtype=np.int64)

    def take(self, size: int) -> Numbers:
        """Return the next numbers.

        Raises
        ------
        DeclarationError
            If the ranges are used up.
        """
        portions = [self._ready]
        while sum(map(len, portions)) < size:
            portion = next(self._portions, None)
            if portion is None:
                raise DeclarationError("The ranges of an identifier are used up; declare a wider one.")
            portions.append(portion)
        ready = np.concatenate(portions)
        self._ready = ready[size:]
        return ready[:size]

    def _walk(self) -> Iterator[Numbers]:
        for low, high in self._identifier.ranges:
            span = high - low + 1
            stride = _coprime(span)
            for start in range(0, span, PORTION):
                steps = np.arange(start, min(start + PORTION, span), dtype=np.int64)
                yield self._checked(low + steps * stride % span)

    def _checked(self, stems: Numbers) -> Numbers:
        """The stems that some last digit completes, completed."""
        *weights, last = self._identifier.weights
        places = 10 ** np.arange(len(weights) - 1, -1, -1, dtype=np.int64)
        digits = stems[:, None] // places % 10
        sums = digits @ np.asarray(weights, dtype=np.int64)
        ends = np.arange(10, dtype=np.int64)
        fits = (sums[:, None] + last * ends) % self._identifier.modulus == 0
        found: Numbers = (stems * 10 + fits.argmax(axis=1))[fits.any(axis=1)]
        return found


def _coprime(span: int) -> int:
    # Steps of the golden section of a range spread evenly over it, however many are taken, so two numbers that are made
    # one after the other lie far apart.
    stride = max(int(span * GOLDEN), 1)
    while gcd(stride, span) != 1:
        stride += 1
    return stride
