"""Whatever partners deliver, engine and referee agree on who decides what, and on what would decide more."""

from dataclasses import replace

import small
from counting import counted, refereed
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel.model.alliance import Partner, Unit
from schakel.model.column import Column
from schakel.model.contract import Contract, EventRule, UnitKey
from schakel.model.indicator import DimensionRule, ExtraAttribute, Speaker

REPORT, PERSON = UnitKey("report", ("number",)), UnitKey("person", ("number", "name"))
NUMBER, RECEIVED = Column("number", required=True), Column("received", type="date", format="%Y-%m-%d")
KIND = Column("kind", units=("report",), attribute="form")


def contract(partner: str, units: tuple[UnitKey, ...], *columns: Column) -> Contract:
    """A contract of a partner whose every row is an event of a report."""
    event = EventRule(f"{partner}-wrote", "report", "received")
    return Contract(partner, partner, "1.0.0", (NUMBER, RECEIVED, *columns), units=units, events=(event,))


def partner_of(one: Contract) -> Partner:
    """A partner with the lines of the small mapping that are about its columns."""
    claims = {column.name for column in one.columns if column.attribute}
    mapping = tuple(line for line in small.MAPPING if line.column in claims)
    return Partner(one.partner, small.text(one.partner), one, mapping)


CONTRACTS = (
    contract("hotline", (REPORT,), KIND),
    contract("shelter", (REPORT, PERSON), Column("name"), replace(KIND, units=("person",))),
    contract("court", (REPORT,)),
    contract("clerk", (REPORT, PERSON), Column("name"), KIND),
)
SPEAKERS = tuple(Speaker(one.partner, small.text(one.partner)) for one in CONTRACTS)
ROUTE = (("domestic",), ("cross-border", "labour"))
ROUTE_UNLESS_LABOUR = (("domestic", "labour"), ("cross-border", "labour"))
EACH_LEAF = (("labour",), ("domestic",), ("cross-border",))
"""Of what is known to be sexual, one of these is ruled out, and each of the others settles it."""
EXTRA = tuple(
    ExtraAttribute(f"{partner}-{name}", small.text(name), partner, values)
    for partner in ("hotline", "shelter", "court")
    for name, values in (("route", ROUTE), ("loose", ROUTE_UNLESS_LABOUR), ("leaf", EACH_LEAF))
)


def indicators(unit, among):
    known = DimensionRule(
        "decided-by",
        "known-from",
        small.text("known from"),
        attribute="form",
        among=among,
        partners=SPEAKERS,
        together=(("hotline", "court"), ("hotline", "shelter")),
    )
    gain = DimensionRule("gain", "gain", small.text("gain"), attribute="form", among=among, extra=EXTRA)
    for rule in (known, gain):
        yield replace(small.indicator(rule, name=f"{unit}-{rule.kind}-{len(among)}"), unit=unit)


INDICATORS = tuple(
    one for unit in ("report", "person") for among in ((), ("sexual", "labour")) for one in indicators(unit, among)
)
ALLIANCE = replace(
    small.alliance(*INDICATORS),
    partners={one.partner: partner_of(one) for one in CONTRACTS},
    units={
        "report": Unit("report", small.text("report"), small.text("reports")),
        "person": Unit("person", small.text("person"), small.text("persons"), ("report",), ("form",)),
    },
)
VALUES = {
    "number": st.sampled_from("1234"),
    "received": st.just("2020-01-01"),
    "kind": st.sampled_from(["dom", "sex", "lab", "?", ""]),
    "name": st.sampled_from("ab"),
}


def rows_of(one):
    values = {column.name: VALUES[column.name] for column in one.columns}
    return st.lists(st.fixed_dictionaries(values), max_size=6)


DELIVERIES = st.fixed_dictionaries({one.partner: rows_of(one) for one in CONTRACTS})


@examples(3)
@given(deliveries=DELIVERIES, precedence=st.sampled_from([(), ("shelter", "hotline")]))
def test_engine_and_referee_agree_on_who_decides_what(deliveries, precedence, tmp_path_factory):
    folder = tmp_path_factory.mktemp("monitorability")
    form = replace(ALLIANCE.attributes["form"], precedence=precedence)
    alliance = replace(ALLIANCE, attributes=ALLIANCE.attributes | {"form": form})
    slow = refereed(alliance, deliveries, folder)
    for table in counted(alliance, deliveries, folder).values():
        (dimension,) = table.dimensions
        bounds = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert bounds == slow.count(table.indicator, [[category.code for category in dimension.categories]])
        assert all(lower <= upper for lower, upper in bounds.values())
