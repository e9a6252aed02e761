"""How a pool is kept: its variants, names, tallies and lists after each other as Arrow streams, in one file."""

from datetime import date
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from schakel_base.errors import RequestError
from schakel_linkage.linking.pool import Pool
from schakel_linkage.linking.tallies import Tallies, Tally
from schakel_linkage.records.lexicon import Lexicon

LAYOUT = "3"
"""How a pool is written; another number is refused."""
_NAMES = ("named", "sound", "initial", "short")
_CELLS = ("value", "origin", "count")
_TABLES = 7
"""The variants, the names, the cells of tallies, and lists of texts, sounds, persons and records."""
_NOWHERE = np.empty(0, dtype=np.int32)


def read_pool(content: pa.Buffer) -> Pool:
    """Return the pool, or the part, that is in the bytes of a file.

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
    arrays = {name: _whole(variants[name]).to_numpy() for name in variants.column_names}
    blocks = [arrays.pop(name) for name in sorted(arrays) if name.startswith("block ")]
    texts, sounds, persons, records = (_whole(one["text"]) for one in lists)
    of_names = {name: _whole(names[name]).to_numpy() for name in _NAMES}
    return Pool(
        record=arrays.pop("record"),
        person=arrays.pop("person"),
        values=arrays,
        blocks=blocks,
        tallies=_tallies_in(cells),
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


def write_pool(pool: Pool, target: BinaryIO) -> None:
    """Write a pool, or a part, to a file that is open for writing."""
    blocks = {f"block {place:03}": block for place, block in enumerate(pool.blocks)}
    said = {
        "layout": LAYOUT,
        "shape": pool.shape,
        "weights": pool.weights,
        "after": str(pool.after),
        "entries": str(pool.entries),
        "ends": str(pool.ends),
    }
    variants = pa.table({**pool.values, **blocks, "record": pool.record, "person": pool.person})
    names = {name: getattr(pool.lexicon, name) for name in _NAMES}
    # Arrow packs truths into bits: as bytes they are mapped from the file as they lie there.
    names["short"] = names["short"].view(np.int8)
    lists = (pool.lexicon.texts, pool.lexicon.sounds, pool.persons, pool.records)
    listed = (pa.table({"text": one}) for one in lists)
    tables = (variants.replace_schema_metadata(said), pa.table(names), _cells(pool.tallies), *listed)
    with pa.PythonFile(target, mode="w") as sink:
        for table in tables:
            with pa.ipc.new_stream(sink, table.schema) as stream:
                stream.write_table(table)


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


def _cells(tallies: Tallies) -> pa.Table:
    """Return the cells of all tallies as one table, those of each attribute together."""
    size = {name: len(tally.value) for name, tally in tallies.items()}
    # A part of nobody has no tallies, and nothing cannot be concatenated.
    cells = {part: np.concatenate([_NOWHERE, *(getattr(one, part) for one in tallies.values())]) for part in _CELLS}
    return pa.table(cells).replace_schema_metadata({name: str(length) for name, length in size.items()})


def _tallies_in(cells: pa.Table) -> Tallies:
    """Return the tallies whose cells are in a table."""
    parts = [_whole(cells[part]).to_numpy() for part in _CELLS]
    sizes = {name.decode(): int(size) for name, size in (cells.schema.metadata or {}).items()}
    ends = np.cumsum(list(sizes.values())).tolist()
    return {
        name: Tally(*(part[end - size : end] for part in parts))
        for (name, size), end in zip(sizes.items(), ends, strict=True)
    }


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column that was written at once, without copying it."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
