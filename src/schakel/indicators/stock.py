"""Stock: the units that had begun and not ended at the end of a year.

The stock of one year plus what begins in the next, less what ends in it, is the stock of the next. A unit without a day
of beginning may have been open at the end of any year before it ended; one that ended on a day that nobody knows may be
open still.
"""

import numpy as np

from schakel.chain.columns import first, first_in_time
from schakel.indicators import labels
from schakel.indicators.kind import Answer, Answers, Context, Kind, Membership, UnitQuery, column, happened
from schakel.model.indicator import DimensionRule
from schakel.model.table import Category, Grounding

_OPEN, _ENDED_SOME_DAY = 9999, 0
"""What stands for the year in which a unit began or ended: none as yet, and one that is not known."""


def _ask(rule: DimensionRule, context: Context) -> UnitQuery:
    begun, ended = column(first(rule.start), context), column(first_in_time(rule.end), context)
    has_ended = happened(rule.end, context)
    end = f"CASE WHEN {ended} IS NOT NULL THEN year({ended}) WHEN {has_ended} THEN {_ENDED_SOME_DAY} ELSE {_OPEN} END"
    # What never began is open at the end of no year; what ended must have begun, also where a row lacks the day.
    year = f"CASE WHEN {happened(rule.start, context)} OR {has_ended} THEN year({begun}) ELSE {_OPEN} END"
    return UnitQuery(((f"{rule.name}_begun", year), (f"{rule.name}_ended", end)))


def _sort(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    begun, ended = answers[f"{rule.name}_begun"], answers[f"{rule.name}_ended"].astype(np.int64)
    undated = np.array([year is None for year in begun], bool)
    years = np.array([0 if year is None else int(year) for year in begun], np.int64)
    grounding = Grounding.DECLARED if context.complete else Grounding.AFTER_A_CHANGE
    return [
        _at_the_end_of(Category(str(year), labels.period(str(year)), grounding=grounding), years, undated, ended)
        for year in _years(rule, context, [*years[~undated].tolist(), *ended])
    ]


def _at_the_end_of(category: Category, begun: Answer, undated: Answer, ended: Answer) -> Membership:
    year = int(category.code)
    unclear = ended == _ENDED_SOME_DAY
    after = (ended > year) | unclear
    return Membership(category, ~undated & (begun <= year) & after & ~unclear, (undated | (begun <= year)) & after)


def _years(rule: DimensionRule, context: Context, seen: list[int]) -> range:
    """From the first year declared to the last that deliveries cover to its end, or in which something happened."""
    if context.complete:
        last = context.complete.last_year
    else:
        last = max((year for year in seen if year not in (_OPEN, _ENDED_SOME_DAY)), default=rule.since)
    return range(rule.since, max(rule.since, last) + 1)


STOCK = Kind(_ask, _sort)
