"""Protect several tables together

One specification protects and attacks all tables as one, and gives a CSV file for each and a report.

The example is that of docs/disclosure.md, and is run from there.
"""

import json
import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from command_line import schakel

from schakel_base.errors import SchakelError
from schakel_protection import audit, cross, flat, link, protect_data, protect_tables
from schakel_protection.attack import publish, require
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.given_table import table_of
from schakel_protection.standalone.linked import OwnTable, lay_over_each_other
from schakel_protection.standalone.reading import specify
from schakel_protection.tables.equations import key_of

SECTION = (
    (Path(__file__).parents[2] / "docs" / "disclosure.md").read_text("utf-8").split("## Several tables together")[1]
)
EXAMPLE = {kind: re.search(rf"```{kind}\n(.*?)```", SECTION, re.DOTALL).group(1) for kind in ("csv", "yaml", "text")}
SMALL = [{"kind": "minimum_frequency", "minimum": 3}]


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


ROWS = {
    "province": ["A", "A", "B", "B", "C", "C"],
    "court": ["x", "x", "y", "y", "z", "z"],
    "form": ["f", "g"] * 3,
    "n": [1, 20, 11, 30, 12, 40],
}


def specified(**changes):
    return {
        "dimensions": {"province": {}, "court": {}, "form": {}},
        "tables": {
            "by-province": {"dimensions": ["province", "form"]},
            "by-court": {"dimensions": ["court", "form"]},
            "courts": {"dimensions": ["province", "court"]},
        },
        "count": "n",
        "rules": SMALL,
        **changes,
    }


def test_a_table_does_not_give_away_what_another_that_is_nearly_the_same_hides():
    """Who lives in A appears before x: the table of courts says what the table of provinces leaves out."""
    found = {name: dict(one.cells) for name, one in protect_tables(specified(), ROWS).items()}
    for province, court in zip("ABC", "xyz", strict=True):
        for form in "fg":
            province_hides = found["by-province"][province, form] is None
            assert province_hides == (found["by-court"][court, form] is None)
    assert found["by-province"]["A", "f"] is None


def test_by_the_cells_that_tables_share_alone_that_would_not_be_seen():
    def side(name, codes):
        values = {(code, form): float(n) for code, form, n in zip(codes, ROWS["form"], ROWS["n"], strict=True)}
        return cross([flat(name, sorted(set(codes))), flat("form", "fg")], values).equations

    tables = link(side("province", ROWS["province"]), side("court", ROWS["court"]))
    cells = [tables.index(key_of(province=province, form=form)) for province in "AB" for form in "fg"]
    pattern = np.isin(np.arange(len(tables)), cells)
    assert not audit(tables, publish(tables, pattern), require(cells[:1])).exposed


def test_tables_of_the_same_records_that_have_too_many_finest_cells_are_said_to_be_attacked_by_what_they_share():
    rows = {name: [f"{name}{number}" for number in range(18)] for name in ("a", "b", "c")}
    declared = {
        "dimensions": {name: {} for name in "abc"},
        "tables": {"ab": {"dimensions": ["a", "b"]}, "bc": {"dimensions": ["b", "c"]}},
        "method": "round_each",
        "base": 5,
    }
    assert not any(one.to_the_finest for one in protect_tables(declared, rows).values())


PEOPLE = {"region": list("AAABBBBB"), "form": list("fggffggg"), "sex": list("vmmvvmmm")}


def test_who_is_alone_in_a_cell_of_each_table_knows_both():
    """The only f of region A is its only v: one person, two cells in two tables."""
    asked = specify(
        {
            "dimensions": {name: {} for name in PEOPLE},
            "tables": {"forms": {"dimensions": ["region", "form"]}, "sexes": {"dimensions": ["region", "sex"]}},
        }
    )
    given = table_of(PEOPLE)
    linked = lay_over_each_other(
        [OwnTable(name, given, one, count_up(given, one)) for name, one in asked.tables.items()]
    )
    cells = {linked.equations.index(key_of(region="A", form="f")), linked.equations.index(key_of(region="A", sex="v"))}
    assert cells in [set(known) for known in linked.respondents]


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


def test_tables_may_stand_in_files_of_their_own_with_columns_of_other_names(tmp_path):
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
        (("sex: {}", "age: {}"), {}, "spec.yaml:7: sex is no dimension; declared are region, form, age"),
        (("columns: {region", "columns: {age: x, region"), {}, "spec.yaml:6: age has a column, but is no dimension of"),
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
def test_what_is_wrong_is_said_with_its_place(tmp_path, change, files, sentence):
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
    assert "by-sex.csv: what leaves would be written over what is protected" in answer.stderr
    assert (tmp_path / "by-sex.csv").read_text("utf-8") == BY_SEX


def test_several_tables_need_a_folder(tmp_path):
    answer = run(tmp_path, EXAMPLE["yaml"], table=EXAMPLE["csv"])
    assert "the specification holds several tables; --out names the folder for them" in answer.stderr


def test_tables_of_different_units_share_no_cells():
    """Cases are not victims: that the two totals differ is no fault."""
    tables = {
        "victims": {"dimensions": ["province"]},
        "cases": {"dimensions": ["province"], "count": "cases", "unit": "cases"},
    }
    found = protect_tables(specified(tables=tables), {**ROWS, "cases": [9] * 6})
    assert [dict(one.cells)["Total",] for one in found.values()] == [114, 54]


def test_rounded_together_a_count_has_one_figure():
    found = protect_tables(specified(profile="round-5-additive"), {**ROWS, "n": [3, 21, 11, 33, 12, 43]})
    province, court = (dict(found[name].cells) for name in ("by-province", "by-court"))
    assert {form: province["Total", form] for form in ("f", "g", "Total")} == {
        form: court["Total", form] for form in ("f", "g", "Total")
    }
    assert all(one.audited for one in found.values())


SAMPLE = {"region": list("AAAABBBBCC"), "weight": [2.5, 2.5, 3, 3, 4, 4, 4, 4, 9.5, 1]}
WEIGHED = {"dimensions": {"region": {}}, "weight": "weight", "rules": SMALL}


def test_of_a_sample_the_weights_are_published_and_the_respondents_counted():
    """Region C stands for 10.5 people by two respondents; one more region hides it."""
    cells = dict(protect_data(SAMPLE, WEIGHED).cells)
    assert cells["Total",] == 37.5
    assert cells["C",] is None
    assert [region for region in "AB" if cells[region,] is None] == ["A"]


def test_a_weighted_count_stays_open_by_its_heaviest_respondent():
    finding = protect_data(SAMPLE, WEIGHED).narrowest[0]
    assert (finding.value, finding.lower <= 1, finding.upper >= 20) == (10.5, True, True)


def test_weights_multiply_a_magnitude():
    data = {"region": list("AAABBB"), "weight": [2] * 6, "amount": [10, 11, 12, 20, 21, 22]}
    declared = {**WEIGHED, "magnitude": "amount"}
    assert dict(protect_data(data, declared).cells) == {("Total",): 192, ("A",): 66, ("B",): 126}


@pytest.mark.parametrize(
    ("change", "data", "sentence"),
    [
        ({}, {"weight": [1] * 9 + ["heavy"]}, "row 10, column weight: 'heavy' is not a number"),
        ({}, {"weight": [1] * 9 + [-1]}, "row 10, column weight: -1 is negative"),
        ({}, {"weight": [1] * 9 + [None]}, "row 10, column weight: there is no number"),
        ({"weight": "w"}, {}, "the table has no column w"),
        ({"count": "n"}, {}, "weights are told apart in records, and a table with counts has none"),
    ],
)
def test_weights_that_are_none_get_their_sentence(change, data, sentence):
    with pytest.raises(SchakelError) as error:
        protect_data({**SAMPLE, **data}, {**WEIGHED, **change})
    assert str(error.value).startswith(sentence)
