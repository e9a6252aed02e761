"""Deliver: a partner's file is archived, checked against its contract, and answered with a receipt."""

from datetime import date
from pathlib import Path

from schakel import intake
from schakel.alliance import read
from schakel.model.alliance import Alliance, Partner
from schakel.model.delivery import Receipt
from schakel.model.errors import RequestError
from schakel.model.progress import Progress, silent
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace


def deliver(
    folder: Path,
    partner: str,
    file: Path,
    delivered: date | None = None,
    synthetic: bool = False,
    progress: Progress = silent,
) -> Receipt:
    """Take in one file of a partner, as delivered on a day (by default today).

    Raises
    ------
    SchakelError
        If a declaration is at fault, or the alliance has no such partner, or there is no such file.
    """
    alliance = read(folder)
    workspace = Workspace.of(alliance.folder)
    day = delivered or date.today()
    return intake.take_in(workspace, _partner(alliance, partner), file, day, synthetic=synthetic, progress=progress)


def deliver_shipped(folder: Path, progress: Progress = silent) -> tuple[Receipt, ...]:
    """Take in the files that come with the alliance folder, in their declared order; those taken in before stay one."""
    return deliver_all(read(folder), progress)


def deliver_all(alliance: Alliance, progress: Progress) -> tuple[Receipt, ...]:
    """Take in the files that come with an alliance that has been read."""
    workspace = Workspace.of(alliance.folder)
    return tuple(
        intake.take_in(
            workspace,
            alliance.partners[shipped.partner],
            shipped.file,
            shipped.delivered,
            synthetic=shipped.synthetic,
            progress=progress,
        )
        for shipped in alliance.deliveries
    )


def replay(folder: Path, number: int, known: date | None = None) -> Receipt:
    """Check the refused rows of an earlier delivery again, under the contract of today.

    Raises
    ------
    RequestError
        If there is no such delivery.
    """
    alliance = read(folder)
    workspace = Workspace.of(alliance.folder)
    receipts = {receipt.delivery.number: receipt for receipt in Catalogue(workspace).receipts()}
    if number not in receipts:
        raise RequestError(f"there is no delivery {number}")
    partner = _partner(alliance, receipts[number].delivery.partner)
    return intake.replay(workspace, partner, number, known or date.today())


def _partner(alliance: Alliance, name: str) -> Partner:
    if name not in alliance.partners:
        raise RequestError(f"{alliance.name} has no partner {name}; it has {', '.join(alliance.partners)}")
    return alliance.partners[name]
