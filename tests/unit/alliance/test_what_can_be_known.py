"""An indicator counts only what some partner says, of the unit itself or of those above it."""

import pytest
from broken import edit, faults_of, template

from schakel.alliance import read

INDICATOR = "indicators/reports-by-subject.yaml"
PERSON = "  person: {label: {en: person}, plural: {en: persons}, belongs_to: report, inherits: [subject]}\n"
BY_YEAR = "{kind: period, name: year, event: report, by: year, label: {en: year}}"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: register
name: Register
version: 1.0.0
status: active
schema:
  - name: rows
    logicalType: object
    customProperties:
      - property: units
        value: [{unit}]
      - property: events
        value:
          {events}
    properties:
      - {{name: number, logicalType: string, required: true}}
      - name: "on"
        logicalType: date
        required: true
        customProperties: [{{property: retention, value: ""}}]
"""
VICTIM = "  victim: {label: {en: victim}, plural: {en: victims}, belongs_to: person, inherits: [subject]}\n"


@pytest.fixture
def alliance(tmp_path):
    folder = template(tmp_path)
    edit(folder, "alliance.yaml", "attributes:\n", f"{PERSON}{VICTIM}attributes:\n")
    return folder


def count(alliance, unit):
    edit(alliance, INDICATOR, "unit: report\n", f"unit: {unit}\n")


def name_in_rows(alliance, unit):
    edit(
        alliance,
        "partners/helpline/contract.yaml",
        "key: [report_number]}\n",
        f"key: [report_number]}}\n          - {{unit: {unit}}}\n",
    )


def test_what_is_said_of_the_unit_above_is_known_of_the_unit_below(alliance):
    name_in_rows(alliance, "person")
    count(alliance, "person")
    assert read(alliance).indicators["reports-by-subject"].unit == "person"


def test_it_comes_along_over_several_steps(alliance):
    name_in_rows(alliance, "victim")
    name_in_rows(alliance, "person, key: [report_number]")
    count(alliance, "victim")
    edit(alliance, INDICATOR, f"  - {BY_YEAR}\n", "")
    assert read(alliance).indicators["reports-by-subject"].unit == "victim"


def test_an_event_does_not_come_along_over_several_steps(alliance):
    name_in_rows(alliance, "victim")
    name_in_rows(alliance, "person, key: [report_number]")
    count(alliance, "victim")
    assert faults_of(alliance) == [
        f"{INDICATOR}:8: No contract says that `report` happens to `victim`: it happens to `report`."
    ]


def test_no_step_is_left_out(alliance):
    name_in_rows(alliance, "victim")
    count(alliance, "victim")
    assert f"{INDICATOR}:7: No partner makes a claim about `subject` of `victim`." in faults_of(alliance)


def test_it_is_not_known_of_a_unit_that_does_not_inherit_it(alliance):
    edit(alliance, "alliance.yaml", f"\n{PERSON}", "\n" + PERSON.replace(", inherits: [subject]", ""))
    name_in_rows(alliance, "person")
    count(alliance, "person")
    assert faults_of(alliance) == [f"{INDICATOR}:7: No partner makes a claim about `subject` of `person`."]


def test_a_unit_that_no_row_names_cannot_be_counted(alliance):
    count(alliance, "person")
    assert faults_of(alliance) == [f"{INDICATOR}:5: No partner names the unit `person`, so it cannot be counted."]


def test_an_event_is_no_unit_though_it_may_have_the_name_of_one(alliance):
    edit(
        alliance,
        "alliance.yaml",
        "attributes:\n",
        "  hand-over: {label: {en: a}, plural: {en: b}, belongs_to: report}\nattributes:\n",
    )
    count(alliance, "hand-over")
    assert f"{INDICATOR}:5: No partner names the unit `hand-over`, so it cannot be counted." in faults_of(alliance)


def test_units_in_a_circle_are_a_fault_and_no_endless_loop(alliance):
    edit(
        alliance, "alliance.yaml", "    plural: {en: reports}\n", "    plural: {en: reports}\n    belongs_to: victim\n"
    )
    assert [fault.split(": ")[1] for fault in faults_of(alliance)] == [
        "The unit `report` belongs to itself.",
        "The unit `person` belongs to itself.",
        "The unit `victim` belongs to itself.",
    ]


def test_an_event_of_another_unit_cannot_be_counted(alliance):
    name_in_rows(alliance, "person")
    edit(alliance, "partners/helpline/contract.yaml", "{event: report, unit: report", "{event: report, unit: person")
    said = "No contract says that `report` happens to `report`: it happens to `person`."
    assert faults_of(alliance) == [
        f"indicators/{place}: {said}"
        for place in ("days-to-hand-over.yaml:7", "reports-by-subject.yaml:8", "reports-through-the-chain.yaml:11")
    ]


def test_an_event_of_the_unit_above_can_be_counted(alliance):
    name_in_rows(alliance, "person")
    count(alliance, "person")
    assert read(alliance).indicators["reports-by-subject"].dimensions[1].event == "report"


def test_it_cannot_where_no_row_names_both(alliance):
    register(alliance, "register", "{unit: person, key: [number]}")
    count(alliance, "person")
    assert faults_of(alliance) == [
        f"{INDICATOR}:7: No partner makes a claim about `subject` of `person`.",
        f"{INDICATOR}:8: No contract says that `report` happens to `person`: it happens to `report`.",
    ]


def test_a_population_is_not_taken_by_what_happens_to_another_unit(alliance):
    name_in_rows(alliance, "victim")
    edit(alliance, INDICATOR, "unit: report\n", "unit: report\npopulation: [{event: left}]\n")
    left = "{event: left, unit: victim, happened: received_on}"
    edit(alliance, "partners/helpline/contract.yaml", "- {event: report", f"- {left}\n          - {{event: report")
    assert faults_of(alliance) == [
        f"{INDICATOR}:6: No contract says that `left` happens to `report`: it happens to `victim`."
    ]


def test_an_event_happens_to_one_kind_of_unit(alliance):
    register(alliance, "register", "{unit: person, key: [number]}", "{event: report, unit: person, happened: on}")
    assert faults_of(alliance) == [
        "partners/register/contract.yaml:15: The event `report` happens to `person` here and to `report` in line 23 of "
        "partners/helpline/contract.yaml; give one of the two another name."
    ]


def register(alliance, partner, unit, event="{event: seen, unit: person, happened: on}"):
    """Add a partner whose rows name one kind of unit."""
    folder = alliance / "partners" / partner
    folder.mkdir()
    (folder / "contract.yaml").write_text(CONTRACT.format(unit=unit, events=f"[{event}]"), "utf-8")


def test_a_profile_must_be_one_that_the_caller_knows(alliance):
    assert read(alliance, frozenset({"round-5-additive", "suppress"})).products["monitor"].profile == "round-5-additive"
    edit(alliance, "products/monitor.yaml", "profile: round-5-additive", "profile: suppress")
    assert read(alliance, frozenset({"round-5-additive", "suppress"})).products["monitor"].profile == "suppress"
    assert faults_of(alliance) == ["products/monitor.yaml:10: There is no profile `suppress`."]
