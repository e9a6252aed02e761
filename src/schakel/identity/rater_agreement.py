"""How far two people agree who judge the same pairs independently.

Kappa is the agreement beyond what chance gives: 1 where they always say the same, 0 where they agree no more often than
if each drew from what both say of all pairs. Any two of several people may have judged a pair, so who is first and who
second means nothing (Scott, Reliability of content analysis, 1955; Fleiss, Measuring nominal scale agreement among many
raters, 1971, for two ratings a pair).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from schakel.identity.arrays import Integers
from schakel.identity.clustered_share import NORMAL_95


@dataclass(frozen=True)
class RaterAgreement:
    """How far two people agree.

    Parameters
    ----------
    pairs
        That two people judged.
    alike
        Of which both said the same.
    kappa
        From -1 to 1; None where all was said to be the same, which chance would give too.
    low, high
        The 95% interval of kappa; from -1 to 1 where too few persons were judged to tell.
    """

    pairs: int
    alike: int
    kappa: float | None
    low: float = -1.0
    high: float = 1.0


def rater_agreement(verdicts: Sequence[tuple[str, str]], persons: Sequence[int]) -> RaterAgreement:
    """Return how far two people agree.

    Parameters
    ----------
    persons
        The number of the person of each pair: pairs of one person stand or fall together.

    Notes
    -----
    The interval is that of the jackknife, which leaves out one person at a time (Efron and Tibshirani, An introduction
    to the bootstrap, 1993, chapter 11).
    """
    said = {verdict: place for place, verdict in enumerate(sorted({one for pair in verdicts for one in pair}))}
    table = np.array([said[one] for pair in verdicts for one in pair], dtype=np.int64).reshape(-1, 2)
    alike, kappa = int(np.count_nonzero(table[:, 0] == table[:, 1])), _kappa(table, len(said))
    if kappa is None:
        return RaterAgreement(len(verdicts), alike, None)
    place = np.unique(np.asarray(persons), return_inverse=True)[1]
    left = [_kappa(table[place != one], len(said)) for one in range(int(place.max()) + 1)]
    known = np.array([one for one in left if one is not None])
    # Where one person carries all doubt, or there is but one, nothing tells how far kappa would stray.
    if len(known) < max(2, len(left)):
        return RaterAgreement(len(verdicts), alike, kappa)
    error = sqrt((len(known) - 1) / len(known) * float(((known - known.mean()) ** 2).sum()))
    low, high = max(kappa - NORMAL_95 * error, -1.0), min(kappa + NORMAL_95 * error, 1.0)
    return RaterAgreement(len(verdicts), alike, kappa, low, high)


def _kappa(said: Integers, verdicts: int) -> float | None:
    """Return kappa of what was said twice of each pair, shape (pairs, 2); None where it is not defined."""
    if not len(said):
        return None
    share = np.bincount(said.ravel(), minlength=verdicts) / said.size
    by_chance = float((share**2).sum())
    if by_chance == 1:
        return None
    return float(((said[:, 0] == said[:, 1]).mean() - by_chance) / (1 - by_chance))
