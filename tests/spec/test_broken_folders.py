"""Faults in an alliance folder

A folder that is not an alliance, or misses a part, is refused. All faults are listed at once.
"""

import shutil

import pytest
from broken import edit, faults_of, template
from command_line import schakel

from schakel.alliance import read
from schakel_base.errors import DeclarationError


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def test_the_template_has_no_fault(alliance):
    assert read(alliance).name == "template"


def test_a_folder_that_does_not_exist(tmp_path):
    assert faults_of(tmp_path / "nowhere") == [f"There is no folder `{tmp_path / 'nowhere'}`."]


def test_an_empty_folder(tmp_path):
    assert faults_of(tmp_path) == [f"{tmp_path}: This folder has no alliance.yaml, so it is not an alliance."]


def test_a_folder_without_partners(alliance):
    shutil.rmtree(alliance / "partners")
    shutil.rmtree(alliance / "deliveries")
    assert faults_of(alliance) == ["partners: There are no partners. Give each a folder here, with its contract."]


def test_a_partner_without_a_contract(alliance):
    (alliance / "partners/police").mkdir()
    (alliance / "partners/police/mapping.csv").write_text((alliance / "partners/helpline/mapping.csv").read_text())
    assert faults_of(alliance) == ["partners/police/contract.yaml: This file is missing."]


def test_a_contract_outside_the_folder_of_its_partner(alliance):
    (alliance / "partners/helpline/contract.yaml").rename(alliance / "partners/contract.yaml")
    assert faults_of(alliance) == [
        "partners/contract.yaml: This file must be in the folder of its partner.",
        "partners/helpline/contract.yaml: This file is missing.",
    ]


def test_a_partner_whose_folder_has_no_proper_name(alliance):
    (alliance / "partners/helpline").rename(alliance / "partners/Help Line")
    edit(alliance, "deliveries/deliveries.yaml", "partner: helpline", "partner: help-line")
    assert faults_of(alliance) == [
        "deliveries/deliveries.yaml:3: There is no partner `help-line`; did you mean `Help Line`?",
        "partners/Help Line: `Help Line` must be a name of small letters, digits and hyphens.",
    ]


def test_a_partner_that_makes_claims_without_a_mapping(alliance):
    (alliance / "partners/helpline/mapping.csv").unlink()
    assert faults_of(alliance) == ["partners/helpline/mapping.csv: This file is missing."]


def test_what_only_some_commands_read_is_checked_as_well(alliance):
    (alliance / "sentencing").mkdir()
    (alliance / "sentencing/guidelines.yaml").write_text("editions: []\nedition: x\n", "utf-8")
    (alliance / "sentencing/reading-rules.yaml").write_text("rules: [\n", "utf-8")
    (alliance / "simulation.yaml").write_text("year: [2020, 2021]\n", "utf-8")
    done = schakel("check", str(alliance))
    assert done.exit_code == 1
    files = {line.partition(":")[0] for line in done.output.splitlines()}
    assert files == {"sentencing/guidelines.yaml", "sentencing/reading-rules.yaml", "simulation.yaml"}


def test_a_missing_scheme(alliance):
    (alliance / "vocabulary/yes-no.ttl").unlink()
    assert faults_of(alliance) == ["alliance.yaml:25: There is no scheme `yes-no`."]


def test_a_missing_indicator(alliance):
    (alliance / "indicators/days-to-hand-over.yaml").unlink()
    assert faults_of(alliance) == ["products/monitor.yaml:9: There is no indicator `days-to-hand-over`."]


def test_a_missing_list_of_deliveries(alliance):
    (alliance / "deliveries/deliveries.yaml").unlink()
    assert faults_of(alliance) == ["deliveries/deliveries.yaml: This file is missing."]


def test_a_data_file_that_no_delivery_declares(alliance):
    (alliance / "deliveries/more.csv").write_text("a,b\n")
    assert faults_of(alliance) == ["deliveries/more.csv: This file is not declared as a delivery."]


def test_a_folder_with_nearly_the_right_name(alliance):
    (alliance / "indicators").rename(alliance / "indicator")
    (alliance / "products/monitor.yaml").unlink()
    assert faults_of(alliance) == [
        "indicator: There is no folder `indicator` in an alliance; did you mean `indicators`?"
    ]


def test_a_file_with_another_ending(alliance):
    (alliance / "indicators/days-to-hand-over.yaml").rename(alliance / "indicators/days-to-hand-over.yml")
    assert faults_of(alliance) == [
        "indicators/days-to-hand-over.yml: Files in `indicators` end in `.yaml`; this one would not be read.",
        "products/monitor.yaml:9: There is no indicator `days-to-hand-over`.",
    ]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("alliance.yaml", 32),
        ("partners/helpline/contract.yaml", 88),
        ("partners/helpline/mapping.csv", 11),
        ("vocabulary/subject.ttl", 43),
        ("indicators/reports-by-subject.yaml", 16),
        ("products/monitor.yaml", 13),
        ("deliveries/deliveries.yaml", 8),
    ],
)
def test_a_file_in_another_encoding(alliance, file, line):
    path = alliance / file
    path.write_bytes(path.read_bytes() + "café\n".encode("latin-1"))
    sentence = "This file is not UTF-8: the byte 0xe9 has no meaning there."
    assert f"{file}:{line}: {sentence}" in faults_of(alliance)


def test_a_byte_order_mark_is_no_fault(alliance):
    for path in [*alliance.rglob("*.yaml"), *alliance.rglob("mapping.csv"), *alliance.rglob("*.ttl")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(alliance).name == "template"


@pytest.mark.parametrize("content", ["", "- a list\n", "a word\n"])
def test_a_yaml_file_that_holds_no_keys(alliance, content):
    (alliance / "products/monitor.yaml").write_text(content)
    assert faults_of(alliance) == ["products/monitor.yaml:1: This file must hold keys and values."]


def test_a_second_language_is_asked_of_every_text(alliance):
    edit(alliance, "alliance.yaml", "languages: [en]", "languages: [en, nl]")
    faults = faults_of(alliance)
    assert "alliance.yaml:3: `title` has no text in the language `nl`." in faults
    assert "vocabulary/yes-no.ttl:12: The concept `yes` has no skos:definition in the language `nl`." in faults
    assert {fault.split(":")[0] for fault in faults} == {
        "alliance.yaml",
        "deliveries/deliveries.yaml",
        "indicators/days-to-hand-over.yaml",
        "indicators/reports-by-subject.yaml",
        "indicators/reports-through-the-chain.yaml",
        "partners/helpline/contract.yaml",
        "products/monitor.yaml",
        "vocabulary/subject.ttl",
        "vocabulary/yes-no.ttl",
    }


def test_all_faults_are_reported_at_once_by_file_and_line(alliance):
    edit(alliance, "products/monitor.yaml", "profile: round-5-additive", "profile: round-5-aditive")
    edit(alliance, "indicators/reports-by-subject.yaml", "chart: bars", "chart: pie")
    edit(alliance, "partners/helpline/mapping.csv", "unclear,,none", "unclear,,no")
    edit(alliance, "partners/helpline/mapping.csv", "question about the law,other", "question about the law,others")
    assert [fault.split(": ")[0] for fault in faults_of(alliance)] == [
        "indicators/reports-by-subject.yaml:11",
        "partners/helpline/mapping.csv:7",
        "partners/helpline/mapping.csv:8",
        "products/monitor.yaml:10",
    ]


def test_one_file_at_fault_does_not_blame_the_others(alliance):
    (alliance / "alliance.yaml").write_text("{")
    (alliance / "vocabulary/subject.ttl").write_text("{")
    (alliance / "partners/helpline/contract.yaml").write_text("{")
    assert [fault.split(":")[0] for fault in faults_of(alliance)] == [
        "alliance.yaml",
        "partners/helpline/contract.yaml",
        "vocabulary/subject.ttl",
    ]


def test_the_error_names_every_fault_in_its_message(alliance):
    edit(alliance, "products/monitor.yaml", "profile: round-5-additive", "profile: round-5-aditive")
    with pytest.raises(DeclarationError, match=r"products/monitor.yaml:10: There is no profile `round-5-aditive`"):
        read(alliance)


def test_while_alliance_yaml_is_at_fault_nothing_is_said_of_its_attributes(alliance):
    edit(alliance, "alliance.yaml", "scheme: subject\n", "scheme: subject\n    many: true\n")
    edit(alliance, "partners/helpline/contract.yaml", "attribute: subject}", 'attribute: subject, split: ";"}')
    edit(alliance, "alliance.yaml", "languages: [en]", "languages: en")
    assert {fault.partition(":")[0] for fault in faults_of(alliance)} == {"alliance.yaml"}
