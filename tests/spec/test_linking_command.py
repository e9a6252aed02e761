"""Link a file of records

`schakel link RECORDS.csv --model MODEL.yaml` says which records are of one person.
"""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import schakel
from linkage_sets import SETS

SMALL = """
model: small
record: number
attributes:
  given_name: {kind: name}
  surname: {kind: name, prefixes: true}
  birth_date: {kind: date}
  bsn: {kind: number, check: bsn}
thresholds: {join: 4, review: 0}
"""
WEIGHTS = """
weights:
  dated: 2026-01-31
  by: hand
  records: 1000
  matches: 1
  levels:
    given_name:
      same: {m: 0.7, u: 0.01}
      same sound: {m: 0.1, u: 0.01}
      similar 0.92: {m: 0.05, u: 0.01}
      one inside the other: {m: 0.05, u: 0.001}
      similar 0.85: {m: 0.02, u: 0.01}
      initial only: {m: 0.02, u: 0.01}
      otherwise: {m: 0.06, u: 0.95}
    surname:
      same: {m: 0.7, u: 0.001}
      same sound: {m: 0.1, u: 0.001}
      similar 0.92: {m: 0.05, u: 0.001}
      one inside the other: {m: 0.05, u: 0.0001}
      similar 0.85: {m: 0.02, u: 0.01}
      initial only: {m: 0.02, u: 0.01}
      otherwise: {m: 0.06, u: 0.97}
    birth_date:
      same: {m: 0.8, u: 0.0001}
      same and vague: {m: 0.02, u: 0.003}
      day and month swapped: {m: 0.02, u: 0.00005}
      one part differs: {m: 0.05, u: 0.003}
      same year, one vague: {m: 0.05, u: 0.01}
      same year: {m: 0.01, u: 0.02}
      a year apart: {m: 0.01, u: 0.04}
      otherwise: {m: 0.04, u: 0.92}
    bsn:
      same: {m: 0.95, u: 0.0000001}
      one character differs: {m: 0.02, u: 0.000001}
      otherwise: {m: 0.03, u: 0.99}
"""
HEADER = "number,given_name,surname,birth_date,bsn\n"


def run(*arguments: object) -> tuple[int, str]:
    done = schakel("link", *arguments)
    return done.exit_code, done.output


def linked(folder: Path, rows: str, model: str = SMALL + WEIGHTS) -> dict[str, Any]:
    (folder / "records.csv").write_text(HEADER + rows, encoding="utf-8")
    (folder / "model.yaml").write_text(model, encoding="utf-8")
    code, output = run(folder / "records.csv", "--model", folder / "model.yaml", "--json")
    found: dict[str, Any] = json.loads(output)
    assert code == (1 if "faults" in found else 0)
    return found


def persons(found: dict[str, Any]) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for record, person in found["person"].items():
        groups.setdefault(person, set()).add(record)
    return {frozenset(group) for group in groups.values()}


def test_a_name_is_written_in_many_ways(tmp_path: Path) -> None:
    found = linked(
        tmp_path,
        "1,Mohammed,El Haddaoui,1990-05-17,\n2,Muhammad,Haddaoui,1990-05-17,\n3,MOHAMED,el-haddaoui,17-05-1990,\n"
        "4,Jan,van der Berg,1960-02-03,\n5,J,Berg,1960-02-03,\n",
    )
    assert persons(found) == {frozenset("123"), frozenset("45")}


def test_a_number_is_strong_evidence_where_names_differ(tmp_path: Path) -> None:
    found = linked(tmp_path, "1,Anna,Jansen,1990-05-17,111222333\n2,Anna,de Boer,1990-05-17,111222333\n")
    assert len(persons(found)) == 1


def test_a_famous_name_and_the_first_of_january_are_not_enough(tmp_path: Path) -> None:
    rows = "".join(f"{number},Mohammed,Ahmed,1990-01-01,\n" for number in range(8))
    letters = "bcdfghklmnprstvwz"
    others = "".join(
        f"x{one}{other},A{one}{other},O{other}{one},19{50 + place}-02-03,\n"
        for place, one in enumerate(letters)
        for other in letters
    )
    found = linked(tmp_path, rows + others, (SMALL + WEIGHTS).replace("join: 4", "join: 6"))
    assert len({found["person"][str(number)] for number in range(8)}) == 8


def test_what_cannot_be_true_is_noted_and_left_out_and_the_record_stays(tmp_path: Path) -> None:
    long = "a" * 10_000
    found = linked(
        tmp_path,
        f"1,Anna,Jansen,1990-05-17,111222334\n2,Anna,Jansen,2990-05-17,\n3,{long},Jansen,1990-05-17,\n4,,,never,\n"
        "5,\u202eAnna\u202c,Jansen,1990-05-17,\n",
    )
    assert found["notes"] == [
        "given_name: 1 records hold a name that is too long to be one (line 4).",
        "given_name: 1 records hold marks that steer the direction of writing, or other invisible ones; they are taken "
        "away (line 6).",
        "birth_date: 1 records hold a date that cannot be read (line 5).",
        "birth_date: 1 records hold a date in the future (line 3).",
        "bsn: 1 records hold a number that fails its test, and is not used as a number (line 2).",
    ]
    assert found["records"] == 5
    assert found["person"]["1"] == found["person"]["5"]


def test_without_json_there_is_a_line_for_each_record(tmp_path: Path) -> None:
    linked(tmp_path, "1,Anna,Jansen,1990-05-17,\n2,Anna,Jansen,1990-05-17,\n")
    done = schakel("link", str(tmp_path / "records.csv"), "--model", str(tmp_path / "model.yaml"))
    assert list(csv.reader(done.stdout.splitlines())) == [["record", "person"], ["1", "1"], ["2", "1"]]
    assert "2 records are of 1 persons" in done.stderr


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (SMALL, "The model has no weights; train it on these or other records first (--train)."),
        ("a: [", "This is not valid YAML: "),
        (
            SMALL.replace("kind: date", "kind: hour"),
            "`attributes.birth_date.kind` is `hour`; it must be one of",
        ),
        (SMALL.replace("check: bsn", "check: skn"), "`attributes.bsn.check` is `skn`; it must be `bsn`."),
        (SMALL + "blocking: [[surname.text]]", "`surname.text`: a name has no part `text`; it has value, sound"),
        (
            SMALL + WEIGHTS.replace("one character", "two characters"),
            "The weights of `bsn` have no level",
        ),
        (
            SMALL + WEIGHTS.replace("m: 0.95", "m: 9.5"),
            "`weights.levels.bsn.same.m` is `9.5`; it must be a number above 0, and 1 at most.",
        ),
        (
            SMALL.replace("kind: date", "kind: date, column: born") + WEIGHTS,
            "the model reads the column born; the file",
        ),
    ],
)
def test_a_model_at_fault_gives_one_sentence(tmp_path: Path, model: str, sentence: str) -> None:
    fault, *_ = linked(tmp_path, "1,Anna,Jansen,1990-05-17,\n", model)["faults"]
    assert sentence in fault["sentence"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", "the file has no records"),
        ("1,Anna,Jansen\n", "this line has 3 values, the header 5"),
        ("1,Anna,Jansen,,\n1,Jan,Boer,,\n", "the record number '1' occurs more than once"),
    ],
)
def test_a_file_at_fault_gives_one_sentence(tmp_path: Path, rows: str, sentence: str) -> None:
    (fault,) = linked(tmp_path, rows)["faults"]
    assert sentence in fault["sentence"]


def test_semicolons_may_separate_the_columns(tmp_path: Path) -> None:
    rows = "1,Anna,Jansen,1980-05-17,\n2,Ana,Jansen,17-5-1980,\n3,Bart,Boer,1975-11-02,\n"
    expected = linked(tmp_path, rows)
    (tmp_path / "records.csv").write_text("\ufeff" + (HEADER + rows).replace(",", ";"), "utf-8")
    code, output = run(tmp_path / "records.csv", "--model", tmp_path / "model.yaml", "--json")
    assert (code, json.loads(output)["person"]) == (0, expected["person"])


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    linked(tmp_path, "")
    (tmp_path / "records.csv").write_text("", "utf-8")
    _, output = run(tmp_path / "records.csv", "--model", tmp_path / "model.yaml", "--json")
    assert json.loads(output)["faults"][0]["sentence"] == "the file has no header"


@pytest.mark.parametrize(
    ("records", "model", "truth", "least"),
    [
        ("fake_1000", "fake_1000", "cluster", 0.92),
        ("febrl_1", "febrl", "entity", 0.998),
        ("historical_sample", "historical", "cluster", 0.825),
    ],
)
def test_declared_models_reach_what_is_best_known_of_truth_sets(
    records: str, model: str, truth: str, least: float
) -> None:
    code, output = run(SETS / f"{records}.csv", "--model", SETS / f"{model}.yaml", "--truth", truth, "--json")
    assert code == 0
    assert json.loads(output)["agreement"]["f1"] >= least


def test_training_writes_the_weights_and_leaves_the_declaration(tmp_path: Path) -> None:
    declared = (SETS / "fake_1000.yaml").read_text(encoding="utf-8").partition("\nweights:")[0]
    model = tmp_path / "model.yaml"
    model.write_text(declared, encoding="utf-8")
    shutil.copy(SETS / "fake_1000.csv", tmp_path)
    code, output = run(tmp_path / "fake_1000.csv", "--model", model, "--truth", "cluster", "--train", "--json")
    assert code == 0
    assert json.loads(output)["agreement"]["f1"] >= 0.92
    assert model.read_text(encoding="utf-8").startswith(declared)


def test_an_attribute_that_hardly_any_record_has_spoils_no_training(tmp_path: Path) -> None:
    with (SETS / "fake_1000.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    with (tmp_path / "records.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*records[0], "second_name"])
        writer.writeheader()
        writer.writerows(
            record | {"second_name": ("Ann", "Bo", "Cy")[place] if place < 3 else ""}
            for place, record in enumerate(records)
        )
    declared = (SETS / "fake_1000.yaml").read_text(encoding="utf-8").partition("\nweights:")[0]
    model = tmp_path / "model.yaml"
    model.write_text(declared.replace("attributes:\n", "attributes:\n  second_name: {kind: name}\n"), encoding="utf-8")
    code, output = run(tmp_path / "records.csv", "--model", model, "--truth", "cluster", "--train", "--json")
    assert code == 0
    assert json.loads(output)["agreement"]["f1"] >= 0.92


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        ("  surname: {kind: name}\n", "a model needs at least two attributes to be trained"),
        (
            "  surname: {kind: name}\n  bsn: {kind: number}\n",
            "nothing can be learnt from these records: no two of them have a blocking value in common",
        ),
    ],
)
def test_records_that_teach_nothing_are_refused_in_a_sentence(tmp_path: Path, attributes: str, sentence: str) -> None:
    records, model = tmp_path / "records.csv", tmp_path / "model.yaml"
    records.write_text("surname,bsn\n" + "".join(f"name{place},{place}\n" for place in range(30)), encoding="utf-8")
    model.write_text(f"model: few\nattributes:\n{attributes}", encoding="utf-8")
    code, output = run(records, "--model", model, "--train", "--json")
    assert code == 1
    assert json.loads(output)["faults"][0]["sentence"] == sentence
