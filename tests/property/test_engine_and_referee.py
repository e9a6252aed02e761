"""Whatever a partner delivers, the engine and the referee count the same, cell by cell."""

import csv
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import small
from hypothesis import given, settings
from hypothesis import strategies as st
from referee import Referee

from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators.counting import tabulate
from schakel.model.indicator import Condition, DimensionRule, Phase
from schakel.verbs.pipeline import Pipeline

PHASES = (
    Phase("reported", small.text("reported"), "report"),
    Phase("referred", small.text("referred"), "referral"),
    Phase("court", small.text("court"), "referral", "court", "yes"),
)
INDICATORS = tuple(
    small.indicator(*dimensions, name="-".join(dimension.kind for dimension in dimensions))
    for dimensions in (
        (small.BY_FORM, DimensionRule("period", "quarter", small.text("quarter"), event="report", by="quarter")),
        (DimensionRule("phase", "phase", small.text("phase"), phases=PHASES), small.BY_FORM),
        (DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 1, 3)),),
        (DimensionRule("decided", "what-is-known", small.text("known"), attributes=("form",)),),
        (DimensionRule("conflict", "conflict", small.text("conflict"), attributes=("form",)),),
    )
)
POPULATIONS = (
    (Condition(event="referral"),),
    (Condition(event="referral", attribute="court", concept="no", excluded=True), Condition("", "form", "sexual")),
)
INDICATORS += tuple(
    small.indicator(small.BY_FORM, name=f"population-{number}", population=population)
    for number, population in enumerate(POPULATIONS)
)
ALLIANCE = small.alliance(*INDICATORS)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 12, 31)).map(str)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.sampled_from("1234567"),
            "received": DAYS,
            "kind": st.sampled_from(["dom", "sex", "lab", "?", "unknown to the mapping", ""]),
            "referred": st.one_of(st.just(""), DAYS),
            "court": st.sampled_from(["J", "N", "maybe", ""]),
        }
    ),
    min_size=1,
    max_size=12,
)


def engine_tables(rows, folder):
    columns = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in rows[0]}
    size = len(rows)
    day = pa.array([date(2021, 1, 1)] * size)
    in_force = {"delivery": [1] * size, "row": list(range(1, size + 1)), "delivered": day, "known": day, **columns}
    pq.write_table(pa.table(in_force), folder / "rows.parquet")
    pipeline = Pipeline(ALLIANCE, folder, folder)
    bases = pipeline.count(pipeline.chain({"hotline": folder / "rows.parquet"}, KeyedHash(b"s" * 32)))
    return [tabulate(indicator, ALLIANCE, pq.read_table(bases[indicator.name])) for indicator in INDICATORS]


def referee(rows, folder):
    path = folder / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return Referee(ALLIANCE, {"hotline": path})


@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_engine_and_referee_agree(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("count")
    slow = referee(rows, folder)
    for table in engine_tables(rows, folder):
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        counted = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert counted == slow.count(table.indicator, categories)
        assert all(lower <= upper for lower, upper in counted.values())
