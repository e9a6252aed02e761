"""Tries out a file: checks it as a delivery would be checked, and keeps nothing."""

import shutil
from datetime import date
from pathlib import Path

from schakel.intake.arriving_file import ArrivingFile, faults_of_the_file
from schakel.intake.examining import examine
from schakel.intake.locked import StandingWorkbench, open_workbench
from schakel.intake.taking_in import UNNUMBERED
from schakel.model.alliance import Partner
from schakel.model.delivery import Delivery, Receipt
from schakel.model.layouts import as_agreed_on
from schakel.store.workspace import Workspace
from schakel_base.progress import silent

_NOT_KEPT = ""


def try_out(
    workspace: Workspace,
    partner: Partner,
    file: ArrivingFile,
    delivered: date,
    standing: StandingWorkbench | None = None,
) -> Receipt:
    """Return the receipt that a file would get, under the number 0 and without a hash: neither of them is kept.

    While it is looked at it is among the drafts of the workspace, encrypted. For small files there can be a workbench
    that stays open.

    Raises
    ------
    DeliveryError
        If there is no such file, or it may not be read.
    DeclarationError
        If a rule of the contract cannot be run.
    """
    partner = as_agreed_on(partner, delivered)
    opened = standing.open() if standing else open_workbench(workspace)
    with faults_of_the_file(file), opened as workbench, workbench.place() as place:
        draft = place.folder / "tried"
        with file.open("rb") as source, draft.create() as target:
            shutil.copyfileobj(source, target)
        found = examine(draft, file.name, partner, delivered, place, silent)
    about = Delivery(
        UNNUMBERED, partner.name, partner.contract.version, Path(file.name).name, _NOT_KEPT, delivered, delivered
    )
    counts = (found.rows, found.accepted, found.refused)
    return Receipt(about, *counts, found.refusals, found.notes, found.refusal, said=found.said)
