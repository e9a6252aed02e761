"""Tables that come from tau-ARGUS or sdcTable

Metadata, hierarchies and a priori files of tau-ARGUS are read as they are, and so are the statuses and protection
levels that sdcTable gives with its cells. What they say of a cell adds to the rules, and never takes away from them.
"""

import pytest

from schakel_base.errors import DisclosureError, SchakelError
from schakel_protection import protect_data, protect_tables
from schakel_protection.standalone import read_specification, read_table

CELLS = {
    "row": ["1", "1", "1", "2", "2", "2", "3", "3", "3"],
    "column": ["a", "b", "c"] * 3,
    "n": [20, 50, 10, 30, 40, 60, 70, 80, 90],
}
ASKED = {"dimensions": {"row": {}, "column": {}}, "count": "n", "rules": [{"kind": "minimum_frequency", "minimum": 3}]}


def protected(columns=(), **asked):
    """The table with the cells that are not shown, by their codes, and the status of each."""
    found = protect_data(CELLS | dict(columns), ASKED | asked)
    return {codes: status for (codes, _), status in zip(found.cells, found.statuses, strict=True) if status}


def test_a_cell_that_is_unsafe_beforehand_is_hidden_and_others_hide_it():
    status = {"sdcStatus": ["u", *["s"] * 8]}
    found = protected(status, status="sdcStatus")
    assert found["1", "a"] == "primary"
    assert sorted(found.values()) == ["primary", "secondary", "secondary", "secondary"]


def test_a_cell_that_must_be_shown_hides_none():
    cheapest = protected({"sdcStatus": ["u", *["s"] * 8]}, status="sdcStatus")
    assert ("1", "c") in cheapest
    assert ("1", "c") not in protected({"sdcStatus": ["u", "s", "z", *["s"] * 6]}, status="sdcStatus")


def test_each_cell_stays_open_as_far_as_is_said_of_it():
    """Ten below and twenty above: the cells that hide it must have room for as much."""
    said = {"sdcStatus": ["u", *["s"] * 8], "lpl": [10, *[""] * 8], "upl": [20, *["NA"] * 8]}
    narrow = protected(said, status="sdcStatus")
    wide = protected(said, status="sdcStatus", below="lpl", above="upl")
    assert ("1", "c") in narrow and ("1", "c") not in wide


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"sdcStatus": ["u", "q", *["s"] * 7]}, "row 2, column sdcStatus: q is not a status of a cell"),
        ({"sdcStatus": ["u"] * 9, "lpl": ["much", *[1] * 8]}, "row 1, column lpl: "),
    ],
)
def test_a_status_or_a_distance_that_is_none_is_refused_with_its_row(columns, sentence):
    with pytest.raises(DisclosureError, match=sentence):
        protected(columns, status="sdcStatus", **({"below": "lpl"} if "lpl" in columns else {}))


def test_what_is_said_never_makes_a_failing_cell_safe():
    small = {"n": [1, *CELLS["n"][1:]], "sdcStatus": ["s"] * 9}
    assert protected(small, status="sdcStatus")["1", "a"] == "primary"


ONE_ASKED = {
    "branch": ["bakers"] * 3 + ["millers"] * 3 + ["brewers"] * 3,
    "region": ["N", "N", "S"] * 3,
    "firm": list("abcdefghi"),
    "turnover": [80, 20, 50, 30, 40, 60, 70, 20, 90],
    "asked": [1, 0, 0, 0, 0, 0, 0, 0, 0],
}


def test_a_large_contributor_is_protected_at_its_own_request():
    """Passive confidentiality: firm a holds 80% of its cell and asked; brewers hold as much of theirs and did not."""
    rules = [{"kind": "request", "k": 70}]
    asked = {"dimensions": {"branch": {}, "region": {}}, "magnitude": "turnover", "person": "firm", "rules": rules}
    found = protect_data(ONE_ASKED, asked | {"request": "asked"})
    primary = [codes for (codes, _), status in zip(found.cells, found.statuses, strict=True) if status == "primary"]
    assert primary == [("bakers", "N")]
    with pytest.raises(DisclosureError, match="the rule request needs a column that says who asked for protection"):
        protect_data(ONE_ASKED, asked)


METADATA = """<SEPARATOR> ","
Region 4
    <RECODEABLE>
    <TOTCODE> "NL"
    <HIERARCHICAL>
    <HIERCODELIST> "region.hrc"
    <HIERLEADSTRING> "@"
Form
    <RECODEABLE>
    <TOTCODE> "Total"
Number
    <NUMERIC>
    <DECIMALS> 0
    <FREQUENCY>
"""
HIERARCHY = "North\n@N1\n@N2\nSouth\n"
TABLE = "Region,Form,Number\n" + "".join(
    f"{region},{form},{n}\n" for region, pair in (("N1", (4, 30)), ("N2", (20, 40)), ("South", (50, 60)))
    for form, n in zip("ab", pair, strict=True)
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A table with its files of tau-ARGUS, and a specification that names them."""
    for name, text in {
        "table.rda": METADATA,
        "region.hrc": HIERARCHY,
        "table.csv": TABLE,
        "table.hst": "N1,a,u\nN1,a,pl,3,3\nSouth,a,p\nSouth,b,c,500\n",
        "spec.yaml": "metadata: table.rda\nprofile: alliance\napriori: table.hst\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def of(folder):
    found = protect_tables(read_specification(folder / "spec.yaml"), read_table(folder / "table.csv"))[""]
    return found, dict(zip((codes for codes, _ in found.cells), found.statuses, strict=True))


def test_metadata_a_hierarchy_and_an_a_priori_file_of_tau_argus_are_read(folder):
    found, statuses = of(folder)
    assert found.dimensions == ("Region", "Form")
    assert dict(found.cells)["North", "Total"] == 94 and dict(found.cells)["NL", "Total"] == 204
    assert statuses["N1", "a"] == "primary" and statuses["South", "a"] == statuses["South", "b"] == ""


def test_a_hierarchy_is_looked_for_beside_the_metadata_that_name_it(folder):
    (folder / "argus").mkdir()
    for name in ("table.rda", "region.hrc"):
        (folder / name).rename(folder / "argus" / name)
    (folder / "spec.yaml").write_text("metadata: argus/table.rda\nprofile: alliance\n", encoding="utf-8")
    found, _ = of(folder)
    assert dict(found.cells)["North", "Total"] == 94


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("table.hst", "N1,a,u\nN9,a,u\n", "table.hst:2: the table has no cell N9 x a"),
        (
            "table.hst",
            "N1,a,pl,3\n",
            "table.hst:1: after the codes of a cell comes u, p, s, c and a cost, or pl and two",
        ),
        ("region.hrc", "North\n@@N1\n", "region.hrc:2: N1 is more than one level under what is before it"),
        ("table.rda", "Number\n  <NUMERIC>\n", "the metadata name no column that is a dimension"),
    ],
)
def test_what_is_wrong_with_such_a_file_is_said_with_its_line(folder, file, text, sentence):
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(SchakelError) as refused:
        of(folder)
    assert sentence in str(refused.value)
