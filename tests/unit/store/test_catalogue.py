"""The catalogue: receipts numbered from 1 without a gap, whoever delivers at the same time and whatever is killed."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from schakel.model.delivery import Delivery, Receipt
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel_base.errors import ChainError

DELIVERY = Delivery(0, "shelter", "1.0.0", "places.csv", "0" * 64, date(2021, 3, 1), date(2021, 3, 1))


def settle(number, earlier):
    return Receipt(replace(DELIVERY, number=number), rows=len(earlier), accepted=len(earlier))


@pytest.fixture
def catalogue(tmp_path):
    return Catalogue(Workspace(tmp_path / "workspace"))


def numbers(catalogue):
    return [receipt.delivery.number for receipt in catalogue.receipts()]


def test_an_empty_catalogue_has_no_receipts(catalogue):
    assert catalogue.receipts() == ()


def test_receipts_are_numbered_from_one_and_see_those_before_them(catalogue):
    added = [catalogue.append(settle) for _ in range(12)]
    assert catalogue.receipts() == tuple(added)
    assert [(receipt.delivery.number, receipt.rows) for receipt in added] == [(n, n - 1) for n in range(1, 13)]


def test_receipts_that_are_missing_are_named_and_no_delivery_stops_counting_without_a_word(catalogue):
    for _ in range(4):
        catalogue.append(settle)
    for number in (1, 3):
        (catalogue.workspace.receipts / f"{number}.json").unlink()
    with pytest.raises(ChainError, match=r"would not count: 1, 3\. Restore the workspace from a backup"):
        catalogue.receipts()


def test_the_last_receipt_is_missed_by_what_rests_on_it(catalogue):
    for _ in range(2):
        catalogue.append(settle)
    (catalogue.workspace.receipts / "2.json").unlink()
    assert list(catalogue.receipts_of({1})) == [1]
    with pytest.raises(ChainError, match=r"would not count: 2\. "):
        catalogue.receipts_of({1, 2})


def test_a_receipt_is_read_only(catalogue):
    catalogue.append(settle)
    assert (catalogue.workspace.receipts / "1.json").stat().st_mode & 0o777 == 0o400


def test_a_receipt_that_cannot_be_settled_takes_no_number(catalogue):
    def refuse(number, _):
        raise ValueError(number)

    with pytest.raises(ValueError):
        catalogue.append(refuse)
    assert catalogue.append(settle).delivery.number == 1


DELIVERER = """
import os, signal, sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from schakel.model.delivery import Delivery, Receipt
from schakel.store import catalogue as store
from schakel.store.door import open_to
from schakel.store.workspace import Workspace

delivery = Delivery(0, "shelter", "1.0.0", "places.csv", "0" * 64, date(2021, 3, 1), date(2021, 3, 1))
folder, times, killed_at = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def settle(number, earlier):
    rows = Workspace(folder).accepted_rows(number)
    rows.path.parent.mkdir(parents=True, exist_ok=True)
    rows.path.unlink(missing_ok=True)
    rows.write_text(str(os.getpid()))
    if killed_at == "settling":
        kill()
    return Receipt(replace(delivery, number=number), rows=os.getpid(), accepted=os.getpid())

if killed_at == "linking":
    store.put_in_place = kill
if killed_at == "writing":
    store.SealedFile.write_text = lambda file, text: (file.path.write_text("{"), kill())
with open_to(Workspace(folder).resolved):
    for _ in range(times):
        store.Catalogue(Workspace(folder)).append(settle)
"""


def deliverer(catalogue, times=1, killed_at="never"):
    command = [sys.executable, "-c", DELIVERER, str(catalogue.workspace.folder), str(times), killed_at]
    return subprocess.Popen(command)


def test_processes_that_deliver_at_once_get_different_numbers_and_none_is_lost(catalogue):
    processes = [deliverer(catalogue, times=20) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    assert numbers(catalogue) == list(range(1, 81))


def test_the_rows_beside_a_receipt_are_those_of_the_process_that_wrote_it(catalogue):
    for process in [deliverer(catalogue, times=10) for _ in range(3)]:
        process.wait()
    written = [catalogue.workspace.accepted_rows(number).read_text() for number in numbers(catalogue)]
    assert written == [str(receipt.rows) for receipt in catalogue.receipts()]


@pytest.mark.parametrize("step", ["settling", "writing", "linking"])
def test_a_process_killed_between_two_steps_leaves_no_receipt_and_the_next_gets_its_number(catalogue, step):
    catalogue.append(settle)
    assert deliverer(catalogue, killed_at=step).wait() == -9
    assert numbers(catalogue) == [1]
    assert deliverer(catalogue).wait() == 0
    assert numbers(catalogue) == [1, 2]
    assert catalogue.workspace.accepted_rows(2).read_text() == str(catalogue.receipts()[1].rows)
    assert [path.name for path in catalogue.workspace.drafts.iterdir()] == [".lock"]
