"""Random processes by inversion: what a number in [0, 1) becomes."""

import numpy as np
import pyarrow as pa
import pytest

from schakel.simulation import processes
from schakel.simulation.processes import Streams

PINNED = [0.23788032582426621, 0.7693424917529275, 0.925223519477379]

QUARTERS = np.array([0.0, 0.25, 0.5, 0.75])


def test_draw_gives_the_name_under_whose_weight_the_number_falls() -> None:
    assert processes.draw({"a": 1, "b": 3}, QUARTERS).tolist() == [0, 1, 1, 1]


def test_chance_happens_below_its_share() -> None:
    assert processes.chance(0.5, QUARTERS).tolist() == [True, True, False, False]


def test_half_of_the_days_lie_below_the_median_and_nine_tenths_below_the_ninth_decile() -> None:
    luck = (np.arange(10_000) + 0.5) / 10_000
    days = processes.days({"median": 30, "ninth_decile": 200}, luck)
    assert np.median(days) == pytest.approx(30, abs=2)
    assert np.quantile(days, 0.9) == pytest.approx(200, rel=0.1)


def test_whole_numbers_reach_both_ends() -> None:
    assert processes.whole({"low": 3, "high": 6}, QUARTERS).tolist() == [3, 4, 5, 6]


def test_a_curve_gives_days_or_never() -> None:
    days = processes.curve({"100": 0.5, "300": 0.7}, np.array([0.0, 0.25, 0.6, 0.71]))
    assert days[:3].tolist() == [0, 50, 200]
    assert np.isnan(days[3])


def test_even_numbers_fill_each_equal_part_once() -> None:
    luck = Streams(1).uniform("luck", 2020, 8)
    even = processes.evenly(luck, Streams(1).uniform("order", 2020, 8))
    assert sorted(np.floor(even * 8).tolist()) == list(range(8))


def test_rows_with_the_same_texts_are_one_group() -> None:
    block = pa.table({"year": [2013, 2014, 2013], "theme": [True, True, True]})
    numbers, keys = processes.groups(block, ["year", "theme"])
    assert [keys[number] for number in numbers] == [("2013", "true"), ("2014", "true"), ("2013", "true")]


def test_a_stream_is_its_own_for_each_process_and_year() -> None:
    streams = Streams(7)
    first = streams.uniform("age", 2013, 5)
    assert streams.uniform("age", 2013, 5).tolist() == first.tolist()
    assert streams.uniform("age", 2014, 5).tolist() != first.tolist()
    assert streams.uniform("sex", 2013, 5).tolist() != first.tolist()
    assert Streams(8).uniform("age", 2013, 5).tolist() != first.tolist()


def test_the_first_numbers_of_a_stream_never_change() -> None:
    assert Streams(1).uniform("age", 2013, 3) == pytest.approx(PINNED, abs=1e-15)
