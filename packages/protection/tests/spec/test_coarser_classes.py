"""Coarser classes

Before a table hides much, its maker sees what coarser classes would keep: years joined, provinces in place of towns.
"""

from dataclasses import replace

import numpy as np
import pytest
from disclosure_tables import mask

from schakel_base.errors import DisclosureError
from schakel_protection import protect_data
from schakel_protection.effort import SUPPRESSION
from schakel_protection.information import InformationKept
from schakel_protection.standalone import propose, specify
from schakel_protection.suppression import attacked
from schakel_protection.tables import cross, flat

FORMS = {"year": ["2020", "2021", "2022", "2023"] * 2, "form": ["a"] * 4 + ["b"] * 4, "n": [9, 1, 2, 6, 4, 1, 1, 12]}
ASKED = {"dimensions": {"year": {"ordered": True}, "form": {}}, "count": "n", "rules": [SMALL := {}]}
SMALL.update(kind="minimum_frequency", minimum=3)


def proposals(data=FORMS, **changed):
    return propose(data, specify(ASKED | changed).only)


def named(proposal):
    return [merge.name for merge in proposal.merges]


def test_what_is_kept_is_counted_in_cells_units_and_bits():
    """Of four units two are known to be in one half: one bit each; the others could be anywhere."""
    halves = cross([flat("half", ["left", "right"])], {("left",): 2, ("right",): 2}).equations
    everything = np.ones(3, dtype=bool)
    whole, hidden = (
        InformationKept.of(halves, everything, everything),
        InformationKept.of(halves, everything, everything & ~mask(halves, [2])),
    )
    assert (whole.cells, whole.shown, whole.units, whole.at_finest, whole.bits) == (3, 3, 4, 4, 4.0)
    assert (hidden.cells, hidden.shown, hidden.units, hidden.at_finest, hidden.bits) == (3, 2, 4, 2, 2.0)


def test_the_table_as_it_is_comes_first_then_what_keeps_most():
    as_it_is, *others = proposals()
    assert as_it_is.merges == () and as_it_is.kept.shown < as_it_is.kept.cells
    assert [one.information for one in others] == sorted((one.information for one in others), reverse=True)
    assert {"year in twos", "form left out"} <= {name for one in others for name in named(one)}


def test_joined_years_can_keep_more_than_hidden_cells():
    """Each year has a class of one: most of the table would be hidden. In twos nothing is."""
    thin = {"year": list("12345678"), "n": [9, 2, 9, 1, 9, 1, 9, 1]}
    as_it_is, *_ = found = proposals(thin, dimensions={"year": {"ordered": True}}, rules=[SMALL | {"minimum": 10}])
    best = max(found, key=lambda one: one.kept.bits)
    assert as_it_is.kept.at_finest == 0
    assert named(best) == ["year in twos"] and (best.kept.shown, best.kept.cells, best.failing) == (5, 5, 0)


def test_neighbours_are_those_of_numbers_and_not_of_the_signs_they_are_written_with():
    weeks = {"week": ["9", "10", "11", "12"], "n": [4, 5, 6, 7]}
    found = proposals(weeks, dimensions={"week": {"ordered": True}})
    twos = next(one for one in found if named(one) == ["week in twos"])
    assert set(twos.merges[0].coarser.values()) == {"9 to 10", "11 to 12"}


def test_a_level_of_a_hierarchy_goes_up_to_what_it_is_part_of():
    parts = {"Total": ["A", "B"], "A": ["A1", "A2"], "B": ["B1", "B2"]}
    towns = {"town": ["A1", "A2", "B1", "B2"], "n": [1, 8, 2, 9]}
    found = proposals(towns, dimensions={"town": {"parts": parts}})
    up = next(one for one in found if named(one) == ["town one level up"])
    assert (up.kept.cells, up.failing, up.kept.at_finest) == (3, 0, 20)


def test_declared_merges_are_tried_first_and_codes_that_they_lack_stay():
    merge = {"name": "the first two", "dimension": "year", "merge": {"2020-21": [2020, 2021]}}
    found = proposals(coarser=[merge])
    declared = next(one for one in found if named(one) == ["the first two"])
    assert declared.kept.cells == 4 * 3


def test_a_merge_of_codes_that_the_dimension_has_not_is_refused():
    merge = {"name": "half", "dimension": "year", "merge": {"early": [1999]}}
    with pytest.raises(DisclosureError, match="half: year has no code 1999 without parts"):
        proposals(coarser=[merge])


def test_totals_that_were_given_are_counted_again():
    totals = {"year": [*FORMS["year"], "Total"], "form": [*FORMS["form"], "Total"], "n": [*FORMS["n"], 36]}
    assert [one.kept for one in proposals(totals)] == [one.kept for one in proposals()]


def test_records_of_persons_are_counted_again_each_person_once():
    records = {"year": ["2020", "2021", "2022"], "person": ["p", "p", "q"]}
    asked = {"dimensions": {"year": {"ordered": True}}, "person": "person", "rules": [SMALL | {"minimum": 2}]}
    twos = next(one for one in propose(records, specify(asked).only) if named(one) == ["year in twos"])
    assert (twos.kept.cells, twos.failing) == (3, 2)


def test_figures_have_no_say_in_which_classes_are_joined():
    other = FORMS | {"n": [1, 9, 6, 2, 1, 4, 12, 1]}
    assert {tuple(named(one)) for one in proposals()} == {tuple(named(one)) for one in proposals(other)}


def test_under_rounding_every_cell_shows_so_finer_classes_always_keep_more():
    as_it_is, *others = proposals(rules=[], profile="round-5-additive")
    assert as_it_is.information == 1.0
    assert all(one.information < 1 for one in others)


def test_a_table_that_takes_too_much_work_is_published_under_coarser_classes_and_says_so(monkeypatch):
    big = {"year": [str(year) for year in range(40) for _ in range(3)], "form": list("abc") * 40, "n": [1, 5, 9] * 40}
    monkeypatch.setattr(attacked, "SUPPRESSION", replace(SUPPRESSION, steps=1.0))
    protected = protect_data(big, ASKED | {"dimensions": {"year": {}, "form": {}}, "next": ["coarser"]})
    assert protected.dimensions == ("form",)
    assert "year left out" in protected.sentence and "more work than is allowed" in protected.sentence
