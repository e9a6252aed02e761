"""Refused rows are mended: their sender reads them again, types what they should be, and these rows are delivered.

What is mended is a delivery of its own, with a receipt and a trace; a row that is left as it was is not part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schakel import intake
from schakel.desk.forms import FilledForm, file_content
from schakel.desk.office import Office
from schakel.desk.receiving import Receiving
from schakel.desk.uploads import Announced, begin_upload, hand_over
from schakel.intake.refusing import PERSONAL
from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt, RowRefusal
from schakel.store.archive import archived
from schakel_base import clock
from schakel_base.errors import RequestError

MOST_ROWS = 50
"""Rows of which a page is made; more are mended in a file."""
LARGEST_FILE = 64 << 20
"""Bytes of a file that is read again while somebody waits."""


@dataclass(frozen=True)
class RowToMend:
    """A refused row: its number in the file, its values by column as they were written, and why it was refused."""

    number: int
    values: Mapping[str, str]
    refusals: tuple[RowRefusal, ...]

    @property
    def faulty(self) -> frozenset[str]:
        """The columns that are at fault."""
        return frozenset(one.column for one in self.refusals)


def can_be_mended(receipt: Receipt, partner: Partner | None) -> bool:
    """Whether the refused rows of a delivery can be mended by themselves, row by row.

    A file that is all of a period cannot: a delivery of some of its rows would replace the others. One that was checked
    by another version of the contract has other columns than are asked for today.
    """
    if partner is None or receipt.refusal or receipt.same_as or receipt.erased:
        return False
    contract = partner.contract
    is_written_here = contract.format.name == "delimited" and contract.format.quote != "none"
    is_of_today = receipt.delivery.contract_version == contract.version and contract.snapshot is None
    return is_written_here and is_of_today and 0 < receipt.refused <= MOST_ROWS


def rows_to_mend(office: Office, partner: Partner, receipt: Receipt) -> list[RowToMend]:
    """Return the refused rows of a delivery, read again from its file; none that did not fit the columns.

    Raises
    ------
    RequestError
        If the file is too large to wait for.
    """
    if archived(office.workspace, receipt.delivery.sha256).size > LARGEST_FILE:
        raise RequestError("this file is too large to mend its rows here; deliver them in a file")
    why: dict[int, list[RowRefusal]] = {}
    for one in receipt.refusals:
        why.setdefault(one.row, []).append(one)
    found = intake.rows_again(office.workspace, partner, receipt.delivery, why)
    return [RowToMend(number, values, tuple(why[number])) for number, values in found.items()]


def hidden_columns(contract: Contract) -> frozenset[str]:
    """Return the columns whose values nobody is shown: what is not typed there stays what it was."""
    return frozenset(column.name for column in contract.columns if column.classification == PERSONAL)


def mended(
    rows: Iterable[RowToMend], typed: Mapping[int, Mapping[str, str]], hidden: frozenset[str]
) -> list[RowToMend]:
    """Return the rows that somebody changed, as they should be."""
    found = []
    for row in rows:
        given = typed.get(row.number, {})
        kept = {name for name in hidden if not given.get(name)}
        values = {name: old if name in kept else given.get(name, old) for name, old in row.values.items()}
        if values != row.values:
            found.append(replace(row, values=values))
    return found


def checked(office: Office, partner: Partner, receipt: Receipt, rows: Sequence[RowToMend]) -> list[RowToMend]:
    """Return mended rows with what the checks of the contract refuse of them now, as they would in a file.

    Raises
    ------
    RequestError
        If none was changed, or the files of the partner cannot hold a character that was typed.
    """
    if not rows:
        raise RequestError("change what is wrong in a row first; a row that you leave as it is stays refused")
    told = intake.try_out(office.workspace, partner, _file(partner.contract, receipt, rows), clock.today())
    if told.refusal:
        raise RequestError("these rows are no file that the contract describes; deliver them in a file")
    return [
        replace(row, refusals=tuple(one for one in told.refusals if one.row == place))
        for place, row in enumerate(rows, start=1)
    ]


def deliver_mended(office: Office, partner: Partner, receipt: Receipt, rows: Sequence[RowToMend], by: str) -> int:
    """Let mended rows be taken in as a delivery about the same days, and return the number of the job."""
    file, first = _file(partner.contract, receipt, rows), receipt.delivery
    about = Announced(file.name, len(file.content), clock.today(), first.covers, first.synthetic)
    with office.database.begin() as connection:
        upload = begin_upload(connection, partner.name, by, about)
    receiving = Receiving(office.database, office.workspace, upload, 0)
    receiving.take(file.content)
    receiving.end()
    with office.database.begin() as connection:
        return hand_over(connection, upload.name, by)


def _file(contract: Contract, receipt: Receipt, rows: Iterable[RowToMend]) -> FilledForm:
    return FilledForm(mended_name(receipt), file_content(contract, (row.values for row in rows)))


def mended_name(receipt: Receipt) -> str:
    """Return what the file of the mended rows of a delivery is called."""
    return f"mended-rows-of-delivery-{receipt.delivery.number}.csv"
