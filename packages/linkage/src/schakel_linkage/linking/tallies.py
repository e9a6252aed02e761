"""How often values occur in records: counted once per delivery, and added up.

Names are as frequent as they are among people of one origin, so each value is counted with the origin
beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel_linkage.arrays import Codes
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import UNKNOWN, Columns

Counts = npt.NDArray[np.int32]
_CODE_BITS = np.int64(32)
_CELLS = ("value", "origin", "count")


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


def cells_of(tallies: Tallies) -> pa.Table:
    """Return the cells of all tallies as one table, those of each attribute together."""
    size = {name: len(tally.value) for name, tally in tallies.items()}
    # A part of nobody has no tallies, and nothing cannot be concatenated.
    cells = {
        part: np.concatenate([np.empty(0, dtype=np.int32), *(getattr(one, part) for one in tallies.values())])
        for part in _CELLS
    }
    return pa.table(cells).replace_schema_metadata({name: str(length) for name, length in size.items()})


def tallies_in(cells: pa.Table) -> Tallies:
    """Return the tallies whose cells are in a table."""
    parts = [whole(cells[part]).to_numpy() for part in _CELLS]
    sizes = {name.decode(): int(size) for name, size in (cells.schema.metadata or {}).items()}
    ends = np.cumsum(list(sizes.values())).tolist()
    return {
        name: Tally(*(part[end - size : end] for part in parts))
        for (name, size), end in zip(sizes.items(), ends, strict=True)
    }


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column that was written at once, without copying it."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
