"""What pairs teach: their levels, how many match, and from which weight to join."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from schakel_linkage import read_model
from schakel_linkage.link_model.declared import Thresholds
from schakel_linkage.linking.cases import name_seldom_shared
from schakel_linkage.linking.chances import Chances
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.thresholds import best_join
from schakel_linkage.linking.variants import Variants

MODEL = read_model({"attributes": {"name": {"kind": "name"}, "born": {"kind": "date"}}})


def weighed(pairs: dict[tuple[int, int], float], records: int) -> Pairs:
    left, right = np.array(list(pairs)).T
    every = np.arange(records)
    levels = np.zeros((2, len(pairs)), dtype=np.int8)
    return Pairs(Variants(every, every, {}), left, right, np.array(list(pairs.values())), levels, ())


def test_matches_are_as_many_as_the_pairs_promise() -> None:
    heavy, light = np.full(500, 40.0), np.full(5000, -40.0)
    nowhere = np.empty(0, dtype=np.int64)
    known = Chances(np.zeros(5500, dtype=np.bool_), nowhere, (nowhere, nowhere))
    assert known.matches(np.concatenate([heavy, light]), variants=1000) == pytest.approx(1.0, rel=1e-3)


def test_pairs_that_are_likely_one_person_are_joined_where_no_chain_runs_away() -> None:
    pairs = {(place, place + 1): 2.5 + place / 10 for place in range(0, 20, 2)}
    assert best_join(weighed(pairs, 21), MODEL) == 2.0


def test_where_weak_pairs_would_chain_strangers_together_it_takes_more_to_join() -> None:
    """Four persons of six records each, sure of themselves; one record of each weighs 3 bits with two of the next."""
    of_one = {(one, other): 20.0 for one in range(24) for other in range(one + 1, 24) if one // 6 == other // 6}
    between = {(6 * one, 6 * one + 6 + place): 3.0 for one in range(3) for place in range(2)}
    pairs = weighed({**of_one, **between}, 24)
    assert best_join(pairs, MODEL) == 3.5
    assert best_join(pairs, replace(MODEL, thresholds=Thresholds(9.0, 0.0))) == 3.5


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        (0.6, "of pairs that would be one person 60% differ in `name`"),
        (0.1, "of pairs that would be one person and are not written alike 50% differ in `name` and in something else"),
    ],
)
def test_which_matches_a_name_differs_in_too_often_is_said(otherwise: float, said: str) -> None:
    """Of four pairs of different records two differ in all they say; of all matches most may say the same."""
    levels = {"same": {"m": 1 - otherwise, "u": 0.01}, "otherwise": {"m": otherwise, "u": 0.99}}
    learnt = {"dated": date(2026, 1, 1), "by": "hand", "records": 8, "matches": 1}
    model = read_model(
        {
            "attributes": {"name": {"kind": "name"}, "born": {"kind": "date"}},
            "comparisons": {key: {"levels": ["same"]} for key in ("name", "born")},
            "blocking": [["name"]],
            "thresholds": {"join": 4, "review": 0},
            "weights": {**learnt, "levels": dict.fromkeys(("name", "born"), levels)},
        }
    )
    pairs = replace(
        weighed({(place, place + 1): 5.0 for place in range(0, 8, 2)}, 8),
        levels=np.array([[1, 1, 1, 0], [1, 1, 0, 0]], dtype=np.int8),
    )
    assert name_seldom_shared(model, pairs, np.ones(4)) == said
