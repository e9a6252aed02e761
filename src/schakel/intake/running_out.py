"""Which rows run out by a day, and what goes with rows: numbers of accepted rows, delivery by delivery.

A row belongs to its file. What goes of it goes from every delivery of that file: of a replay, and of the same file
taken in again under a later contract.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from schakel.intake.in_force import Accepted, accepted_rows
from schakel.intake.types import day_kept_from
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt
from schakel.store.archive import archived
from schakel.store.engine import Input, connect
from schakel.store.erasing import ErasedDelivery
from schakel.store.workspace import Workspace

Rows = Mapping[int, frozenset[int]]
"""Numbers of rows, by the number of their delivery."""


def rows_run_out(alliance: Alliance, workspace: Workspace, receipts: Iterable[Receipt], on: date) -> Rows:
    """Return the accepted rows whose retention has ended on a day."""
    found = {}
    for receipt in receipts:
        contract, number = _contract(alliance, receipt), receipt.delivery.number
        if contract is not None and contract.retention is not None and has_rows(receipt):
            [accepted] = accepted_rows([receipt.delivery], workspace, contract)
            condition = f"{end_of_row(accepted, contract)} <= DATE '{on}'"
            found[number] = _rows(accepted.today(contract), condition)
    return found


def end_of_row(accepted: Accepted, contract: Contract) -> str:
    """Return the SQL of the day on which a row of a delivery, as today, runs out; NULL where no retention is declared.

    A delivery under an earlier contract may lack the column; its rows are kept from the delivery on.
    """
    kept, delivery = contract.retention, accepted.delivery
    if kept is None:
        return "CAST(NULL AS DATE)"
    day = day_kept_from(contract) if accepted.has(kept.counted_from) else "NULL"
    # Months before days, as a calendar counts: 31 January and a month is the last of February.
    start, months = f"coalesce({day}, DATE '{delivery.delivered}')", kept.period.years * 12 + kept.period.months
    return f"CAST({start} + to_months({months}) + to_days({kept.period.days}) AS DATE)"


def files_due(alliance: Alliance, receipts: Iterable[Receipt], on: date) -> frozenset[int]:
    """Return the deliveries whose file is kept no longer, even where none of its rows was accepted."""
    due = set()
    for receipt in receipts:
        contract = _contract(alliance, receipt)
        if contract and contract.retention and contract.retention.period.after(receipt.delivery.delivered) <= on:
            due.add(receipt.delivery.number)
    return frozenset(due)


def erased_deliveries(
    workspace: Workspace, receipts: Sequence[Receipt], chosen: Rows, due: frozenset[int] = frozenset()
) -> Iterator[ErasedDelivery]:
    """Return what goes of each delivery: the chosen rows, and those of the same file; or its file alone.

    A delivery that has lost all this already is not among them.
    """
    for receipt in receipts:
        if receipt.same_as is not None:
            continue
        number, of_file = receipt.delivery.number, [one for one in receipts if _same_file(one, receipt)]
        # By row number, which is that of the file: a row accepted twice goes twice, or it would come back as the other.
        rows = {row for one in of_file for row in chosen.get(one.delivery.number, ())}
        there = every_row(workspace, receipt)
        going = sorted(there & rows)
        erased_before = any(one.erased for one in of_file)
        # The file as it arrived holds the rows that go, so it goes with the first of them, also where none was
        # accepted.
        if going or ((number in due or erased_before or rows) and _has_file(workspace, receipt)):
            which = None if len(going) == len(there) else tuple(going)
            yield ErasedDelivery(number, receipt.delivery.partner, len(going), len(there), which)


def every_row(workspace: Workspace, receipt: Receipt) -> frozenset[int]:
    """Return the numbers of the accepted rows that a delivery still has."""
    number = receipt.delivery.number
    return _rows(workspace.accepted_rows(number), "true") if has_rows(receipt) else frozenset()


def has_rows(receipt: Receipt) -> bool:
    """Whether a delivery has accepted rows of its own."""
    return not receipt.refusal and receipt.same_as is None and receipt.remaining > 0


def _contract(alliance: Alliance, receipt: Receipt) -> Contract | None:
    partner = alliance.partners.get(receipt.delivery.partner)
    return partner.contract if partner else None


def _same_file(one: Receipt, other: Receipt) -> bool:
    return (one.delivery.partner, one.delivery.sha256) == (other.delivery.partner, other.delivery.sha256)


def _has_file(workspace: Workspace, receipt: Receipt) -> bool:
    """Whether the file as it arrived, or what the receipt quotes of it, is still there."""
    quotes = bool(receipt.refusals) or (bool(receipt.refusal) and not receipt.erased)
    return quotes or archived(workspace, receipt.delivery.sha256).path.exists()


def _rows(rows: Input, condition: str) -> frozenset[int]:
    with connect({"rows": rows}) as connection:
        found = connection.execute(f"SELECT row FROM rows WHERE {condition}").fetchall()
    return frozenset(row for (row,) in found)
