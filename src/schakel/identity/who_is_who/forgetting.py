"""Removing records from a ledger when no row has them any more: entries keep their places but lose their content.

Other entries name entries by number, so none is taken out. What is left of one is its day and who judged; a person
that has no record any more goes from the judgements about pairs as well. The ids and hashes leave the disk.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.who_is_who.judgements import ERASED
from schakel.identity.who_is_who.ledger import leads_of
from schakel.store.archive import move_in_place
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import read_table, write_table

_NAMED = ["person", "record", "other"]
_SILENT = {
    "kind": ERASED,
    "person": "",
    "record": "",
    "other": "",
    "reason": "",
    "weight": 0.0,
    "until": None,
    "seen": "",
}


def forget(folder: SealedFolder, names: Collection[str]) -> int:
    """Let a ledger forget records, or the units that it judges about, by their names; return how many entries that is.

    Doing so again changes nothing.
    """
    tables = {path.name: read_table(folder / path.name) for path in sorted(folder.path.glob("*.parquet"))}
    if not names or not tables:
        return 0
    said = pa.concat_tables(table.select(["kind", *_NAMED]) for table in tables.values())  # older ones say less else
    records = _listed(names)
    gone = _listed(set(names) | _left_without(said, records))
    lessened = _listed(_with_a_record_less(said, records))
    silenced = 0
    for name, table in tables.items():
        about = _names(table, _NAMED, gone)
        # What was compared may have been a record that goes, of a person that stays.
        compared = pc.and_(_has_seen(table), _names(table, ["person", "other"], lessened))
        if pc.any(pc.or_(about, compared)).as_py():
            draft = folder / f"{name}.draft"
            draft.path.unlink(missing_ok=True)
            write_table(_silent(_silent(table, about, _SILENT), compared, {"seen": ""}), draft)
            move_in_place(draft.path, folder.path / name)
            silenced += pc.sum(about).as_py()
    return silenced


def _with_a_record_less(table: pa.Table, records: pa.Array) -> set[str]:
    """Return the persons that have or had one of these records, and those who stand for them."""
    having = table.filter(pc.is_in(table["record"], value_set=records))
    leads_to, found = leads_of(table), set(having["person"].to_pylist()) | set(having["other"].to_pylist())
    for person in list(found):
        while (person := leads_to.get(person, "")) and person not in found:
            found.add(person)
    return found - {""}


def _left_without(table: pa.Table, records: pa.Array) -> set[str]:
    """Return the persons that have no record once some are forgotten, and stand for nobody who has one."""
    gone = pc.is_in(table["record"], value_set=records)
    with_record = pc.and_(pc.not_equal(table["record"], ""), pc.not_equal(table["person"], ""))
    lost = set(table.filter(pc.and_(with_record, gone))["person"].to_pylist())
    kept = set(table.filter(pc.and_(with_record, pc.invert(gone)))["person"].to_pylist())
    leads_to = leads_of(table)
    for person in list(kept):
        # Whoever stands for a person with records stays as well, or that person would lead to nobody.
        while person in leads_to and leads_to[person] not in kept:
            person = leads_to[person]
            kept.add(person)
    return lost - kept


def _silent(table: pa.Table, about: pa.ChunkedArray, said: Mapping[str, object]) -> pa.Table:
    for column, value in said.items():
        if column in table.column_names:
            place, field = table.column_names.index(column), table.schema.field(column)
            table = table.set_column(place, field, pc.if_else(about, pa.scalar(value, field.type), table[column]))
    return table


def _has_seen(table: pa.Table) -> pa.ChunkedArray | pa.Scalar:
    return pc.not_equal(table["seen"], "") if "seen" in table.column_names else pa.scalar(False)


def _names(table: pa.Table, columns: Sequence[str], names: pa.Array) -> pa.ChunkedArray:
    """Return for each entry whether it names one of these."""
    return reduce(pc.or_, (pc.is_in(table[column], value_set=names) for column in columns))


def _listed(names: Collection[str]) -> pa.Array:
    return pa.array(sorted(names), pa.string())
