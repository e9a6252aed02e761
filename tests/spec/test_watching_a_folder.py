"""Watch a folder

`schakel watch` delivers what partners put into their folders, and writes each receipt beside its file.

It keeps nothing of what it saw: a file is new while no receipt beside it is newer.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest
from broken import template
from command_line import schakel

from schakel.verbs import watch_once

HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
ROW = "H{},2023-03-01,debts,police,2023-03-09,no,Northtown,"


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


@pytest.fixture
def drop(tmp_path):
    (tmp_path / "drop" / "helpline").mkdir(parents=True)
    return tmp_path / "drop"


def put(drop, name, *rows, ago=100):
    """Put a file into the folder of the helpline, as if it had been written so many seconds ago."""
    file = drop / "helpline" / name
    file.write_text("\n".join([HEADER, *rows]) + "\n")
    os.utime(file, (time.time() - ago, time.time() - ago))
    return file


def names(watched):
    return [Path(one.file).name for one in watched]


def test_a_new_file_is_delivered_once_and_has_its_receipt_beside_it(alliance, drop):
    put(drop, "march.csv", ROW.format(1001), ROW.format("").removeprefix("H"))
    [one] = watch_once(alliance, drop)
    assert (one.partner, one.receipt.accepted, one.receipt.refused) == ("helpline", 1, 1)
    receipt = drop / "helpline" / "receipts" / "march.csv.txt"
    assert receipt.read_text().startswith("march.csv, 2 rows: 1 accepted, 1 refused.")
    assert receipt.stat().st_mode & 0o077 == 0, "a receipt quotes the file, so it is closed to others"
    assert watch_once(alliance, drop) == ()


def test_a_file_that_may_still_be_on_its_way_is_left_for_later(alliance, drop):
    put(drop, "now.csv", ROW.format(1001), ago=1)
    put(drop, "later.csv.part", ROW.format(1002))
    put(drop, ".hidden.csv", ROW.format(1003))
    assert watch_once(alliance, drop) == ()
    assert names(watch_once(alliance, drop, settled=0)) == ["now.csv"]


def test_the_files_in_a_folder_are_one_delivery(alliance, drop):
    (drop / "helpline" / "march").mkdir()
    put(drop, "march/first.csv", ROW.format(1001))
    put(drop, "march/second.csv.part", ROW.format(1002))
    assert watch_once(alliance, drop) == ()
    (drop / "helpline" / "march" / "second.csv.part").rename(drop / "helpline" / "march" / "second.csv")
    [one] = watch_once(alliance, drop)
    assert (Path(one.file).name, one.receipt.accepted) == ("march", 2)
    assert (drop / "helpline" / "receipts" / "march.txt").read_text().startswith("first.csv and 1 more, 2 rows")
    assert watch_once(alliance, drop) == ()


def test_a_file_that_changed_is_delivered_again(alliance, drop):
    put(drop, "march.csv", ROW.format(1001))
    watch_once(alliance, drop)
    put(drop, "march.csv", ROW.format(1001), ROW.format(1002), ago=-1)
    assert names(watch_once(alliance, drop, settled=-10)) == ["march.csv"]


def test_a_file_that_cannot_be_read_is_told_beside_it_and_stops_no_other(alliance, drop):
    put(drop, "a.csv").write_bytes(b"")
    put(drop, "b.csv", ROW.format(1001))
    assert [(Path(one.file).name, one.receipt.refusal) for one in watch_once(alliance, drop, settled=0)] == [
        ("a.csv", "a.csv: The file is empty."),
        ("b.csv", ""),
    ]


def test_a_folder_of_no_partner_is_a_fault(alliance, drop):
    (drop / "helplin").mkdir()
    put(drop, "march.csv", ROW.format(1001))
    done = schakel("watch", alliance, drop, "--once")
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        f"{drop}/helplin is the folder of no partner; the partners are helpline",
    )
    assert not (drop / "helpline" / "receipts").exists()


def test_a_watch_goes_on_when_its_folder_is_away_for_a_while(alliance, drop):
    command = [Path(sys.executable).with_name("schakel"), "watch", alliance, drop, "--every", "1", "--settled", "0"]
    put(drop, "march.csv", ROW.format(1001))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watch:
        end = Timer(60, watch.kill)  # what is not told ends the test, which would else wait for it
        end.start()
        assert "march.csv" in watch.stdout.readline()
        drop.rename(drop.with_name("away"))
        assert watch.stderr.readline().strip() == f"{drop}: there is no such folder"
        put(drop.with_name("away"), "april.csv", ROW.format(1002))
        drop.with_name("away").rename(drop)
        assert "april.csv" in watch.stdout.readline()
        end.cancel()
        watch.kill()
