"""Cohorts

Who is followed, from when, and which new cases count: a few persons at a time.
"""

from datetime import date
from pathlib import Path

import pytest
from cohorts import GENERAL, answer_of, cohort, general, prevalence

from schakel_recidivism.cohort import Clock, RecidivismKind, Start

CALENDAR, LIBERTY = Clock.CALENDAR, Clock.LIBERTY


def test_the_share_of_persons_with_a_new_case(tmp_path: Path) -> None:
    found = general(tmp_path, cohort(), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2011-06-01, 2012-03-01, conviction
        a,      a2,   2012-09-01, 2013-01-01, conviction
        b,      b1,   2011-06-01, 2012-03-01, transaction
        c,      c1,   2011-06-01, 2012-03-01, conviction
        c,      c2,   2013-09-01, 2013-12-01, conviction
        d,      d1,   2011-06-01, 2012-03-01, acquittal
    """)  # fmt: skip
    assert found.strata[""].measures.persons == 3  # an acquittal makes no index case
    assert [prevalence(found, year) for year in (1, 2)] == pytest.approx([1 / 3, 2 / 3])


def test_the_index_case_is_the_first_of_a_person(tmp_path: Path) -> None:
    found = general(tmp_path, cohort(), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2012-01-10, 2012-02-01, conviction
        a,      a2,   2012-05-01, 2012-06-01, conviction
    """)  # fmt: skip
    measures = found.strata[""].measures
    assert (measures.persons, measures.new_cases) == (1, 1)


def test_per_person_and_year_each_year_has_its_own_index_case(tmp_path: Path) -> None:
    found = general(tmp_path, cohort(by_year=True), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2012-01-10, 2012-02-01, conviction
        a,      a2,   2012-05-01, 2013-06-01, conviction
        a,      a3,   2014-05-01, 2014-06-01, conviction
    """)  # fmt: skip
    assert {name: one.measures.new_cases for name, one in found.strata.items()} == {"2012": 1, "2013": 1}


NEW_CASE = """
    person, case, offended,   disposed,   disposal
    a,      a1,   2011-06-01, 2012-03-01, conviction
    a,      a2,   {offended}, {disposed}, {disposal}
"""


@pytest.mark.parametrize(
    ("disposed", "disposal", "counts"),
    [
        ("2013-01-01", "conviction", True),
        ("2013-01-01", "policy-dismissal", True),
        ("2013-01-01", "acquittal", False),
        ("2013-01-01", "technical-dismissal", False),
        ("", "", True),
    ],
)
def test_which_disposals_make_a_new_case(tmp_path: Path, disposed: str, disposal: str, counts: bool) -> None:
    cases = NEW_CASE.format(offended="2012-09-01", disposed=disposed, disposal=disposal)
    assert general(tmp_path, cohort(), cases).strata[""].measures.new_cases == counts


def test_a_case_without_a_disposal_yet_can_be_left_out(tmp_path: Path) -> None:
    cases = NEW_CASE.format(offended="2012-09-01", disposed="", disposal="")
    assert general(tmp_path, cohort(pending_counts=False), cases).strata[""].measures.new_cases == 0


KINDS = (
    *GENERAL,
    RecidivismKind("serious", at_least={"maximum_penalty": 4}),
    RecidivismKind("special", same=("offence",)),
    RecidivismKind("custody", among={"sanction": ("prison",)}),
)


def test_kinds_of_recidivism_by_declared_conditions(tmp_path: Path) -> None:
    found = answer_of(tmp_path, cohort(kinds=KINDS), """
        person, case, offended,   disposed,   disposal,   offence,  maximum_penalty, sanction
        a,      a1,   2011-06-01, 2012-03-01, conviction, violence, 4,               prison
        a,      a2,   2012-09-01, 2013-01-01, conviction, violence, 2,               fine
        b,      b1,   2011-06-01, 2012-03-01, conviction, property, 4,               fine
        b,      b2,   2012-09-01, 2013-01-01, conviction, violence, 6,               prison
        c,      c1,   2011-06-01, 2012-03-01, conviction, property, 4,               fine
    """)  # fmt: skip
    persons = {one.kind.name: one.strata[""].measures.with_new_case for one in found.kinds}
    assert persons == {"general": 2, "serious": 1, "special": 1, "custody": 1}


CUSTODY = """
    person, case, offended,   disposed,   disposal
    a,      a1,   2011-06-01, 2012-03-01, conviction
    a,      a2,   2012-03-31, 2013-01-01, conviction
    b,      b1,   2011-06-01, 2012-03-01, conviction
"""


def test_days_inside_do_not_count_on_the_clock_at_liberty(tmp_path: Path) -> None:
    # Twenty days inside out of thirty: two stays that overlap by five days.
    stays = "person, began, ended\na, 2012-03-06, 2012-03-21\na, 2012-03-16, 2012-03-26\n"
    found = general(tmp_path, cohort(), CUSTODY, stays=stays)
    measures = found.strata[""].measures
    assert list(found.followed.risk[CALENDAR][""].times) == [30, 730]
    assert list(found.followed.risk[LIBERTY][""].times) == [10, 730]
    assert measures.years_at_liberty == pytest.approx((730 + 730) / 365.25)  # a is observed twenty days longer


A_YEAR_INSIDE = "person, began, ended\na, 2012-06-01, 2013-06-01\nb, 2012-06-01, 2013-06-01\n"
LATE = """
    person, case, offended,   disposed,   disposal
    a,      a1,   2011-06-01, 2012-03-01, conviction
    a,      a2,   2014-09-01, 2015-01-01, conviction
    b,      b1,   2011-06-01, 2012-03-01, conviction
"""


def test_at_liberty_a_follow_up_of_two_years_takes_two_years_outside(tmp_path: Path) -> None:
    # Two and a half years after the disposal, and one and a half at liberty.
    found = general(tmp_path, cohort(), LATE, stays=A_YEAR_INSIDE)
    assert (prevalence(found, 2), prevalence(found, 2, LIBERTY)) == pytest.approx((0, 1 / 2))
    assert found.followed.left_out == {"counted at liberty alone": 1}
    assert found.strata[""].measures.new_cases == 0


def test_whoever_is_inside_when_observation_ends_has_not_completed_the_follow_up_at_liberty(tmp_path: Path) -> None:
    # Observation ends two years and a day after the disposal: enough on the calendar, a year short at liberty.
    found = general(tmp_path, cohort(until=date(2014, 3, 2)), LATE, stays=A_YEAR_INSIDE)
    assert (prevalence(found, 2), prevalence(found, 2, LIBERTY)) == (0, None)
    assert prevalence(found, 1, LIBERTY) == 0


def test_death_ends_what_is_left_of_the_follow_up_at_liberty(tmp_path: Path) -> None:
    persons = "person, died, emigrated\na, 2014-06-01,\nb, ,\n"
    found = general(tmp_path, cohort(), LATE, persons, A_YEAR_INSIDE)
    causes = {clock: found.followed.risk[clock][""].causes for clock in Clock}
    assert causes == {CALENDAR: (), LIBERTY: ("death",)}


def test_what_is_committed_inside_is_reported_and_kept(tmp_path: Path) -> None:
    stays = "person, began, ended\na, 2012-03-01, 2012-09-01\n"
    found = general(tmp_path, cohort(), CUSTODY, stays=stays)
    assert found.strata[""].measures.committed_inside == 1
    assert found.followed.risk[LIBERTY][""].times[0] == 0


def test_from_release_on_whoever_is_still_inside_is_not_followed(tmp_path: Path) -> None:
    stays = "person, began, ended\na, 2012-03-01, 2012-03-11\nb, 2012-03-01,\n"
    found = general(tmp_path, cohort(Start.RELEASE), CUSTODY, stays=stays)
    assert (found.followed.index_persons, found.strata[""].measures.persons) == (2, 1)
    assert list(found.followed.risk[CALENDAR][""].times) == [20]


def test_death_and_emigration_end_observation(tmp_path: Path) -> None:
    persons = "person, died, emigrated\na, 2012-03-11,\nb,, 2012-03-21\n"
    found = general(tmp_path, cohort(), CUSTODY, persons)
    risk = found.followed.risk[CALENDAR][""]
    assert dict(zip(risk.causes, risk.events.sum(axis=0), strict=True)) == {"death": 1, "emigration": 1}
    assert found.followed.left_out == {"after observation ended": 1}


def test_strata_are_those_of_the_person_else_of_the_index_case(tmp_path: Path) -> None:
    cases = CUSTODY.replace("disposal\n", "disposal, office\n").replace("conviction\n", "conviction, north\n")
    found = general(tmp_path, cohort(by=("sex", "office")), cases, "person, sex\na, female\nb, male\n")
    assert {name: one.measures.persons for name, one in found.strata.items()} == {
        "": 2, "office=north": 2, "sex=female": 1, "sex=male": 1,
    }  # fmt: skip


def test_registrations_that_come_late_shorten_the_observation(tmp_path: Path) -> None:
    found = general(tmp_path, cohort(until=date(2013, 3, 1), lag_days=182), CUSTODY)
    assert max(found.followed.risk[CALENDAR][""].times) == 365 - 182
    assert prevalence(found, 1) is None
