"""Relink a linkage of your own

`schakel judge relink` previews the changes without writing, then records them in the ledger and the pool together.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import schakel
from linkage_sets import SETS
from typer.testing import Result

LOOSE, STRICT = "join: 4", "join: 14"
BLOCKED = "  - [postcode.value, birth_date.year]\n"
KILLED = """
import os, sys
from pathlib import Path
from schakel.cli.judge import app
from schakel.identity import Ledger

was = Ledger.append_table
def append(self, judgements, after=None):
    if sys.argv[1] == "after":
        was(self, judgements, after)
    os._exit(9)
Ledger.append_table = append
app(sys.argv[2:])
"""
REASON = ("--reason", "fewer strangers joined", "--on", "2026-04-01")


def found(*words: object) -> dict[str, Any]:
    done = schakel("judge", *words, "--json")
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries linked by the loose model, a third, and two other models: a strict one, one of another shape."""
    folder = tmp_path_factory.mktemp("linked")
    model = (SETS / "historical.yaml").read_text("utf-8")
    for name, written in {
        "loose": model, "strict": model.replace(LOOSE, STRICT), "blocked": model.replace(BLOCKED, "")
    }.items():  # fmt: skip
        (folder / f"{name}.yaml").write_text(written, "utf-8")
    header, *lines = (SETS / "historical_sample.csv").read_text("utf-8").splitlines()
    for number in range(3):
        part = [header, *lines[number * 100 : number * 100 + 100]]
        (folder / f"{number}.csv").write_text("\n".join(part) + "\n", "utf-8")
    for number in range(2):
        assert deliver(folder, number, "loose").exit_code == 0
    return folder


@pytest.fixture
def folder(linked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(linked, tmp_path / "linked"))


def deliver(folder: Path, number: int, model: str) -> Result:
    words = ("--model", folder / f"{model}.yaml", "--ledger", folder / "ledger", "--on", f"2026-0{2 * number + 1}-01")
    return schakel("link", folder / f"{number}.csv", *words)


def of_records(folder: Path, model: str) -> tuple[object, ...]:
    files = [word for number in range(2) for word in ("--records", folder / f"{number}.csv")]
    return ("relink", folder / "ledger", "--model", folder / f"{model}.yaml", *files)


def persons(folder: Path, *words: object) -> dict[str, str]:
    return found("persons", folder / "ledger", *words)["person"]


def test_a_preview_writes_nothing_and_the_entry_says_the_same_and_is_taken_back(folder: Path) -> None:
    before, files = persons(folder), {path: path.read_bytes() for path in (folder / "ledger").iterdir()}
    looked = found(*of_records(folder, "strict"))
    assert {path: path.read_bytes() for path in (folder / "ledger").iterdir()} == files
    assert looked["entry"] is None
    assert looked["split"] == looked["persons"] - looked["same"] > 0
    entered = found(*of_records(folder, "strict"), *REASON)
    assert {**looked, "entry": entered["entry"]} == entered
    after = persons(folder)
    assert sum(after[record] != who for record, who in before.items()) == looked["records_changed"]
    assert persons(folder, "--as-of", "2026-03-31") == before
    history = schakel("judge", "history", folder / "ledger", looked["most"]).stdout
    assert f"re-link {entered['entry']}, ordered by " in history and "fewer strangers joined" in history
    undone = schakel("judge", "undo", folder / "ledger", entered["entry"], "--reason", "no", "--on", "2026-04-02")
    assert "With what was entered by them that is" in undone.stdout
    assert persons(folder) == before
    assert persons(folder, "--as-of", "2026-04-01") == after


def test_a_model_of_another_shape_goes_on_once_all_was_linked_anew(folder: Path) -> None:
    refused = deliver(folder, 2, "blocked")
    assert "schakel judge relink" in refused.output
    done = schakel("judge", *of_records(folder, "blocked"), "--reason", "other blocking", "--on", "2026-04-01")
    assert "Recorded as " in done.stdout
    assert deliver(folder, 2, "blocked").exit_code == 0
    assert len(persons(folder)) == 300


@pytest.mark.parametrize("killed", ["before", "after"])
def test_a_crash_on_either_side_of_the_ledger_leaves_both_or_neither(killed: str, folder: Path) -> None:
    before = persons(folder)
    script = folder / "killed.py"
    script.write_text(KILLED, "utf-8")
    command = [sys.executable, script, killed, *of_records(folder, "blocked"), *REASON]
    assert subprocess.run(list(map(str, command)), check=False).returncode == 9
    assert (folder / "ledger" / "pool.draft").exists()
    assert persons(folder) == before  # other blocking finds the same among these few
    assert (deliver(folder, 2, "blocked").exit_code == 0) == (killed == "after")
    if killed == "before":
        assert found(*of_records(folder, "blocked"), *REASON)["entry"] is not None
        assert deliver(folder, 2, "blocked").exit_code == 0
    assert not (folder / "ledger" / "pool.draft").exists()
    assert len(persons(folder)) == 300


def test_what_changes_is_reported_by_group_too(folder: Path) -> None:
    looked = found(*of_records(folder, "strict"), "--group", "birth_place")
    groups = looked["groups"].values()
    assert sum(one["records"] for one in groups) == 200
    assert sum(one["changed"] for one in groups) == looked["records_changed"]
    assert "By group: " in schakel("judge", *of_records(folder, "strict"), "--group", "birth_place").stdout


WRONG = {
    "a file is left out": (
        lambda folder: (*of_records(folder, "strict")[:-2], *REASON),
        "100 of 200 records of the ledger are in none of these files",
    ),
    "a delivery was not linked yet": (
        lambda folder: (*of_records(folder, "strict"), "--records", folder / "2.csv"),
        "has no person yet; link its delivery first",
    ),
    "no reason": (lambda folder: (*of_records(folder, "strict"), "--reason", " "), "give a reason for your judgement"),
    "an earlier day": (
        lambda folder: (*of_records(folder, "strict"), "--reason", "why", "--on", "2026-02-28"),
        "the ledger has entries of 2026-03-01; judgements cannot be dated before that",
    ),
    "no records": (lambda folder: ("relink", folder / "ledger"), "say which records it is about"),
    "no such group": (lambda folder: (*of_records(folder, "strict"), "--group", "shoe"), "has no column shoe"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_done_gives_one_sentence(case: str, folder: Path) -> None:
    words, sentence = WRONG[case]
    before = {path: path.read_bytes() for path in (folder / "ledger").iterdir()}
    refused = schakel("judge", *words(folder))
    assert refused.exit_code == 1
    assert sentence in " ".join(refused.output.split())
    assert {path: path.read_bytes() for path in (folder / "ledger").iterdir()} == before
