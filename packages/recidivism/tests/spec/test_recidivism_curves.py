"""Recidivism curves

Curves of a handful of persons, compared with answers worked out by hand.
"""

import numpy as np
import pytest

from schakel_base.errors import SchakelError
from schakel_recidivism import aalen_johansen, risk_tables
from schakel_recidivism.curves import kaplan_meier
from schakel_recidivism.logrank import logrank
from schakel_recidivism.risk_table import ENTERED, RiskTable


def risk(*rows: tuple[float, str, int]) -> RiskTable:
    """Return the risk table of rows (time, cause, persons)."""
    return risk_tables(dict(zip(("time", "cause", "persons"), zip(*rows, strict=True), strict=True)))[""]


def test_whose_observation_ended_is_not_scored_as_no_recidivism() -> None:
    # Ten persons: one new case in year 1, then five observations end, then one new case among the four who are left.
    curve = kaplan_meier(risk((1, "case", 1), (1, "", 5), (2, "case", 1), (2, "", 3)))
    assert curve.at(1) == pytest.approx(1 / 10)
    assert curve.at(2) == pytest.approx(1 - 9 / 10 * 3 / 4)  # and not 2 of 10


def test_an_event_at_a_time_comes_before_a_censoring_at_it() -> None:
    assert kaplan_meier(risk((5, "case", 1), (5, "", 1))).at(5) == pytest.approx(1 / 2)


def test_a_new_case_on_the_first_day_counts() -> None:
    curve = kaplan_meier(risk((0, "case", 1), (0, "", 1), (9, "", 2)))
    assert curve.at(0) == pytest.approx(1 / 4)


def test_after_the_last_observation_a_curve_says_nothing() -> None:
    curve = kaplan_meier(risk((1, "case", 1), (3, "", 9)))
    assert curve.at(3) == pytest.approx(0.1)
    assert curve.at(3.5) is None
    assert curve.interval_at(3.5) is None


def test_once_everybody_had_an_event_nothing_can_be_added() -> None:
    curve = kaplan_meier(risk((1, "", 1), (3, "case", 2)))
    assert curve.at(9) == pytest.approx(1)


def test_whoever_dies_cannot_reoffend() -> None:
    counts = risk((1, "death", 5), (2, "case", 1), (2, "", 4))
    assert kaplan_meier(counts, "case").at(2) == pytest.approx(1 / 5)  # as if nobody died
    assert aalen_johansen(counts, "case").at(2) == pytest.approx(1 / 10)  # of the ten who were released


def test_a_share_while_death_competes_and_a_share_if_nobody_died_are_two_figures() -> None:
    # 125 persons: 27 die, then 42 of the 98 who are left have a new case; the others are followed to the end.
    counts = risk((100, "death", 27), (200, "case", 42), (365, "", 56))
    both = aalen_johansen(counts, "case").at(365), kaplan_meier(counts, "case").at(365)
    assert both == pytest.approx((42 / 125, 42 / 98))
    assert [f"{share:.1%}" for share in both] == ["33.6%", "42.9%"]


def test_who_comes_under_observation_later_is_not_at_risk_before() -> None:
    counts = risk((1, "case", 1), (3, "case", 1), (4, "", 3), (2, ENTERED, 3))
    assert list(counts.at_risk) == [2, 1, 4, 3]
    assert kaplan_meier(counts).at(3) == pytest.approx(1 - 1 / 2 * 3 / 4)


def test_no_event_has_an_interval_all_the_same() -> None:
    interval = kaplan_meier(risk((9, "", 10))).interval_at(9)
    assert interval is not None
    assert (interval.lower, interval.upper) == pytest.approx((0, 0.3084971), abs=1e-6)  # Clopper-Pearson, 0 of 10


def test_groups_of_the_same_counts_do_not_differ() -> None:
    one = risk((1, "case", 3), (2, "", 7))
    found = logrank([one, one])
    assert found is not None
    assert (found.statistic, found.degrees, found.p) == pytest.approx((0, 1, 1))
    assert logrank([one]) is None


def test_the_log_rank_test_compares_groups_at_the_times_of_all() -> None:
    # At time 1: 1 of 2 + 0 of 2; at time 2: 1 of 1 + 0 of 2; at time 3 one group alone is left.
    found = logrank([risk((1, "case", 1), (2, "case", 1)), risk((3, "case", 1), (4, "", 1))])
    assert found is not None
    observed, expected = 2, 2 / 4 + 1 / 3
    variance = 1 / 2 * 1 / 2 + 1 / 3 * 2 / 3
    assert found.statistic == pytest.approx((observed - expected) ** 2 / variance)
    assert isinstance(found.statistic, float) and np.isfinite(found.p)


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("time", [1, 2, 3], "one length"),
        ("time", [1, -2], "from 0 up"),
        ("time", [1, float("nan")], "from 0 up"),
        ("persons", [3, -4], "from 0 up"),
    ],
)
def test_an_event_table_that_cannot_be_is_refused(column: str, values: list[float], sentence: str) -> None:
    """A column too long lost its last rows without a word."""
    table = {"time": [1, 2], "cause": ["arrest", ""], "persons": [3, 4]} | {column: values}
    with pytest.raises(SchakelError, match=sentence):
        risk_tables(table)
