"""What holds of recidivism whatever the cases are."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from cohorts import cohort, general
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel_recidivism import aalen_johansen
from schakel_recidivism.cohort import Clock
from schakel_recidivism.curves import kaplan_meier
from schakel_recidivism.risk_table import RiskTable, risk_table

FIRST = date(2012, 1, 1)
DAYS = st.integers(0, 1500)
LABELS = ["", "case", "death"]

follow_ups = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=60)


def counted(rows: list[tuple[int, int]]) -> RiskTable:
    times, codes = (np.array(column) for column in zip(*rows, strict=True))
    return risk_table(times.astype(float), codes, LABELS, np.ones(len(rows)))


@given(follow_ups)
def test_a_share_never_falls_with_longer_follow_up(rows: list[tuple[int, int]]) -> None:
    risk = counted(rows)
    for curve in (kaplan_meier(risk, "case"), aalen_johansen(risk, "case")):
        assert (np.diff(curve.value) >= -1e-12).all()
        assert ((curve.value >= 0) & (curve.value <= 1 + 1e-12)).all()


@given(follow_ups)
def test_the_shares_of_all_causes_and_of_none_are_all_persons(rows: list[tuple[int, int]]) -> None:
    risk = counted(rows)
    together = sum(aalen_johansen(risk, cause).value for cause in ("case", "death"))
    assert np.allclose(together, kaplan_meier(risk).value, atol=1e-12)


@given(follow_ups)
def test_without_censoring_a_share_is_a_share_of_persons(rows: list[tuple[int, int]]) -> None:
    ended = [(time, code or 1) for time, code in rows]
    curve = aalen_johansen(counted(ended), "case")
    for time in range(41):
        plain = sum(1 for at, code in ended if at <= time and LABELS[code] == "case") / len(ended)
        assert abs((curve.at(time) or 0) - plain) < 1e-12


cases = st.lists(st.tuples(st.integers(0, 5), DAYS, st.integers(0, 400), st.booleans()), min_size=1, max_size=30)
stays = st.lists(st.tuples(st.integers(0, 5), DAYS, st.integers(0, 300)), max_size=10)


def table(rows: list[tuple[int, int, int, bool]]) -> str:
    """Return cases of six persons, each with an index case and others at random."""
    lines = ["person,case,offended,disposed,disposal"]
    lines += [f"{person},index-{person},2011-12-01,2012-01-01,conviction" for person in range(6)]
    for number, (person, offended, later, guilty) in enumerate(rows):
        on = FIRST + timedelta(days=offended)
        disposal = "conviction" if guilty else "acquittal"
        lines.append(f"{person},{number},{on},{on + timedelta(days=later)},{disposal}")
    return "\n".join(lines)


@examples(6, deadline=None)
@given(cases, stays, st.integers(200, 1200))
def test_longer_observation_never_finds_fewer(
    rows: list[tuple[int, int, int, bool]], inside: list[tuple[int, int, int]], until: int
) -> None:
    text = "person,began,ended\n" + "".join(
        f"{person},{FIRST + timedelta(days=began)},{FIRST + timedelta(days=began + length)}\n"
        for person, began, length in [(0, 0, 0), *inside]
    )
    with TemporaryDirectory() as folder:
        shorter, longer = (
            general(Path(folder), cohort(until=FIRST + timedelta(days=days), years=4), table(rows), stays=text)
            for days in (until, until + 365)
        )
    before, after = shorter.strata[""].measures, longer.strata[""].measures
    assert before.with_new_case <= after.with_new_case
    assert before.new_cases <= after.new_cases
    for clock in Clock:
        shares = [year.prevalence.value for year in after.years[clock] if year.prevalence.value is not None]
        assert shares == sorted(shares)
    assert before.years_at_liberty <= after.years_at_liberty


@examples(8, deadline=None)
@given(stays, st.integers(1, 1200))
def test_days_at_liberty_are_those_that_one_counts_on_a_calendar(
    inside: list[tuple[int, int, int]], until: int
) -> None:
    text = "person,began,ended\n" + "".join(
        f"{person},{FIRST + timedelta(days=began)},{FIRST + timedelta(days=began + length)}\n"
        for person, began, length in [(0, 0, 0), *inside]
    )
    with TemporaryDirectory() as folder:
        found = general(Path(folder), cohort(until=FIRST + timedelta(days=until), years=1), table([]), stays=text)
    counted = found.followed.persons["days_at_liberty"].tolist()  # persons are in the order of their names
    for person in range(6):
        own = [(began, began + length) for one, began, length in inside if one == person]
        outside = sum(1 for day in range(until) if not any(began <= day < ended for began, ended in own))
        assert counted[person] == min(outside, 365)
