"""A file is taken in: kept whole in the archive first, then examined, then answered with a receipt.

A receipt quotes values of the file, which may be personal. It goes back to the sender of that file and to nobody
else, and it lives in the intake zone, as do the accepted and the refused rows.
"""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from schakel.intake.arriving_file import ArrivingFile, faults_of_the_file
from schakel.intake.checks_in_force import checks_digest, require_new_version
from schakel.intake.examining import Examined, examine
from schakel.intake.in_force import known_deliveries
from schakel.intake.locked import Workbench, open_workbench
from schakel.intake.mended import require_left
from schakel.intake.other_layouts import with_other_layouts
from schakel.intake.progress import by_bytes
from schakel.intake.superseding import replaced_rows
from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Coverage, Delivery, MendedRows, Receipt
from schakel.store.archive import archived, forget, keep, move_in_place
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel_base.errors import DeliveryError
from schakel_base.progress import Progress, silent

UNNUMBERED = 0


@dataclass(frozen=True)
class Arrival:
    """A file that a partner hands over on a day, the day from which the alliance could use it, the days it covers.

    The contract of the partner is as it was agreed on that day. `source` says to readers where the file comes from;
    `mends` which refused rows of an earlier delivery are in it, mended.
    """

    partner: Partner
    file: ArrivingFile
    delivered: date
    known: date
    synthetic: bool = False
    covers: Coverage | None = None
    source: str = ""
    mends: MendedRows | None = None


@dataclass(frozen=True)
class Examination:
    """A file in the archive and what was found in it: nothing, if it was taken in before."""

    file: ArrivingFile
    delivery: Delivery
    found: Examined | None
    contract: Contract
    mends: MendedRows | None = None


def take_in(workspace: Workspace, arrival: Arrival, progress: Progress = silent) -> Receipt:
    """Take in one file of a partner and return its receipt; it is copied, not moved.

    A file that cannot be read gets a receipt too, with the reason in `refusal`; it stays in the archive. The same
    content again, for the same partner under the same version of the contract, is answered with `same_as`.

    Raises
    ------
    DeliveryError
        If there is no such file, or it may not be read.
    DeclarationError
        If a rule of the contract cannot be run: the file is in the archive then, without a receipt. Or if the contract
        checks something else than before under the same version.
    """
    with faults_of_the_file(arrival.file):
        delivery = _kept(workspace, arrival, progress)
        with open_workbench(workspace) as workbench:
            return settle(workspace, _examined(workspace, arrival, delivery, workbench, progress))


def keep_and_examine(
    workspace: Workspace, arrival: Arrival, workbench: Workbench, progress: Progress = silent
) -> Examination:
    """Keep a file and examine it on a workbench; nothing counts until it is settled.

    Raises
    ------
    DeliveryError, DeclarationError
        As `take_in` does.
    """
    with faults_of_the_file(arrival.file):
        return _examined(workspace, arrival, _kept(workspace, arrival, progress), workbench, progress)


def _kept(workspace: Workspace, arrival: Arrival, progress: Progress) -> Delivery:
    """Keep the whole file, before anything is asked of it."""
    contract, file, known = arrival.partner.contract, arrival.file, arrival.known
    require_new_version(contract, Catalogue(workspace).receipts())
    if known < arrival.delivered:
        raise DeliveryError(
            "{file} cannot be known on {known}, before it was delivered on {day}",
            file=file.name,
            known=str(known),
            day=str(arrival.delivered),
        )
    if contract.snapshot and contract.snapshot.by and not arrival.covers:
        raise DeliveryError(
            "each file of {partner} is all of a period and replaces what was delivered of it before; say which days "
            "{file} covers",
            partner=contract.partner,
            file=file.name,
        )
    return Delivery(
        number=UNNUMBERED,
        partner=arrival.partner.name,
        contract_version=contract.version,
        file_name=_name(file),
        sha256=_keep(workspace, file, progress),
        delivered=arrival.delivered,
        known=known,
        synthetic=arrival.synthetic,
        covers=arrival.covers,
        checks=checks_digest(contract),
        snapshot=contract.snapshot is not None,
        source=arrival.source,
    )


def _examined(
    workspace: Workspace, arrival: Arrival, delivery: Delivery, workbench: Workbench, progress: Progress
) -> Examination:
    if _same(delivery, Catalogue(workspace).receipts()):
        return Examination(arrival.file, delivery, None, arrival.partner.contract)
    with workbench.place() as place:
        file = archived(workspace, delivery.sha256)
        found = examine(file, delivery.file_name, arrival.partner, arrival.delivered, place, progress)
        found = with_other_layouts(found, file, delivery, arrival.partner, workbench)
        return Examination(arrival.file, delivery, found, arrival.partner.contract, arrival.mends)


def settle(workspace: Workspace, examination: Examination) -> Receipt:
    """Give a file its number and its receipt, and put its rows in place.

    Raises
    ------
    DeliveryError
        If something may not be written.
    RequestError
        If it mends rows that were mended in the meantime.
    """
    with faults_of_the_file(examination.file):
        return Catalogue(workspace).append(lambda number, earlier: _settled(workspace, examination, number, earlier))


def record(workspace: Workspace, delivery: Delivery, found: Examined, number: int) -> Receipt:
    """Put the rows of an examined file in place under a number, and return the receipt that is about them."""
    if found.files is not None:
        accepted, refused = found.files
        # Rows before the receipt: a receipt that exists refers to nothing that is missing.
        move_in_place(accepted.path, workspace.accepted_rows(number).path)
        move_in_place(refused.path, workspace.refused_rows(number).path)
    return Receipt(
        delivery=replace(delivery, number=number),
        rows=found.rows,
        accepted=found.accepted,
        refused=found.refused,
        refusals=found.refusals,
        notes=found.notes,
        refusal=found.refusal,
        said=found.said,
        runs_out=found.dated.runs_out(delivery.delivered) if found.dated else None,
    )


def _settled(workspace: Workspace, examination: Examination, number: int, earlier: Sequence[Receipt]) -> Receipt:
    """The same content may have been delivered since this file was looked at."""
    delivery, found = examination.delivery, examination.found
    if first := _same(delivery, earlier):
        if first.erased:  # what was erased does not come back with the same file
            forget(workspace, delivery.sha256)
        return _again(delivery, number, first)
    if found is None:
        raise RuntimeError("a receipt that was in the catalogue is missing")
    if examination.mends:
        require_left(workspace, earlier, examination.mends)
    receipt = replace(record(workspace, delivery, found, number), mends=examination.mends)
    return replace(receipt, replaced=_replaced(workspace, examination.contract, (*earlier, receipt)))


def _replaced(workspace: Workspace, contract: Contract, receipts: Sequence[Receipt]) -> int:
    """How many earlier rows the last of some receipts replaces, read as rows of today."""
    own = [one for one in known_deliveries(receipts, date.max) if one.partner == contract.partner]
    is_counted = own and own[-1] == receipts[-1].delivery and own[-1].snapshot
    return replaced_rows(contract.today or contract, own, workspace) if is_counted else 0


def _again(delivery: Delivery, number: int, first: Receipt) -> Receipt:
    return Receipt(
        delivery=replace(delivery, number=number),
        rows=first.rows,
        accepted=first.accepted,
        refused=first.refused,
        same_as=first.delivery.number,
        runs_out=first.runs_out,
        erased=first.erased,
    )


def _same(delivery: Delivery, earlier: Sequence[Receipt]) -> Receipt | None:
    """The first receipt for the same content under the same contract; a file refused as a whole is looked at again.

    So is one that was set aside, and a snapshot after which something else was delivered: a register can be as it was
    before.
    """
    for receipt in earlier:
        before = receipt.delivery
        if before.sha256 != delivery.sha256:
            continue
        if delivery.snapshot and any(_between(before, one.delivery, delivery) for one in earlier):
            continue
        if receipt.refusal or receipt.set_aside or receipt.same_as is not None or receipt.replay_of is not None:
            continue
        if (before.partner, before.contract_version) == (delivery.partner, delivery.contract_version):
            return receipt
    return None


def _between(first: Delivery, other: Delivery, last: Delivery) -> bool:
    is_other = other.partner == last.partner and other.sha256 != last.sha256
    return is_other and first.delivered <= other.delivered < last.delivered


def _keep(workspace: Workspace, file: ArrivingFile, tell: Progress) -> str:
    with file.open("rb") as source:
        size = source.seek(0, io.SEEK_END)
        source.seek(0)
        return keep(workspace, source, by_bytes(tell, "keeping the file", 0.0, 0.1, size))


def _name(file: ArrivingFile) -> str:
    """The name of a file as text; a name that is no valid text is corrected, since a receipt must be."""
    return os.fsencode(file.name).decode("utf-8", "replace")
