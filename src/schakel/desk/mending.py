"""Correcting refused rows: their sender reads them again, changes values, and delivers them.

What is mended is a delivery of its own, with a receipt that says which rows of which delivery are in it; so nobody
mends them twice. A row that is left as it was is not part of it. Of a snapshot, which replaces what was there before,
the whole file is delivered again with the mended rows in their places.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schakel import intake
from schakel.desk.database import one_at_a_time
from schakel.desk.forms import FilledForm
from schakel.desk.jobs import Job
from schakel.desk.office import Office
from schakel.desk.receiving import Receiving
from schakel.desk.uploads import Announced, begin_upload, drop_upload, hand_over
from schakel.desk.written_rows import NO_SUCH_FILE, file_of
from schakel.intake.mended import mended_before
from schakel.intake.refusing import NUMBER_OF_FIELDS, UNREADABLE_VALUE
from schakel.intake.unfit import PERSONAL
from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt, RowRefusal
from schakel.model.file_layout import Snapshot
from schakel.model.layouts import as_agreed_on, layout_of
from schakel.store.workspace import Workspace
from schakel_base import clock
from schakel_base.errors import Fault, RequestError, message

MOST_ROWS = 50
"""Rows of which a page is made; more are mended in a file."""
LARGEST_FILE, LARGEST_SNAPSHOT = 64 << 20, 8 << 20
"""Bytes of a file that is read again while somebody waits, and of one that is written again as a whole."""


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


@dataclass(frozen=True)
class RefusedRows:
    """What can be done about the refused rows of a delivery.

    Parameters
    ----------
    mended
        The rows that were mended since, by number, each with the receipt of the delivery that has it.
    under_way
        The rows that somebody has mended and that a job is taking in, by number, each with that job.
    obstacle
        Why the others cannot be mended here, and what to do; None where they can.
    left, misfits
        The numbers of the rows that are refused still and in no delivery of their own: those that can be mended here,
        and those that do not fit the columns and are mended in a file alone. Of many refused rows, the first.
    checked
        The receipt of the last check of the same rows; None where nobody had them checked again.
    """

    mended: Mapping[int, Receipt]
    under_way: Mapping[int, Job]
    obstacle: Fault | None
    left: frozenset[int] = frozenset()
    misfits: frozenset[int] = frozenset()
    checked: Receipt | None = None

    @property
    def are_settled(self) -> bool:
        """Whether nothing is left to do about them."""
        return not (self.left or self.misfits)

    @property
    def is_replaced(self) -> bool:
        """Whether a later file took the place of this one: what somebody typed meanwhile is still theirs to see."""
        return self.obstacle is not None and self.obstacle.message == _REPLACED


@dataclass(frozen=True)
class Known:
    """What is known when somebody looks: all receipts of their partners, the jobs of the partner that have not ended,
    and how many bytes the file has."""

    receipts: Sequence[Receipt]
    jobs: Sequence[Job]
    size: int


def refused_rows(receipt: Receipt, partner: Partner | None, known: Known) -> RefusedRows | None:
    """Return what can be done about the refused rows of a delivery; None where it has none that are here."""
    if partner is None or receipt.refusal or receipt.same_as or receipt.erased or not receipt.refused:
        return None
    mended, jobs = intake.mended_since(known.receipts, receipt), being_mended(receipt, known)
    checked = _last_check(receipt, known.receipts)
    still = _still_refused(receipt, checked, known) - mended.keys() - jobs.keys()
    misfits = {one.row for one in receipt.refusals if one.rule in (NUMBER_OF_FIELDS, UNREADABLE_VALUE)}
    obstacle = _obstacle(receipt, partner.contract, checked, known)
    return RefusedRows(mended, jobs, obstacle, still - misfits, still & misfits, checked)


def _last_check(receipt: Receipt, receipts: Sequence[Receipt]) -> Receipt | None:
    """The receipt of the last check of the refused rows of a delivery again; None where there was none since."""
    own, alike = receipt.delivery.number, intake.with_the_same_rows(receipts, receipt)
    again = (one for one in reversed(receipts) if one.replay_of and one.delivery.number in alike)
    return next((one for one in again if one.delivery.number > own), None)


def _still_refused(receipt: Receipt, checked: Receipt | None, known: Known) -> frozenset[int]:
    """The refused rows of a delivery that the last check refused too, or may not have seen since they were mended."""
    rows = frozenset(one.row for one in receipt.refusals)
    if checked is None or checked.refused > MOST_ROWS:
        return rows
    alike = intake.with_the_same_rows(known.receipts, receipt)
    unseen = {row for one in known.receipts if one.mends and one.mends.delivery in alike for row in one.mends.rows}
    return rows & ({one.row for one in checked.refusals} | unseen)


def being_mended(receipt: Receipt, known: Known) -> dict[int, Job]:
    """Return the rows of a delivery that jobs are taking in, mended; all of a snapshot, which is delivered whole."""
    alike = intake.with_the_same_rows(known.receipts, receipt)
    return {row: job for job in known.jobs if job.arguments.get("mends") in alike for row in job.arguments["rows"]}


def _obstacle(receipt: Receipt, contract: Contract, checked: Receipt | None, known: Known) -> Fault | None:
    version = receipt.delivery.contract_version
    if version != contract.version and layout_of(contract, version) is None:
        if checked and checked.delivery.contract_version == contract.version:
            return Fault(_CHECKED_AGAIN, fields={"number": str(checked.delivery.number)})
        return Fault(_OTHER_CONTRACT)
    if contract.servers:
        return Fault(_IN_A_DATABASE)
    if contract.snapshot and (later := _replaced_by(receipt, known.receipts, contract.snapshot)):
        return Fault(_REPLACED, fields={"number": str(later.delivery.number)})
    if receipt.refused > MOST_ROWS:
        return Fault(_TOO_MANY, fields={"number": MOST_ROWS})
    largest = LARGEST_SNAPSHOT if contract.snapshot else LARGEST_FILE
    if known.size > largest:
        return Fault(_TOO_LARGE, fields={"number": largest >> 20})
    return None


_OTHER_CONTRACT = message(
    "The contract has changed since this file was checked. Check its refused rows again first. What is refused then "
    "can be mended from the new receipt."
)
_CHECKED_AGAIN = message("The contract has changed since this file was checked. Mend the rows of delivery {number}.")
_IN_A_DATABASE = message("These rows come from a database. Mend them there and deliver again.")
_REPLACED = message("Delivery {number} took the place of this one. Mend the rows of that delivery.")
_TOO_MANY = message(
    "Here at most {number} rows can be mended. Download the refused rows, mend them in your file and deliver that."
)
_TOO_LARGE = message(
    "Rows of a file of more than {number} MB cannot be mended here. Download the refused rows, mend them in your file "
    "and deliver that."
)


def _replaced_by(receipt: Receipt, receipts: Sequence[Receipt], snapshot: Snapshot) -> Receipt | None:
    """The last snapshot that came after this one, of the register or of some of the same days; None without one."""
    own = receipt.delivery
    later = (
        one
        for one in reversed(receipts)
        if one.delivery.partner == own.partner
        and one.delivery.number > own.number
        and not one.refusal
        and one.same_as is None
        and (not (snapshot.by and own.covers and one.delivery.covers) or own.covers.meets(one.delivery.covers))
    )
    return next(later, None)


def agreed(partner: Partner, receipt: Receipt) -> Partner:
    """Return a partner with its contract in the layout by which a delivery was checked."""
    found = as_agreed_on(partner, receipt.delivery.delivered, receipt.delivery.contract_version)
    return replace(found, contract=replace(found.contract, layouts=()))


def rows_to_mend(office: Office, partner: Partner, receipt: Receipt, known: Known) -> list[RowToMend]:
    """Return the refused rows of a delivery that are left, read again from its file; none that misfits the columns."""
    left = intake.rows_left(office.workspace, receipt, known.receipts).to_pylist()
    under_way = being_mended(receipt, known)
    why: dict[int, list[RowRefusal]] = {row: [] for row in left if row not in under_way}
    for one in receipt.refusals:
        if one.row in why:
            why[one.row].append(one)
    found = intake.rows_again(office.workspace, partner, receipt.delivery, why) if why else {}
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


@dataclass(frozen=True)
class MendedFile:
    """The file that is delivered, and the rows of the first one that stand in it, in their order."""

    file: FilledForm
    rows: tuple[int, ...]


def mended_file(workspace: Workspace, partner: Partner, receipt: Receipt, rows: Sequence[RowToMend]) -> MendedFile:
    """Return mended rows as a file of their partner; of a snapshot, all that it had with these in their places.

    Raises
    ------
    RequestError
        If none was changed, or a file of the partner cannot hold what was typed.
    """
    if not rows:
        raise RequestError("change what is wrong in a row first; a row that you leave as it is stays refused")
    values = {row.number: row.values for row in rows}
    if partner.contract.snapshot:
        values = {**intake.rows_again(workspace, partner, receipt.delivery, None), **values}
    content, ending = file_of(partner.contract, values.values())
    name = f"mended-rows-of-delivery-{receipt.delivery.number}.{ending}"
    return MendedFile(FilledForm(name, content), tuple(values))


def checked(office: Office, partner: Partner, file: MendedFile, rows: Sequence[RowToMend]) -> list[RowToMend]:
    """Return mended rows with what the checks of the contract refuse of them now, as they would in a file.

    Raises
    ------
    RequestError
        If the contract describes no such file.
    """
    told = intake.try_out(office.workspace, partner, file.file, clock.today())
    if told.refusal:
        raise RequestError(NO_SUCH_FILE)
    place = {number: place for place, number in enumerate(file.rows, start=1)}
    return [replace(row, refusals=tuple(one for one in told.refusals if one.row == place[row.number])) for row in rows]


def require_free(receipt: Receipt, rows: Iterable[int], known: Known) -> None:
    """Make sure that nobody else mended or is mending some rows, nor has them checked again.

    Raises
    ------
    RequestError
        If somebody did or does. Of a snapshot no other row may be on its way: it would be taken out of force.
    """
    number, before, jobs = receipt.delivery.number, intake.mended_since(known.receipts, receipt), known.jobs
    under_way = being_mended(receipt, known)
    for row in rows:
        if by := before.get(row):
            raise mended_before(number, row, by)
        if job := under_way.get(row):
            raise RequestError(
                "row {row} of delivery {number} was mended in the meantime, by {by}; it is being taken in",
                row=str(row),
                number=str(number),
                by=job.asked_by,
            )
    if under_way and receipt.delivery.snapshot:
        raise RequestError("other rows of this file are being taken in; wait for that, then open the rows again")
    if any(job.kind == "replay" and job.arguments["delivery"] == number for job in jobs):
        raise RequestError("these rows are being checked again; wait for that, then send yours")


def deliver_mended(
    office: Office, receipt: Receipt, file: MendedFile, rows: Sequence[RowToMend], by: str, look: Callable[[], Known]
) -> int:
    """Let mended rows be taken in as a delivery about the same days, and return the number of the job.

    Parameters
    ----------
    look
        What is known by then, when nobody else can hand over rows of the partner.

    Raises
    ------
    RequestError
        As `require_free` does: of two who come at once one was first.
    """
    first, content = receipt.delivery, file.file.content
    about = Announced(file.file.name, len(content), clock.today(), first.covers, first.synthetic)
    upload = office.write(begin_upload, first.partner, by, about)
    receiving = Receiving(office.database, office.workspace, upload, 0)
    receiving.take(content)
    receiving.end()
    mends: dict[str, Any] = {
        "mends": first.number,
        "rows": [row.number for row in rows],
        "layout": first.contract_version,
    }
    try:
        with office.database.begin() as connection:
            one_at_a_time(connection, f"mend {first.partner}")
            require_free(receipt, mends["rows"], look())
            return hand_over(connection, upload.name, by, **mends)
    except RequestError:
        drop_upload(office.database, office.workspace, upload.name)
        raise
