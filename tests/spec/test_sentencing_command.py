"""Read judgments on the command line

`schakel sentencing` fetches, reads and models judgments.
"""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from command_line import schakel

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data/judgments"
RULES = ("--rules", ROOT / "alliances/nl-mensenhandel/sentencing/reading-rules.yaml")


def run(*arguments: object) -> tuple[int, str]:
    done = schakel("sentencing", *arguments)
    return done.exit_code, done.output


def test_read_prints_each_fact_with_its_confidence_place_and_rule() -> None:
    code, output = run("read", *RULES, DATA / "without_sections.xml")
    assert code == 0
    assert "ECLI:NL:GHARN:2011:BQ0376 Gerechtshof Arnhem" in output
    assert "prison                    14 days                 0.98  decision" in output


def test_read_answers_in_json_without_a_piece_of_the_text() -> None:
    code, output = run("read", *RULES, DATA / "without_sections.xml", "--json")
    (found,) = json.loads(output)
    prison: dict[str, Any] = found["facts"]["prison"]
    assert (code, found["ecli"], prison["value"]) == (
        0,
        "ECLI:NL:GHARN:2011:BQ0376",
        [pytest.approx(14 / 30, abs=1e-3)],
    )
    assert set(prison["readings"][0]) == {"value", "part", "start", "end", "rule", "confidence"}
    assert "verdachte" not in output


def test_read_gives_a_table_with_a_row_for_each_judgment() -> None:
    code, output = run("read", *RULES, DATA / "decisions_2021.jsonl", DATA / "search_answer.atom", "--csv")
    rows = list(csv.DictReader(StringIO(output)))
    assert (code, len(rows)) == (0, 41)
    assert rows[0] | {"prison": "42.0", "hours": "", "acquittal": ""} == rows[0]


def test_a_file_at_fault_is_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("nothing", "utf-8")
    code, output = run("read", *RULES, tmp_path / "a.xml")
    assert (code, output) == (1, f"{tmp_path}/a.xml:1: This is not well-formed XML: syntax error.\n")
    code, output = run("read", *RULES, tmp_path / "a.xml", "--json")
    assert (code, json.loads(output)["faults"][0]["line"]) == (1, 1)
