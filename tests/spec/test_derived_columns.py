"""A column can be derived from others

A register packs two facts in one column, or spreads one over several. A column that is derived from others has a use,
a type, checks and a mapping of its own. Counted by the engine and the referee.
"""

from dataclasses import replace

import pytest
import small
from arrivals import DAY, accepted, deliver, rule, shelter
from broken import broken, check
from counting import counted, refereed

from schakel.model import Column, Contract, Derivation, Partner, UnitKey
from schakel.model.file_layout import FileLayout, LayoutColumn
from schakel.store import Workspace

CONTRACT = "partners/helpline/contract.yaml"


def of(*columns, **how):
    return Derivation(columns, **how)


REGISTER = Contract(
    "court",
    "court",
    "1.0.0",
    (
        Column("docket"),
        Column("act"),
        Column("part"),
        Column("text"),
        Column("outcome"),
        Column("number", derived=of("docket", pattern="([0-9]+)$")),
        Column("kind", units=("report",), attribute="form", derived=of("act", "part", join="/")),
        Column("sent", units=("report",), attribute="court", derived=of("outcome", values=(("1", "J"), ("0", "N")))),
        Column("named", units=("report",), attribute="article", each=r"art\.? ?([0-9]+[a-z]?)", derived=of("text")),
    ),
    units=(UnitKey("report", ("number",)),),
)
MAPPING = (
    *small.mapping("kind", ("273/1", "sexual", "exact"), ("273/", "", "none"), ("/273", "labour", "exact")),
    *small.mapping("sent", ("J", "yes", "exact"), ("N", "no", "exact")),
    *small.mapping("named", ("273f", "domestic", "exact"), ("300", "labour", "exact")),
)
ARTICLE = replace(small.alliance().attributes["form"], name="article", many=True)
BY_COURT = replace(small.BY_FORM, name="court", attribute="court")
INDICATORS = tuple(
    small.indicator(replace(small.BY_FORM, name=name, attribute=name), name=name)
    for name in ("form", "court", "article")
)
ALLIANCE = replace(
    small.alliance(*INDICATORS),
    attributes={**small.alliance().attributes, "article": ARTICLE},
    partners={"court": Partner("court", small.text("court"), REGISTER, MAPPING)},
)
DELIVERED = [
    {"docket": "2:20-cr-1", "act": "273", "part": "1", "text": "art. 273f lid 1, art 300", "outcome": "1"},
    {"docket": "2:20-cr-2", "act": "273", "part": "", "text": "art. 300", "outcome": "0"},
    {"docket": "1:21-cr-3", "act": "", "part": "273", "text": "theft", "outcome": "J"},
    {"docket": "4", "act": "", "part": "", "text": "", "outcome": "dismissed"},
    {"docket": "4", "act": "", "part": "", "text": "art.273f", "outcome": ""},
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return counted(ALLIANCE, {"court": DELIVERED}, tmp_path_factory.mktemp("counted"))


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_several_columns_make_one_attribute_and_a_blank_one_keeps_its_place(tables):
    assert bounds(tables["form"]) == {
        "total": (4, 4),
        "sexual": (1, 3),
        "domestic": (0, 3),
        "cross-border": (0, 3),
        "labour": (1, 3),
    }


def test_codes_become_the_words_that_another_partner_uses(tables):
    assert bounds(tables["court"]) == {"total": (4, 4), "yes": (2, 3), "no": (1, 2)}


def test_each_match_of_a_pattern_is_a_value_of_the_cell(tables):
    # In the third report no article is found, so that it can be about any; of the fourth one row says which.
    assert bounds(tables["article"])["domestic"] == (2, 3)
    assert bounds(tables["article"])["labour"] == (2, 3)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_the_referee_agrees(tables, tmp_path, indicator):
    codes = [category.code for category in tables[indicator.name].dimensions[0].categories]
    found = refereed(ALLIANCE, {"court": DELIVERED}, tmp_path).count(indicator, [codes])
    assert {code: bound for (code,), bound in found.items()} == bounds(tables[indicator.name])


FULL_NAME = Column("name", classification="personal")
SURNAME = Column("surname", classification="personal", person="surname", derived=of("name", pattern="^([^,]+),"))
BORN = Column("born", type="date", format="%Y-%m", derived=of("year", "month", join="-", values=(("?-?", ""),)))


def test_a_derived_column_is_checked_and_kept_as_one_of_the_file(tmp_path):
    columns = (FULL_NAME, Column("year"), Column("month"), SURNAME, BORN)
    partner = shelter(rule("required", "surname"), rule("type", "born", "date", "%Y-%m"), columns=columns)
    workspace = Workspace.of(tmp_path)
    lines = ('"Jansen, Piet",1980,05', "de Vries,1981,06", '"Bos, An",1982,13', '"Smit, Jo",?,?')
    receipt = deliver(workspace, tmp_path, *lines, partner=partner, header="name,year,month")
    assert [row["surname"] for row in accepted(workspace)] == ["Jansen", "Smit"]
    assert [row["born"] for row in accepted(workspace)] == ["1980-05", None]
    assert [(one.row, one.column) for one in receipt.refusals] == [(2, "surname"), (3, "born")]


def test_an_earlier_layout_derives_from_what_its_columns_were_called(tmp_path):
    then = FileLayout("0.1.0", DAY, (LayoutColumn("name", "person"), LayoutColumn("surname", "surname")))
    partner = shelter(columns=(FULL_NAME, SURNAME), units=(), events=(), layouts=(then,))
    workspace = Workspace.of(tmp_path)
    deliver(workspace, tmp_path, '"Jansen, Piet"', partner=partner, header="person")
    assert [row["surname"] for row in accepted(workspace)] == ["Jansen"]


def derived(value, then=""):
    """An edit of the contract of the template: its last column is derived."""
    old = "          - {property: unused, value: Free text may hold names.}"
    return f"{old}\n", f"{old}\n      - name: place\n        logicalType: string\n{then}" + (
        f"        customProperties: [{{property: derived, value: {value}}}, {{property: unused, value: Not yet.}}]\n"
    )


FAULTS = [
    broken(
        "a source that the file does not have; a word can stand for a blank",
        CONTRACT,
        *derived('{from: report_numbers, values: {unknown: ""}}'),
        "88: There is no column `report_numbers` in the file; did you mean `report_number`?",
    ),
    broken(
        "nothing said of whether a part of something personal is personal",
        CONTRACT,
        *derived('{from: remarks, pattern: "in ([A-Z][a-z]+)"}'),
        "82: The column `remarks` is marked unused but used for the derived column `place`.",
        "88: `place` is derived from `remarks`, which is personal; give it a classification: `none` if it tells nobody "
        "apart.",
    ),
    broken(
        "a pattern with two groups",
        CONTRACT,
        *derived('{from: report_number, pattern: "(H)([0-9])"}'),
        "88: The pattern `(H)([0-9])` has 2 groups; it can have one.",
    ),
    broken(
        "a pattern that is none",
        CONTRACT,
        *derived('{from: report_number, pattern: "(H"}'),
        "88: The pattern `(H` cannot be read: missing ): (H.",
    ),
    broken(
        "another word for a blank, which stays blank",
        CONTRACT,
        *derived('{from: report_number, values: {"": unknown}}'),
        "90: The key `` in `derived.value.values` must be a text that is not blank.",
    ),
    broken(
        "one column joined",
        CONTRACT,
        *derived('{from: report_number, join: "-"}'),
        "88: `place` is derived from one column, so there is nothing to join.",
    ),
    broken(
        "several values in a cell of an attribute that has one",
        CONTRACT,
        "value: {unit: report, attribute: subject}",
        'value: {unit: report, attribute: subject, each: "[a-z]+"}',
        "54: A cell of `subject` has several values, so the attribute `subject` must say `many: true`.",
    ),
]


@pytest.mark.parametrize("case", FAULTS)
def test_a_derivation_that_cannot_be_is_refused(case, tmp_path):
    check(case, tmp_path)
