"""Which delivered rows count at a reference date: those known by then that no later delivery supersedes."""

from collections.abc import Iterable, Sequence
from datetime import date

from schakel.intake.accepted import Accepted, accepted_query, accepted_rows, tables_of
from schakel.intake.superseding import superseded, superseded_step
from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery, Receipt
from schakel.store.catalogue import Catalogue
from schakel.store.editions import read_manifest
from schakel.store.engine import Input, View, run_step
from schakel.store.sealed import Folder
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name
from schakel_base.errors import RequestError


def known_deliveries(receipts: Sequence[Receipt], as_of: date) -> tuple[Delivery, ...]:
    """Return the deliveries that left accepted rows and were known at the reference date, in the same order.

    Left out are those that were refused whole, were the same file again, or were set aside.
    """
    return tuple(
        receipt.delivery
        for receipt in receipts
        if not (receipt.refusal or receipt.set_aside) and receipt.same_as is None and receipt.delivery.known <= as_of
    )


def deliveries_by(as_of: date | None, receipts: Sequence[Receipt], alliance: str) -> tuple[Delivery, ...]:
    """Return the same, at any date if none is given.

    Raises
    ------
    RequestError
        If there are none.
    """
    deliveries = known_deliveries(receipts, as_of or date.max)
    if not deliveries:
        if as_of is None:
            raise RequestError("{alliance} has no accepted delivery; deliver a file first", alliance=alliance)
        raise RequestError(
            "{alliance} has no accepted delivery that was known on {day}; deliver a file first",
            alliance=alliance,
            day=str(as_of),
        )
    return deliveries


def in_force_query(contract: Contract, accepted: Sequence[Accepted]) -> str:
    """Return the query of the rows in force, over the accepted rows of each delivery and those that are superseded."""
    rows = accepted_query(contract, accepted)
    return f"SELECT * FROM ({rows}) ANTI JOIN {quote_name(superseded(contract.partner))} USING (delivery, row)"


def in_force(contract: Contract, accepted: Sequence[Accepted], gone: Input) -> View:
    """Return the rows of a partner that are in force: all accepted ones but those that are superseded (`gone`)."""
    return View(in_force_query(contract, accepted), {**tables_of(accepted), superseded(contract.partner): gone})


def rows_known(contract: Contract, deliveries: Iterable[Delivery], workspace: Workspace) -> View:
    """Return the rows of a partner that are in force by some deliveries, without an edition of them."""
    accepted = accepted_rows(deliveries, workspace, contract)
    return in_force(contract, accepted, View(superseded_step(contract, accepted).sql, tables_of(accepted)))


def rows_in_force(
    partners: Iterable[Partner], deliveries: Sequence[Delivery], workspace: Workspace, folder: Folder
) -> dict[str, Input]:
    """Return the rows in force of each partner by some deliveries; those superseded are written into a folder."""
    found: dict[str, Input] = {}
    for partner in partners:
        accepted = accepted_rows(deliveries, workspace, partner.contract)
        step = superseded_step(partner.contract, accepted)
        gone = run_step(step, tables_of(accepted), folder / f"{step.name}.parquet").path
        found[partner.name] = in_force(partner.contract, accepted, gone)
    return found


def rows_of_edition(contract: Contract, workspace: Workspace, edition: str) -> View:
    """Return the rows of a partner that are in force in an edition, each with its delivery and its number."""
    place = workspace.analysis_edition(edition)
    receipts = Catalogue(workspace).receipts_of({*read_manifest(place).deliveries}).values()
    accepted = accepted_rows((one.delivery for one in receipts), workspace, contract)
    return in_force(contract, accepted, place / f"{superseded(contract.partner)}.parquet")
