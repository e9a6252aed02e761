"""What happened to the children

Cases belong to incidents. An incident is disposed of if any of its cases is, or all of them, or the first or the last
that was: each is an event of the incident, declared with the unit. Counted by the engine and the referee.
"""

import pytest
from counting import counted, refereed
from incidents import ALLIANCE, DELIVERED, INDICATORS


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return counted(ALLIANCE, DELIVERED, tmp_path_factory.mktemp("counted"))


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_an_incident_is_disposed_of_if_any_or_if_all_of_its_cases_are(tables):
    found = bounds(tables["phases"])
    assert (found["any"], found["all"]) == ((4, 4), (3, 3))
    assert found["any-yes"] == (4, 4)
    assert found["all-yes"] == (0, 1)  # of the unclear one the first case may have been taken to court, the other was


def test_of_the_first_and_of_the_last_it_matters_what_they_were(tables):
    found = bounds(tables["phases"])
    # Of two cases on one day each can be the first, and the last.
    assert found["first-yes"] == (2, 4)
    assert found["last-yes"] == (2, 3)


def test_an_incident_is_disposed_of_on_the_first_day_or_on_the_last(tables):
    # Of one incident no court says anything: it was not disposed of in any year, as it is in no phase.
    assert bounds(tables["year-any"]) == {"total": (6, 6), "2020": (4, 4)}
    assert bounds(tables["year-last"]) == {"total": (6, 6), "2020": (2, 2), "2021": (2, 2)}
    assert bounds(tables["year-all"]) == {"total": (6, 6), "2020": (1, 1), "2021": (2, 2)}


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_the_referee_agrees(tables, tmp_path, indicator):
    table = tables[indicator.name]
    codes = [category.code for category in table.dimensions[0].categories]
    found = refereed(ALLIANCE, DELIVERED, tmp_path).count(indicator, [codes])
    assert {code: bound for (code,), bound in found.items()} == bounds(table)
