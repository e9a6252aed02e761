"""Rows of a delivery, read again from the archive as they were written, with unused columns."""

from collections.abc import Collection, Mapping

from schakel.intake.examining import staged_rows
from schakel.intake.locked import open_workbench
from schakel.intake.rows import ROWS, open_rows
from schakel.model.alliance import Partner
from schakel.model.delivery import Delivery
from schakel.store.archive import archived
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name
from schakel_base.progress import silent


def rows_again(
    workspace: Workspace, partner: Partner, delivery: Delivery, numbers: Collection[int] | None
) -> Mapping[int, Mapping[str, str]]:
    """Return some rows of a delivery by their numbers, each with its values by column; a blank is empty.

    The contract of the partner is that under which the file was read, and nothing of the delivery was erased since.
    Rows are numbered from 1, None is all; a row that did not fit the columns is left out.
    """
    names = [column.name for column in partner.contract.delivered_columns]
    with open_workbench(workspace) as workbench, workbench.place() as place:
        staged = staged_rows(archived(workspace, delivery.sha256), partner.contract, place, silent)
        rows = open_rows(staged, partner.contract, delivery.file_name, place)
        columns = ", ".join(map(quote_name, names))
        wanted = "true" if numbers is None else f"row IN ({', '.join(map(str, sorted(numbers)))})"
        found = rows.connection.execute(f"SELECT row, {columns} FROM {ROWS} WHERE {wanted} ORDER BY row")
        return {
            row: dict(zip(names, (value or "" for value in values), strict=True)) for row, *values in found.fetchall()
        }
