"""Taking in: one way through all parts, the same every time, alone or among other processes."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from arrivals import DAY, HEADER, accepted, deliver, refused, rule, shelter, take_in, write

from schakel.intake import receipt_text, staging
from schakel.model.column import Column
from schakel.store.archive import archived
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel_base.errors import DeclarationError, DeliveryError

ROW = "1,2021-02-01,sex,15,"


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def test_a_receipt_in_the_catalogue_is_the_one_that_was_answered(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, ROW, "2,x,sex,y,", rules=[rule("type", "age", "integer", "")])
    assert Catalogue(workspace).receipts() == (receipt,)


def test_the_clocks_of_a_delivery(workspace, tmp_path):
    file = write(tmp_path, ROW)
    delivery = take_in(workspace, shelter(), file, DAY, date(2021, 4, 1), synthetic=True).delivery
    assert (delivery.delivered, delivery.known, delivery.synthetic) == (DAY, date(2021, 4, 1), True)


def test_nothing_is_known_before_it_was_delivered(workspace, tmp_path):
    with pytest.raises(DeliveryError, match="cannot be known on 2021-02-01, before it was delivered on 2021-03-01"):
        take_in(workspace, shelter(), write(tmp_path, ROW), DAY, date(2021, 2, 1))


def test_the_same_file_gives_the_same_bytes(tmp_path):
    """More rows than one group of rows holds, so that several threads have part in it."""
    lines = [f"{number},2021-02-01,sex,{number % 130}," for number in range(150_000)]
    rules = [rule("range", "age", "0", "120")]
    workspaces = [Workspace(tmp_path / name) for name in ("one", "two")]
    for workspace in workspaces:
        deliver(workspace, tmp_path, *lines, rules=rules)
    for place in (Workspace.accepted_rows, Workspace.refused_rows):
        one, two = (place(workspace, 1).read_bytes() for workspace in workspaces)
        assert one == two
    rows = [row["row"] for row in accepted(workspaces[0])]
    assert rows == [number + 1 for number in range(150_000) if number % 130 <= 120]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["1,2021-02-01,sex,15,"],
        [",2021-02-01,sex,15,"],
        ["1,2021-02-01,sex,15,x", "1,2021-02-01,sexual,16,y", ",,sex,,", "2,2021-02-01,sexual,", "3,,sex,x,z"],
    ],
)
def test_a_file_that_is_held_in_memory_gives_what_it_gives_as_tables_on_the_disk(tmp_path, monkeypatch, lines):
    rules = [rule("required", "number"), rule("unique", "number"), rule("type", "age", "integer", "", note=True)]
    found = []
    for name, largest in (("held", staging.LARGEST_HELD), ("put-down", -1)):
        monkeypatch.setattr(staging, "LARGEST_HELD", largest)
        workspace = Workspace(tmp_path / name)
        receipt = deliver(workspace, tmp_path, *lines, rules=[*rules, rule("repeated-rows", note=True)])
        places = (workspace.accepted_rows(1), workspace.refused_rows(1))
        found.append((receipt, [place.read_bytes() for place in places]))
    assert found[0] == found[1]


def test_columns_may_come_in_any_order(workspace, tmp_path):
    deliver(workspace, tmp_path, ",15,sex,2021-02-01,1", header="remark,age,kind,asked,number")
    assert accepted(workspace) == [{"row": 1, "number": "1", "asked": "2021-02-01", "kind": "sex", "age": "15"}]


def test_a_blank_is_null_and_nothing_else_is_changed(workspace, tmp_path):
    deliver(workspace, tmp_path, ' 1 ,"  ",sex,\u00a0,', '"a ""b""",x,sex,\t,')
    assert [tuple(row.values())[1:] for row in accepted(workspace)] == [
        (" 1 ", None, "sex", None),
        ('a "b"', "x", "sex", None),
    ]


def test_another_encoding_and_delimiter(workspace, tmp_path):
    partner = shelter(encoding="windows-1252", delimiter=";")
    file = write(tmp_path, "1;2021-02-01;séx €;15;", header=HEADER.replace(",", ";"), encoding="cp1252")
    take_in(workspace, partner, file, DAY)
    assert accepted(workspace)[0]["kind"] == "séx €"


def test_of_very_many_refusals_the_receipt_keeps_the_first_thousand(workspace, tmp_path):
    lines = [f"{number},2021-02-01,sex,x," for number in range(1200)]
    receipt = deliver(workspace, tmp_path, *lines, rules=[rule("type", "age", "integer", "")])
    assert (receipt.refused, len(receipt.refusals), len(refused(workspace))) == (1200, 1000, 1200)
    assert receipt.refusals[-1].row == 1000
    assert "The full list is next to the receipt, in refused/1.parquet" in receipt_text(receipt)


def test_a_long_value_is_kept_whole_beside_the_receipt_and_cut_off_on_it(workspace, tmp_path):
    long = "x" * 100_000
    receipt = deliver(workspace, tmp_path, f"1,2021-02-01,sex,{long},", rules=[rule("type", "age", "integer", "")])
    assert refused(workspace)[0]["value"] == long
    assert len(receipt.refusals[0].value) == 201 and len(receipt.refusals[0].sentence) < 200


def test_what_steers_a_terminal_is_shown_and_not_obeyed(workspace, tmp_path):
    lines = ['1,2021-02-01,sex,"\x1b[31m\nred",']
    receipt = deliver(workspace, tmp_path, *lines, rules=[rule("type", "age", "integer", "")])
    assert r'"\x1b[31m\nred" is not a whole number.' in receipt_text(receipt)


def test_progress_only_grows_and_names_what_is_done(workspace, tmp_path):
    told = []
    file = write(tmp_path, ROW)
    partner = shelter(rule("required", "age"), rule("repeated-rows", note=True))
    take_in(workspace, partner, file, DAY, progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    checked = {"checking whether rows fit the columns", "checking the column age", "looking for identical rows"}
    assert {"keeping the file", "reading the rows", *checked, "writing the rows"} <= {str(what) for what, _ in told}
    assert not {"number-of-fields", "required", "repeated-rows"} & {str(what).split()[-1] for what, _ in told}


@pytest.mark.parametrize(
    "condition, reason",
    [
        ("agee > 3", "Referenced column"),
        ("age >", "syntax error"),
        ("CAST(kind AS INTEGER) > 3", r"it fails on a value of some row, which is not quoted \(Conversion Error\)"),
        ("error('see ' || kind)", r"it fails on a value of some row, which is not quoted \(Invalid Input Error\)"),
        ("strptime(kind, '%Y') IS NULL", r"it fails on a value of some row, which is not quoted"),
        ("true); DROP TABLE refused; SELECT (true", "it must be one condition"),
        ("(SELECT count(*) FROM read_text('/etc/hostname')) > 0", "file system operations are disabled"),
    ],
)
def test_a_condition_that_cannot_be_run_is_a_fault_of_the_contract(workspace, tmp_path, condition, reason):
    with pytest.raises(DeclarationError, match=reason) as raised:
        deliver(workspace, tmp_path, ROW, rules=[rule("row", "", condition, name="old enough")])
    (fault,) = raised.value.faults
    assert (fault.file, fault.line) == ("partners/shelter/contract.yaml", 7)
    assert fault.sentence.startswith("The rule `old enough` cannot be run: ")
    assert Catalogue(workspace).receipts() == ()
    (kept,) = (path for path in workspace.archive.rglob("*") if path.is_file())
    assert kept == archived(workspace, kept.name).path


def test_a_condition_without_an_end_is_stopped(workspace, tmp_path):
    endless = "(SELECT count(*) FROM range(1000000000000) AS numbers(number) WHERE number % 7 = 9) > 0"
    strict = replace(rule("row", "", endless, name="old enough"), seconds=1)
    with pytest.raises(DeclarationError) as raised:
        deliver(workspace, tmp_path, ROW, rules=[strict])
    assert [str(fault) for fault in raised.value.faults] == [
        "partners/shelter/contract.yaml:7: The rule `old enough` cannot be run: it was stopped after a second; if it "
        "needs longer, say so with `seconds`."
    ]


@pytest.mark.parametrize("name", ["row", "Line", "AGE", "delivery"])
def test_a_column_name_that_a_table_cannot_hold_is_a_fault_of_the_contract(workspace, tmp_path, name):
    partner = shelter(columns=(*shelter().contract.columns, Column(name, line=9)))
    with pytest.raises(DeclarationError, match=f"contract.yaml:9: The column `{name}` needs another name"):
        take_in(workspace, partner, write(tmp_path, ROW), DAY)


def test_the_name_of_a_file_may_be_no_text(workspace, tmp_path):
    name = os.fsdecode(b"pla\xffces.csv")
    receipt = take_in(workspace, shelter(), write(tmp_path, "x", name=name), DAY)
    assert receipt.delivery.file_name == "pla\ufffdces.csv"
    assert Catalogue(workspace).receipts() == (receipt,)


DELIVERER = """
import sys
from pathlib import Path
from arrivals import DAY, shelter, take_in
from schakel.store.access_log import reading
from schakel.store.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
with reading(workspace, "deliver", "a test", "none"):
    for file in sys.argv[2:]:
        take_in(workspace, shelter(), Path(file), DAY)
"""


def test_processes_that_deliver_the_same_files_at_once_count_each_file_once(workspace, tmp_path):
    files = [write(tmp_path, *[f"{number},2021-02-01,sex,1,"] * 2000, name=f"{number}.csv") for number in range(2)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", DELIVERER, str(workspace.folder), *map(str, files)]
    processes = [subprocess.Popen(command, env=environment) for _ in range(3)]
    assert [process.wait() for process in processes] == [0] * 3
    receipts = Catalogue(workspace).receipts()
    assert [receipt.delivery.number for receipt in receipts] == list(range(1, 7))
    firsts = [receipt for receipt in receipts if receipt.same_as is None]
    assert sorted(receipt.delivery.file_name for receipt in firsts) == ["0.csv", "1.csv"]
    assert all(len(accepted(workspace, receipt.delivery.number)) == 2000 for receipt in firsts)
