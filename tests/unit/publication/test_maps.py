"""Maps of counts: an outline for each area, on it a disc whose area is the count."""

import math
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import publication_samples as samples
import pytest

from schakel.model.figure import Figure, Mark
from schakel.model.places import Boundaries, Inhabitants
from schakel.publication.charts.layers import WIDTH
from schakel.publication.charts.maps import MapArea, draw_map, ranked
from schakel.publication.localisation import localise
from schakel.publication.views.tables import TableView


def drawn(**figures: Figure):
    """The circles of a map, by class, and all places of its outlines."""
    places = tuple(MapArea(n, code, code, "", figure) for n, (code, figure) in enumerate(figures.items(), start=1))
    box, inside = draw_map(places, samples.BOUNDARIES)
    circles = re.findall(r'<circle class="([\w-]+)" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', str(inside))
    outlines = [float(number) for number in re.findall(r"[\d.]+", "".join(re.findall(r' d="([^"]+)"', str(inside))))]
    return [(name, float(x), float(y), float(r)) for name, x, y, r in circles], outlines, box


def test_the_surface_of_a_disc_is_the_count():
    circles, _, _ = drawn(north=Figure(100, 100), south=Figure(25, 25))
    (_, _, _, large), (_, _, _, small) = circles
    assert small / large == pytest.approx(math.sqrt(25 / 100), abs=0.01)


def test_what_is_possible_is_a_ring_around_what_is_certain_and_what_is_not_published_is_neither():
    circles, _, _ = drawn(north=Figure(25, 100), south=Figure(None, None, Mark.PROTECTED))
    kinds = [name for name, *_ in circles]
    assert kinds == ["is-possible", "is-certain", "is-marked"]
    assert circles[0][3] == pytest.approx(2 * circles[1][3], abs=0.1)


def test_an_area_of_which_the_count_is_not_published_is_hatched():
    places = (
        MapArea(1, "north", "north", "", Figure(5, 5)),
        MapArea(2, "south", "south", "", Figure(None, None, Mark.PROTECTED)),
    )
    _, inside = draw_map(places, samples.BOUNDARIES)
    assert re.findall(r'<path class="([\w -]+)"', str(inside)) == ["map-area", "map-area is-protected"]


def test_a_count_of_nought_has_no_disc():
    assert drawn(north=Figure(0, 0), south=Figure(5, 5))[0][0][0] == "is-certain"
    assert len(drawn(north=Figure(0, 0), south=Figure(5, 5))[0]) == 1


def test_the_outlines_fill_the_width_and_a_disc_stands_in_the_middle_of_its_area():
    circles, outlines, box = drawn(north=Figure(5, 5), south=Figure(5, 5))
    across = outlines[::2]
    assert (min(across), max(across)) == (6.0, WIDTH - 6.0)
    (_, x1, y1, _), (_, x2, y2, _) = circles
    assert x1 == x2 == pytest.approx(WIDTH / 2, abs=0.1)
    inside = float(box.split()[-1]) - 2 * 6
    assert (y1, y2) == (pytest.approx(6 + inside / 4, abs=0.5), pytest.approx(6 + inside * 3 / 4, abs=0.5))


def test_the_map_of_a_table_is_one_image_with_every_count_in_words():
    content = samples.content(synthetic=True)
    table = next(one for one in content.tables if one.indicator.name == "on-a-map")
    found = TableView(table, content, localise("en")).map
    svg = ElementTree.fromstring(f'<x xmlns:xlink="x">{found.drawing}</x>')[0]
    assert svg.attrib["role"] == "img"
    said = svg.find("desc").text
    assert all(f"{place.number}. {place.label}: {place.value}" in said for place in found.places)
    assert {place.label for place in found.places} == {"North", "South"}
    assert [label for label, _ in found.elsewhere] == ["Not known which"]
    assert not found.has_ranges


def test_the_places_of_a_map_are_numbered_by_their_counts():
    hidden = Figure(None, None, Mark.PROTECTED)
    figures = {"a": Figure(5, 5), "b": Figure(20, math.inf), "c": hidden, "d": Figure(10, 10)}
    places = ranked(MapArea(0, code, code, "", figure) for code, figure in figures.items())
    assert [(one.number, one.code) for one in places] == [(1, "b"), (2, "d"), (3, "a"), (4, "c")]


def test_a_map_is_drawn_on_the_division_of_which_it_has_most_areas():
    content = samples.content()
    table = next(one for one in content.tables if one.indicator.name == "on-a-map")
    other = Boundaries("other.geo.json", samples.said("Another hand"), {"north": (samples.NORTH,)})
    drawn_on = replace(content.attributes["area"], boundaries=(other, samples.BOUNDARIES))
    content = replace(content, attributes={**content.attributes, "area": drawn_on})
    assert TableView(table, content, localise("en")).map.source == "Drawn by hand"


def test_an_indicator_without_a_map_has_none():
    content = samples.content()
    views = [TableView(table, content, localise("en")) for table in content.tables]
    assert [view.name for view in views if view.map] == ["on-a-map"]


def test_a_map_gives_rates_where_inhabitants_are_declared():
    content = samples.content()
    table = next(one for one in content.tables if one.indicator.name == "on-a-map")
    people = {code: Inhabitants(50_000, date(2022, 1, 1), samples.said("A census")) for code in ("north", "south")}
    counted = replace(content.attributes["area"], inhabitants=people)
    found = TableView(table, replace(content, attributes={**content.attributes, "area": counted}), localise("en")).map
    assert [one.rate for one in found.places] == [f"{int(2 * one.figure.lower)}.0 or more" for one in found.places]
    said = "In brackets: the number, per 100,000 inhabitants of 1 January 2022. Inhabitants: A census."
    assert found.rated == said
    apart = replace(people["south"], on=date(2023, 1, 1))
    mixed = replace(counted, inhabitants=people | {"south": apart})
    found = TableView(table, replace(content, attributes={**content.attributes, "area": mixed}), localise("en")).map
    assert (found.rated, {one.rate for one in found.places}) == ("", {""}), "rates of two days are not compared"
    bare = TableView(table, content, localise("en")).map
    assert (bare.rated, {one.rate for one in bare.places}) == ("", {""})
