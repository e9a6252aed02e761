"""Whatever partners deliver, engine and referee agree on who decides what, and on what would decide more."""

import csv
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import small
from hypothesis import given, settings
from hypothesis import strategies as st
from referee import Referee

from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators.counting import tabulate
from schakel.model.alliance import Partner, Unit
from schakel.model.contract import Column, Contract, EventRule, UnitKey
from schakel.model.indicator import DimensionRule, ExtraAttribute, Speaker
from schakel.verbs.pipeline import Pipeline

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
EXTRA = tuple(
    ExtraAttribute(f"{partner}-{name}", small.text(name), partner, values)
    for partner in ("hotline", "shelter", "court")
    for name, values in (("route", ROUTE), ("loose", ROUTE_UNLESS_LABOUR))
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
        "person": Unit("person", small.text("person"), small.text("persons"), "report", ("form",)),
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


def engine_tables(deliveries, folder):
    paths = {}
    for one in CONTRACTS:
        rows, path = deliveries[one.partner], folder / f"rows_{one.partner}.parquet"
        day = pa.array([date(2021, 1, 1)] * len(rows), pa.date32())
        columns = {c.name: pa.array([row[c.name] or None for row in rows], pa.string()) for c in one.columns}
        ours = {"delivery": pa.array([1] * len(rows), pa.int64()), "row": pa.array(range(1, len(rows) + 1), pa.int64())}
        pq.write_table(pa.table({**ours, "delivered": day, "known": day, **columns}), path)
        paths[one.partner] = path
    pipeline = Pipeline(ALLIANCE, folder, folder)
    bases = pipeline.count(pipeline.chain(paths, KeyedHash(b"s" * 32)))
    return [tabulate(one, ALLIANCE, pq.read_table(bases[one.name])) for one in INDICATORS]


def referee(deliveries, folder):
    files = {}
    for one in CONTRACTS:
        files[one.partner] = folder / f"{one.partner}.csv"
        with files[one.partner].open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [column.name for column in one.columns])
            writer.writeheader()
            writer.writerows(deliveries[one.partner])
    return Referee(ALLIANCE, files)


@settings(max_examples=25, deadline=None)
@given(deliveries=DELIVERIES)
def test_engine_and_referee_agree_on_who_decides_what(deliveries, tmp_path_factory):
    folder = tmp_path_factory.mktemp("monitorability")
    slow = referee(deliveries, folder)
    for table in engine_tables(deliveries, folder):
        (dimension,) = table.dimensions
        counted = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert counted == slow.count(table.indicator, [[category.code for category in dimension.categories]])
        assert all(lower <= upper for lower, upper in counted.values())
