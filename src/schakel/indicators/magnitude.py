"""Magnitude: the number that rows state for a unit, in classes, such as the months of a sentence.

Where rows state several numbers of one unit, it can be any from the least to the most of them, so it certainly is in a
class only if both are. What no row states a number of is counted beside the total, not in it.
"""

from collections.abc import Iterator

import numpy as np

from schakel.chain.columns import least, most
from schakel.indicators import labels
from schakel.indicators.kind import Answer, Answers, Context, Kind, Membership, UnitQuery, column
from schakel.model.indicator import DimensionRule
from schakel.model.table import TOTAL, Category, Grounding

MOST = " most"
"""What the column of the most is called beside that of the least."""
_BELOW, _UNSTATED = -1, -2
"""What stands for the class of a number under the first class, and of no number at all."""


def _ask(rule: DimensionRule, context: Context) -> UnitQuery:
    ends = ((rule.name, least(rule.magnitude)), (f"{rule.name}{MOST}", most(rule.magnitude)))
    return UnitQuery(tuple((name, _class_of(column(end, context), rule.classes)) for name, end in ends))


def _class_of(number: str, classes: tuple[int, ...]) -> str:
    steps = " ".join(f"WHEN {number} >= {lower} THEN {lower}" for lower in sorted(classes, reverse=True))
    return f"CASE {steps} WHEN {number} IS NULL THEN {_UNSTATED} ELSE {_BELOW} END"


def _sort(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    low, high = (answers[name].astype(np.int64) for name in (rule.name, f"{rule.name}{MOST}"))
    # The place of a class among those of the rule: the answers can be of finer classes. Less than the first has none.
    first, last = (np.searchsorted(rule.classes, ends, side="right") - 1 for ends in (low, high))
    found = [Membership(Category(TOTAL, labels.word("measured"), 0), first >= 0, last >= 0)]
    for place, category in enumerate(classes_of(rule, context.alliance.is_whole(rule.magnitude))):
        found.append(Membership(category, (first == place) & (last == place), (first <= place) & (last >= place)))
    return [*found, *_left_out(low, high)]


def classes_of(rule: DimensionRule, is_whole: bool) -> Iterator[Category]:
    """Return the classes as categories: those of whole numbers say their last number, others where the next begins."""
    for lower, upper in zip(rule.classes, [*rule.classes[1:], None], strict=True):
        if upper is None:
            yield Category(f"{lower}+", labels.word("or more", lower))
        elif not is_whole:
            yield Category(f"{lower}-{upper}", labels.word("from to under", lower, upper))
        else:
            code = labels.class_code(lower, upper)
            single = upper == lower + 1
            yield Category(code, labels.number(code) if single else labels.word("from to", lower, upper - 1))


def _left_out(low: Answer, high: Answer) -> Iterator[Membership]:
    """The units that are not in the total, by the reason."""
    unstated = low == _UNSTATED
    for reason, certain, possible in (("unstated", unstated, unstated), ("below", high == _BELOW, low == _BELOW)):
        if possible.any():
            category = Category(f"left-out-{reason}", labels.word(f"left out {reason}"), 0, grounding=Grounding.FOUND)
            yield Membership(category, certain, possible)


MAGNITUDE = Kind(_ask, _sort)
