"""What a contract in the Open Data Contract Standard becomes."""

import pytest
from broken import edit, template

from schakel.alliance import read
from schakel.model.contract import EventRule, Rule, Severity, UnitKey

CONTRACT = "partners/helpline/contract.yaml"


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def contract_of(alliance):
    return read(alliance).partners["helpline"].contract


def rules(contract, column):
    return [(rule.kind, rule.arguments, rule.severity) for rule in contract.rules if rule.column == column]


def test_a_contract_has_the_parts_that_the_rooms_use(alliance):
    contract = contract_of(alliance)
    assert contract.partner == "helpline" and contract.version == "1.0.0" and contract.file == CONTRACT
    assert contract.title.in_language("en") == "Reports to the helpline"
    assert contract.encoding == "utf-8" and contract.delimiter == ","
    assert contract.units == (UnitKey("report", ("report_number",)),)
    assert contract.supersedes_by == ("report_number",)
    assert contract.events == (
        EventRule("report", "report", "received_on"),
        EventRule(
            "hand-over",
            "report",
            "handed_over_on",
            occurs="handed_over_to",
            claims=(("followed-up", "followed_up"),),
            not_before="report",
        ),
    )


def test_a_column_knows_its_use_and_its_line(alliance):
    columns = {column.name: column for column in contract_of(alliance).columns}
    assert (columns["subject"].units, columns["subject"].attribute) == (("report",), "subject")
    assert columns["received_on"].format == "%Y-%m-%d" and columns["received_on"].required
    assert columns["municipality"].classification == "quasi-identifier"
    assert columns["remarks"].unused == "Free text may hold names."
    lines = (alliance / CONTRACT).read_text().splitlines()
    assert all(lines[column.line - 1].strip() == f"- name: {column.name}" for column in columns.values())


def test_the_fields_of_a_column_are_rules(alliance):
    contract = contract_of(alliance)
    assert rules(contract, "report_number") == [("required", (), Severity.REFUSE), ("unique", (), Severity.REFUSE)]
    assert rules(contract, "received_on") == [
        ("type", ("date", "%Y-%m-%d"), Severity.REFUSE),
        ("required", (), Severity.REFUSE),
    ]


def test_the_checks_of_a_column_are_rules(alliance):
    contract = contract_of(alliance)
    assert rules(contract, "subject") == [("missing", (), Severity.NOTE), ("spelling-variants", (), Severity.NOTE)]
    assert rules(contract, "handed_over_to") == [("values", ("police", "labour inspectorate"), Severity.REFUSE)]


def test_the_checks_of_whole_rows_are_rules_without_a_column(alliance):
    repeated, condition = [rule for rule in contract_of(alliance).rules if not rule.column]
    assert repeated == Rule("repeated-rows", "repeated-rows", severity=Severity.NOTE, line=41)
    assert condition.kind == "row" and condition.name == "hand-over-before-report"
    assert condition.arguments == ("handed_over_on IS NULL OR handed_over_on >= received_on",)
    assert condition.sentence.in_language("en") == "The hand-over is dated before the report."


@pytest.mark.parametrize(
    ("options", "kind", "arguments"),
    [
        ("{minLength: 2}", "length", ("2", "")),
        ("{minLength: 2, maxLength: 5}", "length", ("2", "5")),
        ('{pattern: "H[0-9]+"}', "pattern", ("H[0-9]+",)),
    ],
)
def test_the_limits_of_a_text_are_rules(alliance, options, kind, arguments):
    edit(alliance, CONTRACT, "logicalType: string", f"logicalType: string\n        logicalTypeOptions: {options}")
    assert (kind, arguments, Severity.REFUSE) in rules(contract_of(alliance), "report_number")


def test_the_limits_of_a_number_are_a_range(alliance):
    limits = "logicalType: integer\n        logicalTypeOptions: {minimum: 0, maximum: 130}"
    edit(alliance, CONTRACT, "name: remarks\n        logicalType: string", f"name: remarks\n        {limits}")
    assert rules(contract_of(alliance), "remarks") == [
        ("type", ("integer", ""), Severity.REFUSE),
        ("range", ("0", "130"), Severity.REFUSE),
    ]


@pytest.mark.parametrize(
    ("check", "kind", "arguments"),
    [
        ("{metric: duplicateValues, mustBe: 0}", "unique", ()),
        ("{metric: nullValues, mustBe: 0}", "missing", ()),
        ('{metric: invalidValues, arguments: {pattern: "[a-z ]*"}, mustBe: 0}', "pattern", ("[a-z ]*",)),
        ("{metric: invalidValues, arguments: {validValues: [1, 2]}, mustBe: 0}", "values", ("1", "2")),
        (
            '{type: custom, engine: schakel, implementation: {check: combinedValues, separator: ", "}}',
            "combined-values",
            (", ",),
        ),
    ],
)
def test_every_check_has_its_rule(alliance, check, kind, arguments):
    edit(alliance, CONTRACT, "{metric: missingValues, mustBe: 0, severity: warning}", check)
    assert (kind, arguments, Severity.REFUSE) in rules(contract_of(alliance), "subject")


def test_a_check_may_have_a_name_and_a_sentence_of_its_own(alliance):
    check = "{name: subject-filled, metric: missingValues, mustBe: 0, description: The subject is blank.}"
    edit(alliance, CONTRACT, "{metric: missingValues, mustBe: 0, severity: warning}", check)
    rule = next(rule for rule in contract_of(alliance).rules if rule.name == "subject-filled")
    assert rule.kind == "missing" and rule.sentence.in_language("en") == "The subject is blank."


def test_a_check_in_words_is_for_readers_only(alliance):
    check = "{type: text, description: The desk chooses one subject.}"
    edit(alliance, CONTRACT, "{metric: missingValues, mustBe: 0, severity: warning}", check)
    assert rules(contract_of(alliance), "subject") == [("spelling-variants", (), Severity.NOTE)]


def test_a_contract_may_have_a_title_in_every_language(alliance):
    edit(
        alliance, CONTRACT, "customProperties:\n", "customProperties:\n      - {property: title, value: {en: Calls}}\n"
    )
    assert contract_of(alliance).title.in_language("en") == "Calls"


def test_properties_of_other_tools_are_left_alone(alliance):
    edit(
        alliance,
        CONTRACT,
        "customProperties:\n",
        "customProperties:\n      - {property: steward, value: the archive}\n",
    )
    assert contract_of(alliance).id == "helpline"
