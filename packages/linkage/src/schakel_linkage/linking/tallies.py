"""How often values occur in records: counted once per delivery, and added up.

Names are as frequent as they are among people of one origin, so each value is counted with the origin
beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Codes
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import UNKNOWN, Columns

Counts = npt.NDArray[np.int32]
_CODE_BITS = np.int64(32)


@dataclass(frozen=True)
class Tally:
    """How many rows have a value and an origin; shape (cells,), and several cells may have the same.

    Parameters
    ----------
    value, origin
        Codes, UNKNOWN where a row does not say it, or the model knows no origin.
    count
        The number of rows.
    """

    value: Codes
    origin: Codes
    count: Counts

    @classmethod
    def of(cls, parts: "Sequence[Tally]") -> "Tally":
        """Return the sum of tallies."""
        return cls(
            np.concatenate([part.value for part in parts]),
            np.concatenate([part.origin for part in parts]),
            np.concatenate([part.count for part in parts]),
        )

    def gathered(self) -> "Tally":
        """Return the tally with one cell for each value and origin."""
        # Both codes in one number: counting different numbers is far faster than counting different rows.
        cell = self.value.astype(np.int64) << _CODE_BITS | (self.origin.astype(np.int64) & 0xFFFFFFFF)
        different, place = np.unique(cell, return_inverse=True)
        count = np.bincount(place, self.count, len(different)).astype(np.int32)
        return Tally((different >> _CODE_BITS).astype(np.int32), different.astype(np.int32), count)


Tallies: TypeAlias = Mapping[str, Tally]
"""A tally for each attribute whose frequency counts."""


def tallies_of(columns: Columns, model: LinkModel) -> Tallies:
    """Return how often the values of some rows occur among them."""
    size = len(next(iter(columns.values())))
    once = np.ones(size, dtype=np.int32)
    origin = columns[f"{model.origin}_value"] if model.origin else np.full(size, UNKNOWN, dtype=np.int32)
    return {
        one.attribute: Tally(columns[f"{one.attribute}_value"], origin, once)
        for one in model.comparisons
        if one.frequency
    }


def added(parts: Sequence[Tallies]) -> Tallies:
    """Return what tallies of the same attributes come to."""
    return {name: Tally.of([part[name] for part in parts]) for name in parts[-1]}
