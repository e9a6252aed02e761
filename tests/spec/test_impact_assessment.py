"""Impact assessments

The facts for a data protection impact assessment come from the declarations; what is not declared stands as a question.
"""

import re

import pytest
from broken import edit, template
from command_line import schakel
from conftest import ALLIANCES
from odfdo import Document

from schakel import verbs
from schakel.store import Workspace
from schakel_base.errors import RequestError

CONTRACT = "partners/helpline/contract.yaml"
DUTCH = (
    "Voorstel",
    "Persoonsgegevens",
    "Gegevensverwerkingen",
    "Technieken en methoden van de gegevensverwerkingen",
    "Verwerkingsdoeleinden",
    "Betrokken partijen",
    "Belangen bij de gegevensverwerkingen",
    "Verwerkingslocaties",
    "Juridisch en beleidsmatig kader",
    "Bewaartermijnen",
    "Rechtsgrond",
    "Bijzondere persoonsgegevens, strafrechtelijke persoonsgegevens en nationale identificatienummers",
    "Doelbinding",
    "Noodzaak en evenredigheid",
    "Rechten van de betrokkenen",
    "Risico's voor betrokkenen",
    "Maatregelen",
)
"""The headings of the Model DPIA Rijksdienst 3.0."""


@pytest.fixture
def alliance(tmp_path):
    """The template: one partner, one product, and nothing delivered."""
    return template(tmp_path)


def parts(alliance, language=""):
    """The text of each part of an assessment, by its number."""
    text = verbs.dpia(alliance, language=language).decode()
    found = re.split(r"^## (\d+)\. ", text, flags=re.MULTILINE)
    return {int(number): part for number, part in zip(found[1::2], found[2::2], strict=True)}


def questions(part):
    return re.findall(r"^- \[ \] (.*)$", part, re.MULTILINE)


def rows(part, title):
    """The rows of a table under a title, cell by cell."""
    table = part.split(f"### {title}\n\n")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def test_the_headings_are_those_of_the_dutch_model():
    found = parts(ALLIANCES / "nl-mensenhandel", "nl")
    assert tuple(part.splitlines()[0] for part in found.values()) == DUTCH and [*found] == [*range(1, 18)]


def test_each_column_says_what_it_identifies_and_what_it_is_used_for(alliance):
    found = {row[0]: row for row in rows(parts(alliance)[2], "Data of Reports to the helpline")}
    dated = "deciding how long rows are kept; dating events"
    assert found["received\\_on"][2:] == ["not classified", "none", dated]
    assert found["report\\_number"][4] == "distinguishing units; replacing earlier rows"
    assert found["subject"][4] == "counting by subject of the report"
    assert found["remarks"][2:] == ["personal", "none", "nothing; it stays in the archive: Free text may hold names."]
    assert rows(parts(alliance)[2], "Columns by partner") == [["Reports to the helpline", "8", "1", "1", "2"]]


def test_a_column_of_numbers_is_used_for_counting_by_what_they_measure(alliance):
    edit(alliance, "alliance.yaml", "attributes:\n", "magnitudes: {hours: {label: {en: hours of work}}}\nattributes:\n")
    stated = "{property: magnitude, value: {unit: report, magnitude: hours}}"
    column = f"      - name: hours\n        logicalType: integer\n        customProperties: [{stated}]\n"
    with (alliance / CONTRACT).open("a", encoding="utf-8") as contract:
        contract.write(column)
    for file in ("sample.csv", "form.yaml"):  # they know nothing of the new column
        (alliance / "partners/helpline" / file).unlink()
    found = {row[0]: row for row in rows(parts(alliance)[2], "Data of Reports to the helpline")}
    assert found["hours"][4] == "counting by hours of work"


def test_purposes_users_and_protection_are_those_of_the_products(alliance):
    found = parts(alliance)
    assert rows(found[5], "Purposes") == [
        ["Example monitor", "To show how an alliance is declared.", "not declared", "31 December 2099"]
    ]
    assert rows(found[6], "Users")[0][0] == "Example monitor"
    (profile,) = rows(found[17], "Disclosure control by product")
    assert profile[:2] == ["Example monitor", "round-5-additive"] and "Every count is shown as" in profile[2]


def test_the_articles_of_a_product_are_named_as_readers_know_them():
    found = {row[0]: row[2] for row in rows(parts(ALLIANCES / "nl-mensenhandel", "en")[11], "Grounds by product")}
    assert found["Access requests"] == "GDPR, article 15 (not verified); Police data act, article 25 (not verified)"
    assert found["Security agenda: norm and result (simulated)"] == "none"


def test_data_flow_from_partner_to_zone_to_zone(alliance):
    flows = [row[:2] for row in rows(parts(alliance)[3], "Flows between partners and zones")]
    assert flows[:3] == [
        ["Reports to the helpline", "intake zone"],
        ["intake zone (Reports to the helpline)", "analysis zone"],
        ["analysis zone", "publication zone: Example monitor"],
    ]


def test_what_is_not_declared_is_a_question_and_what_is_declared_a_fact(alliance):
    before = parts(alliance)
    asked = "which columns hold special categories of data"
    assert any(asked in question for question in questions(before[2])) and "###" not in before[12]
    declared = "      - {property: legalCategories, value: {criminal: all, special: [remarks]}}\n"
    edit(alliance, CONTRACT, "      - {property: supersedesBy", f"{declared}      - {{property: supersedesBy")
    after = parts(alliance)
    assert not any(asked in question for question in questions(after[2]))
    categories = {row[1]: row[2] for row in rows(after[12], "Declared categories")}
    assert categories["special category (article 9)"] == "remarks"
    assert categories["criminal convictions and offences (article 10)"].startswith("report\\_number, received\\_on")
    assert [question.rpartition(": ")[2] for question in questions(after[12])] == [
        "special category (article 9)?",
        "criminal convictions and offences (article 10)?",
    ]


def test_a_retention_period_is_stated_or_asked_for(alliance):
    assert "not declared" not in parts(alliance)[10]
    text = (alliance / CONTRACT).read_text("utf-8")
    (alliance / CONTRACT).write_text(re.sub(r" +- {property: retention.*\n", "", text), "utf-8")
    part = parts(alliance)[10]
    assert rows(part, "Periods") == [["Reports to the helpline", "not declared", "", ""]]
    assert questions(part) == ["Reports to the helpline: how long are rows kept, counted from when, and why?"]


def test_people_judge(alliance):
    found = parts(alliance)
    for number in (7, 14, 16):
        assert questions(found[number]), "interests, necessity and risks are for people"
    opening = verbs.dpia(alliance).decode().split("## 1.")[0]
    assert f"question: {sum(len(questions(part)) for part in found.values())} are open" in opening


def test_the_text_to_edit_says_the_same(alliance, tmp_path):
    verbs.dpia(alliance, tmp_path / "assessment.odt")
    document = Document(tmp_path / "assessment.odt")
    markdown = verbs.dpia(alliance).decode()
    headings = [re.sub(r"^#+ ", "", line) for line in markdown.splitlines() if re.match("##+ ", line)]
    assert [one.inner_text for one in document.body.headers] == [one.replace("\\", "") for one in headings]
    assert len(document.body.tables) == markdown.count("\n| --- ")
    cells = {cell.value for table in document.body.tables for row in table.rows for cell in row.cells}
    assert {"received_on", "round-5-additive", "Free text."} <= cells
    assert document.meta.creation_date.time().isoformat() == "00:00:00"


def test_nothing_that_was_delivered_is_read(alliance):
    verbs.dpia(alliance)
    assert not Workspace.of(alliance).folder.exists()


def test_the_command_prints_or_writes_and_refuses_in_sentences(alliance, tmp_path):
    assert schakel("dpia", str(alliance)).output.startswith("# Data protection impact assessment: the facts")
    found = schakel("dpia", str(alliance), "--out", str(tmp_path / "a.odt"))
    assert found.exit_code == 0 and (tmp_path / "a.odt").read_bytes().startswith(b"PK")
    with pytest.raises(RequestError, match=r"a file that ends in .md or .odt"):
        verbs.dpia(alliance, tmp_path / "a.pdf")
    with pytest.raises(RequestError, match="does not speak fr; it speaks: en"):
        verbs.dpia(alliance, language="fr")
