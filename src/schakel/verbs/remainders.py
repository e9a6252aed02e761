"""What remains of an edition when rows are erased: its tables without the units that these rows named.

No edition that held the rows is left. The next one follows the remainder as it would follow an edition, and works out
again the units that were taken out, so that it need not be built in full.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.spoken import JOINED, MERGED, named, repeated, told
from schakel.identity.related import joined_units, merged_units, related
from schakel.intake.superseding import superseded
from schakel.model.alliance import Alliance
from schakel.model.edition import Edition
from schakel.store.bundling import are_gone
from schakel.store.editions import draft_of, dropped_if_broken_off, editions_in, put_in_place, read_manifest
from schakel.store.engine import Input, RunStep, connect, run_step
from schakel.store.erasing import ErasedDelivery, Erasure, remainder_of
from schakel.store.kept import link_into
from schakel.store.sealed import File, Folder
from schakel.store.sealed_tables import read_table, write_table
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables, files_of, read_made_by, write_made_by
from schakel.verbs.changed_units import ChangedUnits
from schakel.verbs.planning import code_version
from schakel.verbs.what_changed import WhatChanged
from schakel_base.database import Step

RELATIONS, _MANIFEST = "relations.parquet", "edition.json"
_WITHOUT = "SELECT * FROM rows ANTI JOIN erased USING (delivery, row)"

Erased = Mapping[str, pa.Table]
"""The rows that go, by partner: `delivery` and `row`."""


def leave_remainder(alliance: Alliance, workspace: Workspace, erasure: Erasure) -> None:
    """Leave what remains of the last of the editions that are to be erased, if it was built as it would be now."""
    places = (workspace.analysis_editions, workspace.remainders)
    losing = {one.number for one in erasure.deliveries if one.rows}
    found = [one for place in places for one in editions_in(place) if losing & set(read_manifest(one).deliveries)]
    if not found:
        return
    last = max(found, key=lambda one: (len(read_manifest(one).deliveries), one.name))
    manifest = read_manifest(last)
    if (manifest.declarations, manifest.code) != (alliance.fingerprint, code_version()):
        return
    place = workspace.remainders.folder(remainder_of(last.name, erasure))
    draft = draft_of(place)
    with dropped_if_broken_off(draft):
        if take_rows_out(alliance, last, _rows_of(erasure, chain_tables(last)), draft):
            link_into(last / _MANIFEST, draft, _MANIFEST)
            put_in_place(draft, place)
        else:
            shutil.rmtree(draft.path)


def clear_remainders(workspace: Workspace, edition: Edition) -> None:
    """Delete what remains of editions whose deliveries are all in one that was built since."""
    for folder in editions_in(workspace.remainders):
        if set(read_manifest(folder).deliveries) <= {receipt.delivery.number for receipt in edition.receipts}:
            shutil.rmtree(folder.path)


def take_rows_out(alliance: Alliance, edition: Folder, erased: Erased, draft: Folder) -> bool:
    """Write what remains of an edition without some rows, and return whether it is worth following.

    Parameters
    ----------
    draft
        The folder where it is written, of a name that no other remainder has.
    """
    tables, made_by = chain_tables(edition), read_made_by(edition)
    if made_by is None:
        return False
    names = dict(made_by.tables)
    for partner in alliance.partners:
        rows = erased.get(partner)
        for table in (told(partner), named(partner)):
            for file in files_of(tables.get(table)):
                if _copied(file, draft, rows):
                    names[file.stem] = f"{names[file.stem]} in {draft.name}"
        for table in (superseded(partner), repeated(partner)):
            if (file := edition / f"{table}.parquet").exists():
                _copied(file, draft, rows)
    _write_relations(read_table(edition / RELATIONS), erased, draft)
    after = replace(made_by, tables=names)
    what = WhatChanged(alliance, tables, chain_tables(draft), made_by, after)
    changed = ChangedUnits(alliance, what, _run, edition, made_by, draft)
    if not changed.are_few:
        return False
    changed.take_out()
    write_made_by(after, draft)
    return True


def _rows_of(erasure: Erasure, tables: Mapping[str, Input]) -> dict[str, pa.Table]:
    found: dict[str, list[ErasedDelivery]] = {}
    for one in erasure.deliveries:
        found.setdefault(one.partner, []).append(one)
    return {partner: _rows_in(erased, tables[told(partner)]) for partner, erased in found.items()}


def _rows_in(erased: Sequence[ErasedDelivery], said: Input) -> pa.Table:
    which = {one.number: one.gone for one in erased}
    numbers = pa.table({"delivery": pa.array(which, pa.int64())})
    with connect({"told": said, "numbers": numbers}) as connection:
        rows = connection.sql("SELECT delivery, row FROM told SEMI JOIN numbers USING (delivery)").to_arrow_table()
    return rows.filter(are_gone(rows, which))


def _copied(file: File, draft: Folder, erased: pa.Table | None) -> bool:
    """Copy a table of rows without those that go, and return whether it has any of them; else it is linked."""
    name = f"{file.stem}.parquet"
    if erased is not None and erased.num_rows:
        with connect({"rows": file, "erased": erased}) as connection:
            [(hit,)] = connection.execute("SELECT count(*) FROM rows SEMI JOIN erased USING (delivery, row)").fetchall()
        if hit:
            _run(Step(file.stem, ("rows", "erased"), (), (), _WITHOUT), {"rows": file, "erased": erased}, draft)
            return True
    link_into(file, draft, name)
    return False


def _write_relations(edges: pa.Table, erased: Erased, draft: Folder) -> None:
    """Write how units are related by the rows that stay; the next edition reads people's judgements again."""
    gone = [
        rows.append_column("partner", pa.array([name] * rows.num_rows, pa.string())) for name, rows in erased.items()
    ]
    left = edges.filter(pc.not_equal(edges["partner"], ""))
    for rows in gone:
        left = left.join(rows, ["partner", "delivery", "row"], join_type="left anti")
    known = related(left)
    write_table(left, draft / RELATIONS)
    write_table(joined_units(known), draft / f"{JOINED}.parquet")
    write_table(merged_units(known), draft / f"{MERGED}.parquet")


def _run(step: Step, inputs: Mapping[str, Input], folder: Folder, name: str = "", by: RunStep | None = None) -> File:
    return (by or run_step)(step, inputs, folder / f"{name or step.name}.parquet").path
