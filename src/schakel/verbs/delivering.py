"""Deliver: a partner's file is archived, checked against its contract, and answered with a receipt."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from schakel import intake, simulation
from schakel.alliance import read
from schakel.model.alliance import Alliance, Partner, ShippedDelivery
from schakel.model.delivery import Coverage, Receipt
from schakel.model.handing_on import HandOn, here_and_now
from schakel.simulation import declares_simulation
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent


def deliver(
    folder: Path,
    partner: str,
    file: Path,
    delivered: date | None = None,
    synthetic: bool = False,
    progress: Progress = silent,
    covers: Coverage | None = None,
) -> Receipt:
    """Take in one file of a partner, as delivered on a day (by default today).

    `covers` are the days that the file tells all about: only periods within them are compared with each other.

    Raises
    ------
    SchakelError
        If a declaration is at fault, or the alliance has no such partner, or there is no such file.
    """
    alliance = read(folder)
    workspace = Workspace.of(alliance.folder, alliance.name)
    day = delivered or date.today()
    owner = _partner(alliance, partner)
    return intake.take_in(workspace, owner, file, day, synthetic=synthetic, progress=progress, covers=covers)


def deliver_shipped(folder: Path, progress: Progress = silent) -> tuple[Receipt, ...]:
    """Take in the files that come with the alliance folder, in their declared order; those taken in before stay one."""
    return deliver_all(read(folder), progress)


def deliver_all(alliance: Alliance, progress: Progress, hand_on: HandOn | None = None) -> tuple[Receipt, ...]:
    """Take in the files that come with an alliance that has been read, and those of its simulation if it has one.

    A file taken in before, under the same version of its contract, is passed over. Looking at files can be handed on:
    others then look at those that are written while the simulation goes on.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    taken_in = {_content(receipt) for receipt in Catalogue(workspace).receipts() if not receipt.refusal}
    arrivals = (_arrival(alliance.partners[one.partner], one) for one in _shipped(alliance, workspace, progress))
    new = (one for one in arrivals if _content_of(one) not in taken_in)
    return intake.take_in_together(workspace, new, hand_on or here_and_now(progress))


def _shipped(alliance: Alliance, workspace: Workspace, progress: Progress) -> Iterator[ShippedDelivery]:
    """The files that come with an alliance, then what the partners of its invented world deliver about its theme."""
    yield from alliance.deliveries
    if declares_simulation(alliance.folder):
        yield from simulation.deliveries(alliance, workspace.simulated, theme_only=True, progress=progress)


def _arrival(partner: Partner, shipped: ShippedDelivery) -> intake.Arrival:
    return intake.Arrival(
        partner, shipped.file, shipped.delivered, shipped.delivered, shipped.synthetic, shipped.covers
    )


def _content(receipt: Receipt) -> tuple[str, str, str]:
    delivery = receipt.delivery
    return delivery.partner, delivery.contract_version, delivery.sha256


def _content_of(arrival: intake.Arrival) -> tuple[str, str, str]:
    with arrival.file.open("rb") as file:
        return arrival.partner.name, arrival.partner.contract.version, hashlib.file_digest(file, "sha256").hexdigest()


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
