"""A small alliance of a prosecution service and a court; cases are joined, and have other numbers in appeal."""

from dataclasses import replace
from pathlib import Path

import counting
import small
from counting import Rows

from schakel.model.alliance import Partner, Unit
from schakel.model.column import Column
from schakel.model.contract import Contract, EventRule, Relation, RelationKind, UnitKey
from schakel.model.indicator import Condition, DimensionRule, Indicator, Phase

DAY = {"type": "date", "format": "%Y-%m-%d"}
PROSECUTION = Contract(
    "prosecution", "prosecution", "1.0.0",
    (Column("number"), Column("joined_to"), Column("decision"), Column("decided", **DAY)),
    units=(UnitKey("case", ("number",)),),
    events=(EventRule("case-decided", "case", "decided", claims=(("decision", "decision"),)),),
    relations=(Relation(RelationKind.JOINED_TO, "case", ("joined_to",)),),
)  # fmt: skip
COURT = Contract(
    "court", "court", "1.0.0",
    (Column("number"), Column("first_number"), Column("ecli"), Column("judged", **DAY)),
    units=(UnitKey("verdict", ("number",)), UnitKey("case", ("number",), with_joined=True)),
    events=(EventRule("verdict-given", "verdict", "judged"), EventRule("case-judged", "case", "judged")),
    relations=(
        Relation(RelationKind.APPEAL_OF, "case", ("first_number",)),
        Relation(RelationKind.SAME_AS, "verdict", ("ecli",)),
    ),
)  # fmt: skip
DECISION = small.scheme("decision", "to-court", "joined", "registered-twice")
PHASES = (Phase("decided", small.text("decided"), "case-decided"), Phase("judged", small.text("judged"), "case-judged"))
TWICE = Condition("case-decided", "decision", "registered-twice", excluded=True)
CASES = Indicator(
    "cases", small.text("cases"), small.text("cases"), "case",
    (DimensionRule("phase", "phase", small.text("phase"), phases=PHASES),), (TWICE,),
)  # fmt: skip
VERDICTS = Indicator(
    "verdicts", small.text("verdicts"), small.text("verdicts"), "verdict",
    (DimensionRule("period", "year", small.text("year"), event="verdict-given", by="year"),),
)  # fmt: skip


def _alliance():
    base = small.alliance(CASES, VERDICTS)
    mapping = small.mapping(
        "decision", ("D", "to-court", "exact"), ("J", "joined", "exact"), ("A", "registered-twice", "exact")
    )
    units = {name: Unit(name, small.text(name), small.text(f"{name}s")) for name in ("case", "verdict")}
    attribute = replace(base.attributes["form"], name="decision", scheme="decision")
    return replace(
        base,
        units=units | {"verdict": replace(units["verdict"], belongs_to=("case",))},
        attributes={"decision": attribute},
        schemes={"decision": DECISION},
        partners={
            "prosecution": Partner("prosecution", small.text("prosecution"), PROSECUTION, mapping),
            "court": Partner("court", small.text("court"), COURT, ()),
        },
    )


ALLIANCE = _alliance()


def prosecuted(number: str, decision: str = "D", joined_to: str = "") -> dict[str, str]:
    """A case at the prosecution service: brought to court (D), joined to another (J), or registered twice (A)."""
    return {"number": number, "joined_to": joined_to, "decision": decision, "decided": "2021-01-02"}


def judged(number: str, first_number: str = "", ecli: str = "", day: str = "2021-06-01") -> dict[str, str]:
    """A verdict."""
    return {"number": number, "first_number": first_number, "ecli": ecli, "judged": day}


def counted(prosecution: Rows, court: Rows, folder: Path) -> dict[str, tuple[int, int]]:
    """The bounds of every cell of both tables by the engine: `decided`, `judged`, `verdicts`."""
    found = counting.counted(ALLIANCE, {"prosecution": prosecution, "court": court}, folder)
    tables = [found[one.name] for one in (CASES, VERDICTS)]
    found = {cell.coordinates[0]: tables[0].bounds(cell) for cell in tables[0].cells}
    return found | {"verdicts": tables[1].bounds(tables[1].cell(("total",)))}


def counted_by_the_referee(prosecution: Rows, court: Rows, folder: Path) -> dict[str, tuple[int, int]]:
    """The same by the referee."""
    referee = counting.refereed(ALLIANCE, {"prosecution": prosecution, "court": court}, folder)
    found = {key[0]: bounds for key, bounds in referee.count(CASES, [["decided", "judged"]]).items()}
    return found | {"verdicts": referee.count(VERDICTS, [["total"]])[("total",)]}
