"""Intervals tell nothing more

An interval follows from how many persons there are and how many of them have a new case. Who knows the formula lists
every number that leads to the printed share and interval. He finds three at least for one or two, also where tables
have told him exactly how many persons there are.
"""

import math
from collections import defaultdict
from dataclasses import replace

import pytest
from answered import FOLLOWED, followed, printed, protected

from schakel.research.recidivism import YearShare
from schakel_recidivism.cohort import Clock
from schakel_recidivism.intervals import complementary_log_log

FEW = 6  # with or without a new case: where a share is printed as 0% or 100% there are no more


def part(persons, again):
    """So many persons of whom so many have a new case within a year, with the interval of that share."""
    share = again / persons
    interval = complementary_log_log(share, math.sqrt(share * (1 - share) / persons), persons)
    measured = YearShare(Clock.CALENDAR, 1, share, interval.lower, interval.upper)
    return replace(followed("", persons), shares=(measured,))


def shown(persons, again):
    """All that is printed of them but how many persons there are, which may be known from elsewhere."""
    figures = protected(FOLLOWED, (part(persons, again),)).figures
    return tuple((figure.lower, figure.upper) for name, figure in figures.items() if not name.startswith("persons"))


@pytest.mark.parametrize("persons", [*range(26, 60), 95, 99, 100, 101, 240])
def test_one_or_two_stay_three_numbers_for_whoever_knows_the_persons_and_tries_them_all(persons):
    leading_to = defaultdict(set)
    for few in range(FEW + 1):
        leading_to["again", shown(persons, few)].add(few)
        leading_to["not again", shown(persons, persons - few)].add(few)
    short = {key: found for key, found in leading_to.items() if found & {1, 2} and len(found) < 3}
    assert short == {}


def test_an_interval_shows_beside_a_share_of_more():
    figures = protected(FOLLOWED, (part(105, 21),)).figures
    limits = [figure.lower for name, figure in figures.items() if name.endswith(("lower", "upper"))]
    assert limits == [pytest.approx(0.15), pytest.approx(0.3)]


def test_what_is_said_leaves_the_interval_out_too():
    first, *_ = printed(protected(FOLLOWED, (part(200, 198),)))
    assert first["said"][0] == "100% of the persons have a new case within 1 year."
    assert first["table"]["rows"][0][2] == "protected"
