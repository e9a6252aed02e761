"""Base cells are the same, whether an indicator is counted together with others or by itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import small
from counting import chain_of

from schakel.indicators.counting import base_step, count_steps
from schakel.model.indicator import Condition, DimensionRule, Indicator
from schakel.store.engine import run_step
from schakel.verbs.base_cells import count_cells, counts_of

DECIDED = DimensionRule("decided-by", "decided", small.text("Decided"), attribute="form")
UNDER_SEXUAL = replace(DECIDED, among=("domestic", "cross-border"))
BY_YEAR = DimensionRule("period", "year", small.text("Year"), event="report", by="year")
SINCE = Condition(event="report", since=date(2021, 1, 1))
ROWS = [
    {"number": str(number), "received": f"{2019 + number % 4}-05-0{1 + number % 9}", "kind": kind}
    for number, kind in enumerate(["dom", "sex", "lab", "?", ""] * 5)
]
ALONE = small.indicator(small.BY_FORM)
TOGETHER = {
    "what they ask is the same": [ALONE, replace(ALONE, name="other")],
    "one counts units since a day alone": [ALONE, small.indicator(BY_YEAR, name="since", population=(SINCE,))],
    "one works something out first": [ALONE, small.indicator(DECIDED, name="first")],
    "two work out something else first, under one name": [
        small.indicator(DECIDED, small.BY_FORM, name="one"),
        small.indicator(UNDER_SEXUAL, name="two"),
    ],
    "one alone": [ALONE],
}


@pytest.mark.parametrize("indicators", TOGETHER.values(), ids=TOGETHER)
def test_cells_counted_together_are_those_counted_alone(indicators: list[Indicator], tmp_path: Path) -> None:
    alliance = small.alliance(*indicators)
    chain = chain_of(alliance, {"hotline": ROWS}, tmp_path)
    results = count_cells(run_step, counts_of(indicators, alliance), chain, tmp_path / "bases")
    assert {f"base_{one.name}" for one in indicators} <= {result.name for result in results}
    for one in indicators:
        run_step(base_step(one, alliance), chain, tmp_path / "alone.parquet")
        found, alone = (
            pq.read_table(tmp_path / "bases" / f"{one.name}.parquet"),
            pq.read_table(tmp_path / "alone.parquet"),
        )
        assert found.num_rows
        assert (found.schema.names, found.schema.types) == (alone.schema.names, alone.schema.types)
        assert found.to_pylist() == alone.to_pylist()


def test_what_is_counted_for_several_stays_nowhere(tmp_path: Path) -> None:
    [*indicators] = TOGETHER["what they ask is the same"]
    alliance = small.alliance(*indicators)
    chain = chain_of(alliance, {"hotline": ROWS}, tmp_path)
    count_cells(run_step, counts_of(indicators, alliance), chain, tmp_path / "bases")
    assert {file.stem for file in (tmp_path / "bases").iterdir()} == {one.name for one in indicators}


def test_units_are_read_once_for_what_can_be_asked_together() -> None:
    indicators = TOGETHER["one works something out first"]
    counts = count_steps("report", indicators, small.alliance(*indicators))
    [answers] = counts.answers
    assert [step.inputs for step in counts.steps.values()] == [(answers.name,), (answers.name,)]
