"""A unit can have many values

A case can be about several offences. A cell has several values, several rows and partners say more, and the case
belongs to each: none contradicts another. Counted by the engine and the referee.
"""

from dataclasses import replace

import pytest
import small
from broken import edit, faults_of, template
from counting import counted, refereed

from schakel.model import Column, Condition, Contract, DimensionRule, EventRule, Partner, Phase, UnitKey

COLUMNS = (Column("number"), Column("kind", units=("report",), attribute="form", split=";"))
CONTRACTS = {
    name: Contract(name, name, "1.0.0", COLUMNS, units=(UnitKey("report", ("number",)),))
    for name in ("hotline", "shelter")
}
MAPPING = small.mapping(
    "kind", ("dom", "domestic", "exact"), ("sex", "sexual", "broad"), ("lab", "labour", "exact"), ("?", "", "none")
)
DELIVERED = {
    "hotline": [
        {"number": "1", "kind": "dom; lab"},
        {"number": "2", "kind": "dom"},
        {"number": "2", "kind": "lab;"},
        {"number": "3", "kind": "sex"},
        {"number": "4", "kind": "dom;never seen"},  # what no line of the mapping covers can be anything
        {"number": "5", "kind": ""},
    ],
    "shelter": [{"number": "2", "kind": "sex"}, {"number": "6", "kind": "?"}],
}
LABOUR = Condition(attribute="form", concept="labour")
INDICATORS = (
    small.indicator(small.BY_FORM, name="all"),
    small.indicator(small.BY_FORM, name="labour", population=(LABOUR,)),
    small.indicator(small.BY_FORM, name="others", population=(replace(LABOUR, excluded=True),)),
)
FORM = replace(small.alliance().attributes["form"], many=True)
ALLIANCE = replace(
    small.alliance(*INDICATORS),
    attributes={"form": FORM},
    partners={name: Partner(name, small.text(name), one, MAPPING) for name, one in CONTRACTS.items()},
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return counted(ALLIANCE, DELIVERED, tmp_path_factory.mktemp("counted"))


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_a_unit_belongs_to_each_of_its_values(tables):
    assert bounds(tables["all"]) == {
        "total": (6, 6),
        "sexual": (4, 6),
        "domestic": (3, 6),
        "cross-border": (0, 5),
        "labour": (2, 5),
    }


def test_a_population_has_the_units_of_which_one_value_is_asked(tables):
    assert bounds(tables["labour"])["total"] == (2, 5)
    assert bounds(tables["labour"])["domestic"] == (2, 5)
    assert bounds(tables["others"])["total"] == (1, 4)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_the_referee_agrees(tables, tmp_path, indicator):
    codes = [category.code for category in tables[indicator.name].dimensions[0].categories]
    found = refereed(ALLIANCE, DELIVERED, tmp_path).count(indicator, [codes])
    assert {code: bound for (code,), bound in found.items()} == bounds(tables[indicator.name])


def test_a_unit_goes_through_a_phase_if_one_of_its_values_may(tmp_path):
    """Reports 1, 3 and 4 may be of labour, so they may still be referred; report 2 is of others alone."""
    days = tuple(Column(name, type="date", format="%Y-%m-%d") for name in ("received", "referred"))
    events = (EventRule("report", "report", "received"), EventRule("referral", "report", "referred", "referred"))
    contract = replace(CONTRACTS["hotline"], columns=(*COLUMNS, *days), events=events)
    soon = Phase("soon", small.text("soon"), "referral", within=1, of="report", through="form", concepts=("labour",))
    indicator = small.indicator(DimensionRule("phase", "phase", small.text("phase"), phases=(soon,)))
    partner = replace(ALLIANCE.partners["hotline"], contract=contract)
    alliance = replace(ALLIANCE, partners={"hotline": partner}, indicators={"reports": indicator})
    kinds = enumerate(("dom;lab", "dom;sex", "?", "sex;never seen"), start=1)
    rows = [{"number": str(at), "kind": kind, "received": "2020-03-01", "referred": ""} for at, kind in kinds]
    assert bounds(counted(alliance, {"hotline": rows}, tmp_path)["reports"])["soon"] == (0, 3)
    assert refereed(alliance, {"hotline": rows}, tmp_path).count(indicator, [["soon"]]) == {("soon",): (0, 3)}


def test_no_event_has_an_attribute_of_many_values(tmp_path):
    alliance = template(tmp_path)
    edit(alliance, "alliance.yaml", "scheme: subject\n", "scheme: subject\n    many: true\n")
    file = "indicators/reports-through-the-chain.yaml"
    edit(alliance, file, "event: hand-over}", "event: hand-over, attribute: subject, concept: other}")
    said = "`subject` can have many values, so no event has it; count by it, or name it in `population`."
    assert said in faults_of(alliance)[0]


def test_what_takes_one_true_value_for_granted_is_refused(tmp_path):
    alliance = template(tmp_path)
    edit(alliance, "alliance.yaml", "scheme: subject\n", "scheme: subject\n    many: true\n")
    file, by_subject = "indicators/reports-by-subject.yaml", "kind: attribute, name: subject, attribute: subject"
    edit(alliance, file, by_subject, "kind: decided, name: subject, attributes: [subject]")
    assert faults_of(alliance) == [f"{file}:7: `subject` can have many values, so nothing is decided or contradicted."]
