"""The declarations of the Dutch alliance: what each partner's values may be, and what its papers promise.

Files are read here with the standard library alone, so that nothing of the engine vouches for itself.
"""

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn

from schakel.alliance.reader import read
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptSet
from schakel.model.mapping import Match
from schakel_judgments import thresholds

FOLDER = Path(__file__).parents[3] / "alliances" / "nl-mensenhandel"
PARTNERS = sorted(path.name for path in (FOLDER / "partners").iterdir())
SEXUAL = {"domestic-sexual", "cross-border-sexual"}
LABOUR = {"domestic-labour", "cross-border-labour"}
CRIMINAL = {"domestic-criminal", "cross-border-criminal"}
DOMESTIC = {"domestic-sexual", "domestic-labour", "domestic-criminal"}
CROSS_BORDER = {"cross-border-sexual", "cross-border-labour", "cross-border-criminal"}
ANYTHING = SEXUAL | LABOUR | CRIMINAL | {"organ-removal"}


@cache
def dutch() -> Alliance:
    return read(FOLDER)


@pytest.fixture
def alliance() -> Alliance:
    return dutch()


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def document(file: str) -> Any:
    return yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))


def claims(alliance: Alliance, partner: str) -> dict[str, str]:
    """The attribute of each column that makes a claim about a unit."""
    columns = alliance.partners[partner].contract.columns
    return {column.name: column.attribute for column in columns if column.attribute}


def may_be(alliance: Alliance, partner: str, column: str, value: str, day: date = date(2016, 1, 1)) -> set[str]:
    """The leaves that a source value may be on a day, by its lines of the mapping."""
    scheme = alliance.scheme_of(claims(alliance, partner)[column])
    found = ConceptSet(scheme, 0)
    for line in alliance.partners[partner].mapping:
        of_day = (line.valid_from or date.min) <= day < (line.valid_until or date.max)
        if line.column == column and value in line.values and of_day:
            found |= scheme.anything if line.match is Match.NONE else scheme.leaves_of(line.concept)
    return {concept.notation for concept in found}


# -- what each partner says of the form ----------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "forms"), [("seksueel", SEXUAL), ("arbeid", LABOUR), ("crimineel", CRIMINAL)])
def test_the_police_name_a_kind_and_no_route(alliance: Alliance, value: str, forms: set[str]) -> None:
    assert may_be(alliance, "politie", "uitbuitingsvorm", value) == forms


@pytest.mark.parametrize(
    ("value", "forms"), [("Nederland", DOMESTIC), ("buitenland", CROSS_BORDER), ("onbekend", ANYTHING)]
)
def test_comensha_names_a_route_and_no_kind(alliance: Alliance, value: str, forms: set[str]) -> None:
    assert may_be(alliance, "comensha", "wervingsland", value) == forms


@pytest.mark.parametrize("kind", ["seksueel", "arbeid", "crimineel"])
@pytest.mark.parametrize("route", ["Nederland", "buitenland"])
def test_kind_and_route_together_decide_the_form(alliance: Alliance, kind: str, route: str) -> None:
    police = may_be(alliance, "politie", "uitbuitingsvorm", kind)
    assert len(police & may_be(alliance, "comensha", "wervingsland", route)) == 1


def test_sub_3_is_cross_border_and_sexual(alliance: Alliance) -> None:
    assert may_be(alliance, "kmar", "feit", "273f-1-3") == {"cross-border-sexual"}
    assert may_be(alliance, "kmar", "feit", "273f") == ANYTHING


def test_the_prosecution_service_and_the_courts_say_nothing_of_the_form(alliance: Alliance) -> None:
    for partner in ("om", "rechtspraak", "cjib-dji", "justid"):
        assert "form" not in claims(alliance, partner).values()


# -- codes that change their meaning -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nationality", "day", "group"),
    [
        ("0043", date(2013, 6, 30), "other"),  # Croatia joined on 1 July 2013
        ("0043", date(2013, 7, 1), "eu"),
        ("0060", date(2020, 1, 31), "eu"),  # the United Kingdom left on 1 February 2020
        ("0060", date(2020, 2, 1), "other"),
        ("0001", date(2016, 1, 1), "dutch"),
    ],
)
def test_a_nationality_is_read_on_the_day(alliance: Alliance, nationality: str, day: date, group: str) -> None:
    assert may_be(alliance, "politie", "nationaliteit", nationality, day) == {group}


def test_a_ground_that_was_not_seen_in_a_source_says_so(alliance: Alliance) -> None:
    grounds = alliance.schemes["sepot-ground"].by_notation
    assert grounds["01"].verified
    assert not grounds["02"].verified
    assert "Niet geverifieerd" in grounds["02"].note.in_language("nl")


def test_a_ground_that_is_not_on_the_list_keeps_its_group(alliance: Alliance) -> None:
    scheme = alliance.schemes["sepot-ground"]
    everything_of_the_group = {concept.notation for concept in scheme.leaves_of("offence")}
    assert may_be(alliance, "om", "sepotgrond", "43") == everything_of_the_group


def lies_in(municipality: dict[str, str]) -> set[str]:
    """The concepts of the police unit and of the province of a municipality."""
    unit = municipality["politie_regionale_eenheid"].lower().replace(" ", "-")
    province = municipality["provincie"]
    return {unit, {"Noord-Holland": "province-noord-holland"}.get(province, province.lower())}


@pytest.mark.parametrize("partner", ["kmar", "arbeidsinspectie", "comensha", "emm"])
def test_every_municipality_lies_in_its_police_unit_and_its_province(alliance: Alliance, partner: str) -> None:
    scheme = alliance.schemes["region"]
    for row in rows("reference/municipalities-2022.csv"):
        [found] = may_be(alliance, partner, "gemeente_code", row["gm_code"])
        assert lies_in(row) <= {found, *scheme.above[found]}


def test_inhabitants_are_those_of_the_municipalities_together() -> None:
    together: Counter[str] = Counter()
    for row in rows("reference/municipalities-2022.csv"):
        together.update(dict.fromkeys(lies_in(row), int(row["inwoners"])))
    assert {row["concept"]: int(row["inhabitants"]) for row in rows("reference/inhabitants.csv")} == together


@pytest.mark.parametrize(
    ("recommendation", "papers"),
    [("3-monitorability", ["29 628, nr. 896", "29 279, nr. 447"]), ("4-outside-the-sex-industry", ["29 628, nr. 896"])],
)
def test_papers_are_cited_as_the_footnotes_of_the_letter_cite_them(recommendation: str, papers: list[str]) -> None:
    letter = (FOLDER / "reference/kst-28638-174.txt").read_text("utf-8")
    note = " ".join(document(f"recommendations/{recommendation}.yaml")["letter"]["note"]["nl"].split())
    for paper in papers:
        assert f"Kamerstuk {paper}" in note and f"Kamerstuk {paper}" in letter
    assert "niet gelezen" in note


def test_the_disposals_of_the_letter_are_those_it_names_and_the_other_is_said_to_be_ours() -> None:
    letter = (FOLDER / "reference/kst-28638-174.txt").read_text("utf-8")
    question = document("research/recidivism-by-form.yaml")
    named = {one["name"]: one["label"]["nl"] for one in question["chain"]["disposals"]}
    ours = [name for name in question["cohort"]["index"]["disposals"] if named[name] not in letter]
    assert ours == ["penal-order"]
    assert any("strafbeschikking" in note["nl"] and "toegevoegd" in note["nl"] for note in question["notes"])


def test_thresholds_that_were_chosen_are_said_to_be_and_are_those_in_use() -> None:
    recidivism, adequacy = document("research/recidivism-by-form.yaml"), document("sentencing/adequacy.yaml")
    enough = recidivism["cohort"]["enough"]
    [of_shares] = [note["nl"] for note in recidivism["notes"] if "koos Schakel" in note["nl"]]
    assert f"{enough['persons']} personen, {enough['events']} met" in of_shares
    assert f"{float(enough['half_width']) * 100:g} procentpunt" in of_shares
    [of_judgments] = [note["nl"] for note in adequacy["notes"] if "koos Schakel" in note["nl"]]
    assert f"ten minste {thresholds.SMALLEST_CELL} straffen" in of_judgments
    assert f"{thresholds.POWER:.0%} kans" in of_judgments
    assert f"ten hoogste {thresholds.WIDEST_INTERVAL:g} keer" in of_judgments
    assert thresholds.RATIO == 1.5 and "de helft erbij" in of_judgments


def test_there_are_as_many_invented_municipalities_in_a_size_class_as_real_ones(alliance: Alliance) -> None:
    limits = (5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 250_000)
    real = (int(row["inwoners"]) for row in rows("reference/municipalities-2022.csv"))
    sizes = Counter(f"size-{1 + sum(number >= limit for limit in limits)}" for number in real)
    invented = rows("simulation/invented-municipalities.csv")
    assert Counter(row["size_class"] for row in invented) == sizes
    for row in invented:
        assert may_be(alliance, "gemeenten", "gemeente_code", row["code"]) == {row["size_class"]}


# -- identifiers ---------------------------------------------------------------------------------------------------


def meets(alliance: Alliance, partner: str, rule: str, **columns: str) -> bool:
    """Whether a row meets a declared rule for whole rows."""
    [condition] = [one.arguments[0] for one in alliance.partners[partner].contract.rules if one.name == rule]
    values = ", ".join(f"'{value}' AS {name}" for name, value in columns.items())
    return bool(ask(f"SELECT {condition} FROM (SELECT {values})"))


def ask(query: str) -> object:
    """The one value that a query answers with."""
    [[value]] = duckdb.execute(query).fetchall()
    return value


@given(number=st.integers(1, 999_999_999))
def test_a_bsn_is_checked_as_python_stdnum_checks_it(number: int) -> None:
    text = f"{number:09d}"
    assert meets(dutch(), "politie", "bsn-eleven-test", bsn=text) == bsn.is_valid(text)


@pytest.mark.parametrize("partner", ["rechtspraak", "rechtspraak-open-data"])
@pytest.mark.parametrize(("ecli", "sound"), [("ECLI:NL:GHARL:2018:5772", True), ("ECLI:GHARL:2018:5772", False)])
def test_the_ecli_of_footnote_15_gets_a_hint(alliance: Alliance, partner: str, ecli: str, sound: bool) -> None:
    assert meets(alliance, partner, "ecli-without-country", ecli=ecli) is sound


@pytest.mark.parametrize(("number", "sound"), [("23-000328-24", True), ("22/000425-15", True), ("13/1234-16", False)])
def test_a_case_number_has_its_pattern_and_no_check_digit(alliance: Alliance, number: str, sound: bool) -> None:
    [pattern] = [
        rule.arguments[0]
        for rule in alliance.partners["om"].contract.rules
        if (rule.column, rule.kind) == ("parketnummer", "pattern")
    ]
    assert ask(f"SELECT regexp_full_match('{number}', '{pattern}')") is sound


# -- the papers of the alliance ------------------------------------------------------------------------------------


@pytest.mark.parametrize("partner", PARTNERS)
def test_every_value_of_a_sample_is_mapped(alliance: Alliance, partner: str) -> None:
    mapped = {(line.column, value) for line in alliance.partners[partner].mapping for value in line.values}
    for row in rows(f"partners/{partner}/sample.csv"):
        for column in claims(alliance, partner):
            assert not row[column] or (column, row[column]) in mapped


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_partner_has_a_readme_in_two_languages(partner: str) -> None:
    text = (FOLDER / "partners" / partner / "README.md").read_text(encoding="utf-8")
    assert sum(line.startswith("# ") for line in text.splitlines()) == 2


def test_every_real_decision_names_a_court_that_is_known(alliance: Alliance) -> None:
    mapped = {line.source_value for line in alliance.partners["rechtspraak-open-data"].mapping}
    decisions = rows("deliveries/uitspraken-mensenhandel-2021.csv")
    assert len(decisions) == 114
    assert {row["gerecht"] for row in decisions} <= mapped


def test_every_indicator_is_published_by_a_product(alliance: Alliance) -> None:
    published = {table for product in alliance.products.values() for table in product.tables}
    assert published == set(alliance.indicators)
    asked = {name for product in alliance.products.values() for name in product.research}
    assert asked == set(alliance.research)


def test_real_and_simulated_data_share_no_table(alliance: Alliance) -> None:
    real = {key.unit for key in alliance.partners["rechtspraak-open-data"].contract.units}
    for name, partner in alliance.partners.items():
        if name != "rechtspraak-open-data":
            assert real.isdisjoint(key.unit for key in partner.contract.units)


@pytest.mark.parametrize("number", range(1, 6))
def test_a_recommendation_points_to_tables_and_files_that_exist(alliance: Alliance, number: int) -> None:
    [file] = (FOLDER / "recommendations").glob(f"{number}-*.yaml")
    page = document(f"recommendations/{file.name}")
    assert set(page["tables"]) <= set(alliance.indicators)
    assert all((FOLDER / reference).exists() for reference in page.get("reference", []))
    assert page.get("status", "answered") in ("answered", "partly", "waiting")
    assert page["tables"] or page.get("research") or page["status"] == "waiting"


def test_the_questionnaire_asks_what_the_vocabulary_defines(alliance: Alliance) -> None:
    page = document("assessments/kader-aanpak-mensenhandel.yaml")
    questions = {question["id"]: question["level"] for theme in page["themes"] for question in theme["questions"]}
    framework = alliance.schemes["municipal-framework"]
    assert len(page["themes"]) == 5
    assert set(questions) == {leaf.notation for leaf in framework.leaves}
    assert set(questions.values()) == set(page["levels"])
    # With a capital or without.
    lines = alliance.partners["gemeenten"].mapping
    answers = {line.source_value.lower() for line in lines if line.column == "antwoord"}
    assert {answer["value"] for answer in page["answers"]} == answers


@pytest.mark.parametrize(
    "file",
    [
        "reference/published-figures.csv",
        "reference/maximum-penalties.csv",
        "reference/parket-codes.csv",
        "targets/veiligheidsagenda.csv",
    ],
)
def test_a_fact_has_a_source_or_is_marked_as_not_verified(file: str) -> None:
    for row in rows(file):
        assert row["verified"] in ("true", "false")
        assert row["source"] or row["verified"] == "false"


def test_the_lists_of_victims_are_those_that_the_methods_are_tested_on() -> None:
    published = (
        Path(__file__).parents[3] / "packages/prevalence/tests/data/capture_histories/netherlands_2010_2015_5lists.csv"
    )
    assert (FOLDER / "reference/capture-histories/netherlands-2010-2015.csv").read_bytes() == published.read_bytes()


def test_published_figures_are_numbers_of_a_period() -> None:
    figures = rows("reference/published-figures.csv")
    assert len({row["id"] for row in figures}) == len(figures)
    for row in figures:
        assert int(row["year from"]) <= int(row["year to"])
        assert float(row["value"]) <= float(row["value to"] or row["value"])
        assert row["precision"] in ("exact", "about", "less-than", "more-than")
        assert row["measure nl"] and row["measure en"] and row["unit nl"] and row["unit en"]


def test_the_letter_s_figures_are_there() -> None:
    letter = {
        (row["year from"], row["precision"], row["value"])
        for row in rows("reference/published-figures.csv")
        if row["source"] == "Kamerstukken II 28638, nr. 174"
    }
    assert letter == {("2013", "about", "250"), ("2017", "less-than", "150")}


def test_norms_have_editions() -> None:
    norms = [row for row in rows("targets/veiligheidsagenda.csv") if "OM" in row["indicator nl"]]
    of_2022 = [(row["edition"], row["norm"]) for row in norms if row["year"] == "2022"]
    assert of_2022 == [("Veiligheidsagenda 2019-2022", "240"), ("begroting 2022", "")]


def test_every_note_on_a_published_figure_is_in_all_languages(alliance):
    noted = [one for one in alliance.published_figures if one.note.by_language]
    assert noted
    assert all(set(one.note.by_language) == set(alliance.languages) for one in noted)
