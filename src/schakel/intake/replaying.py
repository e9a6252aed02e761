"""The refused rows of an earlier delivery are checked again, under today's contract.

The file comes from the archive and is examined whole, since a rule may compare rows; decided is only on the rows that
were refused and are not accepted yet. What is accepted now becomes a new delivery of the same file: handed over on the
day of the first, known from a later one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.intake.checks_in_force import checks_digest, require_new_version
from schakel.intake.examining import examine
from schakel.intake.locked import open_workbench
from schakel.intake.mended import is_of_file, mended_since, rows_left
from schakel.intake.taking_in import UNNUMBERED, record
from schakel.model.alliance import Partner
from schakel.model.delivery import Receipt
from schakel.model.layouts import as_agreed_on, layout_of
from schakel.store.archive import archived
from schakel.store.catalogue import Catalogue
from schakel.store.sealed import SealedFile, SealedFolder
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent


def replay(
    workspace: Workspace, partner: Partner, number: int, known: date, progress: Progress | None = None
) -> Receipt:
    """Check the refused rows of delivery `number` again and return the receipt of the new delivery.

    It has the day and the content of the first one, of which `number` may be the same file again. Rows accepted now can
    be used from the day `known` on, which is not before the first was known.

    Raises
    ------
    RequestError
        If the partner made no such delivery, it was not known yet, or none of its rows are refused any more.
    DeclarationError
        If a rule of the contract cannot be run, or it checks something else than before under the same version.
    """
    catalogue = Catalogue(workspace)
    receipts = catalogue.receipts()
    first = _find(receipts, partner, number)
    if known < first.delivery.known:
        raise RequestError(
            "delivery {number} was known on {day}, so it cannot be replayed on {known}",
            number=str(number),
            day=str(first.delivery.known),
            known=str(known),
        )
    # In the layout that it was taken in by, whatever days are said of that since; else in the one of its day.
    layout = layout_of(partner.contract, first.delivery.contract_version)
    partner = as_agreed_on(partner, first.delivery.delivered, layout.version if layout else "")
    require_new_version(partner.contract, receipts)
    # Handed over when the first was: what was corrected in between stays corrected. Known from later, so that an
    # edition of an earlier date still gives what it gave.
    version, checks = partner.contract.version, checks_digest(partner.contract)
    delivery = replace(first.delivery, number=UNNUMBERED, contract_version=version, known=known, checks=checks)
    with open_workbench(workspace) as workbench, workbench.place() as place:
        candidates = _candidates(workspace, first, receipts, place.folder)
        file = archived(workspace, delivery.sha256)
        found = examine(file, delivery.file_name, partner, delivery.delivered, place, progress or silent, candidates)

        def settle(new: int, now: Sequence[Receipt]) -> Receipt:
            # Between reading the receipts and taking the lock another process may have accepted the same rows.
            is_again = any(is_of_file(one, first) for one in now[len(receipts) :])
            if is_again or mended_since(now, first).keys() != mended_since(receipts, first).keys():
                raise RequestError(
                    "rows of delivery {number} were taken in by another process in the meantime; try again",
                    number=str(number),
                )
            return replace(record(workspace, delivery, found, new), replay_of=first.delivery.number)

        return catalogue.append(settle)


def _find(receipts: Sequence[Receipt], partner: Partner, number: int) -> Receipt:
    by_number = {receipt.delivery.number: receipt for receipt in receipts}
    found = by_number.get(number)
    if found is None or found.delivery.partner != partner.name:
        raise RequestError("{partner} made no delivery {number}", partner=partner.name, number=str(number))
    found = found if found.same_as is None else by_number[found.same_as]
    if found.erased:
        day = found.erased[-1].on
        raise RequestError(
            "the file of delivery {number} was erased on {day}, so its rows cannot be checked again",
            number=str(number),
            day=str(day),
        )
    return found


def _candidates(
    workspace: Workspace, first: Receipt, receipts: Sequence[Receipt], folder: SealedFolder
) -> SealedFile | None:
    """The rows that were refused and are left; None for all."""
    taken_in = [receipt.delivery.number for receipt in receipts if is_of_file(receipt, first)]
    # A file refused as a whole has no refused rows that say which are left; delivered again, it was taken in whole.
    if first.refusal and taken_in:
        raise RequestError(
            "the file of delivery {number} was taken in as delivery {other}",
            number=str(first.delivery.number),
            other=str(taken_in[0]),
        )
    if first.refusal:
        return None
    refused = rows_left(workspace, first, receipts)
    if not len(refused):
        raise RequestError(
            "delivery {number} has no refused rows that are left to check", number=str(first.delivery.number)
        )
    file = folder / "candidates.parquet"
    with file.create() as target:
        pq.write_table(pa.table({"row": refused}), target)
    return file
