"""Bundles small deliveries before an edition is built, and rewrites bundles without what is erased.

A new bundle is whole on the disk before the index names it. What it takes the place of is removed by the next command
that bundles or erases: whoever reads meanwhile still finds the files that they began with, and after a crash nothing is
lost and nothing counts twice. An erasure removes it at once.
"""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc

from schakel.model.delivery import Delivery, Receipt
from schakel.store.archive import loose, move_in_place, write_out
from schakel.store.bundle import OF_DELIVERY, REFUSED, TOLD, Bundle, as_refused, bundle_names, bundled, index_of
from schakel.store.catalogue import Catalogue
from schakel.store.drafts import draft_folder
from schakel.store.own_folder import own_folder
from schakel.store.receipt_record import deliveries_by_column, receipt_record
from schakel.store.sealed_tables import column_names, read_table, write_table
from schakel.store.workspace import Workspace
from schakel_base.disk import sync_folder

FEWEST = 32
"""So many small deliveries of one contract are worth a bundle: fewer are as quick to open one by one."""
FULL = 10_000
"""A bundle grows until it has so many deliveries; then it is written no more."""
MOST_ROWS, MOST_BYTES = 32, 1 << 13
"""A delivery is small up to so many rows and bytes."""

Gone = Mapping[int, frozenset[int] | None]
"""The accepted rows that go of some deliveries, by number; None for all."""


@dataclass(frozen=True)
class Content:
    """What is in a bundle, or is to be.

    Parameters
    ----------
    accepted, refused, told
        The rows of its deliveries, and their receipts, as `Bundle` says.
    files
        The files as they arrived, by SHA-256.
    """

    receipts: tuple[Receipt, ...]
    accepted: pa.Table
    refused: pa.Table
    told: pa.Table
    files: Mapping[str, bytes]

    @property
    def kind(self) -> tuple[str, ...]:
        """What all deliveries of a bundle have in common: partner, version of the contract, and columns."""
        return _kind(self.receipts, self.accepted.schema.names)


def bundle_small(workspace: Workspace) -> None:
    """Keep small deliveries of one contract together, where there are enough of them.

    Only one command at a time may do so: the one that writes.
    """
    remove_replaced(workspace)
    keep_together(workspace, _loose_contents(workspace))


def keep_together(workspace: Workspace, contents: Iterable[Content]) -> None:
    """Keep what some deliveries hold in bundles, and let those that are not full grow."""
    for content, before in _grown(workspace, contents):
        _keep(workspace, content, before)


def remove_replaced(workspace: Workspace) -> None:
    """Remove what bundles took the place of: files of single deliveries, and bundles that count no more."""
    if not index_of(workspace).exists():
        return
    names = bundle_names(workspace)
    for folder in workspace.bundles.iterdir():
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder)
    alone = {int(file.stem) for file in workspace.receipts.glob("[0-9]*.json")}
    replaced = [one for one in bundled(workspace).receipts if one.delivery.number in alone] if alone else []
    folders = {workspace.receipts, workspace.accepted, workspace.refused, workspace.bundles}
    folders |= {_remove_loose(workspace, one) for one in replaced}
    for folder in folders:
        if folder.exists():
            sync_folder(folder)


def write_without(workspace: Workspace, gone: Gone, receipts: Mapping[int, Receipt]) -> None:
    """Write bundles again without what is erased of some of their deliveries, and remove the earlier ones.

    Parameters
    ----------
    gone
        The accepted rows that go of each delivery, by its number. Its file and its refused rows go whole.
    receipts
        The receipts that take the place of its own, by number.
    """
    for bundle in bundled(workspace).bundles:
        if not gone.keys().isdisjoint(bundle.numbers):
            _keep(workspace, _without(_content_of(bundle), gone, receipts), bundle)
    remove_replaced(workspace)


def are_gone(rows: pa.Table, gone: Gone) -> pa.Array:
    """Return for each row, by its `delivery` and `row`, whether it is erased."""
    numbers, places = (rows[name].to_pylist() for name in ("delivery", "row"))
    which = (gone.get(number, frozenset()) for number in numbers)
    return pa.array([some is None or place in some for some, place in zip(which, places, strict=True)], pa.bool_())


def _remove_loose(workspace: Workspace, receipt: Receipt) -> Path:
    """Remove the files of one delivery, and return the folder that its file was in."""
    number, file = receipt.delivery.number, loose(workspace, receipt.delivery.sha256).path
    # The receipt last: it tells, after a crash, that the others may still be there.
    own = workspace.receipts / f"{number}.json"
    for path in (file, workspace.accepted_rows(number).path, workspace.refused_rows(number).path, own):
        path.unlink(missing_ok=True)
    return file.parent


def _loose_contents(workspace: Workspace) -> Iterator[Content]:
    """The content of small deliveries that are in no bundle, for each contract with enough of them."""
    found, receipts = bundled(workspace).by_number, Catalogue(workspace).receipts()
    if len(receipts) - len(found) < FEWEST:
        return
    times = Counter(one.delivery.sha256 for one in receipts)
    by_contract: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    for one in (one for one in receipts if one.delivery.number not in found):
        if times[one.delivery.sha256] == 1 and _is_small(workspace, one):
            by_contract[one.delivery.partner, one.delivery.contract_version].append(one)
    for small in by_contract.values():
        if len(small) >= FEWEST:
            yield from (_of_one(workspace, one) for one in small)


def _is_small(workspace: Workspace, receipt: Receipt) -> bool:
    """Whether a delivery is small, has rows of its own, and is no population that others are held against."""
    delivery = receipt.delivery
    if receipt.refusal or receipt.erased or delivery.snapshot or delivery.covers or receipt.rows > MOST_ROWS:
        return False
    file = loose(workspace, delivery.sha256)
    return file.exists() and file.size <= MOST_BYTES


def _of_one(workspace: Workspace, receipt: Receipt) -> Content:
    """What one delivery holds; its rows in the form that they have in a bundle."""
    delivery = receipt.delivery
    rows = read_table(workspace.accepted_rows(delivery.number))
    # An engine that wrote a file says of its columns that they are never empty, where they are not in this one.
    form = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in rows.schema.names if name != "row")])
    accepted = _beside(rows.select(form.names).cast(form), delivery, OF_DELIVERY)
    refused = read_table(workspace.refused_rows(delivery.number)) if receipt.refused else REFUSED.empty_table()
    files = {delivery.sha256: loose(workspace, delivery.sha256).read_bytes()}
    refused = as_refused(_beside(refused, delivery, OF_DELIVERY[:1]))
    return Content((receipt,), accepted, refused, told_of([receipt]), files)


def told_of(receipts: Iterable[Receipt]) -> pa.Table:
    """Return receipts as a bundle keeps them."""
    found = {one.delivery.number: json.dumps(receipt_record(one), ensure_ascii=False) for one in receipts}
    return pa.table([[*found], [*found.values()]], TOLD)


def _beside(rows: pa.Table, delivery: Delivery, names: Sequence[str]) -> pa.Table:
    """Put what is known of a delivery before each of its rows."""
    values = {"delivery": pa.scalar(delivery.number, pa.int64())}
    values |= {name: pa.scalar(getattr(delivery, name), pa.date32()) for name in ("delivered", "known")}
    beside = [pa.repeat(values[name], rows.num_rows) for name in names]
    return pa.table([*beside, *rows.columns], [*names, *rows.schema.names])


def _grown(workspace: Workspace, singles: Iterable[Content]) -> Iterator[tuple[Content, Bundle | None]]:
    """Bundles that are to be written, each with the one that it takes the place of, if there is one."""
    by_kind: dict[tuple[str, ...], list[Content]] = defaultdict(list)
    for one in singles:
        by_kind[one.kind].append(one)
    bundles = [one for one in bundled(workspace).bundles if len(one.receipts) < FULL]
    growing = {_kind(one.receipts, column_names(one.accepted)): one for one in bundles}
    for kind, new in by_kind.items():
        before = growing.get(kind)
        room = FULL - len(before.receipts) if before else FULL
        yield _joined([*([_content_of(before)] if before else []), *new[:room]]), before
        for start in range(room, len(new), FULL):
            yield _joined(new[start : start + FULL]), None


def _joined(parts: Sequence[Content]) -> Content:
    """What several hold, in the order of their numbers."""
    receipts = sorted((one for part in parts for one in part.receipts), key=lambda one: one.delivery.number)
    by_row = [("delivery", "ascending"), ("row", "ascending")]
    accepted = pa.concat_tables(part.accepted for part in parts).sort_by(by_row)
    refused = pa.concat_tables(part.refused for part in parts).sort_by(by_row)
    told = pa.concat_tables(part.told for part in parts).sort_by("delivery")
    files = {sha256: content for part in parts for sha256, content in part.files.items()}
    return Content(tuple(receipts), accepted, refused, told, files)


def _kind(receipts: Sequence[Receipt], columns: Sequence[str]) -> tuple[str, ...]:
    delivery = receipts[0].delivery
    return delivery.partner, delivery.contract_version, *columns


def _content_of(bundle: Bundle) -> Content:
    contents = bundle.contents.read_bytes()
    files = {sha256: contents[start : start + length] for sha256, (start, length) in bundle.places.items()}
    accepted, refused, told = map(read_table, (bundle.accepted, bundle.refused, bundle.told))
    return Content(bundle.receipts, accepted, as_refused(refused), told, files)


def _without(content: Content, gone: Gone, receipts: Mapping[int, Receipt]) -> Content:
    going = pa.array(sorted(gone), pa.int64())
    files = dict(content.files)
    for number in gone:
        files.pop(receipts[number].delivery.sha256, None)
    left = [receipts[one.delivery.number] if one.delivery.number in gone else one for one in content.receipts]
    refused, told = (
        rows.filter(pc.invert(pc.is_in(rows["delivery"], value_set=going))) for rows in (content.refused, content.told)
    )
    again = told_of(one for one in left if one.delivery.number in gone)
    return Content(
        tuple(left),
        content.accepted.filter(pc.invert(are_gone(content.accepted, gone))),
        refused,
        pa.concat_tables([told, again]).sort_by("delivery"),
        files,
    )


def _keep(workspace: Workspace, content: Content, before: Bundle | None) -> None:
    """Write a bundle, and let it take the place of an earlier one."""
    name = uuid4().hex
    names = [one for one in bundle_names(workspace) if not before or one != before.folder.name]
    own_folder(workspace.bundles)
    with draft_folder(workspace) as folder:
        draft = workspace.sealed(folder).folder("bundle")
        own_folder(draft.path)
        _write(content, Bundle(draft))
        draft.path.rename(workspace.bundles / name)
        sync_folder(workspace.bundles)
        index = workspace.sealed(folder) / "index.json"
        index.write_text(json.dumps([*names, name]))
        move_in_place(index.path, index_of(workspace).path)


def _write(content: Content, bundle: Bundle) -> None:
    write_table(content.accepted, bundle.accepted)
    write_table(content.refused, bundle.refused)
    write_table(content.told, bundle.told, recurring=())
    files = [content.files.get(receipt.delivery.sha256) for receipt in content.receipts]
    with bundle.contents.create() as target:
        for whole in files:
            target.write(whole or b"")
    lengths = [None if whole is None else len(whole) for whole in files]
    deliveries = deliveries_by_column([one.delivery for one in content.receipts])
    erased = [place for place, one in enumerate(content.receipts) if one.erased]
    bundle.listed.write_text(json.dumps({"deliveries": deliveries, "erased": erased, "lengths": lengths}))
    for file in (bundle.accepted, bundle.refused, bundle.told, bundle.contents, bundle.listed):
        write_out(file.path)
    sync_folder(bundle.folder.path)
