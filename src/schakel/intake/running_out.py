"""Which rows run out by a day, and what is erased with them: row numbers, delivery by delivery.

A row belongs to its file. What goes of it goes from every delivery of that file: of a replay, and of the same file
taken in again under a later contract.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from schakel.intake.accepted import Accepted, accepted_rows
from schakel.intake.types import day_kept_from
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt
from schakel.store.archive import archived
from schakel.store.bundle import row_numbers_of
from schakel.store.engine import connect
from schakel.store.erasing import ErasedDelivery
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name

Rows = Mapping[int, frozenset[int]]
"""Numbers of rows, by the number of their delivery."""


def rows_run_out(alliance: Alliance, workspace: Workspace, receipts: Iterable[Receipt], on: date) -> Rows:
    """Return the accepted rows whose retention has ended on a day."""
    found, with_rows = dict[int, frozenset[int]](), [one.delivery for one in receipts if has_rows(one)]
    for contract in (partner.contract for partner in alliance.partners.values()):
        if contract.retention is not None:
            for accepted in accepted_rows(with_rows, workspace, contract):
                found |= rows_where(accepted, contract, f"{end_of_row(accepted, contract)} <= DATE '{on}'")
    return found


def rows_where(accepted: Accepted, contract: Contract, condition: str) -> Rows:
    """Return the rows of some deliveries that meet an SQL condition on the columns of the contract of today."""
    found: dict[int, set[int]] = {}
    with connect({"rows": accepted.today(contract)}) as connection:
        for number, row in connection.execute(f"SELECT delivery, row FROM rows WHERE {condition}").fetchall():
            found.setdefault(number, set()).add(row)
    return {number: frozenset(rows) for number, rows in found.items()}


def values_where(
    accepted: Accepted, contract: Contract, columns: Sequence[str], condition: str
) -> set[tuple[str, ...]]:
    """Return what the rows that meet an SQL condition have in some columns, each combination once."""
    with connect({"rows": accepted.today(contract)}) as connection:
        asked = ", ".join(map(quote_name, columns))
        return {*connection.execute(f"SELECT DISTINCT {asked} FROM rows WHERE {condition}").fetchall()}


def end_of_row(accepted: Accepted, contract: Contract) -> str:
    """Return the SQL of the day on which a row of a delivery, as today, runs out; NULL where no retention is declared.

    A delivery under an earlier contract may lack the column; its rows are kept from the delivery on.
    """
    kept = contract.retention
    if kept is None:
        return "CAST(NULL AS DATE)"
    day = day_kept_from(contract) if accepted.has(kept.counted_from) else "NULL"
    # Months before days, as a calendar counts: 31 January and a month is the last of February.
    start, months = f"coalesce({day}, delivered)", kept.period.years * 12 + kept.period.months
    return f"CAST({start} + to_months({months}) + to_days({kept.period.days}) AS DATE)"


def files_due(alliance: Alliance, receipts: Iterable[Receipt], on: date) -> frozenset[int]:
    """Return the deliveries whose file is no longer kept, even if none of its rows was accepted."""
    due = set()
    for receipt in receipts:
        contract = _contract(alliance, receipt)
        if contract and contract.retention and contract.retention.period.after(receipt.delivery.delivered) <= on:
            due.add(receipt.delivery.number)
    return frozenset(due)


def erased_deliveries(
    workspace: Workspace,
    receipts: Sequence[Receipt],
    chosen: Rows,
    due: frozenset[int] = frozenset(),
    taken_back: frozenset[int] = frozenset(),
) -> Iterator[ErasedDelivery]:
    """Return what goes of each delivery: the chosen rows, and those of the same file; or its file alone.

    A delivery that has lost all this already is not among them, unless it is taken back and was the whole of some days
    or of the register, which it is no more.
    """
    losing = _losing(receipts, chosen, due)
    left = every_row(workspace, [receipt for receipt, _ in losing])
    for receipt, rows in losing:
        delivery, there = receipt.delivery, left[receipt.delivery.number]
        going = sorted(there & rows)
        # The file as it arrived holds the rows that go, so it goes with the first of them, also where none was
        # accepted.
        is_whole = delivery.number in taken_back and (delivery.snapshot or delivery.covers is not None)
        if going or is_whole or _has_file(workspace, receipt):
            which = None if len(going) == len(there) else tuple(going)
            yield ErasedDelivery(delivery.number, delivery.partner, len(going), len(there), which)


def _losing(receipts: Sequence[Receipt], chosen: Rows, due: frozenset[int]) -> list[tuple[Receipt, frozenset[int]]]:
    """The deliveries that may lose something, each with the rows of its file that go."""
    of_file: dict[tuple[str, str], list[Receipt]] = {}
    for receipt in receipts:
        of_file.setdefault(_file(receipt), []).append(receipt)
    found = []
    for receipt in receipts:
        same = of_file[_file(receipt)]
        # By row number, which is that of the file: a row accepted twice goes twice, or it would come back as the other.
        rows = frozenset(row for one in same for row in chosen.get(one.delivery.number, ()))
        is_losing = rows or receipt.delivery.number in due or any(one.erased for one in same)
        if is_losing and receipt.same_as is None:
            found.append((receipt, rows))
    return found


def every_row(workspace: Workspace, receipts: Iterable[Receipt]) -> dict[int, frozenset[int]]:
    """Return the numbers of the accepted rows that deliveries still have, by the number of the delivery."""
    numbers = {one.delivery.number: has_rows(one) for one in receipts}
    there = row_numbers_of(workspace, [number for number, has_any in numbers.items() if has_any])
    return {number: there.get(number, frozenset()) for number in numbers}


def has_rows(receipt: Receipt) -> bool:
    """Whether a delivery has accepted rows of its own."""
    return not receipt.refusal and receipt.same_as is None and receipt.remaining > 0


def _contract(alliance: Alliance, receipt: Receipt) -> Contract | None:
    partner = alliance.partners.get(receipt.delivery.partner)
    return partner.contract if partner else None


def _file(receipt: Receipt) -> tuple[str, str]:
    return receipt.delivery.partner, receipt.delivery.sha256


def _has_file(workspace: Workspace, receipt: Receipt) -> bool:
    """Whether the file as it arrived, or what the receipt quotes of it, is still there."""
    quotes = bool(receipt.refusals) or (bool(receipt.refusal) and not receipt.erased)
    return quotes or archived(workspace, receipt.delivery.sha256).path.exists()
