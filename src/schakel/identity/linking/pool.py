"""The pool: what is known of everybody so far, laid ready so that a delivery only standardises itself.

It holds the variants of all records under one model: their codes, the texts that codes stand for, their blocks, and the
record that each was first written in. It says nothing of who is who; that is in the ledger. It can be made anew from
the records at any time.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.feather as feather

from schakel.identity.linking.blocking import NO_BLOCK, Blocks, blocks_of
from schakel.identity.linking.declared import LinkModel
from schakel.identity.linking.levels import Columns
from schakel.identity.linking.standardising import Records
from schakel.identity.linking.variants import Integers, Variants, rarities

_OWNER_ALONE = 0o600
_MARKED_BITS = 22


@dataclass(frozen=True)
class Pool:
    """The variants of all records so far; a row for each in `columns`, `blocks` (one array a rule) and `record`."""

    columns: Columns
    blocks: list[Blocks]
    record: pa.Array
    texts: pa.Array

    def __len__(self) -> int:
        return len(self.record)

    @classmethod
    def empty(cls) -> "Pool":
        """Return the pool of nobody."""
        return cls({}, [], pa.array([], pa.string()), pa.array([], pa.string()))

    @classmethod
    def load(cls, folder: Path) -> "Pool":
        """Return the pool that was kept in a folder, or that of nobody."""
        if not (folder / "pool.arrow").exists():
            return cls.empty()
        table = feather.read_table(folder / "pool.arrow", memory_map=True)
        arrays = {name: table[name].combine_chunks() for name in table.column_names}
        blocks = [arrays.pop(name).to_numpy() for name in sorted(arrays) if name.startswith("block ")]
        record = arrays.pop("record")
        columns = {name: codes.to_numpy(zero_copy_only=False) for name, codes in arrays.items()}
        return cls(columns, blocks, record, feather.read_table(folder / "texts.arrow")["text"].combine_chunks())

    def save(self, folder: Path) -> None:
        """Keep the pool in a folder, for its owner alone."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        blocks = {f"block {place:03}": block for place, block in enumerate(self.blocks)}
        for name, table in (
            ("texts", pa.table({"text": self.texts})),
            ("pool", pa.table({**self.columns, **blocks, "record": self.record})),
        ):
            draft = folder / f"{name}.draft"
            feather.write_feather(table, draft, compression="uncompressed")
            draft.chmod(_OWNER_ALONE)
            draft.rename(folder / f"{name}.arrow")

    def extended(self, records: Records, variants: Variants, names: pa.Array, model: LinkModel) -> "Pool":
        """Return the pool with the variants of new records behind it, standardised with the texts of this pool."""
        new = {name: codes for name, codes in variants.columns.items() if not name.endswith("_rarity")}
        blocks, _ = blocks_of(new, model)
        if not len(self):
            return Pool(new, blocks, names.take(pa.array(variants.first)), records.texts)
        return Pool(
            {name: np.concatenate([self.columns[name], codes]) for name, codes in new.items()},
            [np.concatenate([old, one]) for old, one in zip(self.blocks, blocks, strict=True)],
            pa.concat_arrays([self.record, names.take(pa.array(variants.first))]),
            records.texts,
        )

    def beside(self, new: npt.NDArray[np.bool_], model: LinkModel) -> tuple[Integers, Columns, list[Blocks]]:
        """Return the variants that share a block with a new one, the new ones among them, with what weighing needs."""
        near = new.copy()
        for block in self.blocks:
            near |= _among(block, block[new])
        chosen = np.flatnonzero(near)
        rare = rarities(self.columns, model)
        columns = {name: codes[chosen] for name, codes in {**self.columns, **rare}.items()}
        return chosen, columns, [block[chosen] for block in self.blocks]


def _among(block: Blocks, asked: Blocks) -> npt.NDArray[np.bool_]:
    """Tell which blocks are asked for; a table of their last bits settles most without a search."""
    marked = np.zeros(1 << _MARKED_BITS, dtype=np.bool_)
    last_bits = np.uint64(len(marked) - 1)
    marked[asked >> np.uint64(1) & last_bits] = True
    maybe = np.flatnonzero(marked[block >> np.uint64(1) & last_bits] & (block != NO_BLOCK))
    found = np.zeros(len(block), dtype=np.bool_)
    found[maybe] = np.isin(block[maybe], asked)
    return found
