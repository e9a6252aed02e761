"""The template of an alliance with persons in it, linked by chain number and name as in the Dutch alliance."""

import shutil
from datetime import date
from pathlib import Path

from broken import edit, template
from conftest import ALLIANCES

from schakel import verbs
from schakel.model.delivery import Receipt

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
ACCESS_FILE = "products/access.yaml"
ACCESS = """
name: access
title: {en: Access requests}
summary: {en: What is held of those who ask.}
purpose: {en: To tell persons what is held of them.}
legal_ground: {en: Article 15 of the data protection act.}
grounds: [data-protection-15]
users: [{who: {en: The data protection officer}, role: privacy-officer}]
ends: 2030-12-31
access_requests: true
""".lstrip()
GROUND = 'grounds:\n  data-protection-15: {law: {en: Data protection act}, article: "15"}\n'


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


def answer_those_who_ask(alliance: Path) -> None:
    """Add a product that serves for telling persons what is held of them."""
    (alliance / ACCESS_FILE).write_text(ACCESS, "utf-8")
    with (alliance / "alliance.yaml").open("a", encoding="utf-8") as general:
        general.write(GROUND)


def deliver(alliance: Path, month: int, *rows: str) -> Receipt:
    """Deliver reports on the first of a month of 2023, in a file beside the alliance."""
    file = alliance.parent / f"{month}.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return verbs.deliver(alliance, "helpline", file, date(2023, month, 1), synthetic=True)
