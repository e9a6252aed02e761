"""The equations under a table: M times base gives the published cells, whatever the relations look like."""

import pytest
from disclosure_tables import from_sums, instance, key_of, square

from schakel_base.errors import DisclosureError
from schakel_protection.tables import Ratio, Variable, cross, flat, link, name_of, with_ratios


@pytest.mark.parametrize("table", [square([[1, 2], [3, 4]]).equations, instance("S").equations], ids=["square", "S"])
def test_m_times_base_is_what_is_published(table):
    assert (table.matrix @ table.values[table.base] == table.values).all()
    assert not (table.relations @ table.values).any()


def test_a_sum_of_nothing_is_zero_and_no_base_cell():
    table = from_sums([key_of(sum="empty"), key_of(sum="full")], [[], [0, 1]], [2, 3])
    assert table.values.tolist() == [0, 5, 2, 3]
    assert table.base.tolist() == [2, 3]
    assert (table.matrix @ table.values[table.base] == table.values).all()


def test_two_hierarchies_over_the_same_leaves():
    splits = {"all": (("north", "south"), ("old", "new")), "north": (("a", "b"),), "south": (("c",),)}
    both = Variable("place", "all", {**splits, "old": (("a", "c"),), "new": (("b",),)})
    table = cross([both], {("a",): 1.0, ("b",): 2.0, ("c",): 4.0}).equations
    value = dict(zip(table.keys, table.values, strict=True))
    assert (value[key_of(place="north")], value[key_of(place="old")], value[()]) == (3, 5, 7)


def test_a_hierarchy_with_a_hole_is_refused():
    holed = Variable("place", "all", {"all": (("a", "b"), ("a",))})
    with pytest.raises(DisclosureError, match="place: one way to split all lacks b"):
        cross([holed], {("a",): 1.0})


def test_parts_that_overlap_are_refused():
    twice = Variable("place", "all", {"all": (("x", "y"),), "x": (("a", "b"),), "y": (("b", "c"),)})
    with pytest.raises(DisclosureError, match="place: two parts of all overlap"):
        cross([twice], {("a",): 1.0})


def test_negative_base_cells_are_refused():
    with pytest.raises(DisclosureError, match=r"the cell base=1 is negative \(-2\)"):
        cross([flat("base", ["0", "1"])], {("0",): 3.0, ("1",): -2.0})


def test_linked_tables_keep_their_ratios():
    one = with_ratios(square([[10, 20]]).equations, [Ratio(key_of(column="1"), (), 33.3)])
    joint = link(one, square([[10, 20]], down="age").equations)
    assert joint.inequalities is not None
    held = joint.inequalities.weights @ joint.values
    assert (held >= joint.inequalities.lower).all() and (held <= joint.inequalities.upper).all()


def test_cells_have_names_for_people():
    assert name_of(()) == "total"
    assert name_of(key_of(region="A", form="B")) == "form=B, region=A"
