"""What changed units answer: a question that several indicators ask is asked once."""

from dataclasses import replace

import small

from schakel.indicators.counting import change_steps

ALLIANCE = small.alliance(small.indicator(small.BY_FORM))
[ONE] = ALLIANCE.indicators.values()


def test_a_question_of_two_indicators_is_asked_once() -> None:
    both = change_steps(ONE.unit, [ONE, replace(ONE, name="other")], ALLIANCE)
    assert both.answers == change_steps(ONE.unit, [ONE], ALLIANCE).answers
    assert both.steps.keys() == {ONE.name, "other"}


def test_only_columns_that_are_asked_are_read() -> None:
    columns = change_steps(ONE.unit, [ONE], ALLIANCE).columns
    assert columns
    assert all("form" in name for name in columns)
