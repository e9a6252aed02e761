"""Protect several tables together

One specification protects and attacks all tables as one, and gives a CSV file for each and a report.

The example is that of the docs of the library, and is run from there.
"""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from command_line import schakel

DOCS = Path(__file__).parents[2] / "packages" / "protection" / "docs" / "protection.md"
SECTION = DOCS.read_text("utf-8").split("## Several tables together")[1]
EXAMPLE = {kind: re.search(rf"```{kind}\n(.*?)```", SECTION, re.DOTALL).group(1) for kind in ("csv", "yaml", "text")}


def run(folder, specification, *options, **files):
    (folder / "spec.yaml").write_text(specification, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    given = [str(folder / "table.csv")] if "table" in files else []
    return schakel("protect", *given, "--spec", str(folder / "spec.yaml"), *options)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The folder that the example writes, and what the command says."""
    folder = tmp_path_factory.mktemp("example")
    answer = run(folder, EXAMPLE["yaml"], "--out", str(folder / "leaves"), table=EXAMPLE["csv"])
    return folder / "leaves", answer


def hidden(file):
    return {line.rsplit(",", 2)[0] for line in file.read_text("utf-8").splitlines() if line.endswith("protected")}


def test_the_example_says_what_the_docs_say(example):
    assert example[1].stdout == EXAMPLE["text"]


def test_a_margin_is_shown_in_all_tables_or_in_none(example):
    folder, _ = example
    margins = [
        {name for name in hidden(folder / file) if name.endswith("Total")} for file in ("by-form.csv", "by-sex.csv")
    ]
    assert margins[0] == margins[1]
    assert "East,Total" in margins[0]


def test_the_report_names_each_file_with_its_hash_and_how_it_is_protected(example):
    folder, _ = example
    tables = json.loads((folder / "report.json").read_text("utf-8"))["tables"]
    for one in tables.values():
        content = (folder / one["file"]).read_bytes()
        assert one["sha256"] == sha256(content).hexdigest()
        assert one["suppressed"] == content.count(b"protected")
        assert (one["profile"], one["audited"], one["finest_cells"]) == ("cbs-10-50-90", True, True)


def test_in_json_the_tables_hold_the_same_cells(example, tmp_path):
    answer = run(tmp_path, EXAMPLE["yaml"], "--json", table=EXAMPLE["csv"])
    for name, one in json.loads(answer.stdout)["tables"].items():
        left_out = {f"{cell['region']},{cell[one['dimensions'][1]]}" for cell in one["cells"] if cell["value"] is None}
        assert left_out == hidden(example[0] / f"{name}.csv")


BY_FORM = "regio;vorm;n\nA;f;1\nA;g;19\nB;f;30\nB;g;40\n"
BY_SEX = "region,sex,n\nA,v,14\nA,m,6\nB,v,50\nB,m,20\nTotal,Total,90\n"
FILES = """dimensions:
  region: {}
  form: {}
  sex: {}
tables:
  by-form: {dimensions: [region, form], file: by_form.csv, columns: {region: regio, form: vorm}}
  by-sex: {dimensions: [region, sex], file: by_sex.csv}
count: n
rules: [{kind: minimum_frequency, minimum: 3}]
"""


def test_tables_may_be_in_files_of_their_own_with_columns_of_other_names(tmp_path):
    answer = run(tmp_path, FILES, "--out", str(tmp_path / "out"), by_form=BY_FORM, by_sex=BY_SEX)
    assert answer.exit_code == 0
    assert answer.stdout == (
        "by-form.csv: 4 of 9 cells are not shown; attacked through the cells that tables share alone.\n"
        "by-sex.csv: 0 of 9 cells are not shown; attacked through the cells that tables share alone.\n"
    )
    assert (tmp_path / "out" / "by-form.csv").read_text("utf-8").startswith("region,form,value,status\n")


@pytest.mark.parametrize(
    ("change", "files", "sentence"),
    [
        (
            ("", ""),
            {"by_sex": BY_SEX.replace("14", "13").replace("50", "51")},
            "by_sex.csv: the cell region=A is 20 in table by-form and 19 in table by-sex",
        ),
        (("", ""), {"by_sex": BY_SEX.replace("90", "91")}, "by_sex.csv:6: column n: the cell Total x Total holds 91"),
        (("", ""), {"by_form": BY_FORM.replace("40", "x")}, "by_form.csv:5: column n: 'x' is not a number"),
        (("", ""), {"by_form": BY_FORM.replace("B;g", ";g")}, "by_form.csv:5: column regio: there is no code"),
        (("sex: {}", "age: {}"), {}, "spec.yaml:7: sex is not a dimension; declared are region, form, age"),
        (
            ("columns: {region", "columns: {age: x, region"),
            {},
            "spec.yaml:6: age has a column, but is not a dimension of",
        ),
        ((", file: by_sex.csv", ""), {}, "some tables of the specification name no file, and no table was given"),
        (("by_sex.csv", "none.csv"), {}, "none.csv: This file is missing."),
        (("  by-sex", "  By Sex"), {}, "spec.yaml:7: The key `By Sex` in `tables` must be a name of small letters"),
        (("dimensions: [region, sex]", "dimensions: []"), {}, "spec.yaml:7: `tables.by-sex.dimensions` is empty"),
        (("count: n", "count: n\nperson: p"), {}, "spec.yaml:9: persons are told apart in records, and a table with"),
        (
            ("count: n", "count: n\ncoarser: [{dimension: sex, merge: {all: [v, m]}}]"),
            {},
            "spec.yaml:9: merges are proposed for one table, and here are several",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(tmp_path, change, files, sentence):
    given = {"by_form": BY_FORM, "by_sex": BY_SEX, **files}
    answer = run(tmp_path, FILES.replace(*change), "--out", str(tmp_path / "out"), **given)
    assert answer.exit_code == 1
    assert sentence in answer.stderr


def test_what_several_tables_are_made_of_holds_no_totals(tmp_path):
    table = EXAMPLE["csv"] + "West,labour,Total,21\n"
    answer = run(tmp_path, EXAMPLE["yaml"], "--out", str(tmp_path / "out"), table=table)
    line = table.count("\n")
    assert f"table.csv:{line}: column sex: Total is a total; what several tables are made of holds" in answer.stderr


def test_what_is_read_is_not_written_over(tmp_path):
    files = FILES.replace("by_sex.csv", "by-sex.csv")
    (tmp_path / "by-sex.csv").write_text(BY_SEX, encoding="utf-8")
    answer = run(tmp_path, files, "--out", str(tmp_path), by_form=BY_FORM)
    assert answer.exit_code == 1
    assert "by-sex.csv: the output would overwrite the input" in answer.stderr
    assert (tmp_path / "by-sex.csv").read_text("utf-8") == BY_SEX


def test_several_tables_need_a_folder(tmp_path):
    answer = run(tmp_path, EXAMPLE["yaml"], table=EXAMPLE["csv"])
    assert "the specification holds several tables; --out names the folder for them" in answer.stderr
