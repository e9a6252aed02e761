"""A receipt goes through JSON and comes back the same."""

import json
import pickle
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest

from schakel.model.delivery import Coverage, Delivery, MendedRows, Note, Receipt, RowRefusal
from schakel.store.receipt_record import (
    deliveries_by_column,
    made_by_column,
    read_by_column,
    read_record,
    receipt_record,
)
from schakel_base.errors import Fault

DELIVERY = Delivery(3, "shelter", "1.0.0", "plazas – año.csv", "0" * 64, date(2021, 3, 1), date(2021, 5, 1), True)
REFUSAL = RowRefusal(1, 2, "age", "type", 'x"\n', "a sentence")
SAID = Fault("Line {line}: {number} bytes.", "b.csv", None, {"line": "3", "number": 1200})
NOTE = Note("missing", "age", "a sentence", 12, (1, 2), "missing")


@pytest.mark.parametrize(
    "receipt",
    [
        Receipt(DELIVERY, 0, 0, refusal="the file is empty", said=(SAID, SAID)),
        Receipt(DELIVERY, 2, 1, 1, (replace(REFUSAL, said=(SAID,)),), (replace(NOTE, said=(SAID, SAID)),)),
        Receipt(DELIVERY, 13, 12, 1, (REFUSAL,), (NOTE, NOTE)),
        Receipt(DELIVERY, 13, 12, 1, same_as=1),
        Receipt(DELIVERY, 13, 12, 1, replay_of=2),
        Receipt(DELIVERY, 2, 2, mends=MendedRows(2, (1, 7), "ada@shelter.example")),
        Receipt(DELIVERY, 2, 2, job="0123456789abcdef"),
    ],
)
def test_a_receipt_comes_back_the_same(receipt):
    assert read_record(json.loads(json.dumps(receipt_record(receipt)))) == receipt


def test_a_receipt_from_before_messages_were_kept_is_read():
    receipt = Receipt(DELIVERY, 13, 12, 1, (REFUSAL,), (NOTE,), "the file is empty")
    record = receipt_record(receipt)
    for one in (record, *record["notes"], *record["refusals"]):
        del one["said"]
    assert read_record(record) == receipt


def test_dates_are_written_as_iso_8601():
    record = receipt_record(Receipt(DELIVERY, 0, 0))
    assert (record["delivery"]["delivered"], record["delivery"]["known"]) == ("2021-03-01", "2021-05-01")


def test_deliveries_that_have_much_in_common_come_back_the_same():
    spring = Coverage(date(2021, 1, 1), date(2021, 3, 31))
    deliveries = [
        replace(DELIVERY, number=1),
        replace(DELIVERY, number=2, known=date(2022, 1, 1), covers=spring),
        replace(DELIVERY, number=4, file_name="4.csv", sha256="1" * 64),
    ]
    for some in (deliveries, deliveries[:1], [replace(one, covers=spring) for one in deliveries]):
        assert read_by_column(json.loads(json.dumps(deliveries_by_column(some)))) == some


def test_deliveries_and_their_receipts_are_held_in_little_memory():
    told = deliveries_by_column([replace(DELIVERY, number=number) for number in range(1, 1001)])
    tracemalloc.start()
    deliveries = read_by_column(told)
    receipts = made_by_column(Receipt, len(deliveries), {"delivery": deliveries})
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / len(receipts) < 500  # bytes; with a dict of its fields in each object twice as much


def test_a_receipt_that_is_read_later_is_asked_for_once_and_is_the_same():
    whole, asked = Receipt(DELIVERY, 13, 12, 1, (REFUSAL,), (NOTE,)), []

    def read(number):
        asked.append(number)
        return whole

    [later] = made_by_column(Receipt, 1, {"delivery": [DELIVERY], "refusal": [""], "_whole": [read]})
    assert (later.refusal, asked) == ("", [])
    assert (later.notes, later.rows, asked) == ((NOTE,), 13, [3])
    [other] = made_by_column(Receipt, 1, {"delivery": [DELIVERY], "_whole": [read]})
    assert other == whole and hash(other) == hash(whole) and replace(later, rows=1) == replace(whole, rows=1)
    assert asked == [3, 3] and pickle.loads(pickle.dumps(later)) == whole


@pytest.mark.parametrize("name", ["mistake", "_whole"])
def test_what_is_no_field_of_a_receipt_is_not_read(name):
    with pytest.raises(AttributeError, match=name):
        getattr(Receipt(DELIVERY, 13, 12), name)
