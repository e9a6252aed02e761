"""A receipt as JSON and back: what a machine reads, and what the catalogue keeps."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from schakel.model.delivery import Coverage, Delivery, ErasedRows, ErasureCause, Note, Receipt, RowRefusal, RunsOut


def receipt_record(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as a tree of plain values, dates as ISO 8601.

    Parameters
    ----------
    receipt
        Of one delivery.

    Returns
    -------
    dict
        What `json` can write, with the names of the fields of a receipt as keys.
    """
    record = asdict(receipt)
    for clock in ("delivered", "known"):
        record["delivery"][clock] = record["delivery"][clock].isoformat()
    if covers := receipt.delivery.covers:
        record["delivery"]["covers"] = {"from": covers.first_day.isoformat(), "until": covers.last_day.isoformat()}
    if receipt.runs_out:
        record["runs_out"] = {end: getattr(receipt.runs_out, end).isoformat() for end in ("first", "last")}
    for one in record["erased"]:
        one["on"] = one["on"].isoformat()
    return record


def read_record(record: Mapping[str, Any]) -> Receipt:
    """Return the receipt that `receipt_record` turned into plain values."""
    delivery = dict(record["delivery"])
    for clock in ("delivered", "known"):
        delivery[clock] = date.fromisoformat(delivery[clock])
    if covers := delivery.get("covers"):
        delivery["covers"] = Coverage(*(date.fromisoformat(covers[end]) for end in ("from", "until")))
    notes = (Note(**{**note, "examples": tuple(note["examples"])}) for note in record["notes"])
    refusals = tuple(RowRefusal(**refusal) for refusal in record["refusals"])
    if runs_out := record.get("runs_out"):
        record = {**record, "runs_out": RunsOut(*(date.fromisoformat(runs_out[end]) for end in ("first", "last")))}
    erased = tuple(
        ErasedRows(**{**one, "on": date.fromisoformat(one["on"]), "cause": ErasureCause(one["cause"])})
        for one in record.get("erased", ())
    )
    own = {"delivery": Delivery(**delivery), "refusals": refusals, "notes": tuple(notes), "erased": erased}
    return Receipt(**{**record, **own})
