"""Deliver: a partner's file is archived, checked against its contract, and answered with a receipt."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from schakel import intake, simulation
from schakel.alliance import current, read
from schakel.model.alliance import Alliance, Partner, ShippedDelivery
from schakel.model.delivery import Coverage, MendedRows, Receipt
from schakel.model.handing_on import HandOn, here_and_now
from schakel.model.layouts import as_agreed_on
from schakel.simulation import declares_simulation
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.door import open_to
from schakel.store.drafts import draft_folder
from schakel.store.erasing import files_left_behind, left_behind_sentence
from schakel.store.own_folder import close_to_others, own_folder
from schakel.store.workspace import Workspace
from schakel.verbs.setting_aside import other_worlds_sentence, set_other_worlds_aside
from schakel_base import clock
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent


def deliver(
    folder: Path,
    partner: str,
    files: intake.ArrivingFile | Sequence[intake.ArrivingFile],
    delivered: date | None = None,
    synthetic: bool = False,
    progress: Progress = silent,
    covers: Coverage | None = None,
    remark: Callable[[str], None] = lambda _: None,
    source: str = "",
    server: str = "",
    layout: str = "",
    dry_run: bool = False,
    mends: MendedRows | None = None,
) -> Receipt:
    """Archive a delivery of a partner, check it against its contract, and accept or refuse each row.

    A file that cannot be read gets a receipt of refusal.

    Parameters
    ----------
    files
        The file as the partner sent it, a path or what can be read like one, or several that are one delivery; none for
        the database of its contract.
    delivered
        The day of the delivery; by default today.
    synthetic
        Whether the data are invented. Everything made from them then says so.
    covers
        The days that the file covers completely. Only periods within them are compared with each other.
    remark
        Hears of files that arrived and have no receipt, because a delivery was stopped.
    source
        Where the data come from, for readers.
    server
        The server of that database, by its name in the contract; by default the first.
    layout
        The version of the layout that the files have; by default that of the day.
    dry_run
        Keep nothing, and return the receipt that the delivery would get, under the number 0.
    mends
        The refused rows of an earlier delivery that are in it, mended.

    Raises
    ------
    SchakelError
        If a declaration is at fault, the alliance has no such partner, or there is no such file.
    """
    alliance = current(folder)
    workspace = Workspace.of(alliance.folder, alliance.name)
    day = delivered or clock.today()
    owner = _in_layout(_partner(alliance, partner), day, layout)
    together = files if isinstance(files, Sequence) else [files]
    with writing_to(workspace.folder), _reading(workspace, alliance, "deliver", partner=partner):
        with _place(workspace, dry_run) as place, intake.arriving(place, owner.contract, together, server) as file:
            arrival = intake.Arrival(owner, file, day, day, synthetic, covers, source, mends)
            receipt = intake.take_in(place, arrival, progress)
        if left := files_left_behind(workspace):
            remark(left_behind_sentence(len(left)))
    return replace(receipt, delivery=replace(receipt.delivery, number=0)) if dry_run else receipt


@contextmanager
def _place(workspace: Workspace, dry_run: bool) -> Iterator[Workspace]:
    """Where a delivery is kept: for a dry run a workspace of its own, which goes again."""
    if not dry_run:
        yield workspace
        return
    with draft_folder(workspace) as folder:
        trial = Workspace(folder, workspace.alliance)
        # The access was recorded in the log of the alliance: a trial has none of its own.
        with open_to(trial.resolved):
            yield trial


def deliver_shipped(folder: Path, progress: Progress = silent) -> tuple[Receipt, ...]:
    """Deliver the files that come with an alliance folder and those of its simulation, but none a second time.

    Raises
    ------
    SchakelError
        If a declaration is at fault.
    """
    return deliver_all(read(folder), progress)


def deliver_all(
    alliance: Alliance,
    progress: Progress,
    hand_on: HandOn | None = None,
    remark: Callable[[str], None] = lambda _: None,
) -> tuple[Receipt, ...]:
    """Take in the files that come with an alliance that has been read, and those of its simulation if it has one.

    A file taken in before, under the same version of its contract, is passed over. Looking at files can be handed on:
    others then look at those that are written while the simulation goes on. An alliance holds one simulated world: the
    deliveries of another are set aside, and `remark` hears how many.

    Raises
    ------
    DeclarationError
        If a contract checks something else than before under the same version, or a rule of it cannot be run.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    with writing_to(workspace.folder), _reading(workspace, alliance, "deliver", partner=", ".join(alliance.partners)):
        # A file that was refused as a whole is looked at again.
        receipts = Catalogue(workspace).receipts()
        taken_in = {_content(receipt) for receipt in receipts if not receipt.refusal}
        # Generators down to the simulation: files are looked at while later ones are still being written.
        with ExitStack() as made:
            shipped = _shipped(alliance, workspace, progress)
            arrivals = (_arrival(alliance.partners[one.partner], one, workspace, made) for one in shipped)
            come = set[_Content]()
            new = _not_taken_in(_checked_as_before(arrivals, receipts), taken_in, come)
            taken = intake.take_in_together(workspace, new, hand_on or here_and_now(progress))
        if declares_simulation(alliance.folder):
            now = {one.delivery.number for one in Catalogue(workspace).receipts() if _content(one) in come}
            if others := set_other_worlds_aside(alliance, workspace, now):
                remark(other_worlds_sentence(others))
        return taken


_Content = tuple[str, ...]
"""What tells two files apart: their partner, the version of the contract, the SHA-256, and of a snapshot the day."""


def _not_taken_in(
    arrivals: Iterable[intake.Arrival], taken_in: Collection[_Content], come: set[_Content]
) -> Iterator[intake.Arrival]:
    """Those that were not taken in before; the content of each that comes is added to `come`."""
    for one in arrivals:
        come.add(content := _content_of(one))
        if content not in taken_in:
            yield one


def _checked_as_before(arrivals: Iterable[intake.Arrival], receipts: Sequence[Receipt]) -> Iterator[intake.Arrival]:
    """Those under a version whose checks are what they were: a file that was taken in is passed over by it alone."""
    known = set[tuple[str, str]]()
    for one in arrivals:
        contract = one.partner.contract
        if (contract.partner, contract.version) not in known:
            intake.require_new_version(contract, receipts)
            known.add((contract.partner, contract.version))
        yield one


def _shipped(alliance: Alliance, workspace: Workspace, progress: Progress) -> Iterator[ShippedDelivery]:
    """The files that come with an alliance, then what the partners of its invented world deliver about its theme."""
    yield from alliance.deliveries
    if declares_simulation(alliance.folder):
        own_folder(workspace.simulated)
        yield from simulation.deliveries(alliance, workspace.simulated, theme_only=True, progress=progress)
        close_to_others(workspace.simulated)


def _arrival(partner: Partner, shipped: ShippedDelivery, workspace: Workspace, made: ExitStack) -> intake.Arrival:
    """What arrives; of several files the one that is made of them, which goes when `made` closes."""
    agreed, day = as_agreed_on(partner, shipped.delivered), shipped.delivered
    file = made.enter_context(intake.arriving(workspace, agreed.contract, shipped.files))
    return intake.Arrival(agreed, file, day, day, shipped.synthetic, shipped.covers)


def _content(receipt: Receipt) -> _Content:
    delivery = receipt.delivery
    # A register can be as it was before: of a snapshot the day counts as well.
    day = [str(delivery.delivered)] * delivery.snapshot
    return delivery.partner, delivery.contract_version, delivery.sha256, *day


def _content_of(arrival: intake.Arrival) -> _Content:
    contract, day = arrival.partner.contract, [str(arrival.delivered)]
    with arrival.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return contract.partner, contract.version, digest, *(day if contract.snapshot else ())


def simulate(
    folder: Path,
    out: Path,
    years: range | None = None,
    scale: float = 1.0,
    theme_only: bool = False,
    seed: int = 1,
    progress: Progress = silent,
) -> list[ShippedDelivery]:
    """Write the deliveries of the invented world that an alliance declares; the same seed gives the same bytes.

    Years are by default those that are declared; `scale` is the share of the declared numbers of persons and cases.

    Raises
    ------
    SchakelError
        If the alliance declares no simulation, or a declaration is at fault.
    """
    with writing_to(out):
        return simulation.simulate(read(folder), out, years, scale, theme_only, seed, progress)


def replay(folder: Path, number: int, known: date | None = None) -> Receipt:
    """Check the refused rows of an earlier delivery again, under today's contract.

    Rows accepted now count as known from the day `known`, by default today.

    Raises
    ------
    RequestError
        If there is no such delivery, or it has no refused rows left to check.
    """
    alliance = current(folder)
    workspace = Workspace.of(alliance.folder, alliance.name)
    with writing_to(workspace.folder), _reading(workspace, alliance, "replay", delivery=str(number)):
        receipts = {receipt.delivery.number: receipt for receipt in Catalogue(workspace).receipts()}
        if number not in receipts:
            raise RequestError("there is no delivery {number}", number=str(number))
        partner = _partner(alliance, receipts[number].delivery.partner)
        return intake.replay(workspace, partner, number, known or clock.today())


def _reading(workspace: Workspace, alliance: Alliance, action: str, **what: str) -> AbstractContextManager[None]:
    """A delivery is checked for whatever product counts it."""
    return reading(workspace, action, "checking what partners deliver", ", ".join(alliance.products), **what)


def _in_layout(partner: Partner, day: date, version: str) -> Partner:
    versions = [one.version for one in partner.contract.layouts] + [partner.contract.version]
    if version and version not in versions:
        raise RequestError(
            "the contract of {partner} has no layout {version}; it has {versions}",
            partner=partner.name,
            version=version,
            versions=", ".join(versions),
        )
    return as_agreed_on(partner, day, version)


def _partner(alliance: Alliance, name: str) -> Partner:
    if name not in alliance.partners:
        raise RequestError(
            "{alliance} has no partner {partner}; it has {partners}",
            alliance=alliance.name,
            partner=name,
            partners=", ".join(alliance.partners),
        )
    return alliance.partners[name]
