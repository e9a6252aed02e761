"""The wide table of a kind of unit: a row for each unit, whatever rows name it, and none for two units at once."""

import pyarrow.parquet as pq
import pytest
import small
from counting import chain_of

from schakel.chain.wide import wide_step
from schakel.store.engine import StepError, run_step

REPORT = {"number": "7", "received": "2020-02-01", "kind": "sex"}


def test_what_rows_say_of_a_unit_is_combined_whatever_their_number_and_order(tmp_path):
    rows = [REPORT, REPORT | {"kind": "dom", "received": "2020-03-01"}]
    found = []
    for name, told in (("once", rows), ("twice", [*rows[::-1], *rows])):
        (tmp_path / name).mkdir()
        chain = chain_of(small.alliance(), {"hotline": told}, tmp_path / name)
        found.append(pq.read_table(chain["wide_report"]).to_pylist())
    assert found[0] == found[1]
    assert len(found[0]) == 1


def test_two_units_that_share_an_id_are_never_counted_as_one(tmp_path):
    alliance = small.alliance()
    chain = chain_of(alliance, {"hotline": [REPORT, REPORT | {"number": "8"}]}, tmp_path)
    told = pq.read_table(chain["told_hotline"][0])
    same = told.set_column(told.column_names.index("report"), "report", [told["report"].to_pylist()[:1] * 2])
    with pytest.raises(StepError, match='fail the check "unit_check" IS NOT NULL'):
        run_step(wide_step("report", alliance), {**chain, "told_hotline": same}, tmp_path / "wide.parquet")
