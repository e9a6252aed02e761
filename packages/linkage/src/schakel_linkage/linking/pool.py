"""The pool: known records, prepared so that a delivery only has to standardise its own.

It holds the variants of all records under one model: the codes of their values, the texts that codes stand for, their
blocks, and the record that each was first written in. It says as well who each variant is, as far as the ledger had
judged when the pool was written, so that a delivery need not read the whole ledger. What a delivery adds is a *part*: a
pool of the new alone, whose codes and places count on from those before it, so that it is kept without writing the
others again. All of it can be made again from the records at any time.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel_base.errors import RequestError
from schakel_linkage.arrays import Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.link_model.model_file import weights_text
from schakel_linkage.linking.blocking import NO_BLOCK, Blocks, blocks_of
from schakel_linkage.linking.tallies import Tallies, added, cells_of, tallies_in, tallies_of, whole
from schakel_linkage.linking.variants import Variants, rarities
from schakel_linkage.records.lexicon import Lexicon
from schakel_linkage.records.parts import all_parts, values_of

_MARKED_BITS = 20
_NAMES_IN_POOLS = {"LinkAttribute": "Attribute", "AttributeComparison": "Comparison", "LevelProbabilities": "Level"}
"""What parts of a model were called when the first pools were written: these stay valid."""
LAYOUT = "3"
"""How a pool is written; another number is refused."""
_NAMES = ("named", "sound", "initial", "short")
_TABLES = 7
"""The variants, the names, the cells of tallies, and lists of texts, sounds, persons and records."""
_NOTHING = pa.array([], pa.string())
_NOWHERE = np.empty(0, dtype=np.int32)

Places = npt.NDArray[np.int32]


def shape_of(model: LinkModel) -> str:
    """Return a digest of what a model asks a pool to hold: another one needs another pool."""
    return _digest(model.attributes, model.comparisons, model.blocking, sorted(model.missing))


def weights_of(model: LinkModel) -> str:
    """Return a digest of by what a model weighs and joins."""
    cases = model.trained and model.trained.companions and weights_text(model)
    return _digest(model.trained, model.thresholds, model.cannot_link, *filter(None, [model.origin, cases]))


def _digest(*said: object) -> str:
    written = repr(said)
    for name, in_pools in _NAMES_IN_POOLS.items():
        written = written.replace(f"{name}(", f"{in_pools}(")
    return hashlib.sha256(written.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Pool:
    """The variants of all records so far, or of those of a part.

    Parameters
    ----------
    values, blocks, record
        A row for each variant: the codes of its values, from which its parts follow, its block by each rule, and the
        place in `records` of the one it was first written in.
    lexicon, tallies, records
        The texts that codes stand for, how often values occur, and the names of all records.
    person, persons
        For each variant the place of its person in the list of ids, by the entries of the ledger that are known here;
        below 0 where they say nothing.
    after, entries
        A part comes after so many entries of the ledger, and knows so many; if it has others, it has to be asked.
    shape, weights
        Which model made the pool.
    files
        In so many files it is kept as it is; 0 where it has to be written again.
    ends
        The last day on which `person` holds: then a judgement of people ends, and the ledger has to be asked.
    """

    values: Columns
    blocks: list[Blocks]
    record: Places
    lexicon: Lexicon
    tallies: Tallies
    person: Places
    persons: pa.Array
    records: pa.Array
    after: int = 0
    entries: int = 0
    shape: str = ""
    weights: str = ""
    files: int = 0
    ends: date = date.max

    def __len__(self) -> int:
        return len(self.record)

    @classmethod
    def empty(cls) -> "Pool":
        """Return the pool of nobody."""
        return cls({}, [], _NOWHERE, Lexicon.empty(), {}, _NOWHERE, _NOTHING, _NOTHING)

    @classmethod
    def of(cls, parts: "Sequence[Pool]") -> "Pool":
        """Return the pool that parts make up, each after the one before it."""
        some = [part for part in parts if len(part)]
        if len(some) < 2:
            return some[0] if some else cls.empty()
        last = some[-1]
        return cls(
            {name: np.concatenate([part.values[name] for part in some]) for name in last.values},
            [np.concatenate(blocks) for blocks in zip(*(part.blocks for part in some), strict=True)],
            np.concatenate([part.record for part in some]),
            Lexicon.of([part.lexicon for part in some]),
            added([part.tallies for part in some]),
            np.concatenate([part.person for part in some]),
            pa.concat_arrays([part.persons for part in some]),
            pa.concat_arrays([part.records for part in some]),
            some[0].after,
            last.entries,
            last.shape,
            last.weights,
            sum(part.files for part in some),
            min(part.ends for part in some),
        )

    def part(self, lexicon: Lexicon, variants: Variants, names: pa.Array, model: LinkModel) -> "Pool":
        """Return what new records add to this pool; they were standardised with its texts. Who they are is not said."""
        blocks, _ = blocks_of(variants.columns, model)
        return Pool(
            values_of(variants.columns),
            blocks,
            (variants.first + len(self.records)).astype(np.int32),
            lexicon.since(self.lexicon),
            tallies_of(variants.columns, model),
            np.full(len(variants), -1, dtype=np.int32),
            _NOTHING,
            names,
            self.entries,
            self.entries,
            shape_of(model),
            weights_of(model),
        )

    def extended(self, part: "Pool") -> "Pool":
        """Return the pool with a part behind it."""
        # Together they are in no file as they are now.
        return replace(Pool.of([self, part]), files=0)

    def gathered(self) -> "Pool":
        """Return the pool as it is kept in one file, after nothing and with each value counted once."""
        return replace(self, after=0, tallies={name: tally.gathered() for name, tally in self.tallies.items()})

    @classmethod
    def read(cls, content: pa.Buffer) -> "Pool":
        """Return the pool, or the part, that was written to a file.

        Parameters
        ----------
        content
            The whole file. Its arrays are used where they lie, so it must outlive the pool.

        Raises
        ------
        RequestError
            If another version of Schakel wrote it, in another layout.
        """
        variants, names, cells, *lists = _tables(content)
        said = {key.decode(): value.decode() for key, value in variants.schema.metadata.items()}
        arrays = {name: whole(variants[name]).to_numpy() for name in variants.column_names}
        blocks = [arrays.pop(name) for name in sorted(arrays) if name.startswith("block ")]
        texts, sounds, persons, records = (whole(one["text"]) for one in lists)
        of_names = {name: whole(names[name]).to_numpy() for name in _NAMES}
        return cls(
            record=arrays.pop("record"),
            person=arrays.pop("person"),
            values=arrays,
            blocks=blocks,
            tallies=tallies_in(cells),
            lexicon=Lexicon(texts, sounds, **of_names | {"short": of_names["short"].view(np.bool_)}),
            persons=persons,
            records=records,
            after=int(said["after"]),
            entries=int(said["entries"]),
            shape=said["shape"],
            weights=said["weights"],
            files=1,
            ends=date.fromisoformat(said["ends"]),
        )

    def write(self, target: BinaryIO) -> None:
        """Write it to a file that is open for writing: tables after each other, as Arrow streams."""
        blocks = {f"block {place:03}": block for place, block in enumerate(self.blocks)}
        said = {
            "layout": LAYOUT,
            "shape": self.shape,
            "weights": self.weights,
            "after": str(self.after),
            "entries": str(self.entries),
            "ends": str(self.ends),
        }
        variants = pa.table({**self.values, **blocks, "record": self.record, "person": self.person})
        names = {name: getattr(self.lexicon, name) for name in _NAMES}
        # Arrow packs truths into bits: as bytes they are mapped from the file as they lie there.
        names["short"] = names["short"].view(np.int8)
        lists = (self.lexicon.texts, self.lexicon.sounds, self.persons, self.records)
        listed = (pa.table({"text": one}) for one in lists)
        tables = (variants.replace_schema_metadata(said), pa.table(names), cells_of(self.tallies), *listed)
        with pa.PythonFile(target, mode="w") as sink:
            for table in tables:
                with pa.ipc.new_stream(sink, table.schema) as stream:
                    stream.write_table(table)

    def in_step(self, entries: int, day: date) -> bool:
        """Whether it knows who everybody is on a day, as judged by a number of entries of the ledger."""
        return self.entries == entries and day <= self.ends

    def fits(self, model: LinkModel) -> bool:
        """Whether it holds what a model asks a pool to hold; an empty one fits any."""
        return not len(self) or self.shape == shape_of(model)

    def weighs_as(self, model: LinkModel) -> bool:
        """Whether it was made by the weights, thresholds and rules of a model; an empty one was made by none."""
        return not len(self) or self.weights == weights_of(model)

    def known_among(self, names: pa.Array) -> pa.Array:
        """Return which of some names of records are in the pool already."""
        return self.records.filter(pc.is_in(self.records, value_set=names))

    def beside(self, part: "Pool", lexicon: Lexicon, model: LinkModel) -> tuple[Integers, Columns, list[Blocks]]:
        """Return the places of the variants that share a block with one of a part.

        With them come what weighing needs of these and of the part behind them, and those of their blocks that hold
        one of the part. The lexicon is that of the pool and the part together.
        """
        # With nobody before it a part is compared within itself alone.
        if not len(self):
            columns = all_parts(part.values, model, lexicon)
            return np.empty(0, np.int64), {**columns, **rarities(columns, model, part.tallies)}, part.blocks
        shared = [_among(block, asked) for block, asked in zip(self.blocks, part.blocks, strict=True)]
        near = np.flatnonzero(np.any(shared, axis=0))
        blocks = [
            np.concatenate([np.where(here[near], block[near], NO_BLOCK), asked])
            for here, block, asked in zip(shared, self.blocks, part.blocks, strict=True)
        ]
        values = {name: np.concatenate([self.values[name][near], codes]) for name, codes in part.values.items()}
        # Of those near alone: parts and levels of everybody would take longer than linking the delivery.
        columns = all_parts(values, model, lexicon)
        return near, {**columns, **rarities(columns, model, added([self.tallies, part.tallies]))}, blocks


def _among(block: Blocks, asked: Blocks) -> npt.NDArray[np.bool_]:
    """Tell which blocks are asked for; a table of their first bits settles most without a search."""
    asked, rest = asked[asked != NO_BLOCK], np.uint64(64 - _MARKED_BITS)
    marked = np.zeros(1 << _MARKED_BITS, dtype=np.bool_)
    marked[asked >> rest] = True
    maybe = np.flatnonzero(marked[(block >> rest).view(np.int64)])  # the numbers of places, or they would be copied
    found = np.zeros(len(block), dtype=np.bool_)
    found[maybe] = pc.is_in(pa.array(block[maybe]), value_set=pa.array(asked))
    return found


def _tables(content: pa.Buffer) -> list[pa.Table]:
    """Return the tables of a pool."""
    source = pa.BufferReader(content)
    try:
        # Streams follow each other without a list of where they begin: each is read up to its own end.
        tables = [pa.ipc.open_stream(source).read_all() for _ in range(_TABLES)]
    except pa.ArrowInvalid:
        tables = []
    if not tables or (tables[0].schema.metadata or {}).get(b"layout") != LAYOUT.encode():
        raise RequestError(
            "the pool was written by another version of Schakel, in another layout; link all records again: "
            "schakel judge relink"
        )
    return tables
