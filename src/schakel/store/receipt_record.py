"""A receipt as JSON and back: what a machine reads, and what the catalogue keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from schakel.model.delivery import Coverage, Delivery, ErasedRows, ErasureCause, Note, Receipt, RowRefusal, RunsOut

Noun = TypeVar("Noun", Delivery, Receipt)
_NESTED = frozenset({"refusals", "notes", "erased"})


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


def records_alike(receipts: Sequence[Receipt]) -> dict[str, Any]:
    """Return receipts that have much in common as one tree: the first, and what is different of each of them."""
    first, *others = map(receipt_record, receipts)
    return {"first": first, "others": [_difference(first, one) for one in others]}


def read_alike(records: Mapping[str, Any]) -> tuple[Receipt, ...]:
    """Return the receipts that `records_alike` turned into plain values."""
    first = read_record(records["first"])
    return (first, *(_alike(first, records["first"], *others) for others in records["others"]))


def _difference(first: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    own = {name: value for name, value in other.items() if name != "delivery" and value != first[name]}
    before = first["delivery"]
    return own, {name: value for name, value in other["delivery"].items() if value != before[name]}


def _alike(first: Receipt, record: Mapping[str, Any], own: dict[str, Any], of_delivery: dict[str, Any]) -> Receipt:
    if not _NESTED.isdisjoint(own) or "covers" in of_delivery:
        return read_record({**record, **own, "delivery": {**record["delivery"], **of_delivery}})
    for clock in ("delivered", "known"):
        if clock in of_delivery:
            of_delivery[clock] = _day(of_delivery[clock])
    if own.get("runs_out"):
        own["runs_out"] = _runs_out(own["runs_out"]["first"], own["runs_out"]["last"])
    return _with(first, delivery=_with(first.delivery, **of_delivery), **own)


def _with(noun: Noun, **values: Any) -> Noun:
    """What `dataclasses.replace` returns: that takes ten times as long, and receipts can be a hundred thousand."""
    made = object.__new__(type(noun))
    made.__dict__.update(noun.__dict__, **values)
    return made


_day = lru_cache(date.fromisoformat)


@lru_cache
def _runs_out(first: str, last: str) -> RunsOut:
    return RunsOut(_day(first), _day(last))


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
