"""The cell key method: small random changes that are the same for the same records, in every table and release.

Every record gets a key from a secret; the keys of the records in a cell together make the cell's key; key and count
look up a change. So a cell of the same records is changed in the same way wherever it appears, and asking again
averages nothing out (Fraser and Wooton, 2005; Australian Bureau of Statistics). Totals are changed by themselves: the
result does not add up, and it is not used together with suppression on one table.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.tables.cubes import Cube
from schakel_protection.tables.equations import Vector
from schakel_protection.thresholds import LARGEST_CHANGE, NEVER_SHOWN, SHORTEST_SECRET, VARIANCE

_BITS = 64


def record_key(secret: bytes, record: str) -> int:
    """Return the key of a record: 64 bits from a keyed hash (HMAC-SHA-256) of its identifier.

    Parameters
    ----------
    secret
        At least 16 bytes.
    record
        What names the record, the same in every table and release.

    Raises
    ------
    DisclosureError
        If the secret is too short to be one.
    """
    if len(secret) < SHORTEST_SECRET:
        raise DisclosureError(f"the secret for cell keys needs at least {SHORTEST_SECRET} bytes")
    return int.from_bytes(hmac.digest(secret, record.encode(), hashlib.sha256)[: _BITS // 8], "big")


def cell_key(keys: Iterable[int]) -> float:
    """Return the key of a cell, from 0 to 1: the sum of the keys of its records, without the overflow.

    Parameters
    ----------
    keys
        Keys of records, of 64 bits. The order does not matter, so the same records give the same key in every table.
    """
    return float(sum(keys) % 2**_BITS) / float(2**_BITS)


@dataclass(frozen=True)
class Perturbation:
    """How counts may change: at most `reach` up or down, with `variance`, never to a count from 1 to `hidden`.

    The chances are those of greatest entropy for which the mean change is 0 and the variance is as declared. Small
    counts cannot go down far, so their variance may be smaller.

    Parameters
    ----------
    reach
        In units.
    variance
        In units squared.
    hidden
        The largest count that is never shown; 0 to show all.
    """

    reach: int = LARGEST_CHANGE
    variance: float = VARIANCE
    hidden: int = NEVER_SHOWN

    @cached_property
    def _tables(self) -> dict[int, tuple[Vector, Vector]]:
        return {}

    def changed(self, count: int, key: float) -> int:
        """Return the changed count of a cell; a true zero stays one."""
        if count == 0:
            return 0
        # Above this count no change can reach a small count or zero, so all larger counts share one distribution.
        kind = min(count, self.reach + self.hidden + 1)
        if kind not in self._tables:
            self._tables[kind] = self._chances(kind)
        changes, chances = self._tables[kind]
        return count + int(changes[min(int(np.searchsorted(np.cumsum(chances), key, side="right")), len(changes) - 1)])

    def _chances(self, count: int) -> tuple[Vector, Vector]:
        results = count + np.arange(-max(self.reach, count), max(self.reach, self.hidden + 1) + 1)
        inside = (np.abs(results - count) <= self.reach) | (results == 0) | (results == self.hidden + 1)
        allowed = results[inside & (results >= 0) & ((results == 0) | (results > self.hidden))]
        changes = (allowed - count).astype(float)
        # Near the counts that are never shown the nearest allowed changes lie far off, so the declared variance may be
        # too small to exist; then the first one that does is taken.
        for variance in self.variance * np.array([1, 1.25, 1.5, 2, 3, 4, 6]):
            found = _greatest_entropy(changes, variance)
            if found is not None:
                return changes, found
        return changes, _unbiased(changes)


def _greatest_entropy(changes: Vector, variance: float) -> Vector | None:
    """Chances proportional to exp(a change + b change^2) with mean 0 and the variance asked for."""

    def chances(at: Vector) -> Vector:
        powers = at[0] * changes + at[1] * changes**2
        weights = np.exp(powers - powers.max())
        return np.asarray(weights / weights.sum())

    def off(at: Vector) -> Vector:
        likely = chances(at)
        return np.array([likely @ changes, likely @ changes**2 - variance])

    from scipy.optimize import root  # here, since every use of this library would wait for what few profiles need

    answer = root(off, np.zeros(2))
    return chances(answer.x) if answer.success and np.abs(off(answer.x)).max() < 1e-8 else None


def _unbiased(changes: Vector) -> Vector:
    """Chances of the nearest change down and the nearest up, so that the mean is 0."""
    down, up = changes[changes <= 0].max(), changes[changes >= 0].min()
    likely = np.zeros(len(changes))
    if down == up:
        likely[changes == 0] = 1.0
    else:
        likely[changes == down], likely[changes == up] = up / (up - down), -down / (up - down)
    return likely


def keyed_counts(cube: Cube, records: Sequence[tuple[str, ...]], names: Sequence[str], secret: bytes) -> Vector:
    """Return the changed count of every cell.

    Parameters
    ----------
    records
        The code of each record per variable.
    names
        What names each record, the same in every table.
    secret
        What keys are made from; it never leaves the secured zone.

    Raises
    ------
    DisclosureError
        If the secret is too short to be one.
    """
    keys: list[list[int]] = [[] for _ in range(len(cube.equations))]
    for at, name in zip(records, names, strict=True):
        key = record_key(secret, name)
        for place in cube.holding(at):
            keys[place].append(key)
    change = Perturbation()
    return np.array([change.changed(len(found), cell_key(found)) for found in keys], dtype=float)
