"""An event that happens once

A prosecutor and a court both register how a case ended. If `once` says that this happens to a case once, both tell of
the same event, and what they claim of it intersects. Otherwise each row tells of an event of its own. Counted by the
engine and the referee.
"""

from dataclasses import replace

import pytest
import small
from broken import broken, check
from counting import counted, refereed

from schakel.model import Column, Contract, DimensionRule, EventRule, Partner, Phase, UnitKey

OUTCOME = small.scheme("outcome", "ended/acquitted", "ended/dismissed", "ended", "convicted")
PHASES = DimensionRule(
    "phase",
    "phase",
    small.text("phase"),
    phases=tuple(
        Phase(name, small.text(name), "ending", "outcome", name)
        for name in ("acquitted", "dismissed", "ended", "convicted")
    ),
)
COLUMNS = (Column("case"), Column("day", type="date"), Column("outcome"))
ENDING = EventRule("ending", "report", "day", "day", (("outcome", "outcome"),))
CODES = small.mapping(
    "outcome", ("E", "ended", "broad"), ("C", "convicted", "exact"), ("A", "acquitted", "exact"), ("?", "", "none")
) + small.mapping("outcome", ("court", "acquitted", "narrow"), ("court", "convicted", "narrow"))


def partner(name):
    contract = Contract(name, name, "1.0.0", COLUMNS, units=(UnitKey("report", ("case",)),), events=(ENDING,))
    return Partner(name, small.text(name), contract, CODES)


SEVERAL = replace(
    small.alliance(small.indicator(PHASES)),
    attributes={"outcome": replace(small.alliance().attributes["court"], name="outcome", scheme="outcome")},
    schemes={"outcome": OUTCOME},
    partners={name: partner(name) for name in ("prosecution", "court")},
)
ONCE = replace(SEVERAL, units={"report": replace(SEVERAL.units["report"], once=("ending",))})


def told(*cases):
    return [{"case": case, "day": "2020-03-01", "outcome": outcome} for case, outcome in cases]


DELIVERED = {
    "prosecution": told(("1", "E"), ("2", "C"), ("3", "?"), ("4", ""), ("5", "E")),
    "court": told(("1", "court"), ("2", "A"), ("3", "C"), ("5", "")),
}


@pytest.mark.parametrize(
    ("alliance", "expected"),
    [
        # 1 was acquitted, since both say what only that can be; of 2 they contradict each other, so it was either.
        (ONCE, {"acquitted": (1, 4), "dismissed": (0, 2), "ended": (2, 4), "convicted": (1, 3)}),
        (SEVERAL, {"acquitted": (1, 5), "dismissed": (0, 4), "ended": (3, 5), "convicted": (2, 5)}),
    ],
    ids=["once", "several times"],
)
def test_claims_of_one_event_intersect(alliance, expected, tmp_path):
    [table] = counted(alliance, DELIVERED, tmp_path).values()
    found = {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}
    slow = refereed(alliance, DELIVERED, tmp_path).count(table.indicator, [expected])
    assert found == {code: bound for (code,), bound in slow.items()} == expected


FAULT = broken(
    "an event that happens to no such unit",
    "alliance.yaml",
    "    plural: {en: reports}\n",
    "    plural: {en: reports}\n    once: [handover]\n",
    "18: No contract says that `handover` happens to `report`; did you mean `hand-over`?",
)


@pytest.mark.parametrize("case", [FAULT])
def test_it_happens_to_the_unit(case, tmp_path):
    check(case, tmp_path)
