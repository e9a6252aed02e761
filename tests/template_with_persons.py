"""The template of an alliance with persons in it, linked by chain number and name as in the Dutch alliance."""

import shutil
from pathlib import Path

from broken import edit, template
from conftest import ALLIANCES

CONTRACT = "partners/helpline/contract.yaml"
COLUMNS = """
      - name: surname
        logicalType: string
        classification: personal
        required: true
        customProperties: [{property: person, value: surname}]
      - name: first_name
        logicalType: string
        classification: personal
        customProperties: [{property: person, value: given_name}]
      - name: born_on
        logicalType: date
        logicalTypeOptions: {format: "%Y-%m-%d"}
        classification: personal
        customProperties: [{property: person, value: birth_date}]
      - name: skn
        logicalType: string
        classification: personal
        customProperties: [{property: person, value: chain_number}]
      - name: bsn
        logicalType: string
        classification: personal
        quality: [{metric: invalidValues, arguments: {pattern: "[0-9]{9}"}, mustBe: 0, severity: error}]
        customProperties: [{property: person, value: bsn}]
"""
HEADER = (
    "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks,"
    "surname,first_name,born_on,skn,bsn"
)


def alliance_with_persons(folder: Path) -> Path:
    """Make the alliance in a folder, with nothing delivered."""
    alliance = template(folder)
    shutil.copytree(ALLIANCES / "nl-mensenhandel" / "linking", alliance / "linking")
    for other in (alliance / "linking").iterdir():
        if other.name != "persons.yaml":
            other.unlink()
    text = (alliance / CONTRACT).read_text("utf-8")
    (alliance / CONTRACT).write_text(text.rstrip("\n") + COLUMNS, "utf-8")
    edit(
        alliance, CONTRACT, "- {unit: report, key: [report_number]}",
        "- {unit: report, key: [report_number]}\n          - {unit: person, key: [skn]}",
    )  # fmt: skip
    edit(alliance, "alliance.yaml", "units:", "units:\n  person: {label: {en: person}, plural: {en: persons}}")
    sample = alliance / "partners/helpline/sample.csv"
    _, *rows = sample.read_text("utf-8").splitlines()
    sample.write_text("\n".join([HEADER, *(f"{row},,,,," for row in rows)]) + "\n", "utf-8")
    (alliance / "partners/helpline/form.yaml").unlink()  # it asks for nobody's name
    shutil.rmtree(alliance / "deliveries")
    return alliance
