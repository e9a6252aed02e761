"""How frequent a name is, counted among people of one origin.

Two strangers from one country share a given name, a surname and a place of birth far more often than the product of
these three among everybody says: names, and places, go together with the origin. Counted over all, they weigh too much
for whoever comes from a small country, and join strangers. So a model may declare by which attribute people have an
`origin`, and each name is then as rare as it is there. Where a record does not say it, an origin is presumed: the one
in which its names are most at home. Two records that are presumed to have the same weigh what sharing it weighs; if
they differ in it, that says nothing. How often strangers of one origin have names that are nearly alike is not counted,
so a rare origin adds only where a name is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Floats, Integers
from schakel_linkage.calibration import MOST_ORIGINS, USUAL_PERSONS
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.hashing import AT_ONCE
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.tallies import Tallies, Tally


def presumed(model: LinkModel) -> str:
    """Return the column with the origin of each row, written or presumed."""
    return f"{model.origin}_presumed"


def shared_origin(model: LinkModel, rarity: Floats) -> Floats:
    """Return what it weighs to share an origin that is presumed, by the rarity of that origin."""
    weight = level_of(model, model.comparison(model.origin), "same").weight
    found: Floats = np.maximum(weight + rarity, 0)
    return found


def rarities_within(columns: Columns, model: LinkModel, tallies: Tallies) -> Columns:
    """Return the rarities of each row among those of its origin, and that origin, by how often values occur."""
    counted = _Counted.of(model, tallies)
    origin = counted.origin_of(columns)
    usual = {one.attribute: np.log2(level_of(model, one, "same").u) for one in model.comparisons if one.frequency}
    found = {f"{name}_rarity": usual[name] - counted.log_share(name, columns, origin) for name in counted.values}
    rarity = usual[model.origin] - np.log2(counted.shares)
    return {**found, f"{model.origin}_rarity": rarity[origin], presumed(model): origin}


@dataclass(frozen=True)
class _Counted:
    """How often each value is in records that say their origin.

    Parameters
    ----------
    number
        The number of each origin, by its code; all rare ones have one.
    shares
        The share of each origin.
    place
        By attribute, the row of each code in its table; the last row is that of what is unknown.
    values
        By attribute, how many of each origin have each value; shape (values, origins).
    """

    origin: str
    number: Integers
    shares: Floats
    place: Mapping[str, Integers]
    values: Mapping[str, Floats]

    @classmethod
    def of(cls, model: LinkModel, tallies: Tallies) -> "_Counted":
        origins = tallies[model.origin]
        number, size = _by_frequency(origins)
        place, values = dict[str, Integers](), dict[str, Floats]()
        for name, tally in tallies.items():
            if name != model.origin:
                place[name] = _in_order(tally.value)
                values[name] = _crossed(place[name][tally.value], number[tally.origin], tally.count, size)
        # Half a record more for each origin: one that nobody writes would otherwise have a share of nought, and no
        # logarithm.
        counts = np.bincount(number[origins.value], origins.count, size)[:size] + 0.5
        return cls(model.origin, number, counts / counts.sum(), place, values)

    def origin_of(self, columns: Columns) -> Integers:
        """Return the number of the origin of each row; where it is not written, the likeliest by its names."""
        written = columns[f"{self.origin}_value"]
        found = self.number[written]
        silent = np.flatnonzero(written < 0)
        shares = {name: self._log_shares(counts) for name, counts in self.values.items()}
        # Some at a time: a row has as many likelihoods as there are origins.
        for rows in np.split(silent, range(AT_ONCE, len(silent), AT_ONCE)):
            likely = np.tile(np.log(self.shares), (len(rows), 1))
            for name, share in shares.items():
                likely += share[self.place[name][columns[f"{name}_value"][rows]]]
            found[rows] = np.argmax(likely, axis=1)
        return found

    def _log_shares(self, counts: Floats) -> Floats:
        """Return how frequent each value is among people of each origin; what is unknown speaks for none."""
        share: Floats = np.log((counts + self.shares / 2) / (counts.sum(axis=0) + 0.5))
        share[-1] = 0
        return share

    def log_share(self, name: str, columns: Columns, origin: Integers) -> Floats:
        """Return how frequent the value of each row is among those of its origin, in bits."""
        counts = self.values[name]
        usual = (counts.sum(axis=1) + 0.5) / (counts.sum() + 0.5)
        # Of an origin with few people the frequencies of everybody count for more than its own.
        shares = np.log2((counts + USUAL_PERSONS * usual[:, None]) / (counts.sum(axis=0) + USUAL_PERSONS))
        found: Floats = shares[self.place[name][columns[f"{name}_value"]], origin]
        return found


def _crossed(place: Integers, origin: Integers, count: npt.NDArray[np.int32], origins: int) -> Floats:
    """Return how often values and origins are together; the last row, of what is unknown, stays empty."""
    values = int(place.max(initial=0)) + 1
    cells = np.bincount(place * (origins + 1) + origin, count, values * (origins + 1))
    counts = cells.reshape(values, origins + 1)[:, :origins].astype(np.float64)
    counts[-1] = 0
    return counts


def _by_frequency(tally: Tally) -> tuple[Integers, int]:
    """Number different codes, the most frequent first and the rare ones alike; return how many numbers there are.

    The number of a code is in its place; what is unknown has the next number, in the last place.
    """
    counts = np.bincount(tally.value + 1, tally.count)[1:]
    occurring = np.flatnonzero(counts)
    order = occurring[np.argsort(-counts[occurring], kind="stable")]
    size = max(min(len(order), MOST_ORIGINS), 1)
    number = np.full(len(counts) + 1, size - 1)
    number[order[:size]] = np.arange(len(order[:size]))
    number[-1] = size
    return number, size


def _in_order(codes: npt.NDArray[np.int32]) -> Integers:
    """Number different codes, each in its place; what is unknown has the next number, in the last place.

    There are far more places than different codes, so that only these are touched.
    """
    occurs = np.zeros(int(codes.max(initial=-1)) + 2, dtype=np.bool_)
    occurs[codes] = True
    occurs[-1] = True
    occurring = np.flatnonzero(occurs)
    number = np.zeros(len(occurs), dtype=np.int64)
    number[occurring] = np.arange(len(occurring))
    return number
