"""The pool: what is known of everybody so far, laid ready so that a delivery only standardises itself.

It holds the variants of all records under one model: their codes, the texts that codes stand for, their blocks, and the
record that each was first written in. It says as well who each variant is, as far as the ledger had judged when the
pool was written, so that a delivery need not read the whole ledger. It can be made anew from the records at any time.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.linking.blocking import NO_BLOCK, Blocks, blocks_of
from schakel.identity.linking.declared import LinkModel
from schakel.identity.linking.levels import Columns
from schakel.identity.linking.standardising import Records
from schakel.identity.linking.variants import Integers, Variants, rarities
from schakel.store.sealed import SealedFile

_MARKED_BITS = 22
_NOBODY = pa.array([], pa.string())


def shape_of(model: LinkModel) -> str:
    """Return a digest of what a model asks a pool to hold: another one needs another pool."""
    return _digest(model.attributes, model.comparisons, model.blocking, sorted(model.missing))


def weights_of(model: LinkModel) -> str:
    """Return a digest of by what a model weighs and joins."""
    return _digest(model.trained, model.thresholds, model.cannot_link)


def _digest(*said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Pool:
    """The variants of all records so far.

    Parameters
    ----------
    columns, blocks, record
        A row for each variant: its parts, its block by each rule, and the record it was first written in.
    person
        Who each variant is, by the entries of the ledger that are known here.
    records
        The names of all records.
    entries
        So many entries of the ledger are known here; if it has others, it has to be asked.
    shape, weights
        Which model made the pool.
    """

    columns: Columns
    blocks: list[Blocks]
    record: pa.Array
    texts: pa.Array
    person: pa.Array
    records: pa.Array
    entries: int = 0
    shape: str = ""
    weights: str = ""

    def __len__(self) -> int:
        return len(self.record)

    @classmethod
    def empty(cls) -> "Pool":
        """Return the pool of nobody."""
        return cls({}, [], _NOBODY, _NOBODY, _NOBODY, _NOBODY)

    @classmethod
    def load(cls, file: SealedFile) -> "Pool":
        """Return the pool that was kept in a file.

        Raises
        ------
        ZoneError
            If the file cannot be used.
        """
        source = pa.BufferReader(file.read_bytes())
        variants, texts, records = (pa.ipc.open_stream(source).read_all() for _ in range(3))
        said = {key.decode(): value.decode() for key, value in variants.schema.metadata.items()}
        arrays = {name: variants[name].combine_chunks() for name in variants.column_names}
        blocks = [arrays.pop(name).to_numpy() for name in sorted(arrays) if name.startswith("block ")]
        record, person = arrays.pop("record"), arrays.pop("person")
        columns = {name: codes.to_numpy(zero_copy_only=False) for name, codes in arrays.items()}
        listed = texts["text"].combine_chunks(), person, records["record"].combine_chunks()
        return cls(columns, blocks, record, *listed, int(said["entries"]), said["shape"], said["weights"])

    @classmethod
    def entries_in(cls, file: SealedFile) -> int:
        """Return how many entries of the ledger a kept pool knows of, after reading all of it once."""
        return cls.load(file).entries

    def save(self, file: SealedFile) -> None:
        """Write the pool to a new file, for its owner alone."""
        blocks = {f"block {place:03}": block for place, block in enumerate(self.blocks)}
        said = {"entries": str(self.entries), "shape": self.shape, "weights": self.weights}
        variants = pa.table({**self.columns, **blocks, "record": self.record, "person": self.person})
        tables = (
            variants.replace_schema_metadata(said),
            pa.table({"text": self.texts}),
            pa.table({"record": self.records}),
        )
        with file.create() as target, pa.PythonFile(target, mode="w") as sink:
            for table in tables:
                with pa.ipc.new_stream(sink, table.schema) as stream:
                    stream.write_table(table)

    def extended(self, records: Records, variants: Variants, names: pa.Array, model: LinkModel) -> "Pool":
        """Return the pool with the variants of new records behind it, standardised with the texts of this pool."""
        new = {name: codes for name, codes in variants.columns.items() if not name.endswith("_rarity")}
        blocks, _ = blocks_of(new, model)
        return Pool(
            {name: np.concatenate([self.columns[name], codes]) for name, codes in new.items()} if self.columns else new,
            [np.concatenate(both) for both in zip(self.blocks, blocks, strict=True)] if self.blocks else blocks,
            pa.concat_arrays([self.record, names.take(pa.array(variants.first))]),
            records.texts,
            pa.concat_arrays([self.person, pa.nulls(len(variants), pa.string())]),
            pa.concat_arrays([self.records, names]),
            self.entries,
            shape_of(model),
            weights_of(model),
        )

    def known_among(self, names: pa.Array) -> pa.Array:
        """Return which of some names of records are in the pool already."""
        return self.records.filter(pc.is_in(self.records, value_set=names))

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
