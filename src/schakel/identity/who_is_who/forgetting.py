"""A ledger forgets records that no row says any more: their entries stay in their places, and say nothing.

Other entries name entries by number, so none is taken out. What is left of one is its day and who judged; a person
that has no record any more goes from the judgements about pairs as well. The ids and hashes leave the disk.
"""

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.who_is_who.judgements import ERASED, JOINED, RETIRED
from schakel.store.archive import move_in_place
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import read_table, write_table

_NAMED = ["person", "record", "other"]
_LEADS = pa.array([JOINED, RETIRED])
_SILENT = {"kind": ERASED, "person": "", "record": "", "other": "", "reason": "", "weight": 0.0, "until": None}


def forget(folder: SealedFolder, names: Collection[str]) -> int:
    """Let a ledger forget records, or the units that it judges about, by their names; return how many entries that is.

    Doing so again changes nothing.
    """
    tables = {path.name: read_table(folder / path.name) for path in sorted(folder.path.glob("*.parquet"))}
    if not names or not tables:
        return 0
    said = pa.concat_tables(table.select(["kind", *_NAMED]) for table in tables.values())  # older ones say less else
    gone = pa.array(sorted(set(names) | _left_without(said, names)), pa.string())
    silenced = 0
    for name, table in tables.items():
        about = _any([pc.is_in(table[column], value_set=gone) for column in _NAMED])
        if count := pc.sum(about).as_py():
            draft = folder / f"{name}.draft"
            draft.path.unlink(missing_ok=True)
            write_table(_silent(table, about), draft)
            move_in_place(draft.path, folder.path / name)
            silenced += count
    return silenced


def _left_without(table: pa.Table, names: Collection[str]) -> set[str]:
    """Return the persons that have no record once some are forgotten, and stand for nobody who has one."""
    gone = pc.is_in(table["record"], value_set=pa.array(sorted(names), pa.string()))
    with_record = pc.and_(pc.not_equal(table["record"], ""), pc.not_equal(table["person"], ""))
    lost = set(table.filter(pc.and_(with_record, gone))["person"].to_pylist())
    kept = set(table.filter(pc.and_(with_record, pc.invert(gone)))["person"].to_pylist())
    leads = table.filter(pc.is_in(table["kind"], value_set=_LEADS))
    leads_to = dict(zip(leads["other"].to_pylist(), leads["person"].to_pylist(), strict=True))
    for person in list(kept):
        # Whoever stands for a person with records stays as well, or that person would lead to nobody.
        while person in leads_to and leads_to[person] not in kept:
            person = leads_to[person]
            kept.add(person)
    return lost - kept


def _silent(table: pa.Table, about: pa.ChunkedArray) -> pa.Table:
    for column, value in _SILENT.items():
        if column in table.column_names:
            place, field = table.column_names.index(column), table.schema.field(column)
            table = table.set_column(place, field, pc.if_else(about, pa.scalar(value, field.type), table[column]))
    return table


def _any(flags: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    first, *others = flags
    for one in others:
        first = pc.or_(first, one)
    return first
