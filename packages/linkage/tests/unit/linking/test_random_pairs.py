"""How often strangers agree: Splink is the referee where all pairs are taken, and all pairs are that of a sample."""

import logging
from dataclasses import replace
from datetime import date

import duckdb
import pyarrow as pa
import pytest
from linkage_sets import SETS
from splink import DuckDBAPI, Linker

from benchmarks.splink_settings import as_splink_reads, splink_settings
from schakel_linkage import LinkModel, StandardisedRecords, read_model, read_records, standardise
from schakel_linkage.calibration import U_OF_UNIQUE
from schakel_linkage.linking.random_pairs import random_shares
from schakel_linkage.linking.training import as_usual

SMALL_SETS = pytest.mark.parametrize(("records", "model"), [("fake_1000", "fake_1000"), ("febrl_1", "febrl")])
EVERY_SET = pytest.mark.parametrize(
    ("records", "model"), [("fake_1000", "fake_1000"), ("febrl_1", "febrl"), ("historical_sample", "historical")]
)
ALL, SOME = 5_000_000, 100_000


def read(records: str, model: str) -> tuple[StandardisedRecords, LinkModel]:
    declared = read_model(SETS / f"{model}.yaml")
    return standardise(read_records(SETS / f"{records}.csv", declared), declared, date(2026, 1, 1)), declared


def shares(records: StandardisedRecords, model: LinkModel, most: int) -> dict[tuple[str, str], float]:
    found = random_shares(records, model, most)
    return {(name, level): share for name, levels in found.items() for level, share in levels.items()}


def shares_by_splink(records: StandardisedRecords, model: LinkModel) -> dict[tuple[str, str], float]:
    table = DuckDBAPI(duckdb.connect()).register(as_splink_reads(records, model))
    linker = Linker(table, splink_settings(replace(model, trained=None)), log_level=logging.CRITICAL)
    linker.training.estimate_u_using_random_sampling(max_pairs=ALL, seed=1, min_count_per_level=None)
    return {
        (made["output_column_name"], level["label_for_charts"]): level.get("u_probability") or 0.0
        for made in linker.misc.save_model_to_json()["comparisons"]
        for level in made["comparison_levels"]
        if not level.get("is_null_level")
    }


@SMALL_SETS
def test_all_pairs_are_at_the_levels_at_which_splink_has_them(records: str, model: str) -> None:
    assert shares(*read(records, model), ALL) == pytest.approx(shares_by_splink(*read(records, model)), abs=1e-12)


@EVERY_SET
def test_a_sample_is_within_its_error_of_all_pairs(records: str, model: str) -> None:
    """A share has a standard error of at most the root of itself by the pairs that say something: half of them do."""
    every, sample = (shares(*read(records, model), most) for most in (ALL, SOME))
    for level, share in every.items():
        assert sample[level] == pytest.approx(share, abs=5 * (max(share, 1 / SOME) / (SOME / 2)) ** 0.5), level


def test_a_sample_is_the_same_every_time() -> None:
    records, model = read("fake_1000", "fake_1000")
    assert random_shares(records, model, SOME) == random_shares(records, model, SOME)


def test_numbers_that_were_given_one_after_the_other_are_often_alike() -> None:
    """Of 200 such numbers one pair in eleven differs in one character: that was taken for next to a proof."""
    rows = [(f"given{n % 40} name{n % 7}", str(1000 + n // 2)) for n in range(400)]
    model = read_model({"attributes": {"name": {"kind": "name"}, "nr": {"kind": "number", "unique": True}}})
    table = pa.table({"name": [name for name, _ in rows], "nr": [number for _, number in rows]})
    found = as_usual(standardise(table, model, date(2026, 1, 1)), model, date(2026, 1, 1)).trained
    assert found is not None
    assert found.levels["nr"]["same"].u == U_OF_UNIQUE
    assert 0.05 < found.levels["nr"]["one character differs"].u < 0.15
