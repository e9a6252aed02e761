"""Duration: the days from the first of one event to the first of another, in classes.

Where rows say the year or the month of an event alone, it is a range of days, and a unit is certainly in a class only
if all of that range is. What has no duration is counted beside the total, by the reason.
"""

from collections.abc import Iterator

import numpy as np

from schakel.chain.columns import first, latest_first_in_time
from schakel.indicators import labels
from schakel.indicators.ends import LATEST, end_in_time
from schakel.indicators.kind import Answers, Context, Kind, Membership, UnitQuery, column, happened
from schakel.model.indicator import DimensionRule
from schakel.model.table import TOTAL, Category, Grounding

LEFT_OUT = " left out"
"""What the column is called beside that of a duration: why a unit that both events happened to has none."""
LEFT_OUT_BECAUSE = ("backwards", "early", "undated", "short")
_NEITHER = -1
"""What stands for the class of a number of days that is in none."""


def _ask(rule: DimensionRule, context: Context) -> UnitQuery:
    # The first of each: a unit can have an event more than once, and the chain counts from its first.
    ends = {rule.name: False}
    if any(latest_first_in_time(event) in context.columns for event in (rule.start, rule.end)):
        ends[f"{rule.name}{LATEST}"] = True
    asked = [pair for name, is_most in ends.items() for pair in _asked_of_days(name, rule, is_most, context)]
    return UnitQuery(tuple(asked))


def _asked_of_days(name: str, rule: DimensionRule, is_most: bool, context: Context) -> Iterator[tuple[str, str]]:
    """The class of the least or the most days that it can have been, and why there is none."""
    start = end_in_time(rule.start, not is_most, context)
    end = end_in_time(rule.end, is_most, context)
    days = f"date_diff('day', {start}, {end})"
    steps = " ".join(f"WHEN {days} >= {lower} THEN {lower}" for lower in sorted(rule.classes, reverse=True))
    yield name, f"CASE {steps} END"
    yield f"{name}{LEFT_OUT}", _left_out(rule, days, start, end, context)


def _left_out(rule: DimensionRule, days: str, start: str, end: str, context: Context) -> str:
    """Why a unit to which both events happened has no duration, as a key of `words`."""
    both = " AND ".join(happened(event, context) for event in (rule.start, rule.end))
    dated = " AND ".join(f"{column(first(event), context)} IS NOT NULL" for event in (rule.start, rule.end))
    in_order = " AND ".join(f"{one} IS NOT NULL" for one in (start, end))
    reasons = (
        (f"NOT ({both})", "NULL"),
        (f"NOT ({dated})", "'undated'"),
        (f"NOT ({in_order})", "'early'"),
        (f"{days} < 0", "'backwards'"),
        (f"{days} < {rule.classes[0]}", "'short'"),
    )
    return f"CASE {' '.join(f'WHEN {condition} THEN {reason}' for condition, reason in reasons)} END"


def _sort(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    least = np.array([_NEITHER if lower is None else lower for lower in answers[rule.name]], np.int64)
    most = np.array(
        [_NEITHER if lower is None else lower for lower in answers.get(f"{rule.name}{LATEST}", answers[rule.name])],
        np.int64,
    )
    # Without both dates there is no duration, so the total is of the units that have one.
    found = [Membership(Category(TOTAL, labels.word("measured"), 0), least != _NEITHER, most != _NEITHER)]
    for lower, upper in zip(rule.classes, [*rule.classes[1:], None], strict=True):
        category = Category(labels.class_code(lower, upper), labels.days(lower, upper))
        found.append(Membership(category, (least == lower) & (most == lower), (least <= lower) & (most >= lower)))
    return [*found, *_sort_left_out(rule, answers)]


def _sort_left_out(rule: DimensionRule, answers: Answers) -> Iterator[Membership]:
    """The units that both events happened to and that have no duration, by the reason; beside the total, not in it."""
    least = answers.get(f"{rule.name}{LEFT_OUT}", ())
    most = answers.get(f"{rule.name}{LATEST}{LEFT_OUT}", least)
    for reason in LEFT_OUT_BECAUSE:
        ends = list(zip(least, most, strict=True))
        certain = np.array([begin == end == reason for begin, end in ends], bool)
        possible = np.array([reason in _between(begin, end, rule) for begin, end in ends], bool)
        if possible.any():
            category = Category(f"left-out-{reason}", labels.word(f"left out {reason}"), 0, grounding=Grounding.FOUND)
            yield Membership(category, certain, possible)


def _between(begin: object, end: object, rule: DimensionRule) -> tuple[object, ...]:
    """The reasons that there can be, of those for the least and for the most number of days."""
    # From backwards on a number of days can be short as well, before it is in a class.
    is_short = begin == "backwards" and end is None and rule.classes[0] > 0
    return (begin, end, "short") if is_short else (begin, end)


DURATION = Kind(_ask, _sort)
