"""The declarations of the Argentine demonstration: every delivered value is mapped, every quirk is seen.

The deliveries are read here with the standard library alone, so that nothing of the engine vouches for itself.
"""

import csv
from pathlib import Path

import duckdb
import pytest

from schakel.alliance.reader import read
from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import ConceptSet
from schakel.model.contract import Severity
from schakel.model.mapping import Match

FOLDER = Path(__file__).parents[3] / "alliances" / "ar-linea-145"
PARTNERS = ("linea-145", "oficina-de-rescate")

SEXUAL = {"domestic-sexual", "cross-border-sexual"}
OUTSIDE = {"domestic-outside", "cross-border-outside"}
ANYTHING = SEXUAL | OUTSIDE | {"organ-removal", "other"}


@pytest.fixture(scope="module")
def alliance() -> Alliance:
    return read(FOLDER)


def delivered_file(alliance: Alliance, partner: str) -> Path:
    [shipped] = [delivery for delivery in alliance.deliveries if delivery.partner == partner]
    return FOLDER / "deliveries" / shipped.file.name


def delivered_rows(alliance: Alliance, partner: str) -> list[dict[str, str]]:
    with delivered_file(alliance, partner).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def claimed_columns(partner: Partner) -> dict[str, str]:
    """The attribute of each column that makes a claim about a unit or an event."""
    of_units = {column.name: column.attribute for column in partner.contract.columns if column.attribute}
    of_events = {column: attribute for event in partner.contract.events for attribute, column in event.claims}
    return of_units | of_events


def may_be(alliance: Alliance, partner: str, column: str, value: str) -> set[str]:
    """The leaves that a source value may be, by its lines of the mapping."""
    scheme = alliance.scheme_of(claimed_columns(alliance.partners[partner])[column])
    found = ConceptSet(scheme, 0)
    for line in alliance.partners[partner].mapping:
        if line.column == column and value in line.values:
            found |= scheme.anything if line.match is Match.NONE else scheme.leaves_of(line.concept)
    return {concept.notation for concept in found}


@pytest.mark.parametrize("name", PARTNERS)
def test_the_contract_names_the_columns_of_the_file_in_their_order(alliance: Alliance, name: str) -> None:
    columns = [column.name for column in alliance.partners[name].contract.columns]
    assert columns == list(delivered_rows(alliance, name)[0])


@pytest.mark.parametrize("name", PARTNERS)
def test_every_delivered_value_of_a_claimed_column_is_mapped(alliance: Alliance, name: str) -> None:
    partner = alliance.partners[name]
    mapped = {(line.column, mapped) for line in partner.mapping for mapped in line.values}
    rows = delivered_rows(alliance, name)
    delivered = {(column, row[column]) for column in claimed_columns(partner) for row in rows if row[column]}
    assert delivered - mapped == set()


@pytest.mark.parametrize("name", PARTNERS)
def test_no_line_of_a_mapping_waits_for_a_value_that_is_not_delivered(alliance: Alliance, name: str) -> None:
    partner = alliance.partners[name]
    rows = delivered_rows(alliance, name)
    texts = {
        (line.column, line.source_value)
        for line in partner.mapping
        if line.column != "edad_aparente"  # ages are mapped in ranges
    }
    assert {(column, value) for column, value in texts if value not in {row[column] for row in rows}} == set()


@pytest.mark.parametrize("name", PARTNERS)
def test_every_line_that_does_not_decide_says_why(alliance: Alliance, name: str) -> None:
    undecided = [line for line in alliance.partners[name].mapping if line.match in (Match.NARROW, Match.NONE)]
    assert undecided
    assert [line for line in undecided if not line.note] == []


def test_the_two_files_read_a_subject_alike(alliance: Alliance) -> None:
    for value in {row["subtema"] for row in delivered_rows(alliance, "oficina-de-rescate")}:
        assert may_be(alliance, "oficina-de-rescate", "subtema", value) == may_be(
            alliance, "linea-145", "subtema", value
        )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Explotación sexual", SEXUAL),
        ("Explotación sexual niñas, niños y adolescentes", SEXUAL),
        ("Explotación laboral", OUTSIDE),
        ("Servidumbre doméstica", OUTSIDE),
        ("Posible captación", SEXUAL | OUTSIDE),
        ("Oferta laboral engañosa", SEXUAL | OUTSIDE),
        ("Extracción forzosa de órganos, tejidos o fluidos", {"organ-removal"}),
        ("Trata de personas", SEXUAL | OUTSIDE | {"organ-removal"}),
        ("Covid-19", {"other"}),
        ("Covid 19", {"other"}),
        ("Permiso para circular", {"other"}),
        ("Violencia familiar", {"other"}),
        ("Pornografía infantil", SEXUAL | {"other"}),
        ("Trabajo infantil", OUTSIDE | {"other"}),
        ("Matrimonio forzado", SEXUAL | OUTSIDE | {"other"}),
        ("Persona desaparecida", ANYTHING),
        ("Venta de niños y otros delitos", ANYTHING),
        ("Otro", ANYTHING),
        ("Faltó aclarar", ANYTHING),
        ("No aplica", ANYTHING),
        # More than one subject: forms that are named are kept; an act or a circumstance takes nothing away.
        ("Explotación laboral, explotación sexual", SEXUAL | OUTSIDE),
        ("Explotación sexual, posible captación", SEXUAL),
        ("Explotación sexual, covid 19", SEXUAL),
        ("Persona desaparecida, posible captación", SEXUAL | OUTSIDE),
        ("Persona desaparecida, venta de niños y otros delitos", ANYTHING),
    ],
)
def test_what_a_subject_may_be(alliance: Alliance, value: str, expected: set[str]) -> None:
    assert may_be(alliance, "linea-145", "subtema", value) == expected


@pytest.mark.parametrize(
    ("partner", "column", "value", "expected"),
    [
        ("linea-145", "provincia", "Buenos Aires", {"06"}),
        ("linea-145", "provincia", "Colorado", {"abroad"}),
        ("linea-145", "derivacion_judicializa", "si", {"yes"}),
        ("linea-145", "derivacion_institucion", "Protex", {"protex"}),
        ("linea-145", "derivacion_institucion", "911/ Equipo de Seguimiento", {"local-police", "follow-up-area"}),
        ("oficina-de-rescate", "provincia", "Sachsen", {"abroad"}),
        ("oficina-de-rescate", "genero", "Travesti", {"trans"}),
        ("oficina-de-rescate", "edad_aparente", "17", {"12-17"}),
        ("oficina-de-rescate", "edad_aparente", "18", {"18-24"}),
        ("oficina-de-rescate", "edad_aparente", "100", {"65-plus"}),
    ],
)
def test_what_another_value_may_be(
    alliance: Alliance, partner: str, column: str, value: str, expected: set[str]
) -> None:
    assert may_be(alliance, partner, column, value) == expected


@pytest.mark.parametrize(
    ("partner", "column", "value"),
    [("linea-145", "derivacion_institucion", "revisar PNR"), ("oficina-de-rescate", "edad_aparente", "0")],
)
def test_a_value_without_a_meaning_may_be_anything(alliance: Alliance, partner: str, column: str, value: str) -> None:
    attribute = claimed_columns(alliance.partners[partner])[column]
    everything = {leaf.notation for leaf in alliance.scheme_of(attribute).leaves}
    assert may_be(alliance, partner, column, value) == everything


def test_a_province_is_mapped_to_the_code_that_stands_beside_it(alliance: Alliance) -> None:
    for partner in PARTNERS:
        for row in delivered_rows(alliance, partner):
            if row["provincia_indec_id"]:
                assert may_be(alliance, partner, "provincia", row["provincia"]) == {row["provincia_indec_id"]}


@pytest.mark.parametrize("name", PARTNERS)
def test_every_column_has_a_use_or_a_reason_for_having_none(alliance: Alliance, name: str) -> None:
    partner = alliance.partners[name]
    contract = partner.contract
    used = set(claimed_columns(partner)) | set(contract.supersedes_by)
    used |= {column for key in contract.units for column in key.columns}
    used |= {column for event in contract.events for column in (event.happened, event.occurs)}
    for column in contract.columns:
        assert (column.name in used) != bool(column.unused), column.name


@pytest.mark.parametrize(
    ("partner", "column"),
    [("linea-145", "localidad"), ("linea-145", "denunciante_localidad"), ("linea-145", "origen"),
     ("oficina-de-rescate", "localidad"), ("oficina-de-rescate", "nacionalidad")],
)  # fmt: skip
def test_what_points_to_a_person_is_classified_and_left_out(alliance: Alliance, partner: str, column: str) -> None:
    [declared] = [found for found in alliance.partners[partner].contract.columns if found.name == column]
    assert declared.classification == "quasi-identifier"
    assert declared.unused


@pytest.mark.parametrize(
    ("partner", "rule", "rows"),
    [
        ("linea-145", "referral-before-report", 6),
        ("linea-145", "second-referral-before-first", 98),
        ("linea-145", "third-referral-before-earlier-one", 5),
        ("linea-145", "referral-incomplete", 0),
        ("linea-145", "referral-date-carries-a-time", 2943),
        ("linea-145", "combined-subtheme", 51),
        ("linea-145", "province-without-code", 1),
        ("linea-145", "locality-named-buenos-aires", 285),
        ("linea-145", "official-named", 2),
        ("oficina-de-rescate", "combined-subtheme", 51),
        ("oficina-de-rescate", "province-without-code", 9),
        ("oficina-de-rescate", "age-written-as-zero", 227),
        ("oficina-de-rescate", "adult-victim-of-exploitation-of-minors", 22),
    ],
)
def test_a_rule_for_whole_rows_sees_the_quirk_that_it_is_for(
    alliance: Alliance, partner: str, rule: str, rows: int
) -> None:
    [declared] = [found for found in alliance.partners[partner].contract.rules if found.name == rule]
    assert declared.severity is Severity.NOTE
    file = str(delivered_file(alliance, partner))
    query = f"SELECT count(*) FROM read_csv(?, all_varchar = true, header = true) WHERE NOT ({declared.arguments[0]})"
    with duckdb.connect() as connection:
        assert connection.execute(query, [file]).fetchall() == [(rows,)]


def test_nothing_that_the_publisher_delivered_is_refused_for_its_wording(alliance: Alliance) -> None:
    """Only a row without a number or a day, a number twice, or a value of another type is refused."""
    refusing = {
        rule.kind
        for name in PARTNERS
        for rule in alliance.partners[name].contract.rules
        if rule.severity is Severity.REFUSE
    }
    assert refusing == {"type", "required", "unique"}


def test_every_table_of_the_product_names_its_unit_in_its_definition(alliance: Alliance) -> None:
    for name in alliance.products["monitor"].tables:
        indicator = alliance.indicators[name]
        english, spanish = (
            " ".join(
                [indicator.definition.in_language(language), *(note.in_language(language) for note in indicator.notes)]
            )
            for language in ("en", "es")
        )
        unit = alliance.units[indicator.unit]
        assert unit.name in english
        assert unit.label.in_language("es").split()[0] in spanish


def test_the_title_says_that_this_is_no_official_monitor(alliance: Alliance) -> None:
    assert "not an official monitor" in alliance.title.in_language("en")
    assert "no es un monitor oficial" in alliance.title.in_language("es")


def test_the_series_break_without_a_year_is_marked_unverified(alliance: Alliance) -> None:
    breaks = alliance.indicators["referred-reports-by-body"].breaks
    assert [found.verified for found in breaks] == [False]
