"""A receipt as JSON and back: what a machine reads, and what the catalogue keeps."""

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
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
_QUOTED = attrgetter("refusals", "notes", "erased", "said", "mends")
"""What is quoted or told of single rows: the receipts of most small deliveries have none of it."""


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
    saying: tuple[Receipt | Note | RowRefusal, ...] = (receipt, *receipt.notes, *receipt.refusals)
    for one, kept in zip(saying, (record, *record["notes"], *record["refusals"]), strict=True):
        kept["said"] = [fault.parts for fault in one.said]
    return record


def records_alike(receipts: Sequence[Receipt]) -> dict[str, Any]:
    """Return receipts that have much in common as one tree, by column; those that quote what few do as they are.

    So a hundred thousand receipts are read in a third of a second.
    """
    [(usual, _)] = Counter(map(_QUOTED, receipts)).most_common(1)
    first, *alike = (receipt_record(one) for one in receipts if _QUOTED(one) == usual)
    others = [receipt_record(one) for one in receipts if _QUOTED(one) != usual]
    of_delivery = _columns([one["delivery"] for one in alike], first["delivery"])
    return {"first": first, "own": _columns(alike, first), "of_delivery": of_delivery, "others": others}


def read_alike(records: Mapping[str, Any]) -> tuple[Receipt, ...]:
    """Return the receipts that `records_alike` turned into plain values, in the order of their numbers."""
    first = read_record(records["first"])
    deliveries = _changed(first.delivery, records["of_delivery"])
    alike = _changed(first, {**records["own"], "delivery": deliveries})
    found = (first, *alike, *map(read_record, records["others"]))
    return tuple(sorted(found, key=attrgetter("delivery.number")))


def _columns(records: Sequence[Mapping[str, Any]], first: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields in which some records differ from the first, each with the values of all."""
    columns = {name: [one[name] for one in records] for name in first if name != "delivery"}
    return {name: values for name, values in columns.items() if any(value != first[name] for value in values)}


def _changed(noun: Noun, columns: Mapping[str, Sequence[Any]]) -> list[Noun]:
    """What `dataclasses.replace` returns for each row of some columns, filled in by column.

    One by one that takes ten times as long.
    """
    kind: type[Any] = type(noun)
    made: list[Any] = [*map(object.__new__, repeat(kind, len(next(iter(columns.values()), ()))))]
    for name in (one.name for one in fields(noun)):
        values: Iterable[Any] = columns[name] if name in columns else repeat(getattr(noun, name))
        read = map(_READ[name], values) if name in columns and name in _READ else values
        deque(map(getattr(kind, name).__set__, made, read), maxlen=0)
    return made


_day = lru_cache(date.fromisoformat)


@lru_cache
def _runs_out(first: str, last: str) -> RunsOut:
    return RunsOut(_day(first), _day(last))


_READ: Mapping[str, Callable[[Any], Any]] = {
    "delivered": _day,
    "known": _day,
    "runs_out": lambda days: days and _runs_out(days["first"], days["last"]),
}
"""How a field is read that is no plain value."""


def read_record(record: Mapping[str, Any]) -> Receipt:
    """Return the receipt that `receipt_record` turned into plain values."""
    delivery = dict(record["delivery"])
    for clock in ("delivered", "known"):
        delivery[clock] = date.fromisoformat(delivery[clock])
    if covers := delivery.get("covers"):
        delivery["covers"] = Coverage(*(date.fromisoformat(covers[end]) for end in ("from", "until")))
    notes = (Note(**{**note, "examples": tuple(note["examples"]), "said": _said(note)}) for note in record["notes"])
    refusals = tuple(map(read_refusal, record["refusals"]))
    if runs_out := record.get("runs_out"):
        record = {**record, "runs_out": RunsOut(*(date.fromisoformat(runs_out[end]) for end in ("first", "last")))}
    erased = tuple(
        ErasedRows(**{**one, "on": date.fromisoformat(one["on"]), "cause": ErasureCause(one["cause"])})
        for one in record.get("erased", ())
    )
    own = {"delivery": Delivery(**delivery), "refusals": refusals, "notes": tuple(notes), "erased": erased}
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
