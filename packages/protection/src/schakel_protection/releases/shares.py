"""Shares that are printed with counts, as relations between these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schakel_protection.attack.parts import Knowledge
from schakel_protection.rounding.shares import printed_share, step_of_share
from schakel_protection.tables.equations import Equations, Key
from schakel_protection.tables.linking import Ratio


@dataclass(frozen=True)
class CountShare:
    """A share of one count in another, to be printed beside them.

    Parameters
    ----------
    numerator, denominator
        The cells that it is of.
    value
        From 0 to 1, as it was computed.
    base
        How many units a step of it must be at least.
    """

    numerator: Key
    denominator: Key
    value: float
    base: float


def printed_shares(shares: Sequence[CountShare], equations: Equations, known: Knowledge) -> Iterator[Ratio]:
    """Yield the shares as readers see them; none where their whole is not printed, or of too few."""
    for one in shares:
        fewest = float(known.lower[equations.index(one.denominator)])
        step, printed = step_of_share(fewest, one.base), printed_share(one.value, fewest, one.base)
        if step is not None and printed is not None:
            yield Ratio(one.numerator, one.denominator, printed, scale=1.0, unit=step)
