"""How many judgments are enough

The closed form gives its published reference values, and a simulation checks it.
"""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel_base.errors import SchakelError
from schakel_judgments import Sufficiency, assess, thresholds
from schakel_judgments.adequacy import Shortcoming
from schakel_judgments.adequacy_text import in_words


def detectable_ratio(cells: Sequence[float]) -> float:
    """The smallest ratio that is found with a spread of 0.9 where no sentence resembles another."""
    return assess(["a"], cells, spread=0.9, design_effect=1).detectable


@pytest.mark.parametrize(
    ("sentences", "half", "fifth", "pair"),
    [
        (40, 2.22, 2.71, 5.70),
        (80, 1.76, 2.02, 3.42),
        (150, 1.51, 1.67, 2.46),
        (300, 1.34, 1.44, 1.89),
        (600, 1.23, 1.29, 1.57),
        (1200, 1.16, 1.20, 1.37),
    ],
)
def test_the_detectable_ratio_is_that_of_the_reference(sentences: int, half: float, fifth: float, pair: float) -> None:
    """Standard deviation of the log length 0.9, power 0.8, two-sided 0.05; a pair of factors of 50% and 30%."""
    assert detectable_ratio([sentences * 0.5] * 2) == pytest.approx(half, abs=0.005)
    assert detectable_ratio([sentences * 0.8, sentences * 0.2]) == pytest.approx(fifth, abs=0.005)
    cells = [sentences * 0.5 * share for share in (0.7, 0.3, 0.7, 0.3)]
    assert detectable_ratio(cells) == pytest.approx(pair, abs=0.005)


def test_a_simulation_finds_an_effect_of_the_detectable_size_as_often_as_the_power_says() -> None:
    random, size, runs = np.random.default_rng(8), 75, 2000
    effect = math.log(detectable_ratio([size, size]))
    without = random.normal(0, 0.9, (runs, size))
    with_it = random.normal(effect, 0.9, (runs, size))
    error = np.sqrt((without.var(axis=1, ddof=1) + with_it.var(axis=1, ddof=1)) / size)
    found = np.abs(with_it.mean(axis=1) - without.mean(axis=1)) > 1.976 * error
    assert found.mean() == pytest.approx(thresholds.POWER, abs=0.03)


@pytest.mark.parametrize(
    ("cells", "expected", "shortcomings"),
    [
        ((400, 400), Sufficiency.ENOUGH, ()),
        ((60, 60), Sufficiency.DIRECTION_ONLY, (Shortcoming.DETECTABLE,)),
        ((24, 20), Sufficiency.NOT_ENOUGH, (Shortcoming.DETECTABLE, Shortcoming.INTERVAL)),
        ((500, 4), Sufficiency.NOT_ENOUGH, (Shortcoming.CELLS, Shortcoming.DETECTABLE, Shortcoming.INTERVAL)),
        ((500, 0), Sufficiency.NOT_ENOUGH, (Shortcoming.CELLS, Shortcoming.DETECTABLE, Shortcoming.INTERVAL)),
    ],
)
def test_the_verdict_follows_from_cells_detectable_ratio_and_interval(
    cells: tuple[int, int], expected: Sufficiency, shortcomings: tuple[Shortcoming, ...]
) -> None:
    found = assess(["minor victim"], cells)
    assert (found.sufficiency, found.shortcomings) == (expected, shortcomings)


@given(st.lists(st.integers(1, 400), min_size=2, max_size=2), st.floats(1.2, 3))
def test_what_is_said_to_be_needed_is_enough_and_no_more(cells: list[int], wished: float) -> None:
    needed = assess(["a"], cells, wished).needed
    scale = needed / sum(cells)
    assert assess(["a"], [cell * scale * 1.001 for cell in cells], wished).sufficiency is Sufficiency.ENOUGH
    assert assess(["a"], [cell * (needed - 2) / sum(cells) for cell in cells], wished).shortcomings


def test_the_years_still_needed_follow_from_the_sentences_of_a_year() -> None:
    found = assess(["in concert"], [24, 20], per_year=44)
    assert found.years == pytest.approx((found.needed - 44) / 44)
    assert assess(["in concert"], [24, 20]).years is None


def test_an_empty_group_says_nothing_about_how_many_are_needed() -> None:
    found = assess(["a"], [44, 0], per_year=44)
    assert (found.needed, found.years) == (None, None)
    assert in_words(found, "en").endswith("How many sentences are needed cannot be estimated: one group is empty.")


@pytest.mark.parametrize("cells", [[-1, 20], [20], [20, 20, 20]])
def test_numbers_of_sentences_that_cannot_be_are_refused(cells: list[float]) -> None:
    with pytest.raises(SchakelError, match="none is below 0"):
        assess(["a"], cells)
