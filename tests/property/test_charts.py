"""A chart counts each unit once: its bars add up to its total, however much the register leaves open."""

import math

import publication_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from schakel.model.figure import Figure
from schakel.model.table import TOTAL, Category, Dimension
from schakel.publication.arrangement import Cells
from schakel.publication.charts.once import is_open, units_once
from schakel.publication.headlines import headline
from schakel.publication.localisation import localise

ENGLISH = localise("en")
FORMS = ("a", "a1", "a2", "b")
LEVELS = {"a": 1, "a1": 2, "a2": 2, "b": 1}
LEAVES = {"a": {"a1", "a2"}, "a1": {"a1"}, "a2": {"a2"}, "b": {"b"}}
AREAS = ("north", "south")


def side(name, categories):
    shown = (Category(code, samples.said(code), LEVELS.get(code, 1)) for code in categories)
    return Dimension(name, samples.said(name), (Category(TOTAL, samples.said("Total"), 0), *shown))


UNITS = st.lists(
    st.tuples(st.sets(st.sampled_from(("a1", "a2", "b")), min_size=1), st.sets(st.sampled_from(AREAS), min_size=1)),
    max_size=40,
)
SIDES = (side("form", FORMS), side("area", AREAS))


def table_of(units):
    """The table of some units, each given with its possible forms and areas."""
    cells = {}
    for form in (TOTAL, *FORMS):
        for area in (TOTAL, *AREAS):
            wanted = (LEAVES.get(form, {"a1", "a2", "b"}), {area} if area != TOTAL else set(AREAS))
            flags = [tuple(zip(unit, wanted, strict=True)) for unit in units]
            certain = sum(all(sets <= within for sets, within in one) for one in flags)
            possible = sum(all(sets & within for sets, within in one) for one in flags)
            cells[form, area] = (Figure(certain, possible), {})
    rules = tuple(samples.rule("attribute", one.name, one.label, attribute=one.name) for one in SIDES)
    return samples.made_up(cells, samples.indicator("by-form-and-area", "Reports", "Denuncias", rules), *SIDES)


def drawn(figure):
    return figure.lower


@given(UNITS)
def test_the_categories_of_a_chart_add_up_to_its_total(units):
    charted = units_once(table_of(units), ENGLISH)
    cells = Cells(charted)
    for place, dimension in enumerate(charted.dimensions):
        other = charted.dimensions[1 - place]
        parts = [one for one in dimension.categories if one.level == 1]
        for beside in other.categories:
            total = cells.get({other.name: beside.code}).count
            found = [cells.get({dimension.name: one.code, other.name: beside.code}).count for one in parts]
            assert not any(one.mark for one in found)
            if any(is_open(one.code) for one in parts):
                assert sum(map(drawn, found)) == drawn(total)


@given(UNITS)
def test_what_a_chart_says_of_a_category_holds(units):
    charted = units_once(table_of(units), ENGLISH)
    cells = Cells(charted)
    for form in FORMS:
        figure = cells.get({"form": form}).count
        possible = sum(bool(forms & LEAVES[form]) for forms, _ in units)
        assert figure.lower == sum(forms <= LEAVES[form] for forms, _ in units)
        assert figure.upper in (figure.lower, math.inf)
        assert figure.upper >= possible
    opened = [one.code for one in charted.dimensions[0].categories if one.level == 1 and is_open(one.code)]
    for code in opened:
        unclear = sum(not any(forms <= LEAVES[form] for form in ("a", "b")) for forms, _ in units)
        assert cells.get({"form": code}).count == Figure(unclear, unclear)


@given(UNITS)
def test_a_table_in_which_nothing_is_open_is_drawn_as_it_is(units):
    clear = [({min(forms)}, {min(areas)}) for forms, areas in units]
    table = table_of(clear)
    charted = units_once(table, ENGLISH)
    assert (charted.dimensions, charted.cells) == (table.dimensions, table.cells)
    assert not charted.has_open


@given(UNITS)
def test_the_title_of_a_chart_is_a_part_of_what_the_table_says(units):
    said = headline(table_of(units), "reports", ENGLISH)
    assert said.sentence.endswith(said.finding)
