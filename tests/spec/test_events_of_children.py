"""What happened to the children

Cases belong to incidents. An incident is disposed of if any of its cases is, or all of them, or the first or the last
that was: each is an event of the incident, declared with the unit. Counted by the engine and the referee.
"""

from dataclasses import replace

import pytest
import small
from counting import counted, refereed
from incidents import ALLIANCE, DELIVERED, INDICATORS, unit

from schakel.model import Column, Contract, DimensionRule, EventRule, Partner, Phase, UnitKey
from schakel.model.alliance import EventOfChildren, Which

COURT = Contract(
    "court",
    "court",
    "1.0.0",
    (Column("incident"), Column("case"), *(Column(name, type="date") for name in ("opened", "filed", "disposed"))),
    units=(UnitKey("incident", ("incident",)), UnitKey("case", ("case",))),
    events=(
        EventRule("opened", "incident", "opened", "opened"),
        EventRule("filed", "case", "filed", "filed"),
        EventRule("disposition", "case", "disposed", "disposed", not_before="filed"),
    ),
)
IN_A_YEAR = [
    Phase(which, small.text(which), f"disposed-{which}", within=1, of="opened") for which in ("any", "all", "last")
]
OF_DAYS = [
    DimensionRule("phase", "phases", small.text("phases"), phases=(*IN_A_YEAR,)),
    DimensionRule("duration", "days", small.text("days"), start="opened", end="disposed-any", classes=(0, 100)),
]
TOO_EARLY = replace(
    small.alliance(*(replace(small.indicator(one, name=one.name), unit="incident") for one in OF_DAYS)),
    units={
        "incident": unit("incident", events=tuple(EventOfChildren(f"disposed-{one}", "case", "disposition", one)
                                                  for one in Which)),
        "case": unit("case", ("incident",)),
    },
    partners={"court": Partner("court", small.text("court"), COURT, ())},
)  # fmt: skip


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


ROWS = {
    # Disposed of before it was filed: either date is wrong.
    "early": [("2020-05-01", "2020-03-01")],
    "early-and-in-time": [("2020-05-01", "2020-03-01"), ("2020-05-01", "2020-06-01")],
    "in-time": [("2020-02-01", "2020-03-01")],
}
CERTAIN, MAY_BE, NOT = (1, 1), (0, 1), (0, 0)
IN_TIME = {
    "early": {"any": MAY_BE, "all": MAY_BE, "last": MAY_BE},
    # When the last was disposed of is as little known as when the one with the wrong date was.
    "early-and-in-time": {"any": CERTAIN, "all": MAY_BE, "last": MAY_BE},
    "in-time": {"any": CERTAIN, "all": CERTAIN, "last": CERTAIN},
}
DAYS = {  # 60 to the first of March, 152 to the first of June
    "early": {"total": NOT, "0-99": NOT, "100+": NOT, "left-out-early": CERTAIN},
    "early-and-in-time": {"total": CERTAIN, "0-99": NOT, "100+": CERTAIN},
    "in-time": {"total": CERTAIN, "0-99": CERTAIN, "100+": NOT},
}


@pytest.mark.parametrize("incident", ROWS)
def test_a_date_of_a_child_that_is_too_early_is_left_out_for_its_parent_as_well(incident, tmp_path):
    rows = [
        {"incident": "1", "case": str(case), "opened": "2020-01-01", "filed": filed, "disposed": disposed}
        for case, (filed, disposed) in enumerate(ROWS[incident])
    ]
    tables = counted(TOO_EARLY, {"court": rows}, tmp_path)
    assert bounds(tables["phases"]) == IN_TIME[incident]
    assert bounds(tables["days"]) == DAYS[incident]
    for table in tables.values():
        codes = [category.code for category in table.dimensions[0].categories]
        found = refereed(TOO_EARLY, {"court": rows}, tmp_path).count(table.indicator, [codes])
        assert {code: bound for (code,), bound in found.items()} == bounds(table)
