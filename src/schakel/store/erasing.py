"""Erasing rows: from their delivery, its file, the receipt that quotes them, and every edition based on them.

What is to be erased is written down first, and struck out when all of it is gone. An erasure that is killed half-way is
therefore finished by the next one, and each of its steps can be taken twice.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from schakel.model.delivery import ErasedRows, ErasureCause, Receipt
from schakel.store.archive import forget, move_in_place
from schakel.store.bundle import bundled
from schakel.store.bundling import write_without
from schakel.store.catalogue import Catalogue
from schakel.store.drafts import draft_folder
from schakel.store.editions import erase_edition
from schakel.store.engine import run_step
from schakel.store.kept import clear_of
from schakel.store.sealed import SealedFile
from schakel.store.sealed_tables import read_table, write_table
from schakel.store.workspace import Workspace
from schakel_base.database import Step
from schakel_base.disk import sync_folder
from schakel_base.errors import message

_WITHOUT = " without erasure "


@dataclass(frozen=True)
class ErasedDelivery:
    """What is erased of a delivery: the accepted rows with some numbers (none if all go), and how many of how many."""

    number: int
    partner: str
    rows: int
    of: int
    which: tuple[int, ...] | None = None

    @property
    def gone(self) -> frozenset[int] | None:
        """The numbers of the rows that go; None for all of them."""
        return None if self.which is None else frozenset(self.which)


@dataclass(frozen=True)
class Erasure:
    """What is erased, when and why.

    Parameters
    ----------
    deliveries
        Each loses these rows, the file as it arrived, its refused rows, and what its receipt quotes.
    editions, extracts
        The names of editions that rest on these deliveries, and the folders of extracts (below that of all extracts).
    records
        The keyed hashes under which the ledger of persons knows what no row says any more.
    units
        By kind of unit, the numbers that no row names any more and that people may have judged.
    taken_back
        The numbers of deliveries that are withdrawn as a whole: what they replaced counts again.
    left_behind
        Files that arrived and that no receipt knows, below the folder of the intake zone.
    """

    number: int
    on: date
    cause: ErasureCause
    reason: str
    deliveries: tuple[ErasedDelivery, ...]
    editions: tuple[str, ...] = ()
    extracts: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_behind: tuple[str, ...] = ()
    taken_back: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """The number of accepted rows that go."""
        return sum(one.rows for one in self.deliveries)


def next_number(receipts: Iterable[Receipt]) -> int:
    """Return the number of the next erasure; erasures count from 1."""
    return max((one.erasure for receipt in receipts for one in receipt.erased), default=0) + 1


def begin(workspace: Workspace, erasure: Erasure) -> None:
    """Write down what is to be erased, before anything is."""
    record = {**asdict(erasure), "on": erasure.on.isoformat()}
    with draft_folder(workspace) as folder:
        draft = workspace.sealed(folder) / "erasure.json"
        draft.write_text(json.dumps(record))
        move_in_place(draft.path, workspace.erasure.path)


def under_way(workspace: Workspace) -> Erasure | None:
    """Return the erasure that was begun and not finished, if there is one."""
    if not workspace.erasure.path.exists():
        return None
    record = json.loads(workspace.erasure.read_text())
    deliveries = (
        ErasedDelivery(**{**one, "which": None if one["which"] is None else tuple(one["which"])})
        for one in record["deliveries"]
    )
    lists = {
        name: tuple(record.get(name, ())) for name in ("editions", "extracts", "records", "left_behind", "taken_back")
    }
    units = {unit: tuple(numbers) for unit, numbers in record["units"].items()}
    on, cause = date.fromisoformat(record["on"]), ErasureCause(record["cause"])
    return Erasure(
        record["number"], on, cause, record["reason"], tuple(deliveries), lists["editions"], lists["extracts"],
        lists["records"], units, lists["left_behind"], lists["taken_back"],
    )  # fmt: skip


def erase_rows(workspace: Workspace, erasure: Erasure) -> None:
    """Erase rows, files and what receipts quote, delivery by delivery."""
    catalogue, in_bundles = Catalogue(workspace), bundled(workspace).by_number
    receipts = {receipt.delivery.number: receipt for receipt in catalogue.receipts()}
    without = {one.number: _without_quotes(receipts[one.number], erasure, one) for one in erasure.deliveries}
    for one in erasure.deliveries:
        forget(workspace, receipts[one.number].delivery.sha256)
        if one.number not in in_bundles:
            _erase_accepted(workspace, one)
            _empty(workspace, workspace.refused_rows(one.number))
            # The receipt last: it says that rows are gone once they are.
            catalogue.replace(without[one.number])
    for receipt in receipts.values():
        if receipt.same_as in without:
            catalogue.replace(_without_name(receipt))
    write_without(workspace, {one.number: one.gone for one in erasure.deliveries if one.number in in_bundles}, without)


def erase_derived(workspace: Workspace, erasure: Erasure) -> None:
    """Erase what was made of the rows: editions, extracts, and maps between pseudonyms of units that may be gone."""
    for place in (workspace.analysis_editions, workspace.moments):
        for name in erasure.editions:
            erase_edition(place, name, erasure.on)
        # A build that was killed leaves a draft, which may rest on the same rows and that no edition names.
        for draft in place.path.glob("*.draft"):
            shutil.rmtree(draft)
    for folder in workspace.remainders.path.glob("*"):
        # What an earlier erasure left holds rows that go now; a killed one leaves a draft.
        if not folder.name.endswith(remainder_of("", erasure)):
            shutil.rmtree(folder)
    for folder in workspace.intake_editions.glob("*"):
        if not (workspace.analysis_editions / folder.name).exists():
            shutil.rmtree(folder)
    clear_of(workspace.said, [one.number for one in erasure.deliveries])
    for extract in erasure.extracts:
        shutil.rmtree(workspace.extracts / extract, ignore_errors=True)
    # All of them: which units of a map still exist cannot be told without the rows that are gone.
    shutil.rmtree(workspace.pseudonym_maps, ignore_errors=True)


def remainder_of(edition: str, erasure: Erasure) -> str:
    """Return the name of what remains of an edition after an erasure."""
    return f"{edition}{_WITHOUT}{erasure.number}"


def finish(workspace: Workspace) -> None:
    """Strike out what was to be erased: it is."""
    workspace.erasure.path.unlink(missing_ok=True)
    sync_folder(workspace.intake)


def _erase_accepted(workspace: Workspace, erased: ErasedDelivery) -> None:
    accepted = workspace.accepted_rows(erased.number)
    if not erased.rows or not accepted.path.exists():
        return
    if erased.which is None:
        _empty(workspace, accepted)
        return
    gone = pa.table({"row": pa.array(erased.which, pa.int64())})
    left = Step("left", ("rows", "gone"), ("row",), (), "SELECT rows.* FROM rows ANTI JOIN gone USING (row)")
    with draft_folder(workspace) as folder:
        draft = workspace.sealed(folder) / "left.parquet"
        run_step(left, {"rows": accepted, "gone": gone}, draft)
        move_in_place(draft.path, accepted.path)


def _empty(workspace: Workspace, file: SealedFile) -> None:
    """Leave a table with its columns and none of its rows."""
    if not file.path.exists():
        return
    table = read_table(file)
    with draft_folder(workspace) as folder:
        draft = workspace.sealed(folder) / "empty.parquet"
        write_table(table.schema.empty_table(), draft)
        move_in_place(draft.path, file.path)


def _without_quotes(receipt: Receipt, erasure: Erasure, erased: ErasedDelivery) -> Receipt:
    """A receipt whose refusals and notes quote nothing; the file that is gone has lost its name too."""
    said = message("what it said was erased.")
    notes = tuple(replace(note, sentence=said, examples=(), said=()) for note in receipt.notes)
    others = tuple(one for one in receipt.erased if one.erasure != erasure.number)
    gone = (*others, ErasedRows(erasure.number, erasure.on, erasure.cause, erased.rows))
    found = replace(receipt, refusals=(), notes=notes, erased=gone, refusal=receipt.refusal and said, said=())
    if receipt.delivery.number in erasure.taken_back:
        # It is the whole of no days any more: else what it replaced would stay away, and these days be empty.
        found = replace(found, delivery=replace(receipt.delivery, snapshot=False, covers=None), replaced=0)
    return _without_name(found)


def _without_name(receipt: Receipt) -> Receipt:
    # A partner may write into the name of a file whom it is about.
    name = f"{receipt.delivery.partner}-{receipt.delivery.number}"
    return replace(receipt, delivery=replace(receipt.delivery, file_name=name))


def extracts_of(workspace: Workspace, editions: Iterable[str]) -> Iterator[str]:
    """Return the folders of the extracts from some editions."""
    for name in editions:
        for place in sorted(workspace.extracts.glob(f"*/{name}")):
            yield place.relative_to(workspace.extracts).as_posix()


def files_left_behind(workspace: Workspace) -> tuple[str, ...]:
    """Return the files that arrived and that no receipt knows, below the folder of the intake zone.

    Nothing counts such a file and no retention is known of it: only a receipt says whose it is.
    """
    known = {receipt.delivery.sha256 for receipt in Catalogue(workspace).receipts()}
    found = (file for file in workspace.archive.glob("??/*") if file.name not in known)
    return tuple(sorted(file.relative_to(workspace.intake).as_posix() for file in found))


def forget_left_behind(workspace: Workspace, files: tuple[str, ...]) -> None:
    """Delete such files, and all rows that have no receipt."""
    places = [workspace.intake / file for file in files]
    for place in (*places, *_rows_left_behind(workspace)):
        place.unlink(missing_ok=True)
        sync_folder(place.parent)


def _rows_left_behind(workspace: Workspace) -> Iterator[Path]:
    """Rows are put in place before their receipt, which nobody may have lived to write."""
    receipts = Catalogue(workspace).receipts()
    # Some files have a receipt and no rows: what stands under their number is of another, which was stopped.
    numbers = {one.delivery.number for one in receipts if not one.refusal and one.same_as is None}
    for folder in (workspace.accepted, workspace.refused):
        yield from (file for file in sorted(folder.glob("*.parquet")) if int(file.stem) not in numbers)


def left_behind_sentence(count: int) -> str:
    """Say that files arrived without a receipt, and what to do; nothing where there are none."""
    if not count:
        return ""
    files = "1 file that arrived has" if count == 1 else f"{count} files that arrived have"
    again = "it" if count == 1 else "them"
    return (
        f"{files} no receipt, because a delivery was stopped: deliver {again} again. "
        "`schakel expire` deletes files without a receipt."
    )
