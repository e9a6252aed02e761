"""Which delivered rows count at a reference date: known by then, and not superseded by a later delivery.

Nothing is ever overwritten. A corrected delivery supersedes by its declared key: of all rows with that key, those
of the delivery handed over last are in force. A row that was replayed keeps the day on which it was delivered, so
it never supersedes a correction that came in between.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from schakel.model.contract import Contract
from schakel.model.delivery import Delivery, Receipt
from schakel.store.engine import Step, quote_name

_DELIVERIES = pa.schema([("delivery", pa.int64()), ("delivered", pa.date32()), ("known", pa.date32())])


def known_deliveries(receipts: Sequence[Receipt], as_of: date, partner: str | None = None) -> tuple[Delivery, ...]:
    """Return the deliveries (of one partner) that left accepted rows and were known at the reference date."""
    return tuple(
        receipt.delivery
        for receipt in receipts
        if not receipt.refusal
        and receipt.same_as is None
        and receipt.delivery.known <= as_of
        and partner in (None, receipt.delivery.partner)
    )


def delivery_table(deliveries: Sequence[Delivery]) -> pa.Table:
    """Return the dates of deliveries as a table that steps can join."""
    rows = [{"delivery": d.number, "delivered": d.delivered, "known": d.known} for d in deliveries]
    return pa.Table.from_pylist(rows, _DELIVERIES)


def in_force_step(contract: Contract) -> Step:
    """Return the step that picks the rows in force from `accepted` (with `delivery`) and `deliveries`."""
    columns = ", ".join(f"accepted.{quote_name(column.name)}" for column in contract.used_columns)
    query = (
        f"SELECT accepted.delivery, accepted.row, deliveries.delivered, deliveries.known, {columns}\n"
        "FROM accepted JOIN deliveries USING (delivery)"
    )
    if contract.supersedes_by:
        key = ", ".join(f"accepted.{quote_name(name)}" for name in contract.supersedes_by)
        query += (
            "\nQUALIFY row(deliveries.delivered, delivery) = "
            f"max(row(deliveries.delivered, delivery)) OVER (PARTITION BY {key})"
        )
    return Step(f"in_force_{contract.partner}", ("accepted", "deliveries"), ("delivery", "row"), (), query)


def accepted_table_paths(deliveries: Sequence[Delivery], folder: Path) -> list[Path]:
    """Return where the accepted rows of each delivery stand."""
    return [folder / f"{delivery.number}.parquet" for delivery in deliveries]
