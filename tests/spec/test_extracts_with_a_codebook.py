"""Extracts with a codebook

Analysts read single units in R or Python by the codebook alone, and write their code on invented rows first.
"""

import csv
import json

import pandas
import pytest
from broken import edit, template
from command_line import schakel
from counting import tables_of
from csvw import TableGroup
from csvw.frictionless import DataPackage

from schakel import verbs
from schakel.alliance import read
from schakel.store import ENVIRONMENT, Workspace
from schakel_base.errors import RequestError

PANDAS = {"string": "string", "boolean": "bool", "date": "string"}


@pytest.fixture
def alliance(tmp_path, monkeypatch):
    """The template, of which nothing was delivered yet."""
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "keys" / "root"))
    return template(tmp_path)


@pytest.fixture(scope="module")
def extract(argentina):
    """The extract of the monitor of line 145: real reports, persons and referrals."""
    return verbs.extract(argentina, "monitor")


def by_codebook(folder):
    """Read all tables of an extract with pandas, by nothing but what its codebook says."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {one["name"]: _table(folder / one["path"], one["schema"]) for one in package["resources"]}


def _table(file, schema):
    types = {field["name"]: PANDAS[field["type"]] for field in schema["fields"]}
    days = [field["name"] for field in schema["fields"] if field["type"] == "date"]
    empty = schema["missingValues"]
    return pandas.read_csv(file, dtype=types, parse_dates=days, na_values=empty, keep_default_na=False)


def codes_under(folder, concepts, code):
    """All codes of a cell that are a concept or lie under it, from `concepts.csv`."""
    with (folder / "concepts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["concepts"] == concepts and row["in_cells"] == "true"]
    return {row["code"] for row in rows if code in {row["code"], *row["under"].split("|")}}


def columns_of(folder):
    with (folder / "codebook.csv").open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["column"]): row for row in csv.DictReader(file)}


def bounds(rows, attribute, wanted):
    """Per row, whether it is certainly and whether it is possibly in a category: as the notes of the codebook say."""
    may_be = rows[f"{attribute}_may_be"].fillna("")
    certain = may_be.map(lambda cell: bool(cell) and set(cell.split("|")) <= wanted)
    possible = may_be.map(lambda cell: not cell or bool(set(cell.split("|")) & wanted))
    return certain, possible


def counted(alliance, extract, table):
    """The bounds of each cell of a table in the edition of an extract."""
    place = Workspace.of(alliance).analysis_edition(extract.folder.name)
    found = tables_of(read(alliance), place, synthetic=False)[table]
    return {cell.coordinates: found.bounds(cell) for cell in found.cells}


def test_a_table_of_the_edition_is_made_again_from_the_extract(argentina, extract):
    tables, described = by_codebook(extract.folder), columns_of(extract.folder)
    reports, events = tables["units-report"], tables["events"]
    forms, courts = (described[one]["concepts"] for one in (("units-report", "form"), ("events", "taken_to_court")))
    referrals = events[events["event"] == "referral"]
    court = bounds(referrals, "taken_to_court", codes_under(extract.folder, courts, "yes"))
    reached = {
        "reported": [set(events[events["event"] == "report"]["pseudonym"])] * 2,
        "referred": [set(referrals["pseudonym"])] * 2,
        "taken-to-court": [set(referrals[flags]["pseudonym"]) for flags in court],
    }
    expected = counted(argentina, extract, "chain-by-form")
    assert len({phase for phase, _ in expected}) == 3 and any(lower < upper for lower, upper in expected.values())
    for (phase, form), both in expected.items():
        inside = bounds(reports, "form", codes_under(extract.folder, forms, form)) if form != "total" else [True] * 2
        parts = [reports["pseudonym"].isin(reached[phase][bound]) & inside[bound] for bound in (0, 1)]
        assert tuple(part.sum() for part in parts) == both, (phase, form)


def test_persons_are_counted_by_what_they_belong_to(argentina, extract):
    tables = by_codebook(extract.folder)
    persons, links = tables["units-person"], tables["links"]
    assert set(links["pseudonym"]) == set(persons["pseudonym"])
    assert set(links["parent_pseudonym"]) < set(tables["units-report"]["pseudonym"])
    assert len(persons) == counted(argentina, extract, "persons-by-role")["total",][0]


@pytest.mark.filterwarnings("ignore:Invalid property required")  # that reader puts it where CSVW does not know it
def test_a_reader_made_by_others_finds_every_value_as_the_codebook_says(extract):
    package = json.loads((extract.folder / "datapackage.json").read_text("utf-8"))
    read_by_others = DataPackage(package, directory=extract.folder).to_tablegroup(TableGroup)
    found = {table.url.string.removesuffix(".csv"): list(table.iterdicts()) for table in read_by_others.tables}
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in by_codebook(extract.folder).items()
    }
    for one in package["resources"]:
        for field in one["schema"]["fields"]:
            values = {row[field["name"]] for row in found[one["name"]]}
            constraints = field.get("constraints", {})
            assert not (constraints.get("required") and None in values)
            if allowed := constraints.get("enum"):
                assert values <= {*allowed, None}


def test_the_codebook_says_what_each_column_holds_from_whom_and_what_an_empty_cell_means(extract):
    described = columns_of(extract.folder)
    for name, rows in by_codebook(extract.folder).items():
        assert [column for table, column in described if table == name] == list(rows.columns)
        for column in rows.columns:
            row = described[name, column]
            assert row["label_es"] and row["label_en"] and row["type"] in PANDAS
            assert bool(row["empty_means_es"]) or not rows[column].isna().any()
            assert row["contracts"] or "pseudonym" in column or column.endswith("unit")
            assert (row["product"], row["product_ends"], row["synthetic"]) == ("monitor", "2027-12-31", "false")
            assert row["purpose_es"].startswith("Mostrar qué permiten saber")
            assert ("no other product" in row["note_en"]) == column.endswith("pseudonym")


def test_an_invented_twin_has_the_same_columns_and_says_that_it_is_invented(argentina, extract):
    twin = verbs.extract_synthetic(argentina, "monitor").folder
    real, invented = by_codebook(extract.folder), by_codebook(twin)
    assert {name: dict(rows.dtypes) for name, rows in real.items()} == {
        name: dict(rows.dtypes) for name, rows in invented.items()
    }
    for rows in invented.values():
        assert len(rows) and rows["pseudonym"].str.startswith("synthetic.").all()
    assert {row["synthetic"] for row in columns_of(twin).values()} == {"true"}
    assert json.loads((twin / "datapackage.json").read_text("utf-8"))["synthetic"] is True
    assert (twin / "concepts.csv").read_bytes() == (extract.folder / "concepts.csv").read_bytes()


def test_the_twin_is_made_of_declarations_alone(alliance):
    def made():
        return {path.name: path.read_bytes() for path in verbs.extract_synthetic(alliance, "monitor").folder.iterdir()}

    before = made()
    assert not Workspace.of(alliance).intake.exists(), "nothing was delivered, and no key is needed"
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    assert made() == before


def test_an_extract_of_invented_deliveries_says_so_too(alliance):
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    folder = verbs.extract(alliance, "monitor").folder
    assert {row["synthetic"] for row in columns_of(folder).values()} == {"true"}


def test_the_command_says_where_and_that_there_is_a_codebook(alliance):
    found = schakel("extract", str(alliance), "monitor", "--synthetic")
    assert found.exit_code == 0 and "200 units under synthetic." in found.output and "with a codebook" in found.output
    found = schakel("extract", str(alliance), "monitr", "--synthetic")
    assert found.exit_code == 1 and "no product is called monitr; there are: monitor" in found.output


def test_codes_are_those_of_the_edition_or_there_is_no_extract(alliance):
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    edit(alliance, "vocabulary/subject.ttl", '"labour exploitation"', '"exploitation at work"')
    with pytest.raises(RequestError, match="the declarations have changed since edition"):
        verbs.extract(alliance, "monitor")


def test_two_columns_never_have_one_name(alliance):
    for file in ("alliance.yaml", "partners/helpline/contract.yaml", "indicators/reports-through-the-chain.yaml"):
        text = (alliance / file).read_text("utf-8")
        (alliance / file).write_text(
            text.replace("followed-up:", "early:").replace("attribute: followed-up", "attribute: early"), "utf-8"
        )
    with pytest.raises(RequestError, match="the table events of an extract would have the column early twice"):
        verbs.extract_synthetic(alliance, "monitor")


def test_a_product_that_nobody_uses_as_an_analyst_gives_an_invented_twin_alone(alliance):
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    edit(alliance, "products/monitor.yaml", "role: analyst", "role: reader")
    verbs.build(alliance)
    with pytest.raises(RequestError, match="has no analyst among its `users`, so nobody may have an extract of it"):
        verbs.extract(alliance, "monitor")
    assert not list((alliance / ".schakel").rglob("codebook*"))
    assert verbs.extract_synthetic(alliance, "monitor").units
