"""The sieve holds back no pair that reaches the floor, whatever the levels and their weights."""

from datetime import date

import numpy as np
import pytest
from linkage_sets import SETS

from schakel_linkage import LinkModel, StandardisedRecords, read_model, read_records, standardise
from schakel_linkage.link_model.levels import KINDS, OTHERWISE
from schakel_linkage.linking import blocking
from schakel_linkage.linking.pairing import Pairs, find_pairs
from schakel_linkage.linking.sieve import Sieve

FILE = SETS / "fake_1000.csv"
NOTHING_DROPPED, BELOW_ROUNDING = -1000.0, 1e-6


def model_with_all_levels(seed: int) -> LinkModel:
    """Every level of every kind, in any order and of any weight; frequencies count for all."""
    random = np.random.default_rng(seed)
    attributes = {
        "first_name": {"kind": "name"},
        "surname": {"kind": "name"},
        "dob": {"kind": "date"},
        "seen": {"kind": "day", "column": "dob"},
        "city": {"kind": "text"},
        "email": {"kind": "number"},
        "town": {"kind": "code", "column": "city"},
    }
    comparisons, weights = {}, {}
    for name, attribute in attributes.items():
        others = [level for level in KINDS[attribute["kind"]].levels if level != "same"]
        levels = ["same", *random.permutation(others).tolist()]
        m, u = random.dirichlet(np.ones(len(levels) + 1), 2) + 1e-6
        weights[name] = {
            level: {"m": float(one), "u": float(other)}
            for level, one, other in zip([*levels, OTHERWISE], m / m.sum(), u / u.sum(), strict=True)
        }
        comparisons[name] = {"levels": levels, "frequency": True}
    comparisons["first_name"]["swapped_with"] = "surname"
    comparisons["surname"]["swapped_with"] = "first_name"
    return read_model(
        {
            "attributes": attributes,
            "comparisons": comparisons,
            **({"origin": "town"} if seed % 2 else {}),
            "blocking": [["surname.initial"], ["dob.year"], ["first_name"]],
            "weights": {"dated": date(2026, 1, 1), "by": "chance", "records": 1, "matches": 1, "levels": weights},
        }
    )


def records_of(model: LinkModel) -> StandardisedRecords:
    return standardise(read_records(FILE, model), model, date(2026, 1, 1))


@pytest.mark.parametrize("seed", range(4))
def test_no_pair_is_held_back_that_reaches_the_floor(seed: int) -> None:
    model = model_with_all_levels(seed)
    records = records_of(model)
    every = find_pairs(records, model, floor=NOTHING_DROPPED)
    for floor in (np.quantile(every.weight, [0.2, 0.6, 0.95]) - BELOW_ROUNDING).tolist():
        found, heavy = find_pairs(records, model, floor=floor), every.weight >= floor
        expected = zip(every.left[heavy].tolist(), every.right[heavy].tolist(), strict=True)
        assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == set(expected)


def test_pairs_are_the_same_however_many_records_are_laid_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_with_all_levels(1)
    at_once = find_pairs(records_of(model), model, floor=0)
    monkeypatch.setattr(blocking, "LAID_AT_ONCE", 60)
    in_parts = find_pairs(records_of(model), model, floor=0)
    assert weights_of(in_parts) == weights_of(at_once)


def weights_of(found: Pairs) -> dict[tuple[int, int], float]:
    sides = zip(found.left.tolist(), found.right.tolist(), strict=True)
    return dict(zip(sides, found.weight.tolist(), strict=True))


def test_most_pairs_that_are_too_light_are_held_back() -> None:
    model = model_with_all_levels(3)
    records = records_of(model)
    every = find_pairs(records, model, floor=NOTHING_DROPPED)
    assert model.trained is not None
    floor = float(np.quantile(every.weight, 0.95))
    without_prior = floor - model.trained.prior(len(every.variants))
    sieve = Sieve.of(model, every.variants.columns, records.texts, without_prior)
    assert len(sieve.passing(every.left, every.right)) < 0.5 * len(every.left)
