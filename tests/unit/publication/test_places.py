"""A page per place: all that the tables of a release say of it, each figure with the address of its cell."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.figure import Figure
from schakel.publication.localisation import localise
from schakel.publication.site import site_files
from schakel.publication.views.place import places_of
from schakel.publication.views.tables import TableView
from schakel_base.progress import silent

CONTENT = samples.content()
SCHEME = replace(
    samples.SCHEME,
    name="area",
    concepts=(replace(samples.SCHEME.concepts[0], notation="north", definition=samples.said("Above the river.")),),
)


@pytest.fixture(scope="module")
def files():
    content = replace(CONTENT, schemes=(*CONTENT.schemes, SCHEME))
    with ThreadPoolExecutor(1) as beside:
        site = dict(site_files(content, silent, beside.submit))
    return {path: written.decode() for path, written in site.items() if path.endswith(".html")}


def test_every_place_that_a_table_counts_has_a_page_and_no_other(files):
    pages = {path for path in files if path.startswith("en/places/")}
    assert pages == {"en/places/area.north.html", "en/places/area.south.html"}
    assert all(f'href="places/area.{name}.html"' in files["en/places.html"] for name in ("north", "south"))


def test_a_page_says_what_each_table_says_and_leads_to_the_cell(files):
    table = next(one for one in CONTENT.tables if one.indicator.name == "on-a-map")
    (cell,) = [one for one in table.cells if one.coordinates == ("north",)]
    found = re.findall(
        r'href="\.\./(indicators/[^"]+)">([^<]+)</a> <span>([^<]+)</span>', files["en/places/area.north.html"]
    )
    assert found == [("indicators/on-a-map.html#on-a-map.north", localise("en").figure(cell.count), "reports")]
    assert 'id="on-a-map.north"' in files["en/indicators/on-a-map.html"]


def test_maps_definitions_and_the_index_lead_to_the_page(files):
    assert 'href="../places/area.north.html"' in files["en/indicators/on-a-map.html"]
    assert 'href="../places/area.north.html"' in files["en/definitions/area.html"]
    assert 'href="places/area.north.html"' in files["en/search.html"]


def test_the_page_says_what_the_word_means(files):
    assert ">Above the river.</a>" in files["en/places/area.north.html"]


def test_one_unit_at_a_place_is_no_plural():
    area = samples.side("area", samples.said("area"), ("north", "north", "norte"))
    declared = samples.indicator("here", "By area", "", samples._rules(area))
    cells = {("total",): (Figure(1, 1), {}), ("north",): (Figure(1, 1), {})}
    content = replace(CONTENT, tables=(samples.made_up(cells, declared, area),))
    (place,) = places_of(content, localise("en"))
    assert [one.unit for one in place.tables] == ["– number of reports"]


def test_a_series_stands_period_by_period():
    years = samples.side("year", samples.said("year"), ("2020", "2020", "2020"), ("2021", "2021", "2021"))
    declared = samples.indicator("by-year", "By area and year", "", samples._rules(samples.AREA, years))
    cells = {
        (area, year): (samples.Figure(number, number), {})
        for area, year, number in (("total", "total", 30), ("north", "total", 20), ("north", "2020", 5),
                                   ("north", "2021", 15), ("south", "total", 10))
    }  # fmt: skip
    made = samples.made_up(cells, declared, samples.AREA, years)
    north, south = places_of(replace(CONTENT, tables=(made,)), localise("en"))
    (table,) = north.tables
    assert (table.whole.value, table.over, [(one.label, one.value) for one in table.parts]) == (
        "20", "2020 and 2021", [("2020", "5"), ("2021", "15")],
    )  # fmt: skip
    shown = TableView(made, CONTENT, localise("en")).chart_at(table.at)
    assert "<title>2021: 15</title>" in shown.groups[0].panels[0].drawing
    assert south.tables[0].parts == ()


def test_a_release_without_places_has_no_pages_of_them():
    attributes = {name: replace(one, boundaries=()) for name, one in CONTENT.attributes.items()}
    assert places_of(replace(CONTENT, attributes=attributes), localise("en")) == ()
