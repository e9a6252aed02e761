"""A receipt goes through JSON and comes back the same."""

import json
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest

from schakel.model.delivery import Delivery, ErasedRows, ErasureCause, MendedRows, Note, Receipt, RowRefusal, RunsOut
from schakel.store.receipt_record import read_alike, read_record, receipt_record, records_alike
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


def test_receipts_that_have_much_in_common_come_back_the_same():
    first, later = Receipt(replace(DELIVERY, number=1), 1, 1), date(2022, 1, 1)
    others = (
        Receipt(replace(DELIVERY, number=2, known=later), 1, 1, runs_out=RunsOut(date(2026, 3, 1), later)),
        Receipt(replace(DELIVERY, number=4, file_name="4.csv"), 2, 1, 1, (REFUSAL,), (NOTE,)),
        Receipt(replace(DELIVERY, number=5), 1, 1, erased=(ErasedRows(1, later, ErasureCause.RAN_OUT, 1),)),
        Receipt(replace(DELIVERY, number=7, sha256="1" * 64), 1, 1),
    )
    assert read_alike(json.loads(json.dumps(records_alike((first, *others))))) == (first, *others)
    assert read_alike(json.loads(json.dumps(records_alike((first,))))) == (first,)


@pytest.mark.parametrize("quoting", [0, 7, 99])
def test_receipts_are_kept_by_column_whichever_of_them_quotes_something(quoting):
    receipts = [Receipt(replace(DELIVERY, number=number), 1, 1) for number in range(100)]
    receipts[quoting] = replace(receipts[quoting], refusals=(REFUSAL,), notes=(NOTE,))
    told = records_alike(receipts)
    assert [one["delivery"]["number"] for one in told["others"]] == [quoting]
    assert read_alike(told) == tuple(receipts)


def test_receipts_that_have_much_in_common_are_held_in_little_memory():
    told = records_alike([Receipt(replace(DELIVERY, number=number), 1, 1) for number in range(1, 1001)])
    tracemalloc.start()
    receipts = read_alike(told)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / len(receipts) < 500  # bytes; with a dict of its fields in each object twice as much
