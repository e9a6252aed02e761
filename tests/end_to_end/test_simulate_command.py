"""The verb `simulate` on the command line."""

import json
import re
from pathlib import Path

import pytest
from command_line import schakel

from schakel.alliance.template import create

WORLD = """
years: [2023, 2024]
warm_up: 0
source: {en: invented}
parameters: {calls: {value: 5, source: chosen, verified: false}}
truth: {call: {yearly: [{count: calls, theme: true}]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new alliance whose helpline writes nothing but blanks about five calls a year."""
    create(tmp_path / "new", "new")
    header = (tmp_path / "new" / "partners" / "helpline" / "sample.csv").read_text("utf-8").splitlines()[0]
    columns = "".join(f'  {name}: "NULL"\n' for name in header.split(","))
    known = 'versions: [{known: "make_date(year, 6, 1)"}]\ndeliver: {every: year, after: 0}\n'
    (tmp_path / "new" / "simulation.yaml").write_text(WORLD, "utf-8")
    writing = f"rows: {{from: call}}\ncolumns:\n{columns}{known}"
    (tmp_path / "new" / "partners" / "helpline" / "simulation.yaml").write_text(writing, "utf-8")
    return tmp_path / "new"


def test_it_says_how_many_deliveries_it_wrote(folder: Path, tmp_path: Path) -> None:
    result = schakel("simulate", str(folder), "--out", str(tmp_path / "out"))
    assert (result.exit_code, result.output) == (0, f"Wrote 2 synthetic deliveries to {tmp_path / 'out'}.\n")


def test_it_answers_machines_in_json(folder: Path, tmp_path: Path) -> None:
    arguments = ["simulate", str(folder), "--out", str(tmp_path / "out"), "--years", "2024", "--json"]
    result = schakel(*arguments)
    [delivery] = json.loads(result.output)["deliveries"]
    assert (delivery["partner"], delivery["delivered"]) == ("helpline", "2025-01-01")


def test_a_fault_is_a_sentence_and_exit_code_1(folder: Path, tmp_path: Path) -> None:
    (folder / "simulation.yaml").unlink()
    result = schakel("simulate", str(folder), "--out", str(tmp_path / "out"))
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert "simulation.yaml: This alliance declares no simulation." in result.stderr


@pytest.mark.parametrize(
    ("years", "delivered"),
    [("2023-2024", "2 synthetic deliveries"), ("2024", "1 synthetic delivery"), ("", "2 synthetic deliveries")],
)
def test_years_are_a_first_and_a_last_one(folder: Path, tmp_path: Path, years: str, delivered: str) -> None:
    result = schakel("simulate", str(folder), "--out", str(tmp_path / "out"), "--years", years)
    assert f"Wrote {delivered} to" in result.output


@pytest.mark.parametrize("text", ["2019-2013", "last year", "2013-later"])
def test_other_years_are_wrong_usage(folder: Path, tmp_path: Path, text: str) -> None:
    result = schakel("simulate", str(folder), "--out", str(tmp_path / "out"), "--years", text)
    said = re.sub(r"[\s│]+", " ", result.output)  # usage is shown in a box as wide as the terminal
    assert result.exit_code == 2 and "such as 2013-2019" in said
