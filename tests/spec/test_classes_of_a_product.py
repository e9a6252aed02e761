"""Coarser classes for the tables of a product

`schakel coarsen` shows the maker of a product what its tables would keep under other classes. The maker declares one
or none; nothing is chosen by what is hidden.
"""

import json

import pyarrow as pa
import pytest
import small
from broken import edit, template
from command_line import schakel

from schakel import verbs
from schakel.disclosure import in_full, kept_of
from schakel.indicators import coarser_dimensions, tabulate, under

PRODUCT = "products/monitor.yaml"
BY_MONTH = small.DimensionRule("period", "month", small.text("month"), event="report", by="month")
DAYS = small.DimensionRule("duration", "days", small.text("days"), start="report", end="report", classes=(0, 8, 31, 91))
MONTHS = {"month": ["2020-01", "2020-02", "2021-05", "2022-12", None], "n": [3, 1, 2, 9, 1]}


def under_each(rule, base):
    """Per way to make a dimension coarser what would be declared, and the counts by category."""
    indicator = small.indicator(rule)
    alliance, cells = small.alliance(indicator), pa.table(base)
    found = {}
    for (way,) in zip(*coarser_dimensions(indicator, alliance, cells), strict=True):
        other, answers = under([way], indicator, cells)
        table = tabulate(other, alliance, answers)
        found[way.declared] = {cell.coordinates[0]: table.bounds(cell)[0] for cell in table.cells}
    return found


def test_months_become_quarters_years_and_years_together():
    found = under_each(BY_MONTH, MONTHS)
    assert list(found) == ["by: quarter", "by: year", *(f"years: {n}, since: 2020" for n in (2, 3, 5))]
    assert found["by: year"] == {"total": 16, "2020": 4, "2021": 2, "2022": 9}
    assert found["by: quarter"]["2020-Q1"] == 4 and found["by: quarter"]["2021-Q2"] == 2
    assert found["years: 2, since: 2020"] == {"total": 16, "2020-2021": 6, "2022-2023": 9}


def test_concepts_go_one_level_up_and_keep_their_bounds():
    """What is domestic or cross-border is certainly sexual."""
    domestic, sexual = (small.FORM.leaves_of(code).mask for code in ("domestic", "sexual"))
    found = under_each(small.BY_FORM, {"form": [domestic, sexual], "n": [2, 5]})
    assert found["show: [sexual, labour]"] == {"total": 7, "sexual": 7, "labour": 0}


def test_classes_of_days_are_joined_in_pairs():
    found = under_each(DAYS, {"days": [0, 8, 31, 91], "n": [1, 2, 3, 4]})
    assert list(found.values()) == [{"total": 10, "0-30": 3, "31+": 7}]


def test_what_a_table_keeps_is_the_same_measure_as_of_a_table_of_your_own():
    indicator = small.indicator(BY_MONTH)
    table = tabulate(indicator, small.alliance(indicator), pa.table(MONTHS))
    whole, kept = in_full(table), kept_of(table, "cbs-10-50-90")
    assert (whole.units, whole.shown, whole.cells) == (16, 37, 37)
    assert kept is not None and kept.shown < whole.shown and kept.bits < whole.bits


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    """The template, built, whose product allows it."""
    folder = template(tmp_path_factory.mktemp("coarser"))
    edit(folder, PRODUCT, "ends: 2099-12-31", "ends: 2099-12-31\ncoarsen: allowed")
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    return folder


def test_each_table_is_shown_as_it_is_and_under_coarser_classes(alliance):
    answer = schakel("coarsen", str(alliance), "monitor", "--profile", "cbs-10-50-90", "--json")
    tables = json.loads(answer.stdout)["tables"]
    as_it_is, *others = tables["reports-by-subject"]
    assert as_it_is["classes"] == {} and others
    assert {"subject": None} in [one["classes"] for one in others]
    said = schakel("coarsen", str(alliance), "monitor", "--profile", "cbs-10-50-90").stdout
    assert "reports-by-subject\n" in said and "as it is" in said and "information" in said


def test_it_is_logged_for_the_product_and_leaves_no_file(alliance):
    before = {file for file in alliance.rglob("*") if file.is_file()}
    verbs.coarsen(alliance, "monitor")
    assert {file for file in alliance.rglob("*") if file.is_file()} == before
    assert verbs.accesses(alliance)[-1]["action"] == "coarsen"


def test_a_product_that_does_not_allow_it_is_refused(tmp_path):
    folder = template(tmp_path)
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    answer = schakel("coarsen", str(folder), "monitor")
    assert answer.exit_code == 1
    assert "product monitor does not say `coarsen: allowed`; declare it in products/monitor.yaml first" in answer.stderr
