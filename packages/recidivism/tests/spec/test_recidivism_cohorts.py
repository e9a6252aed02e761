"""Cohorts

Who is followed, from when, and which new cases count: a few persons at a time.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cohorts import GENERAL, NO_RULES, answer_of, cohort, general, prevalence

from schakel_base.errors import SchakelError
from schakel_base.verdict import Refusal
from schakel_recidivism.cohort import Clock, RecidivismKind, Start
from schakel_recidivism.cohort_words import as_words

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


def test_rows_of_one_case_are_one_case(tmp_path: Path) -> None:
    """A row for each offence of a case, disposed of on two days, one still pending: the case does not follow itself."""
    found = general(tmp_path, cohort(), """
        person, case, offended,   disposed,   disposal
        a,      a1,   2012-01-10, 2012-02-01, conviction
        a,      a1,   2012-05-01, 2012-06-01, conviction
        a,      a1,   2012-05-02,           ,
        b,      b1,   2012-01-10, 2012-02-01, conviction
        b,      b2,   2012-05-01, 2012-06-01, conviction
    """)  # fmt: skip
    measures = found.strata[""].measures
    assert (measures.persons, measures.new_cases) == (2, 1)


def test_a_value_that_the_cohort_spells_another_way_is_refused(tmp_path: Path) -> None:
    """With a capital it would be another disposal: the person would be followed by nobody, without a word."""
    cases = """
        person, case, offended,   disposed,   disposal,   kind
        a,      a1,   2012-01-10, 2012-02-01, {disposal}, {kind}
    """
    among = cohort(kinds=(RecidivismKind("theft", among={"kind": ("theft",)}),))
    with pytest.raises(SchakelError, match=r"cases\.csv:2: Column disposal has `Conviction`; the cohort spells it"):
        answer_of(tmp_path, cohort(), cases.format(disposal="Conviction", kind="theft"))
    with pytest.raises(SchakelError, match=r"cases\.csv:2: Column kind has `THEFT`; the cohort spells it another way"):
        answer_of(tmp_path, among, cases.format(disposal="conviction", kind="THEFT"))


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
    assert found.strata[""].measures.with_new_case == 0  # within two years on the calendar


def test_the_follow_up_of_a_person_ends_once_for_every_figure(tmp_path: Path) -> None:
    """The new cases had ended on the calendar and the rate at liberty, so that one did not follow from the other."""
    found = general(tmp_path, cohort(), LATE, stays=A_YEAR_INSIDE)
    measures = found.strata[""].measures
    assert found.followed.left_out == {"counted": 1}
    assert measures.new_cases == 1
    assert measures.rate.value == measures.new_cases / measures.years_at_liberty
    ends = [table[""].times[-1] for table in found.followed.risk.values()]
    assert ends == [730 + 365, 730]  # the same day, with a year inside and without


EARLY = """
    person, case, offended,   disposed,   disposal
    a,      a1,   2011-06-01, 2012-03-01, conviction
    a,      a2,   2012-09-01, 2013-01-01, conviction
    a,      a3,   2012-10-01, 2013-01-02, conviction
    b,      b1,   2011-06-01, 2012-03-01, conviction
    c,      c1,   2011-06-01, 2012-03-01, conviction
"""


def test_two_figures_of_one_year_say_which_is_which(tmp_path: Path) -> None:
    # b dies before anything else happens: one of three has a new case, and one of two if nobody died.
    found = answer_of(tmp_path, cohort(), EARLY, persons="person, died, emigrated\nb, 2012-04-01,\n")
    said = as_words(found)
    assert "with a new case, while death and emigration compete, calendar: year 1 33.3%" in said
    assert "with a new case, if nobody died or left, calendar: year 1 50.0%" in said
    assert "in the year, of those without one until then, if nobody died or left: year 1 50.0%" in said


def test_the_answer_comes_first_and_what_it_asks_caution_for_below(tmp_path: Path) -> None:
    declared = replace(cohort(), missed_links=0.5, false_links=0.1)
    persons = "person, died, emigrated\nb, 2012-04-01,\n"
    said = as_words(answer_of(tmp_path, declared, EARLY, persons=persons))
    assert said.splitlines()[0] == "general: 33.3% (5.5% to 94.6%) have a new case within 2 years, with caution."
    assert "    - Of the links 50% may be missed and 10% may be false; the bounds say" in said
    assert "    at the worst of the declared errors of linkage: 4.9% to 100.0%" in said
    refused = replace(cohort(), enough=replace(NO_RULES, persons=100))
    first = as_words(answer_of(tmp_path, refused, EARLY)).splitlines()[0]
    assert first == "general: no reliable share can be given of the 3 persons who were followed."


def test_nobody_was_followed_for_two_years_if_all_had_a_new_case_before(tmp_path: Path) -> None:
    of_a = "\n".join(line for line in EARLY.splitlines() if " b," not in line and " c," not in line)
    verdict = general(tmp_path, cohort(), of_a).strata[""].verdict
    assert isinstance(verdict, Refusal)
    assert [text.in_language("en") for text in verdict.reasons] == [
        "Nobody without a new case has been followed for 2 years."
    ]


def test_the_mean_number_of_new_cases_is_given_by_any_day(tmp_path: Path) -> None:
    found = answer_of(tmp_path, cohort(), EARLY, stays="person, began, ended\na, 2012-03-01, 2012-03-31\n")
    measures = found.kinds[0].strata[""].measures
    days = [measures.by_day(CALENDAR, day).frequency.value for day in (183, 184, 213, 214)]
    assert days == pytest.approx([0, 1 / 3, 1 / 3, 2 / 3])  # on 1 September and on 1 October
    at_liberty = [measures.by_day(LIBERTY, day).frequency.value for day in (153, 154, 184)]
    assert at_liberty == pytest.approx([0, 1 / 3, 2 / 3])
    assert measures.by_day(CALENDAR, 2000).frequency.value is None
    said = as_words(found, [200])
    assert "by day 200, calendar: 33.3% (5.5% to 94.6%) with a new case, 0.333" in said
    assert "new cases per person, calendar: year 1 0.667 (" in said


def with_earlier_cases() -> str:
    """Two cohorts in which one of five reoffends without earlier cases, four of five with; the second has more such."""
    lines = ["person,case,offended,disposed,disposal"]
    for year, groups in ((2012, (5, 5)), (2013, (5, 10))):
        for earlier, (size, share) in enumerate(zip(groups, (0.2, 0.8), strict=True)):
            for number in range(size):
                person = f"{year}-{earlier}-{number}"
                lines.append(f"{person},{person}-index,2011-06-01,{year}-03-01,conviction")
                lines += [f"{person},{person}-old,2009-06-01,2010-03-01,conviction"] * earlier
                lines += [f"{person},{person}-new,{year}-06-01,{year + 2}-03-01,conviction"] * (number < share * size)
    return "\n".join(lines)


def test_a_share_is_corrected_for_earlier_cases(tmp_path: Path) -> None:
    declared = cohort(by_year=True, earlier_years=5, earlier_from=(1,))
    found = general(tmp_path, declared, with_earlier_cases())
    years = {name: one.measures.years[CALENDAR][0] for name, one in found.strata.items()}
    assert {name: one.prevalence.value for name, one in years.items()} == pytest.approx({"2012": 0.5, "2013": 0.6})
    # Of all 25 persons ten have no earlier case: 0.4 x 0.2 + 0.6 x 0.8 in either year.
    assert {name: one.corrected.value for name, one in years.items()} == pytest.approx({"2012": 0.56, "2013": 0.56})
    assert found.strata["2013"].measures.earlier == {"0": 5, "1 or more": 10}


def test_earlier_cases_are_counted_as_far_back_for_one_person_as_for_another(tmp_path: Path) -> None:
    declared = cohort(by_year=True, earlier_years=1, earlier_from=(1,))  # they are two and three years old
    found = general(tmp_path, declared, with_earlier_cases())
    assert {name: one.measures.earlier for name, one in found.strata.items()} == {"2012": {"0": 10}, "2013": {"0": 15}}


def test_whoever_is_inside_when_observation_ends_has_not_completed_the_follow_up_at_liberty(tmp_path: Path) -> None:
    # Observation ends two years and a day after the disposal: enough on the calendar, a year short at liberty.
    found = general(tmp_path, cohort(until=date(2014, 3, 2)), LATE, stays=A_YEAR_INSIDE)
    assert (prevalence(found, 2), prevalence(found, 2, LIBERTY)) == (0, None)
    assert prevalence(found, 1, LIBERTY) == 0


def test_death_ends_what_is_left_of_the_follow_up_at_liberty(tmp_path: Path) -> None:
    persons = "person, died, emigrated\na, 2014-06-01,\nb, ,\n"
    found = general(tmp_path, cohort(), LATE, persons, A_YEAR_INSIDE)
    causes = {clock: found.followed.risk[clock][""].causes for clock in Clock}
    assert causes == {CALENDAR: ("death",), LIBERTY: ("death",)}
    assert prevalence(found, 2) == 0


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
