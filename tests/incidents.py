"""Incidents and their cases: what happened to the cases, by the court, and how many months it gave.

A case belongs to a person as well, and is of each of the forms that anybody says of it, of its person or its incident.
"""

from dataclasses import replace

import small

from schakel.model import (
    Column,
    Contract,
    DimensionRule,
    EventRule,
    Magnitude,
    Partner,
    Phase,
    StatedMagnitude,
    Unit,
    UnitKey,
)
from schakel.model.alliance import EventOfChildren, Which

WHICH = ("any", "all", "first", "last")
PROSECUTION = Contract(
    "prosecution",
    "prosecution",
    "1.0.0",
    (
        Column("case"),
        Column("incident"),
        Column("person"),
        Column("kind", units=("case", "person"), attribute="form", split=";"),
        Column("seen", units=("incident",), attribute="form"),
    ),
    units=(UnitKey("case", ("case",)), UnitKey("incident", ("incident",)), UnitKey("person", ("person",))),
)
COURT = Contract(
    "court",
    "court",
    "1.0.0",
    (
        Column("case"),
        Column("disposed", type="date"),
        Column("court"),
        Column("months", type="integer", stated=StatedMagnitude("case", "sentence")),
    ),
    units=(UnitKey("case", ("case",)),),
    events=(EventRule("disposition", "case", "disposed", "disposed", (("court", "court"),)),),
)
CASES = {
    "one-of-two": [("2020-03-01", "J"), None],
    "both": [("2020-03-01", "J"), ("2021-05-01", "N")],
    "both-on-a-day": [("2020-03-01", "J"), ("2020-03-01", "N")],
    "unclear": [("2020-03-01", "?"), ("2021-05-01", "J")],
    "neither": [None, None],
    "not-heard-of": ["silent"],
}


def _delivered():
    cases = [(f"{name}-{at}", name, one) for name, found in CASES.items() for at, one in enumerate(found)]
    disposed = [(case, *(one or ("", ""))) for case, _, one in cases if one != "silent"]
    return {
        "prosecution": [{"case": case, "incident": incident} for case, incident, _ in cases],
        "court": [
            {"case": case, "disposed": day, "court": said, "months": str(len(case)) if said == "J" else ""}
            for case, day, said in disposed
        ],
    }


def unit(name, belongs_to=(), inherits=(), events=()):
    return Unit(name, small.text(name), small.text(f"{name}s"), belongs_to, inherits, events=events)


def forms_in(column):
    return small.mapping(column, ("dom", "domestic", "exact"), ("sex", "sexual", "broad"), ("lab", "labour", "exact"))


def phase(which, concept=""):
    attribute = "court" if concept else ""
    return Phase(f"{which}-{concept}" if concept else which, small.text(which), f"disposed-{which}", attribute, concept)


BY_PHASE = DimensionRule(
    "phase", "phase", small.text("phase"), phases=(*map(phase, WHICH), *(phase(which, "yes") for which in WHICH))
)
BY_YEAR = [
    DimensionRule("period", f"year-{which}", small.text("year"), event=f"disposed-{which}", by="year")
    for which in WHICH
]
BY_MONTHS = DimensionRule("magnitude", "months", small.text("months"), magnitude="sentence", classes=(0, 6, 8))
INDICATORS = (
    replace(small.indicator(BY_PHASE, name="phases"), unit="incident"),
    *(replace(small.indicator(one, name=one.name), unit="incident") for one in BY_YEAR),
    replace(small.indicator(BY_PHASE, name="cases"), unit="case"),
    replace(small.indicator(BY_MONTHS, name="months"), unit="case"),
    replace(small.indicator(small.BY_FORM, name="forms"), unit="case"),
)
ALLIANCE = replace(
    small.alliance(*INDICATORS),
    units={
        "incident": unit(
            "incident",
            events=tuple(EventOfChildren(f"disposed-{which}", "case", "disposition", Which(which)) for which in WHICH),
        ),
        "person": unit("person"),
        "case": unit("case", ("incident", "person"), ("form",)),
    },
    attributes={
        "form": replace(small.alliance().attributes["form"], many=True),
        "court": small.alliance().attributes["court"],
    },
    magnitudes={"sentence": Magnitude("sentence", small.text("sentence"))},
    partners={
        "prosecution": Partner(
            "prosecution", small.text("prosecution"), PROSECUTION, (*forms_in("kind"), *forms_in("seen"))
        ),
        "court": Partner(
            "court",
            small.text("court"),
            COURT,
            small.mapping("court", ("J", "yes", "exact"), ("N", "no", "exact"), ("?", "", "none")),
        ),
    },
)
DELIVERED = _delivered()
