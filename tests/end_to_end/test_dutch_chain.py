"""The simulated Dutch chain against its own truth: the bounds contain it, and the letter's statements come out of it.

The simulator knows the form of exploitation behind every row that it writes. Partners write less than that, and
sometimes something else: a key is lost, or a form is registered wrongly. A lost key makes bounds wider or leaves a unit
out, and never makes them wrong. Only a wrong form can: the tests below count those and allow for no others.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from arrivals import take_in
from conftest import copy_alliance
from counting import tables_of

from schakel import verbs
from schakel.alliance import read
from schakel.disclosure.protect import protect
from schakel.identity.judging.duplicates import list_candidates
from schakel.identity.persons import person_records
from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators.assessment_profiles import profiles_of
from schakel.indicators.counting import units_query
from schakel.indicators.open_edition import open_edition
from schakel.intake import rows_of_edition
from schakel.model.alliance import Alliance, ShippedDelivery
from schakel.model.table import Cell, Table
from schakel.store.catalogue import Catalogue
from schakel.store.engine import View, connect
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel.verbs.building import build_edition
from schakel.verbs.chain_tables import chain_tables
from schakel.vocabulary.statements import statements_query
from schakel_base.progress import silent
from schakel_linkage import agreement, link, read_model, standardise, without_the_number
from schakel_linkage.linking.quality import without_numbers

YEARS = range(2013, 2016)
FORMS = {
    "binnenlands-seksueel": "domestic-sexual",
    "grensoverschrijdend-seksueel": "cross-border-sexual",
    "binnenlands-buiten-seksindustrie": "domestic-outside",
    "grensoverschrijdend-buiten-seksindustrie": "cross-border-outside",
    "organen": "organ-removal",
}
KINDS = {"seksueel": "seksueel", "arbeid": "buiten-seksindustrie", "crimineel": "buiten-seksindustrie"}
ERRORS = ("form-wrong", "form-first-wrong", "skn-missing", "pv-missing", "date-impossible")
BY_FORM = (
    "registrations-by-year-and-form",
    "outside-the-sex-industry",
    "registrations-to-prosecution",
    "suspects-through-prosecution",
    "suspects-by-age-and-form",
    "cases-through-the-chain",
    "cases-by-year",
)
MONITORABILITY = tuple(
    f"{what}-of-{unit}"
    for what in ("who-decides-the-form", "what-would-decide-the-form")
    for unit in ("suspects", "cases")
)
NORM = "suspects-delivered-by-the-police"
UNITS = ("registration", "suspect", "prosecution", "case", "victim-report", "file")
REGISTERED = "SELECT delivery, row, skn FROM police UNION ALL SELECT delivery, row, skn FROM marechaussee"


@dataclass(frozen=True)
class World:
    """A simulated world that was delivered and built: what was counted of it, and what is true of it."""

    alliance: Alliance
    truth: Path
    chain: SealedFolder
    intake: SealedFolder

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables of the edition."""
        return tables_of(self.alliance, self.chain, synthetic=True)

    def asked(self, question: str) -> list[tuple[Any, ...]]:
        """The answer to a question about the chain, the truth, the deliveries and what the police wrote."""
        written = self.rows("politie")
        inputs = {
            **chain_tables(self.chain),
            "deliveries": self.deliveries,
            "truth": self.truth / "rows.parquet",
            "true_cases": self.truth / "case.parquet",
            "true_persons": self.truth / "person.parquet",
            "persons": self.intake / "persons.parquet",
            "written": View(statements_query(self.alliance.partners["politie"].contract), {"rows": written}),
            "told": self.rows("emm"),
            "prosecuted": self.rows("om"),
            "registered": View(REGISTERED, {"police": written, "marechaussee": self.rows("kmar")}),
        }
        # Only what the question names is opened: there are a hundred tables and files, and as many questions.
        named = set(re.findall(r"\w+", question))
        with connect({name: source for name, source in inputs.items() if name in named}) as connection:
            return connection.execute(question).fetchall()

    @cached_property
    def deliveries(self) -> pa.Table:
        """The number of each delivery, and the name of its file."""
        listed = [one.delivery for one in Catalogue(Workspace.of(self.alliance.folder)).receipts()]
        return pa.table({"delivery": [one.number for one in listed], "file": [one.file_name for one in listed]})

    def rows(self, partner: str) -> View:
        """The rows of a partner that are in force."""
        workspace = Workspace.of(self.alliance.folder)
        return rows_of_edition(self.alliance.partners[partner].contract, workspace, self.chain.name)

    @cached_property
    def forms(self) -> Mapping[tuple[str, int], str]:
        """The true form of every unit that has one, as a concept, by kind of unit and pseudonym."""
        found = self.asked("""
            SELECT key_map.unit, key_map.unit_id, list(DISTINCT truth.form)
            FROM key_map JOIN deliveries USING (delivery)
            JOIN truth ON truth.file = deliveries.file AND truth.row = key_map.row
            WHERE truth.form IS NOT NULL GROUP BY ALL
        """)
        return {(unit, unit_id): FORMS[forms[0]] for unit, unit_id, forms in found if unit in UNITS and len(forms) == 1}

    @cached_property
    def misled(self) -> set[tuple[str, int]]:
        """The units about which, or about whose file, the police registered another kind of form than the true one."""
        written = self.asked("""
            SELECT key_map.unit_id, written.source_value, truth.form
            FROM written JOIN deliveries USING (delivery)
            JOIN truth ON truth.file = deliveries.file AND truth.row = written.row
            JOIN key_map ON key_map.delivery = written.delivery AND key_map.row = written.row
            WHERE written.attribute = 'form' AND key_map.unit = 'file'
        """)
        files = {file for file, value, form in written if not form.endswith(KINDS[value])}
        links = self.asked("SELECT unit, unit_id, parent_id FROM links WHERE parent_unit = 'file'")
        return {("file", file) for file in files} | {(unit, child) for unit, child, file in links if file in files}

    @cached_property
    def missed(self) -> set[tuple[str, int]]:
        """The units whose true form is not among those that they may be."""
        scheme = self.alliance.scheme_of("form")
        may_be = self.asked("SELECT unit, unit_id, mask FROM attributes WHERE attribute = 'form'")
        return {
            (unit, unit_id)
            for unit, unit_id, mask in may_be
            if (form := self.forms.get((unit, unit_id))) and not mask & scheme.leaves_of(form).mask
        }


def make_world(folder: Path, seed: int, errors: bool, scale: float = 0, years: range = YEARS) -> World:
    """Simulate a few years of the theme, deliver them, and count the tables that are looked at here.

    With a `scale` it is that share of all crime, and not the theme alone.
    """
    place = copy_alliance("nl-mensenhandel", folder)
    if not errors:
        without_errors(place / "simulation.yaml")
    simulated = verbs.simulate(place, folder / "simulated", years, scale or 1, theme_only=not scale, seed=seed)
    alliance = read(place)
    wanted = {name: alliance.indicators[name] for name in (*BY_FORM, *MONITORABILITY, NORM)}
    alliance = replace(alliance, indicators=wanted, research={})
    take_in_all(alliance, (*alliance.deliveries, *simulated))
    built = build_edition(alliance, None, silent)
    intake = Workspace.of(place).intake_edition(built.edition.name)
    return World(alliance, folder / "simulated" / "truth", built.folder, intake)


def without_errors(file: Path) -> None:
    """Give every error in a key or a form the chance 0: the numbers in the value of its parameter."""
    text = file.read_text("utf-8")
    for name in ERRORS:
        value = re.compile(rf"(?<=^  {name}: {{value: )({{[^}}]*}}|[0-9.]+)", re.MULTILINE)
        text, found = value.subn(lambda chance: re.sub("[0-9.]+", "0", chance[0]), text)
        assert found == 1
    file.write_text(text, "utf-8")


def take_in_all(alliance: Alliance, deliveries: Iterable[ShippedDelivery]) -> None:
    for one in deliveries:
        partner = alliance.partners[one.partner]
        take_in(Workspace.of(alliance.folder), partner, one.file, one.delivered, synthetic=one.synthetic)


@pytest.fixture(scope="module")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world in which no key is lost and no form is wrong."""
    return make_world(tmp_path_factory.mktemp("faultless"), seed=2, errors=False, years=YEARS[:2])


@pytest.fixture(scope="module")
def realistic(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world in which partners make the mistakes that the simulation declares."""
    return make_world(tmp_path_factory.mktemp("realistic"), seed=1, errors=True)


# -- the bounds contain the truth ----------------------------------------------------------------------------------


def checked_counts(world: World, name: str) -> Iterator[tuple[Cell, tuple[int, int], int, int]]:
    """Every count by form over units whose number is known: its cell, its bounds, the truth, and those misled in it."""
    table, scheme = world.tables[name], world.alliance.scheme_of("form")
    unit, side = table.indicator.unit, [rule.attribute for rule in table.indicator.dimensions].index("form")
    units = units_by_base_cell(world, table)
    for cell in table.cells:
        code = cell.coordinates[side]
        whole = table.cell((*cell.coordinates[:side], "total", *cell.coordinates[side + 1 :]))
        if whole.lower != whole.upper or code == "total":
            continue
        inside = [one for index in whole.lower for one in units[index]]
        if all((unit, one) in world.forms for one in inside):
            forms = [form for form in FORMS.values() if set(scheme.leaves_of(form)) <= set(scheme.leaves_of(code))]
            if forms:
                truth = sum(world.forms[unit, one] in forms for one in inside)
                yield cell, table.bounds(cell), truth, sum((unit, one) in world.misled for one in inside)


def units_by_base_cell(world: World, table: Table) -> list[list[int]]:
    query = units_query(table.indicator, world.alliance)
    names = ", ".join(f'"{name}"' for name in query.columns)
    places = {key: index for index, key in enumerate(table.base_keys)}
    units: list[list[int]] = [[] for _ in table.base]
    for unit_id, *key in world.asked(f"SELECT unit_id, {names} FROM ({query.sql})"):
        units[places[tuple(key)]].append(unit_id)
    return units


@pytest.mark.parametrize("name", BY_FORM)
def test_without_errors_every_count_by_form_contains_the_truth(faultless: World, name: str) -> None:
    counts = list(checked_counts(faultless, name))
    assert len(counts) >= 4
    assert faultless.missed == faultless.misled == set()
    for cell, (lower, upper), truth, _ in counts:
        assert lower <= truth <= upper, cell.coordinates


@pytest.mark.parametrize("name", BY_FORM)
def test_with_errors_a_count_misses_the_truth_by_no_more_than_the_wrong_registrations(
    realistic: World, name: str
) -> None:
    counts = list(checked_counts(realistic, name))
    assert len(counts) >= 4
    for cell, (lower, upper), truth, misled in counts:
        assert lower - misled <= truth <= upper + misled, cell.coordinates


def test_only_a_wrong_form_puts_the_truth_outside_the_bounds(realistic: World) -> None:
    assert 0 < len(realistic.missed) < 0.03 * len(realistic.forms)
    assert realistic.missed <= realistic.misled


def test_the_cases_that_the_police_delivered_lie_between_the_bounds_of_the_norm(realistic: World) -> None:
    """A case without its file may be one of the police: the bounds differ by no more than such cases."""
    [(truth,)] = realistic.asked("""
        WITH files AS (
            SELECT case_file FROM truth WHERE file IN (SELECT file FROM deliveries JOIN written USING (delivery))
        )
        SELECT count(*) FROM prosecuted JOIN deliveries USING (delivery)
        JOIN truth ON truth.file = deliveries.file AND truth.row = prosecuted.row
        WHERE feitcode = '273f' AND beslissing IS DISTINCT FROM 'administratief sepot'
        AND truth.case_file IN (FROM files)
    """)
    table = realistic.tables[NORM]
    lower, upper = table.bounds(table.cell(("total",)))
    assert lower < upper
    assert lower <= truth <= upper


def test_a_lost_file_number_leaves_a_case_open_and_never_wrong(realistic: World) -> None:
    lost = realistic.asked("""
        SELECT key_map.unit_id FROM key_map WHERE key_map.unit = 'prosecution'
        AND NOT EXISTS (SELECT 1 FROM links WHERE links.unit = 'prosecution' AND links.unit_id = key_map.unit_id)
    """)
    said = realistic.asked("SELECT unit_id FROM attributes WHERE unit = 'prosecution' AND attribute = 'form'")
    assert lost
    assert not {unit for (unit,) in lost} & {unit for (unit,) in said}


def test_of_a_flow_each_phase_lies_within_the_one_before(realistic: World) -> None:
    flows = {name: table for name, table in realistic.tables.items() if table.indicator.chart == "flow"}
    assert {"registrations-to-prosecution", "suspects-through-prosecution"} <= set(flows)
    for name, table in flows.items():
        phases, *others = ([category.code for category in one.categories] for one in table.dimensions)
        assert table.dimensions[0].name == "phase" and len(others) == 1
        cells = {cell.coordinates: cell for cell in table.cells}
        for before, after in pairwise(phases):
            for other in others[0]:
                wider, narrower = cells[before, other], cells[after, other]
                assert set(wider.lower) >= set(narrower.lower), (name, after, other)
                assert set(wider.upper) >= set(narrower.upper), (name, after, other)


def test_who_has_no_chain_number_is_a_suspect_by_name(realistic: World) -> None:
    """No suspect is missing, and most of those whose number was lost are the person whose number it was."""
    [(registrations, without)] = realistic.asked("SELECT count(*), count(*) FILTER (WHERE skn IS NULL) FROM registered")
    [(suspects,)] = realistic.asked("""
        SELECT count(*) FROM key_map WHERE unit = 'suspect' AND partner IN ('politie', 'kmar')
    """)
    assert without > 0
    assert suspects == registrations
    [(found,)] = realistic.asked("""
        SELECT count(*) FROM registered JOIN persons USING (delivery, row) WHERE skn IS NULL AND person IN (
            SELECT person FROM registered JOIN persons USING (delivery, row) WHERE skn IS NOT NULL
            UNION SELECT person FROM prosecuted JOIN persons USING (delivery, row) WHERE skn IS NOT NULL
        )
    """)
    assert 0.8 * without < found <= without


def test_joined_records_are_of_one_person_and_the_recall_stands_by_group(realistic: World) -> None:
    """Pairs of records, counted one by one: an alias with a number of its own is what cannot be found."""
    found = realistic.asked("""
        SELECT persons.person, truth.person, suspects.origin <> 'nl'
        FROM persons JOIN deliveries USING (delivery)
        JOIN truth ON truth.file = deliveries.file AND truth.row = persons.row
        JOIN true_persons AS suspects ON suspects.id = TRY_CAST(truth.person AS BIGINT)
    """)
    assert len(found) > 1000
    for abroad, least in ((False, 0.985), (True, 0.96)):
        pairs = [*combinations([(person, true) for person, true, group in found if group == abroad], 2)]
        joined = [one[1] == other[1] for one, other in pairs if one[0] == other[0]]
        together = [one[0] == other[0] for one, other in pairs if one[1] == other[1]]
        assert sum(joined) >= 0.99 * len(joined)
        assert sum(together) >= least * len(together)


def true_persons(world: World) -> tuple[pa.Table, list[str], list[bool]]:
    """The records of persons, the true person of each, and whether born abroad, but for those with an alias.

    Nothing in the records of a register tells that two names with two numbers are of one person.
    """
    files = {name: world.rows(name) for name in world.alliance.partners}
    assert world.alliance.persons is not None
    records = person_records(world.alliance, files, KeyedHash(b"s" * 32), world.alliance.persons)
    told = world.asked("""
        SELECT deliveries.delivery, truth.row, suspects.id, suspects.origin <> 'nl'
        FROM truth JOIN deliveries USING (file) JOIN true_persons AS suspects
        ON suspects.id = TRY_CAST(truth.person AS BIGINT) WHERE NOT aliased
    """)
    truth = {(delivery, row): (str(person), abroad) for delivery, row, person, abroad in told}
    places = list(zip(records["delivery"].to_pylist(), records["row"].to_pylist(), strict=True))
    kept = [number for number, place in enumerate(places) if place in truth]
    found = [truth[places[number]] for number in kept]
    return records.take(kept), [person for person, _ in found], [abroad for _, abroad in found]


def recalls(alliance: Alliance, records: pa.Table, truth: list[str], groups: list[str]) -> Iterator[tuple[float, ...]]:
    """The estimate, the truth and the number of persons, by group: of linking by names, all numbers hidden."""
    assert alliance.persons is not None
    model = read_model(alliance.folder / alliance.persons.file)
    standard = standardise(records, model, date(2022, 1, 1))
    told = without_the_number(standard, model, groups)
    rules = tuple(rule for rule in model.cannot_link if rule != "numbers")
    hidden = without_numbers(standard, ["chain_number", "bsn"])
    person = link(hidden, replace(model, cannot_link=rules)).person
    numbered = pa.array(truth).dictionary_encode().indices.to_numpy()
    for group in sorted(set(groups)):
        members = np.flatnonzero(np.array(groups) == group)
        true = np.unique(numbered[members], return_inverse=True)[1]
        yield told[group].by_names.recall, agreement(person[members], true).recall, float(true.max() + 1)


def test_the_recall_by_names_is_estimated_without_the_truth(realistic: World) -> None:
    """Hide the numbers, link, and hold what was found against the numbers: that tells nearly what the truth tells.

    So few persons leave something to chance: two standard errors of a share among them.
    """
    records, truth, abroad = true_persons(realistic)
    named = [number for number, name in enumerate(records["surname"].to_pylist()) if name]
    groups = ["abroad" if abroad[number] else "here" for number in named]
    found = list(recalls(realistic.alliance, records.take(named), [truth[number] for number in named], groups))
    assert len(found) == 2
    for estimate, true, persons in found:
        assert estimate == pytest.approx(true, abs=0.005 + 2 * (true * (1 - true) / persons) ** 0.5)


@pytest.mark.slow
def test_among_many_the_recall_is_estimated_within_half_a_point(tmp_path: Path) -> None:
    """Three hundredths of all crime in three years, as a world of its own; it takes a minute."""
    world = make_world(tmp_path, seed=11, errors=True, scale=0.03)
    records, truth, abroad = true_persons(world)
    named = [number for number, name in enumerate(records["surname"].to_pylist()) if name]
    groups = ["abroad" if abroad[number] else "here" for number in named]
    for estimate, true, persons in recalls(
        world.alliance, records.take(named), [truth[number] for number in named], groups
    ):
        assert persons > 2000
        assert estimate == pytest.approx(true, abs=0.005)


def test_what_looks_like_one_person_and_is_not_is_kept_apart(realistic: World) -> None:
    """Invented traps among the records of the chain: a famous name on 1 January, fathers and sons, twins."""
    records, _, _ = true_persons(realistic)
    assert realistic.alliance.persons is not None
    model = read_model(realistic.alliance.folder / realistic.alliance.persons.file)
    famous = [("Mohamed", "Ali", f"{year}-01-01") for year in range(1955, 1995) for _ in range(5)]
    families = [
        (name, surname, f"{year}-0{month}-1{month}")
        for month, surname in enumerate(("Yildizoglu", "Verhoevenaar", "Szabados", "Okonkwoma"), start=1)
        for name, year in (("Mehmet", 1961), ("Mehmet", 1988), ("Lotte", 1993), ("Sanne", 1993))
    ]
    blank = dict.fromkeys(records.column_names)
    attributes = dict.fromkeys(realistic.alliance.persons.kinds, "")
    traps = [
        {**blank, **attributes, "record": str(number), "given_name": name, "surname": surname, "birth_date": born}
        for number, (name, surname, born) in enumerate([*famous, *families])
    ]
    everybody = pa.concat_tables([records, pa.Table.from_pylist(traps, records.schema)])
    person = link(standardise(everybody, model, date(2022, 1, 1)), model).person[records.num_rows :]
    assert len(set(person.tolist())) == len(traps) == 216


def test_appeals_and_joined_cases_are_counted_as_they_truly_are(faultless: World) -> None:
    """An appeal is one more verdict in a case, and a joined case is judged by the verdict in another one."""
    [(verdicts, judged)] = faultless.asked("""
        WITH told AS (
            SELECT DISTINCT deliveries.file, truth.unit, truth.case_number FROM key_map JOIN deliveries USING (delivery)
            JOIN truth ON truth.file = deliveries.file AND truth.row = key_map.row WHERE key_map.partner = 'rechtspraak'
        ),
        tried AS (SELECT id, number FROM true_cases WHERE CAST(id AS VARCHAR) IN (SELECT case_number FROM told)),
        decided AS (SELECT parketnummer FROM prosecuted WHERE beslissing = 'voeging ter berechting'),
        joined AS (
            SELECT id, number FROM true_cases
            WHERE joined_to IN (SELECT number FROM tried) AND number IN (SELECT parketnummer FROM decided)
        )
        SELECT (SELECT count(DISTINCT unit) FROM told), (SELECT count(*) FROM tried) + (SELECT count(*) FROM joined)
    """)
    found = faultless.asked("""
        SELECT count(DISTINCT unit_id) FILTER (unit = 'verdict'), count(DISTINCT unit_id) FILTER (unit = 'case')
        FROM key_map WHERE partner = 'rechtspraak'
    """)
    assert found == [(verdicts, judged)]
    table = faultless.tables["cases-through-the-chain"]
    assert table.bounds(table.cell(("judged", "total"))) == (judged, judged)


def test_signals_listed_as_alike_are_often_one_and_seldom_enough_to_be_joined_unseen(realistic: World) -> None:
    pairs = list_candidates(realistic.alliance.folder, "signal", date(2026, 1, 1))
    true = realistic.asked("""
        SELECT told.kenmerk_bron, list(DISTINCT truth.unit) FROM told JOIN deliveries USING (delivery)
        JOIN truth ON truth.file = deliveries.file AND truth.row = told.row GROUP BY ALL
    """)
    signals = {reference: set(units) for reference, units in true}
    share = sum(bool(signals[pair.one] & signals[pair.other]) for pair in pairs) / len(pairs)
    assert len(pairs) > 100
    assert 0.05 < share < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 9))
def test_in_other_worlds_too(seed: int, tmp_path: Path) -> None:
    """Six more worlds, every other one without errors; each takes some ten seconds."""
    world = make_world(tmp_path, seed, errors=seed % 2 == 0)
    assert world.missed <= world.misled
    for name in BY_FORM:
        for cell, (lower, upper), truth, misled in checked_counts(world, name):
            assert lower - misled <= truth <= upper + misled, (name, cell.coordinates)


# -- the letter of 13 September 2019 -------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["suspects", "cases"])
def test_neither_prosecution_nor_police_decide_a_form_and_the_route_of_comensha_does(
    realistic: World, unit: str
) -> None:
    published = protect(realistic.tables[f"who-decides-the-form-of-{unit}"], "round-5")
    phases = [category.code for category in published.dimensions[0].categories]
    assert len(phases) == 3
    for phase in phases:
        decided = Counter[str]()
        for category in published.dimensions[1].categories:
            figure = published.at(phase=phase, **{"known-from": category.code}).count
            assert figure.is_exact and figure.lower is not None
            decided[category.code] = int(figure.lower)
        assert decided["om"] == decided["politie"] == decided["politie-and-om"] == 0
        assert decided["total"] > decided["all-partners"] >= decided["politie-and-comensha"] > 50
        assert decided["without-comensha"] < decided["without-kmar"]


@pytest.mark.parametrize("unit", ["suspects", "cases"])
def test_what_would_settle_most_is_the_form_itself_at_the_prosecution_service(realistic: World, unit: str) -> None:
    published = protect(realistic.tables[f"what-would-decide-the-form-of-{unit}"], "round-5")
    opened, first, *others = [category.code for category in published.dimensions[1].categories]
    assert (opened, first) == ("open", "om-form")
    gains = [published.at(**{"one-attribute-more": code}).count.lower or 0 for code in (first, *others)]
    assert gains == sorted(gains, reverse=True)
    route = published.at(**{"one-attribute-more": "om-route"}).count
    assert 0 < (route.lower or 0) < (route.upper or 0)


# -- nothing real meets synthetic ----------------------------------------------------------------------------------


def test_no_unit_is_known_from_a_real_and_from_a_synthetic_delivery(realistic: World) -> None:
    receipts = Catalogue(Workspace.of(realistic.alliance.folder)).receipts()
    synthetic = {one.delivery.number: one.delivery.synthetic for one in receipts}
    kinds: dict[tuple[str, int], set[bool]] = {}
    for unit, unit_id, delivery in realistic.asked("SELECT unit, unit_id, delivery FROM key_map"):
        kinds.setdefault((unit, unit_id), set()).add(synthetic[delivery])
    assert {unit for (unit, _), found in kinds.items() if found == {False}} == {"published-decision"}
    assert all(len(found) == 1 for found in kinds.values())


@pytest.mark.parametrize("name", BY_FORM)
def test_every_table_of_the_chain_rests_on_synthetic_deliveries_alone(realistic: World, name: str) -> None:
    edition = open_edition(realistic.alliance, realistic.chain.name)
    behind = edition.deliveries_behind(realistic.alliance.indicators[name].unit)
    assert len(behind) > len(YEARS)
    assert edition.is_synthetic(name, behind)


def test_the_profile_of_a_municipality_holds_the_last_answers_that_it_delivered(realistic: World) -> None:
    told: dict[tuple[str, str], tuple[str, str]] = {}
    for file in sorted(realistic.truth.parent.glob("*-gemeenten-*.csv")):
        with file.open(newline="", encoding="utf-8") as delivered:
            for row in csv.DictReader(delivered):
                place, answer = (row["gemeente_code"], row["indicator_id"]), (row["datum"], row["antwoord"])
                told[place] = max(told.get(place, answer), answer)
    (assessment,) = realistic.alliance.assessments
    deliveries = [receipt.delivery for receipt in Catalogue(Workspace.of(realistic.alliance.folder)).receipts()]
    profiles = profiles_of(assessment, realistic.alliance, deliveries)
    shown = {
        (profile.subject.code, question): (str(answer.given_on), assessment.replies[answer.reply].in_language("nl"))
        for profile in profiles
        for question, answer in profile.latest.items()
    }
    assert len(profiles) == 345
    assert shown and shown == told
