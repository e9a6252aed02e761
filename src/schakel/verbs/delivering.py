"""Deliver: a partner's file is archived, checked against its contract, and answered with a receipt."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date
from pathlib import Path

from schakel import intake, simulation
from schakel.alliance import read
from schakel.model.alliance import Alliance, Partner, ShippedDelivery
from schakel.model.delivery import Receipt
from schakel.model.errors import RequestError
from schakel.model.progress import Progress, silent
from schakel.simulation import declares_simulation
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
    workspace = Workspace.of(alliance.folder, alliance.name)
    day = delivered or date.today()
    return intake.take_in(workspace, _partner(alliance, partner), file, day, synthetic=synthetic, progress=progress)


def deliver_shipped(folder: Path, progress: Progress = silent) -> tuple[Receipt, ...]:
    """Take in the files that come with the alliance folder, in their declared order; those taken in before stay one."""
    return deliver_all(read(folder), progress)


def deliver_all(
    alliance: Alliance, progress: Progress, world: Future[list[ShippedDelivery]] | None = None
) -> tuple[Receipt, ...]:
    """Take in the files that come with an alliance that has been read, and those of its simulation if it has one.

    A file taken in before, under the same version of its contract, is passed over. `world` holds the files of the
    simulation, or will hold them once somebody else has made them.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    taken_in = {_content(receipt) for receipt in Catalogue(workspace).receipts() if not receipt.refusal}
    receipts = []
    with intake.open_workbench(workspace) as workbench:
        for shipped in _shipped(alliance, progress, world):
            partner = alliance.partners[shipped.partner]
            with shipped.file.open("rb") as file:
                content = (partner.name, partner.contract.version, hashlib.file_digest(file, "sha256").hexdigest())
            if content not in taken_in:
                receipts.append(_take_in(workspace, partner, shipped, progress, workbench))
    return tuple(receipts)


def _shipped(
    alliance: Alliance, progress: Progress, world: Future[list[ShippedDelivery]] | None
) -> Iterator[ShippedDelivery]:
    yield from alliance.deliveries
    if declares_simulation(alliance.folder):
        yield from simulated(alliance, progress) if world is None else world.result()


def simulated(alliance: Alliance, progress: Progress = silent) -> list[ShippedDelivery]:
    """Write what the partners of the invented world of an alliance deliver about its theme."""
    workspace = Workspace.of(alliance.folder, alliance.name)
    return simulation.simulate(alliance, workspace.simulated, theme_only=True, progress=progress)


def _content(receipt: Receipt) -> tuple[str, str, str]:
    delivery = receipt.delivery
    return delivery.partner, delivery.contract_version, delivery.sha256


def _take_in(
    workspace: Workspace, partner: Partner, shipped: ShippedDelivery, progress: Progress, workbench: intake.Workbench
) -> Receipt:
    return intake.take_in(
        workspace,
        partner,
        shipped.file,
        shipped.delivered,
        synthetic=shipped.synthetic,
        progress=progress,
        workbench=workbench,
    )


def simulate(
    folder: Path,
    out: Path,
    years: range | None = None,
    scale: float = 1.0,
    theme_only: bool = False,
    seed: int = 1,
    progress: Progress = silent,
) -> list[ShippedDelivery]:
    """Write the deliveries of the invented world that an alliance declares.

    Raises
    ------
    SchakelError
        If the alliance declares no simulation, or a declaration is at fault.
    """
    return simulation.simulate(read(folder), out, years, scale, theme_only, seed, progress)


def replay(folder: Path, number: int, known: date | None = None) -> Receipt:
    """Check the refused rows of an earlier delivery again, under the contract of today.

    Raises
    ------
    RequestError
        If there is no such delivery.
    """
    alliance = read(folder)
    workspace = Workspace.of(alliance.folder, alliance.name)
    receipts = {receipt.delivery.number: receipt for receipt in Catalogue(workspace).receipts()}
    if number not in receipts:
        raise RequestError(f"there is no delivery {number}")
    partner = _partner(alliance, receipts[number].delivery.partner)
    return intake.replay(workspace, partner, number, known or date.today())


def _partner(alliance: Alliance, name: str) -> Partner:
    if name not in alliance.partners:
        raise RequestError(f"{alliance.name} has no partner {name}; it has {', '.join(alliance.partners)}")
    return alliance.partners[name]
