"""Open data, each format read back by a reader that others wrote: the cells and the marks of the table, no others."""

import copy
import csv
import io
import json
import re
import threading
from dataclasses import replace
from datetime import date

import cbsodata4
import csvw
import duckdb
import openpyxl
import pandas
import publication_samples as samples
import pyarrow.parquet as pq
import pytest
from jsonstat_validator import validate_jsonstat
from pysdmx.io import get_datasets, read_sdmx

from schakel.model.figure import Mark
from schakel.publication.formats import FORMATS
from schakel.publication.formats.columns import columns
from schakel.publication.formats.odata import period
from schakel.publication.formats.sdmx import code, identifier
from schakel.publication.localisation import localise
from schakel.publication.open_data import measures
from schakel.publication.release import publish
from schakel.publication.serving import server
from schakel_base.csv_text import lines
from schakel_base.text import Text

CONTENT = replace(samples.content(), reuse=samples.REUSE)
UNBOUNDED = samples.made_up(
    {("total", "total"): (samples.Figure(10, 10), {"median": samples.OPEN_ENDED})},
    next(table for table in samples.unprotected() if table.indicator.name == "days").indicator,
    samples.DAYS,
    samples.QUARTER,
)
TABLES = [*CONTENT.all_tables, UNBOUNDED]
NAMES = [table.indicator.name for table in TABLES[:-1]] + ["unbounded"]
MARKS = [mark.value for mark in Mark]


def written(kind, table, content=CONTENT):
    """The files of a table in one format, by their path."""
    return FORMATS[kind].write(table, content)


def main(kind, table, content=CONTENT, language="en"):
    """The file that the page of a table links to."""
    return written(kind, table, content)[FORMATS[kind].address(table.indicator.name, language)]


def wanted(table):
    """By coordinates and name of the measure: the number, or why there is none."""
    return {
        (*cell.coordinates, one.name): one.value(cell).absence or one.value(cell).number
        for cell in table.cells
        for one in measures(table, CONTENT)
    }


def absence(row, name):
    """Why a row of a wide table has no number, from its own columns alone."""
    prefix = name.rpartition("_")[0]
    mark = row[f"{prefix}_mark" if prefix else "mark"]
    return mark or "no upper bound"


def as_code(value):
    """The code of a category from a column, where a total has none."""
    return "total" if value in ("", None) else str(value)


def of_wide(table, rows):
    """What wide rows say, as `wanted` says it."""
    names = [one.name for one in measures(table, CONTENT)]
    return {
        (*(as_code(row[dimension.name]) for dimension in table.dimensions), name): absence(row, name)
        if row[name] in ("", None)
        else float(row[name])
        for row in rows
        for name in names
    }


@pytest.fixture(params=TABLES, ids=NAMES)
def table(request):
    return request.param


def test_csv(table):
    rows = csv.DictReader(io.StringIO(main("csv", table).decode(), newline=""))
    assert of_wide(table, rows) == wanted(table)


def test_csv_on_the_web(table, tmp_path):
    for name, file in written("csv", table).items():
        (tmp_path / name).write_bytes(file)
    described = csvw.CSVW(str(tmp_path / f"{table.indicator.name}.csv"))
    assert described.is_valid
    assert described.tables[0].local_name == f"{table.indicator.name}.csv"
    read = described.to_json(minimal=True)
    rows = [{name: row.get(name) for name in [one.name for one in columns(table, CONTENT)]} for row in read]
    assert of_wide(table, rows) == wanted(table)
    assert described.common_props["dc:license"] == {"@id": samples.REUSE.licence}


def test_csv_on_the_web_refuses_a_mark_that_does_not_exist(tmp_path):
    files = written("csv", samples.marked())
    for name, file in files.items():
        (tmp_path / name).write_bytes(file.replace(b",protected,", b",0,"))
    assert not csvw.CSVW(str(tmp_path / "with-marks.csv")).is_valid


def test_parquet(table, tmp_path):
    file = tmp_path / "table.parquet"
    file.write_bytes(main("parquet", table))
    found = duckdb.execute(f"from '{file}'")
    names = [column[0] for column in found.description]
    assert of_wide(table, [dict(zip(names, row, strict=True)) for row in found.fetchall()]) == wanted(table)


def test_parquet_carries_its_description():
    schema = pq.read_schema(io.BytesIO(main("parquet", samples.marked())))
    assert json.loads(schema.metadata[b"schakel"]) == json.loads(main("json", samples.marked()))


@pytest.mark.parametrize("language", CONTENT.languages)
def test_excel(table, language):
    speaks = localise(language)
    sheet = openpyxl.load_workbook(io.BytesIO(main("excel", table, language=language))).worksheets[0]
    sides = len(table.dimensions)
    asked = [one.name for one in measures(table, CONTENT)]
    read = {
        (*(as_code(row[2 * side]) for side in range(sides)), name): value
        for row in sheet.iter_rows(min_row=2, values_only=True)
        for name, value in zip(asked, row[2 * sides :], strict=True)
    }
    words = {mark.value: speaks.mark(mark) for mark in Mark}
    words |= {"no upper bound": speaks.say("no upper bound")}
    assert read == {key: words.get(value, value) for key, value in wanted(table).items()}


def test_excel_runs_nothing_that_a_label_says():
    table = samples.marked()
    label = replace(table.dimensions[0].categories[1], label=samples.said('=HYPERLINK("https://example.org")'))
    form = replace(table.dimensions[0], categories=(table.dimensions[0].categories[0], label))
    attack = samples.made_up({("sexual",): (samples.Figure(5, 5), {})}, table.indicator, form)
    sheet = openpyxl.load_workbook(io.BytesIO(main("excel", attack))).worksheets[0]
    assert sheet["B2"].data_type == "s"


def test_excel_has_a_sheet_of_notes_and_its_licence():
    book = openpyxl.load_workbook(io.BytesIO(main("excel", samples.marked())))
    notes = dict(book["Notes"].iter_rows(values_only=True))
    assert notes["Protected"].endswith("It is not zero.")
    assert notes["Licence"] == book.properties.description == samples.REUSE.licence
    assert notes["Source"] == "Made up for tests."


@pytest.mark.parametrize("language", CONTENT.languages)
def test_json_stat(table, language):
    read = json.loads(main("json-stat", table, language=language))
    assert validate_jsonstat(read)
    sides = [
        ["total" if one == "_T" else one for one in read["dimension"][name]["category"]["index"]] for name in read["id"]
    ]
    places, found = [()], {}
    for side in sides:
        places = [(*place, code) for place in places for code in side]
    for index, place in enumerate(places):
        found[place] = read["status"][index] or read["value"][index]
    known = wanted(table)
    assert {place: value for place, value in found.items() if place in known} == known
    assert {value for place, value in found.items() if place not in known} <= {"not applicable"}


def test_json_stat_knows_time_and_hierarchies():
    trend = next(table for table in TABLES if table.indicator.name == "by-form-and-quarter")
    read = json.loads(main("json-stat", trend))
    assert read["role"] == {"metric": ["measure"], "time": ["quarter"]}
    assert read["dimension"]["form"]["category"]["child"] == {"_T": ["sexual", "labour"]}


def test_sdmx(table, tmp_path):
    """The structure is checked against the JSON Schema of SDMX, the cells against the structure."""
    names = {path.rpartition(".")[2]: tmp_path / path.rpartition("/")[2] for path in written("sdmx", table)}
    for path, file in written("sdmx", table).items():
        names[path.rpartition(".")[2]].write_bytes(file)
    (data_set,) = get_datasets(names["csv"], names["json"], validate=True)
    codes = [category.code for side in table.dimensions for category in side.categories]
    known = {code(value): value for value in (*MARKS, *codes)}
    rows = [
        {name: None if pandas.isna(value) or value == "" else known.get(value, value) for name, value in row.items()}
        for row in data_set.data.to_dict("records")
    ]
    renamed = [{name: row[identifier(name)] for name in columns_of(table)} for row in rows]
    assert of_wide(table, renamed) == wanted(table)


def columns_of(table):
    """The names of the columns of a wide table, but for labels."""
    labels = {f"{one.name}_{tag}" for one in table.dimensions for tag in CONTENT.languages}
    levels = {f"{one.name}_level" for one in table.dimensions}
    return [one.name for one in columns(table, CONTENT) if one.name not in {*labels, *levels, "synthetic"}]


def test_years_are_numbers_where_totals_have_a_column_of_their_own(tmp_path):
    table = next(one for one in TABLES if one.indicator.name == "by-province")
    names = {"csv": tmp_path / "t.csv", "parquet": tmp_path / "t.parquet", "excel": tmp_path / "t.xlsx"}
    for kind, path in names.items():
        path.write_bytes(main(kind, table))
    years = [int(category.code) for category in table.dimensions[1].categories if category.code != "total"]
    for read in (pandas.read_csv(names["csv"]), pandas.read_parquet(names["parquet"])):
        assert pandas.api.types.is_numeric_dtype(read["year"])
        assert sorted(read["year"].dropna().unique()) == years
        assert (read["year"].isna() == (read["year_level"] == 0)).all()
    assert pandas.api.types.is_numeric_dtype(pandas.read_excel(names["excel"]).iloc[:, 2])
    (kept,) = duckdb.execute(
        f"select sum(lower) from '{names['parquet']}' where province_level = 0 and year > 0"
    ).fetchone()
    assert kept == sum(
        cell.count.lower for cell in table.cells if cell.coordinates[0] == "total" != cell.coordinates[1]
    )


def test_no_two_codes_become_one_in_sdmx():
    codes = ["8+", "8$2B", "8-", "0 days", "0_days", "é"]
    assert len({code(one) for one in codes}) == len(codes)
    assert all(re.fullmatch(r"[A-Za-z0-9_@$-]+", code(one)) for one in codes)


def test_sdmx_says_what_the_codes_of_marks_mean(tmp_path):
    (tmp_path / "with-marks.json").write_bytes(written("sdmx", samples.marked())["sdmx/with-marks.json"])
    marks, forms = sorted(read_sdmx(tmp_path / "with-marks.json").get_codelists(), key=lambda one: one.id)
    assert {one.id for one in marks} == {"protected", "base$20too$20small", "open", "not$20applicable"}
    assert all(one.name.endswith("No es cero.") for one in marks if one.id != "not$20applicable")
    assert [one.id for one in forms] == ["_T", "sexual", "labour"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of the data of a release, served as `schakel serve` does."""
    folder = tmp_path_factory.mktemp("served") / "monitor"
    publish(CONTENT, folder)
    with server(folder, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}/data/odata"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["by-form", "with-marks", "by-form-and-quarter"])
def test_odata_of_statistics_netherlands(served, tmp_path, name):
    """Read by a client of Statistics Netherlands, pointed at our address."""
    table = next(one for one in CONTENT.tables if one.indicator.name == name)
    options = {"catalog": "en", "base_url": served, "download_dir": tmp_path / name}
    read = cbsodata4.get_observations(name, **options)
    metadata = read.attrs["meta"]
    sides = [one.name for one in table.dimensions]
    assert metadata.dimension_identifiers == sides
    named = cbsodata4.add_label_columns(read)
    assert "Sexual exploitation" in set(named["formLabel"])
    found = {
        (*(row[side] for side in sides), row["Measure"]): row["Value"]
        if row["ValueAttribute"] == "None"
        else row["ValueAttribute"]
        for row in read.to_dict("records")
    }
    if name == "by-form-and-quarter":
        dated = cbsodata4.add_date_column(read)
        assert set(dated["quarter_freq"]) == {"Q", "X"}
        assert ("total", "2020KW01", "lower") in found and ("total", "2020X000", "lower") in found
    else:
        assert found == wanted(table)
    assert metadata.meta_dict["Properties"]["License"] == samples.REUSE.licence


def test_periods_as_statistics_netherlands_writes_them():
    written = [period(one) for one in ("2018", "2018-Q2", "2018-10", "2018-2022")]
    assert written == ["2018JJ00", "2018KW02", "2018MM10", "2018X005"]


def test_metadata_say_what_the_figures_are():
    by_form = next(table for table in CONTENT.tables if table.indicator.name == "by-form")
    metadata = json.loads(main("json", by_form))
    assert metadata["title"] == {"es": "Denuncias por forma", "en": "Reports by form"}
    assert metadata["unit"]["label"]["en"] == "reports"
    assert metadata["protection"]["profile"] == "round-5"
    assert metadata["dimensions"][0]["scheme"] == samples.SCHEME.uri
    assert (metadata["edition"], metadata["as_of"], metadata["status"]) == (
        "2022-02-06-0123abcd", "2022-02-06", "provisional",
    )  # fmt: skip


def test_a_figure_that_is_suppressed_is_suppressed_in_every_format():
    """The number stood there before; after suppression no file of any format holds it, in any guise."""
    seen = 98_765
    shown = samples.made_up({("sexual",): (samples.Figure(seen, seen), {})}, samples.marked().indicator, samples.FORM)
    hidden = samples.made_up(
        {("sexual",): (samples.Figure(None, None, Mark.PROTECTED), {})}, samples.marked().indicator, samples.FORM
    )
    for kind in FORMATS:
        before, after = (b"".join(samples.unzipped(one) for one in written(kind, table).values())
                         for table in (shown, hidden))  # fmt: skip
        if kind not in ("json", "parquet"):  # metadata hold no figure, and Parquet is compressed
            assert str(seen).encode() in before, kind
        assert str(seen).encode() not in after, kind
    (row,) = pq.read_table(io.BytesIO(main("parquet", hidden))).to_pylist()
    assert (row["lower"], row["upper"], row["mark"]) == (None, None, "protected")


@pytest.mark.parametrize("kind", FORMATS)
def test_made_up_data_say_so_in_every_file_of_every_format(kind):
    made_up = samples.content(synthetic=True)
    for path, file in written(kind, made_up.tables[0], made_up).items():
        said = samples.unzipped(file).lower()
        assert b"synthetic" in said or b"datos sint" in said, path
    for path, file in written(kind, CONTENT.tables[0]).items():
        assert b"Synthetic data" not in samples.unzipped(file), path


@pytest.mark.parametrize("kind", FORMATS)
def test_equal_tables_give_equal_bytes(kind):
    assert written(kind, TABLES[0]) == written(kind, TABLES[0])


def test_only_the_languages_of_the_release():
    english = replace(CONTENT, languages=("en",))
    assert json.loads(main("json", CONTENT.tables[0], english))["title"] == {"en": "How far reports come"}
    assert list(written("excel", CONTENT.tables[0], english)) == ["excel/en/chain.xlsx"]


@pytest.mark.parametrize("text", ["=1+1", "+31 20", "-no", "@all", "\tx", "\rx", "=HYPERLINK(0)"])
def test_a_text_that_a_spreadsheet_would_run_is_marked_harmless(text):
    assert next(csv.reader(io.StringIO(lines([[text, f"x{text}"]]).decode(), newline=""))) == [f"'{text}", f"x{text}"]


@pytest.mark.parametrize("text", ["a;=1+1", "a\n=1+1", "a\r\n@b", "a\t-b|+c", "\uff1d1+1"])
def test_a_cell_that_begins_inside_a_text_is_marked_too(text):
    """A spreadsheet that separates by semicolons sees no quotes within a cell: it begins another one there."""
    cells = re.split(r"[;|\t\r\n]+", lines([["whole", text]]).decode().replace('"', "").replace(",", ";"))
    assert not [one for one in cells if re.match("[=+@\uff1d-]", one)]


@pytest.mark.parametrize("number", [-3, -2.5, "-3", "+4", "-2.5", None, True, "18-24", date(2024, 1, 2)])
def test_numbers_and_other_values_have_no_mark(number):
    assert not lines([[number]]).startswith(b"'")


def test_a_label_that_looks_like_a_formula_is_text_in_csv_and_in_excel():
    table = TABLES[0]
    dimension = table.dimensions[0]
    text = "=HYPERLINK(0)"
    first = replace(dimension.categories[-1], label=Text(dict.fromkeys(("en", "nl"), text)))
    changed = replace(dimension, categories=(*dimension.categories[:-1], first))
    table = copy.copy(table)  # a protected table is sealed, so that only its labels can be changed by force
    object.__setattr__(table, "dimensions", (changed, *table.dimensions[1:]))
    assert b",'=HYPERLINK(0)," in main("csv", table) and b",=HYPERLINK" not in main("csv", table)
    book = openpyxl.load_workbook(io.BytesIO(main("excel", table)))
    assert {one.data_type for row in book.worksheets[0].iter_rows() for one in row if one.value == text} == {"s"}
