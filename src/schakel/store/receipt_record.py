"""A receipt as JSON and back: what a machine reads, and what the catalogue keeps."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any, TypeVar

from schakel.model.delivery import (
    Coverage,
    Delivery,
    ErasedRows,
    ErasureCause,
    MendedRows,
    Note,
    Receipt,
    RowRefusal,
    RunsOut,
)
from schakel_base.errors import Fault

Noun = TypeVar("Noun", Delivery, Receipt)


def receipt_record(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as a tree of plain values, dates as ISO 8601."""
    record = _fields(receipt)
    record["delivery"], record["mends"] = _delivery_record(receipt.delivery), receipt.mends and _fields(receipt.mends)
    for said in ("notes", "refusals", "erased"):
        record[said] = [*map(_fields, record[said])]
    if receipt.runs_out:
        record["runs_out"] = {end: getattr(receipt.runs_out, end).isoformat() for end in ("first", "last")}
    for one in record["erased"]:
        one["on"] = one["on"].isoformat()
    saying: tuple[Receipt | Note | RowRefusal, ...] = (receipt, *receipt.notes, *receipt.refusals)
    for one, kept in zip(saying, (record, *record["notes"], *record["refusals"]), strict=True):
        kept["said"] = [fault.parts for fault in one.said]
    return record


def _fields(noun: Any) -> dict[str, Any]:
    # What `dataclasses.asdict` does and `json` does after it: to copy every text that is quoted.
    return {one.name: getattr(noun, one.name) for one in fields(noun)}


def deliveries_by_column(deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """Return deliveries that have much in common as one tree: what all of them say once, the rest by column."""
    records = [_delivery_record(one) for one in deliveries]
    columns = {name: [one[name] for one in records] for name in records[0]}
    own = {name: values for name, values in columns.items() if name == "number" or values != values[:1] * len(values)}
    return {"common": {name: records[0][name] for name in columns if name not in own}, "own": own}


def read_by_column(told: Mapping[str, Any]) -> list[Delivery]:
    """Return the deliveries that `deliveries_by_column` turned into plain values."""
    common = {name: repeat(_READ.get(name, _as_it_is)(value)) for name, value in told["common"].items()}
    own = {name: map(_READ[name], values) if name in _READ else values for name, values in told["own"].items()}
    return made_by_column(Delivery, len(told["own"]["number"]), common | own)


def made_by_column(kind: type[Noun], number: int, columns: Mapping[str, Iterable[Any]]) -> list[Noun]:
    """Return a number of nouns with slots, filled in by column: one by one takes ten times as long."""
    made: list[Any] = [*map(object.__new__, repeat(kind, number))]
    for name, values in columns.items():
        deque(map(getattr(kind, name).__set__, made, values), maxlen=0)
    return made


_day = lru_cache(date.fromisoformat)


def _coverage(covers: Mapping[str, str] | None) -> Coverage | None:
    return Coverage(*(_day(covers[end]) for end in ("from", "until"))) if covers else None


_READ: Mapping[str, Callable[[Any], Any]] = {"delivered": _day, "known": _day, "covers": _coverage}
"""How a field of a delivery is read that is no plain value."""


def _delivery_record(delivery: Delivery) -> dict[str, Any]:
    record = _fields(delivery)
    for clock in ("delivered", "known"):
        record[clock] = record[clock].isoformat()
    if covers := delivery.covers:
        record["covers"] = {"from": covers.first_day.isoformat(), "until": covers.last_day.isoformat()}
    return record


def _delivery(record: Mapping[str, Any]) -> Delivery:
    return Delivery(**{name: _READ.get(name, _as_it_is)(value) for name, value in record.items()})


def _as_it_is(value: Any) -> Any:
    return value


def read_record(record: Mapping[str, Any]) -> Receipt:
    """Return the receipt that `receipt_record` turned into plain values."""
    notes = (Note(**{**note, "examples": tuple(note["examples"]), "said": _said(note)}) for note in record["notes"])
    refusals = tuple(map(read_refusal, record["refusals"]))
    if runs_out := record.get("runs_out"):
        record = {**record, "runs_out": RunsOut(*(date.fromisoformat(runs_out[end]) for end in ("first", "last")))}
    erased = tuple(
        ErasedRows(**{**one, "on": date.fromisoformat(one["on"]), "cause": ErasureCause(one["cause"])})
        for one in record.get("erased", ())
    )
    own = {"delivery": _delivery(record["delivery"]), "refusals": refusals, "notes": tuple(notes), "erased": erased}
    if mends := record.get("mends"):
        own["mends"] = MendedRows(**{**mends, "rows": tuple(mends["rows"])})
    return Receipt(**{**record, **own, "said": _said(record)})


def read_refusal(record: Mapping[str, Any]) -> RowRefusal:
    """Return why a row was refused, as a receipt keeps it; of the refused rows of a delivery `said` is JSON as text."""
    said = record.get("said") or ()
    return RowRefusal(**{**record, "said": _said({"said": json.loads(said) if isinstance(said, str) else said})})


def _said(record: Mapping[str, Any]) -> tuple[Fault, ...]:
    # A receipt from before this was kept has none.
    return tuple(Fault(*parts) for parts in record.get("said", ()))
