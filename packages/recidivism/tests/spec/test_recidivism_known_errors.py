"""Known errors of recidivism research

Each test has one answer if the error is made, and another if it is not.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from cohorts import cohort, general, prevalence

from schakel_recidivism.cohort import Clock, Start
from schakel_recidivism.frequency import share_with_half


def test_a_follow_up_in_progress_is_not_scored_as_no_recidivism(tmp_path: Path) -> None:
    # a and b are observed for two years; c and d were convicted a month before the end of observation.
    found = general(tmp_path, cohort(until=date(2013, 1, 1), years=1), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2011-06-01, 2012-01-01, conviction
        a,      a2,   2012-12-15, 2012-12-20, conviction
        b,      b1,   2011-06-01, 2012-01-01, conviction
        c,      c1,   2011-06-01, 2012-12-01, conviction
        d,      d1,   2011-06-01, 2012-12-01, conviction
    """)  # fmt: skip
    assert prevalence(found, 1) == pytest.approx(1 / 2)  # 1 of 4 if the two in progress are scored


def test_an_offence_before_the_index_disposal_is_no_recidivism(tmp_path: Path) -> None:
    # Disposed of after the index case, yet committed before it: pseudo-recidivism.
    found = general(tmp_path, cohort(), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2011-06-01, 2012-03-01, conviction
        a,      a2,   2012-02-01, 2012-09-01, conviction
    """)  # fmt: skip
    assert found.strata[""].measures.new_cases == 0
    assert found.followed.left_out == {"committed before the index disposal": 1}


def test_nobody_is_at_risk_in_a_time_in_which_a_new_case_could_not_count(tmp_path: Path) -> None:
    # The clock starts at the offence. b is known from day 300 on only: in the first 300 days b could not reoffend.
    found = general(tmp_path, cohort(Start.OFFENCE, years=1), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2012-01-01, 2012-01-11, conviction
        a,      a2,   2012-02-20, 2012-09-01, conviction
        b,      b1,   2012-01-01, 2012-10-27, conviction
    """)  # fmt: skip
    assert list(found.followed.risk[Clock.CALENDAR][""].at_risk[found.followed.risk[Clock.CALENDAR][""].of() > 0]) == [
        1
    ]
    assert prevalence(found, 1) == pytest.approx(1)  # 1 of 2 if b counts as surviving the immortal time


def test_time_inside_before_release_is_not_time_survived(tmp_path: Path) -> None:
    # Both reoffend ten days after release; b had been inside for a year and a half.
    cases = """
        person, case, offended,   disposed,   disposal
        a,      a1,   2011-06-01, 2012-03-01, conviction
        a,      a2,   2012-03-21, 2012-09-01, conviction
        b,      b1,   2011-06-01, 2012-03-01, conviction
        b,      b2,   2013-09-11, 2013-12-01, conviction
    """
    stays = "person, began, ended\na, 2012-03-01, 2012-03-11\nb, 2012-03-01, 2013-09-01\n"
    from_release = general(tmp_path, cohort(Start.RELEASE), cases, stays=stays)
    assert list(from_release.followed.risk[Clock.CALENDAR][""].times) == [10]
    assert prevalence(from_release, 1) == pytest.approx(1)
    from_disposal = general(tmp_path, cohort(), cases, stays=stays)
    assert prevalence(from_disposal, 1) == pytest.approx(1 / 2)


JOINED = """
    person, case, offended,   disposed,   disposal
    a,      a1,   2011-06-01, 2012-03-01, conviction
    a,      a2,   2011-07-01, 2012-03-01, conviction
    a,      a3,   2012-09-01, 2013-01-01, conviction
    a,      a4,   2012-10-01, 2013-01-01, conviction
"""


def test_joined_cases_are_counted_once(tmp_path: Path) -> None:
    measures = general(tmp_path, cohort(), JOINED).strata[""].measures
    assert (measures.persons, measures.new_cases) == (1, 1)  # and not 2 new cases


def test_joined_cases_that_are_named_are_counted_once_too(tmp_path: Path) -> None:
    cases = JOINED.replace("disposal\n", "disposal, joined_to\n").replace("conviction\n", "conviction,\n")
    cases = cases.replace("2012-10-01, 2013-01-01, conviction,", "2012-10-01, 2013-02-01, conviction, a3")
    measures = general(tmp_path, cohort(), cases).strata[""].measures
    assert measures.new_cases == 1  # disposed of a month apart, and yet one case


def test_a_new_case_on_the_first_day_counts_and_leaves_nobody_out(tmp_path: Path) -> None:
    found = general(tmp_path, cohort(), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2011-06-01, 2012-03-01, conviction
        a,      a2,   2012-03-01, 2012-09-01, conviction
        b,      b1,   2011-06-01, 2012-03-01, conviction
    """)  # fmt: skip
    risk = found.followed.risk[Clock.CALENDAR][""]
    assert (risk.times[0], risk.at_risk[0]) == (0, 2)
    assert prevalence(found, 1) == pytest.approx(1 / 2)  # none of one if day 0 is dropped


def test_cases_are_not_persons(tmp_path: Path) -> None:
    found = general(tmp_path, cohort(), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2011-06-01, 2012-03-01, conviction
        a,      a2,   2012-04-01, 2012-05-01, conviction
        a,      a3,   2012-06-01, 2012-07-01, conviction
        b,      b1,   2011-06-01, 2012-03-01, conviction
    """)  # fmt: skip
    assert prevalence(found, 1) == pytest.approx(1 / 2)
    last = found.strata[""].measures.years
    assert {clock.value: years[0].frequency.value for clock, years in last.items()}["at liberty"] == pytest.approx(1)


def test_half_of_the_new_cases_are_those_of_few() -> None:
    assert share_with_half(np.array([4, 2, 1, 1, 0, 0, 0, 0])) == pytest.approx(1 / 8)
    assert share_with_half(np.array([3, 3, 0, 0])) == pytest.approx(1 / 4)
    assert share_with_half(np.array([0, 0])) is None
