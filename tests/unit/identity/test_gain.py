"""Which pairs of persons are worth a judgement."""

import numpy as np
import pytest

from schakel.identity.judging.gain import LEAST_GAIN
from schakel.identity.judging.gain import expected_gains as gains


def expected_gains(weight: list[float], answered: list[tuple[float, bool]]) -> list[float]:
    """The chance of each pair, after what people said of others."""
    bits, same = np.array([one for one, _ in answered], float), np.array([one for _, one in answered], bool)
    found: list[float] = gains(np.array(weight, float), bits, same).tolist()
    return found


def test_before_anybody_judged_a_pair_is_one_person_as_often_as_its_weight_says() -> None:
    assert expected_gains([0.0, 2.0, -2.0], []) == pytest.approx([0.5, 0.8, 0.2])
    assert expected_gains([], []) == []


def test_what_people_say_of_pairs_of_like_weight_counts_more_with_each_answer() -> None:
    """A good model has thousands of pairs between its thresholds: after sixty answers that kind is asked no more."""
    few, many = ([(1.0, False)] * times for times in (6, 60))
    after_few, after_many = (expected_gains([0.5, 5.0], answered) for answered in (few, many))
    assert after_few[0] > LEAST_GAIN > after_many[0]
    assert after_many[1] == pytest.approx(0.97, abs=0.01), "heavier pairs are another kind"


def test_where_people_join_light_pairs_these_rise_above_heavier_ones() -> None:
    light, heavy = expected_gains([0.5, 3.0], [(1.0, True)] * 20 + [(3.5, False)] * 20)
    assert light > 0.9 > 0.3 > heavy
