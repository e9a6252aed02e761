"""Open data: the same cells and the same marks in every format, and nothing that the table does not hold."""

import csv
import io
import json
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.disclosure.protected import Figure, Mark
from schakel.publication.open_data import FORMATS, write_csv, write_metadata

CONTENT = samples.content()


def rows(table):
    return list(csv.DictReader(io.StringIO(write_csv(table, CONTENT).decode(), newline="")))


def number(text):
    return float(text) if text else None


@pytest.mark.parametrize("table", CONTENT.all_tables, ids=lambda table: table.indicator.name)
def test_csv_gives_back_every_cell(table):
    read = {
        tuple(row[dimension.name] for dimension in table.dimensions): Figure(
            number(row["lower"]), number(row["upper"]), Mark(row["mark"]) if row["mark"] else None
        )
        for row in rows(table)
    }
    assert read == {cell.coordinates: cell.count for cell in table.cells}


def test_csv_has_a_label_per_language_and_the_bounds_of_statistics():
    by_form = next(table for table in CONTENT.tables if table.indicator.name == "by-form")
    sexual = rows(by_form)[1]
    assert sexual == {
        "form": "sexual", "form_es": "explotación sexual", "form_en": "sexual exploitation",
        "lower": "5", "upper": "70", "mark": "",
        "share_lower": "5", "share_upper": "70", "share_mark": "",
        "synthetic": "false",
    }  # fmt: skip


def test_a_mark_stands_in_csv_and_its_meaning_in_the_metadata():
    assert rows(samples.marked())[1]["mark"] == "protected"
    assert rows(samples.marked())[2]["share_mark"] == "base too small"
    metadata = json.loads(write_metadata(samples.marked(), CONTENT))
    assert metadata["marks"]["protected"]["es"].endswith("No es cero.")


def test_an_upper_bound_without_end_is_empty_and_has_no_mark():
    declared = next(table for table in samples.unprotected() if table.indicator.name == "days").indicator
    cells = {("total", "total"): (Figure(10, 10), {"median": samples.OPEN_ENDED})}
    row = rows(samples.made_up(cells, declared, samples.DAYS, samples.QUARTER))[0]
    assert (row["median_lower"], row["median_upper"], row["median_mark"]) == ("91", "", "")


def test_metadata_say_what_the_figures_are():
    by_form = next(table for table in CONTENT.tables if table.indicator.name == "by-form")
    metadata = json.loads(write_metadata(by_form, CONTENT))
    assert metadata["title"] == {"es": "Denuncias por forma", "en": "Reports by form"}
    assert metadata["unit"]["label"]["en"] == "reports"
    assert metadata["protection"]["profile"] == "round-5"
    assert metadata["dimensions"][0]["scheme"] == samples.SCHEME.uri
    assert (metadata["edition"], metadata["as_of"], metadata["status"]) == (
        "2022-02-06-0123abcd", "2022-02-06", "provisional",
    )  # fmt: skip


def test_made_up_data_say_so_in_every_format():
    made_up = samples.content(synthetic=True)
    for form in FORMATS.values():
        assert b"synthetic" in form.write(made_up.tables[0], made_up)
    assert json.loads(write_metadata(made_up.tables[0], made_up))["synthetic"] is True
    assert write_csv(made_up.tables[0], made_up).splitlines()[1].endswith(b",true")


def test_only_the_languages_of_the_release():
    english = replace(CONTENT, languages=("en",))
    assert json.loads(write_metadata(CONTENT.tables[0], english))["title"] == {"en": "How far reports come"}
