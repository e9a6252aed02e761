"""Which delivered rows count at a reference date: known by then, and not superseded by a later delivery.

Nothing is ever overwritten. A corrected delivery supersedes by its declared key: of all rows with that key, those
of the delivery handed over last are in force. A row that was replayed keeps the day on which it was delivered, so
it never supersedes a correction that came in between; and it belongs to the file that it was in, so it never
supersedes the other rows of that file. A row is a row of a file: accepted twice, as when the same file is delivered
again under a later contract, it counts once, as it was accepted last.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Delivery, Receipt
from schakel.store.engine import Input
from schakel.store.workspace import Workspace
from schakel_base.database import Step, quote_name
from schakel_base.errors import RequestError


def known_deliveries(receipts: Sequence[Receipt], as_of: date) -> tuple[Delivery, ...]:
    """Return the deliveries that left accepted rows and were known at the reference date."""
    return tuple(
        receipt.delivery
        for receipt in receipts
        if not receipt.refusal and receipt.same_as is None and receipt.delivery.known <= as_of
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
        when = f" that was known on {as_of}" if as_of else ""
        raise RequestError(f"{alliance} has no accepted delivery{when}; deliver a file first")
    return deliveries


def in_force_steps(
    partners: Iterable[Partner], deliveries: Sequence[Delivery], workspace: Workspace
) -> Iterator[tuple[str, Step, dict[str, Input]]]:
    """Yield for each partner the step that picks its rows in force, and the accepted rows that it reads."""
    for partner in partners:
        own = [delivery for delivery in deliveries if delivery.partner == partner.name]
        yield partner.name, in_force_step(partner.contract, own), accepted_tables(own, workspace)


def accepted_tables(deliveries: Sequence[Delivery], workspace: Workspace) -> dict[str, Input]:
    """Return the accepted rows of each delivery under the name by which `in_force_step` reads them."""
    return {_table(delivery): workspace.accepted_rows(delivery.number) for delivery in deliveries}


def in_force_step(contract: Contract, deliveries: Sequence[Delivery]) -> Step:
    """Return the step that picks the rows in force out of the accepted rows of one partner's deliveries.

    The result has `delivery`, `row`, `delivered`, `known` and the partner's used columns as text. A column that an
    earlier contract did not have is empty in the deliveries made under it.

    Parameters
    ----------
    contract
        As it is now; `supersedes_by` is the key of a correction.
    deliveries
        Those of one partner that were known at the reference date.
    """
    names = [quote_name(column.name) for column in contract.used_columns]
    nothing = ", ".join(["0 AS row", *(f"CAST(NULL AS VARCHAR) AS {name}" for name in names)])
    parts = [
        f"SELECT 0 AS delivery, 0 AS origin, current_date AS delivered, current_date AS known, {nothing} WHERE false"
    ]
    parts += [_accepted(delivery, _origin(delivery, deliveries)) for delivery in deliveries]
    query = (
        f"SELECT delivery, row, delivered, known, {', '.join(names)}\nFROM (\n"
        + "\nUNION ALL BY NAME\n".join(parts)
        + "\n)\nQUALIFY row(delivered, delivery) = max(row(delivered, delivery)) OVER (PARTITION BY origin, row)"
    )
    if contract.supersedes_by:
        key = ", ".join(quote_name(name) for name in contract.supersedes_by)
        # By the first delivery of the content, so that a replay does not supersede the correction that came in between.
        query += f"\nAND row(delivered, origin) = max(row(delivered, origin)) OVER (PARTITION BY {key})"
    tables = tuple(_table(delivery) for delivery in deliveries)
    return Step(f"in_force_{contract.partner}", tables, ("delivery", "row"), (), query)


def _accepted(delivery: Delivery, origin: int) -> str:
    return (
        f"SELECT {delivery.number} AS delivery, {origin} AS origin, DATE '{delivery.delivered}' AS delivered, "
        f"DATE '{delivery.known}' AS known, * FROM {_table(delivery)}"
    )


def _origin(delivery: Delivery, deliveries: Sequence[Delivery]) -> int:
    """The first delivery of the same content: a replay, or the same file again, has rows of that file."""
    return min(other.number for other in deliveries if other.sha256 == delivery.sha256)


def _table(delivery: Delivery) -> str:
    return f"accepted_{delivery.number}"
