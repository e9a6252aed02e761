"""How often strangers agree: Splink is the referee where all pairs are taken, and all pairs are that of a sample."""

from datetime import date

import pyarrow as pa
import pytest
from splink_referee import ALL, MODELS, Ask, read, stored_shares
from splink_referee import shares as shares_now

from schakel_linkage import LinkModel, StandardisedRecords, read_model, standardise
from schakel_linkage.calibration import U_OF_UNIQUE
from schakel_linkage.linking.random_pairs import random_shares
from schakel_linkage.linking.training import as_usual

SOME = 100_000


def shares(records: StandardisedRecords, model: LinkModel, most: int) -> dict[tuple[str, str], float]:
    found = random_shares(records, model, most)
    return {(name, level): share for name, levels in found.items() for level, share in levels.items()}


@pytest.mark.parametrize("ask", [stored_shares, pytest.param(shares_now, marks=pytest.mark.slow)])
@pytest.mark.parametrize("records", ["fake_1000", "febrl_1"])
def test_all_pairs_are_at_the_levels_at_which_splink_has_them(records: str, ask: Ask) -> None:
    expected = {(one["attribute"], one["level"]): one["share"] for one in ask(records).to_pylist()}
    assert shares(*read(records), ALL) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("records", MODELS)
def test_a_sample_is_within_its_error_of_all_pairs(records: str) -> None:
    """A share has a standard error of at most the root of itself by the pairs that say something: half of them do."""
    every, sample = (shares(*read(records), most) for most in (ALL, SOME))
    for level, share in every.items():
        assert sample[level] == pytest.approx(share, abs=5 * (max(share, 1 / SOME) / (SOME / 2)) ** 0.5), level


def test_a_sample_is_the_same_every_time() -> None:
    records, model = read("fake_1000")
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
