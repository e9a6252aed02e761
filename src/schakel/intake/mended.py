"""The refused rows of a file that are left: neither corrected nor accepted by a later check.

A row that was mended is in a delivery of its own, whose receipt says so. It is not mended a second time, nor checked
again as it was: without a key nothing else would keep it from being counted twice.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from schakel.model.delivery import MendedRows, Receipt
from schakel.store.bundle import accepted_of, refused_of
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError


def mended_since(receipts: Sequence[Receipt], first: Receipt) -> Mapping[int, Receipt]:
    """Return the refused rows of a delivery that were mended, by number, each with the receipt of the one that has it.

    What was withdrawn as a whole, or could not be read, mends nothing. A file that was checked again, or came again,
    has the same rows; but a snapshot that came again says anew what it says.
    """
    alike = with_the_same_rows(receipts, first)
    found: dict[int, Receipt] = {}
    for one in receipts:
        if one.mends and one.mends.delivery in alike and not _is_void(one):
            found |= dict.fromkeys(one.mends.rows, one)
    return found


def with_the_same_rows(receipts: Sequence[Receipt], first: Receipt) -> frozenset[int]:
    """Return the numbers of the deliveries that have the refused rows of this one, itself among them."""
    alike = {one.delivery.number for one in receipts if is_of_file(one, first) and not first.delivery.snapshot}
    alike |= {one.delivery.number for one in receipts if one.replay_of == first.delivery.number}
    return frozenset(alike | {first.delivery.number, *([first.replay_of] if first.replay_of else [])})


def _is_void(receipt: Receipt) -> bool:
    is_gone = bool(receipt.erased) and not receipt.remaining
    return bool(receipt.refusal) or receipt.same_as is not None or is_gone


def require_left(workspace: Workspace, receipts: Sequence[Receipt], mends: MendedRows) -> None:
    """Make sure that rows that somebody mends are left to be mended.

    Raises
    ------
    RequestError
        If somebody mended one of them before, or a later check accepted it.
    """
    first = next(one for one in receipts if one.delivery.number == mends.delivery)
    before, left = mended_since(receipts, first), {*rows_left(workspace, first, receipts).to_pylist()}
    for row in mends.rows:
        if earlier := before.get(row):
            raise mended_before(mends.delivery, row, earlier)
        if row not in left:
            raise RequestError(
                "row {row} of delivery {number} is not refused any more", row=str(row), number=str(mends.delivery)
            )


def mended_before(number: int, row: int, by: Receipt) -> RequestError:
    """Return the sentence about a row that was corrected in another delivery."""
    return RequestError(
        "row {row} of delivery {number} was mended in the meantime, by {by}; it is in delivery {other}",
        row=str(row),
        number=str(number),
        by=by.mends.by if by.mends else "",
        other=str(by.delivery.number),
    )


def rows_left(workspace: Workspace, first: Receipt, receipts: Sequence[Receipt]) -> pa.Array:
    """Return the numbers of the refused rows of a delivery that are neither mended nor accepted by a later check."""
    refused = refused_of(workspace, first.delivery.number, ["row"])
    left = pa.array([], pa.int64()) if refused is None else pc.unique(_numbers(refused))
    gone = [pa.array(sorted(mended_since(receipts, first)), pa.int64())]
    for one in receipts:
        if is_of_file(one, first):
            gone.append(_numbers(accepted_of(workspace, one.delivery.number, ["row"])))
    return left.filter(pc.invert(pc.is_in(left, value_set=pa.concat_arrays(gone))))


def is_of_file(receipt: Receipt, first: Receipt) -> bool:
    """Whether the rows of a delivery are those of the file of another one."""
    same_file = (receipt.delivery.partner, receipt.delivery.sha256) == (first.delivery.partner, first.delivery.sha256)
    return same_file and not receipt.refusal and receipt.same_as is None


def _numbers(rows: pa.Table) -> pa.Array:
    return rows["row"].combine_chunks()
