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
from replay import replayed

ROOT = Path(__file__).parents[2]
DATA = ROOT / "packages/judgments/tests/data"
RULES = ("--rules", ROOT / "alliances/nl-mensenhandel/sentencing/reading-rules.yaml")


def run(*arguments: object) -> tuple[int, str]:
    done = schakel("sentencing", *arguments)
    return done.exit_code, done.output


def test_read_prints_each_fact_with_its_confidence_place_and_rule() -> None:
    code, output = run("read", *RULES, DATA / "without_sections.xml")
    assert code == 0
    assert "ECLI:NL:GHARN:2011:BQ0376 Gerechtshof Arnhem" in output
    assert "prison                    14 days                 0.98  decision" in output


def test_read_says_of_which_facts_it_is_not_known_that_they_are_read_well() -> None:
    _, output = run("read", *RULES, DATA / "without_sections.xml")
    doubts = {line.split()[0]: line.partition(" (")[2] for line in output.splitlines()[1:]}
    assert doubts["prison"] == ""
    assert doubts["demanded_prison"] == "not measured on new texts)"
    assert doubts["prior_convictions"].startswith("below the goal: right ")
    found = json.loads(run("read", *RULES, DATA / "without_sections.xml", "--json")[1])[0]["facts"]
    lower, upper = found["prison"]["accuracy"]["precision"]
    assert 0.9 < lower < upper <= 1
    assert found["demanded_prison"]["accuracy"] is None


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


@pytest.mark.parametrize(
    ("arguments", "file"),
    [(("read", DATA / "without_sections.xml"), "reading-rules.yaml"), (("guideline",), "guidelines.yaml")],
)
def test_without_rules_or_guidelines_it_says_where_an_alliance_has_them(
    arguments: tuple[object, ...], file: str
) -> None:
    code, output = run(*arguments)
    assert code == 1
    assert output.endswith(f"an alliance has it as sentencing/{file}\n")


def test_a_file_at_fault_is_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("nothing", "utf-8")
    code, output = run("read", *RULES, tmp_path / "a.xml")
    assert (code, output) == (1, f"{tmp_path}/a.xml:1: This is not well-formed XML: syntax error.\n")
    code, output = run("read", *RULES, tmp_path / "a.xml", "--json")
    assert (code, json.loads(output)["faults"][0]["line"]) == (1, 1)


def test_a_delivery_of_the_alliance_is_read_with_semicolons_too(tmp_path: Path) -> None:
    delivery = ROOT / "alliances/nl-mensenhandel/deliveries/uitspraken-mensenhandel-2021.csv"
    rows = list(csv.reader(delivery.read_text("utf-8").splitlines()))[:9]
    for mark in ";\t":
        with (tmp_path / "some.csv").open("w", encoding="utf-8") as file:
            csv.writer(file, delimiter=mark).writerows(rows)
        code, output = run("read", *RULES, tmp_path / "some.csv", "--csv")
        found = list(csv.DictReader(StringIO(output)))
        assert (code, len(found)) == (0, 8)
        assert {key: found[0][key] for key in ("ecli", "court", "decided")} == {
            "ecli": "ECLI:NL:GHAMS:2021:1210",
            "court": "Gerechtshof Amsterdam",
            "decided": "2021-02-08",
        }


def test_of_a_folder_each_judgment_is_read_once_and_a_bad_or_empty_file_is_told(tmp_path: Path) -> None:
    for name in ("good", "again"):
        (tmp_path / f"{name}.csv").write_text("ecli,summary\nECLI:NL:RBAMS:2021:1,GS 2 maanden.\n", "utf-8")
    (tmp_path / "bad.xml").write_text("nothing", "utf-8")
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    (tmp_path / "search.json").write_text("{}", "utf-8")
    done = schakel("sentencing", "read", *RULES, tmp_path, "--json")
    (found,) = json.loads(done.stdout)
    assert (done.exit_code, found["court"], found["facts"]["prison"]["value"]) == (1, "Rechtbank Amsterdam", [2.0])
    assert done.stderr.splitlines() == [
        "Judgments that came more than once: 1; the fullest text of each was read.",
        f"{tmp_path}/bad.xml:1: This is not well-formed XML: syntax error.",
        f"{tmp_path}/empty.jsonl: There is no judgment in this file.",
    ]


def test_an_empty_file_is_a_sentence(tmp_path: Path) -> None:
    for name in ("a.xml", "a.csv"):
        (tmp_path / name).write_text("", "utf-8")
        assert run("read", *RULES, tmp_path / name) == (1, f"{tmp_path}/{name}: There is no judgment in this file.\n")


def test_adequacy_prints_the_verdict_its_reasons_and_what_is_needed() -> None:
    assert run("adequacy", 24, 20, "--per-year", 44) == (
        0,
        "factor: not enough\n"
        "  Only a sentence 2.39 times as long can be detected; 1.5 is wished.\n"
        "  The upper limit of the interval is 3.4 times the lower; 3 is allowed.\n"
        "  Needed: 203 sentences, 3.6 years more.\n",
    )
    assert json.loads(run("adequacy", 500, 0, "--json")[1])["detectable_ratio"] is None
    assert run("adequacy", 1, 2, 3) == (1, "3 numbers: there are two cells for one factor, and four for two.\n")


def test_model_prints_effects_adequacy_and_selection_and_answers_in_json(tmp_path: Path) -> None:
    table, spec = tmp_path / "sentences.csv", tmp_path / "spec.yaml"
    rows = [f"{(number % 5) * (6 + number % 7)},{('no', 'yes')[number // 3 % 2]}" for number in range(300)]
    table.write_text("\n".join(["prison,minor", *rows]) + "\n", "utf-8")
    spec.write_text("months: prison\nfactors: [minor]\nselection: published\n", "utf-8")
    code, output = run("model", table, "--spec", spec)
    assert code == 0
    for said in (
        "custody: minor yes against no:",
        "points [",
        "Are there enough judgments?",
        "Published sentences are",
    ):
        assert said in output
    found = json.loads(run("model", table, "--spec", spec, "--json")[1])
    assert found["parts"]["custody"]["kind"] == "logit"
    assert {one["measure"] for one in found["effects"]} == {"custody", "length", "custody x length"}


def test_fetch_keeps_summaries_and_texts(tmp_path: Path) -> None:
    with replayed() as server:
        common = ["--address", f"http://127.0.0.1:{server.server_port}", "--pause", "0", "--page", "4"]
        code, output = run("fetch", tmp_path, *common, "--ask", "date=2021-01-01", "--texts", "--json")
    found = json.loads(output)
    assert (code, found["judgments"], len(found["pages"]), len(found["texts"])) == (0, 6, 2, 6)
    assert run("fetch", tmp_path, *common, "--ask", "date") == (
        1,
        "`date` is not a parameter such as date=2021-01-01.\n",
    )
