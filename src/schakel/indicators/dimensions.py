"""The kinds of dimension that an indicator can declare, each a pair of functions.

The first says what a unit must be asked: columns of a query over the chain, with the joins that they need. The
second turns the answers, one per base cell, into categories: which base cells certainly belong to each, and which
possibly do. A new kind is a new pair in `KINDS`.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from schakel.chain.columns import certainly, first, has, latest_first, possibly
from schakel.indicators import labels
from schakel.indicators.duration import DURATION
from schakel.indicators.ends import LATEST, end, end_in_time
from schakel.indicators.kind import (
    Answer,
    Answers,
    Context,
    Flags,
    Kind,
    Membership,
    UnitQuery,
    by_bit,
    column,
    everything,
    happened,
    in_bits,
    mask_of,
)
from schakel.indicators.magnitude import MAGNITUDE
from schakel.indicators.monitorability import DECIDED_BY, GAIN
from schakel.indicators.stock import STOCK
from schakel.model.concept import WORD, Concept, ConceptScheme, ConceptSet
from schakel.model.indicator import DimensionRule, Phase
from schakel.model.table import Category, Grounding
from schakel.vocabulary.masks import SURE, is_one, mask_columns, meets

# -- attribute: concepts of a scheme ------------------------------------------------------------------------------


def _ask_attribute(rule: DimensionRule, context: Context) -> UnitQuery:
    mask = mask_of(rule.attribute, context)
    asked = tuple(zip(mask_columns(rule.name, len(mask)), mask, strict=True))
    if context.alliance.attributes[rule.attribute].many:
        sure = context.surely(rule.attribute)
        asked += tuple(zip(mask_columns(f"{rule.name} {SURE}", len(sure)), sure, strict=True))
    return UnitQuery(asked)


def _sort_attribute(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    scheme = context.alliance.scheme_of(rule.attribute)
    words = [answers[name].astype(np.int64) for name in mask_columns(rule.name, scheme.words)]
    many = context.alliance.attributes[rule.attribute].many
    # A unit of many values is in several categories, so none is made of others.
    made_of = {} if many else scheme.made_of(scheme.finest(rule.show))
    total = everything(len(words[0]))
    found = [replace(total, category=replace(total.category, made_of=made_of.get("", ())))]
    for concept, level in in_tree_order(scheme, rule.show):
        inside = context.leaves(rule.attribute, concept.notation)
        category = Category(concept.notation, concept.label, level, made_of=made_of.get(concept.notation, ()))
        # Certain if nothing outside the category remains, possible if anything inside it does.
        certain = ~_any(words, ~inside)
        if many:
            # Of many values one that lies in the category is enough, whatever else there is.
            certain = _is_sure(concept, scheme, rule, answers)
        found.append(Membership(category, certain, _any(words, inside)))
    return found


def _is_sure(concept: Concept, scheme: ConceptScheme, rule: DimensionRule, answers: Answers) -> Flags:
    """Which units certainly are of a concept, by the bit that it has among all of the scheme."""
    word, bit = divmod(scheme.concepts.index(concept), WORD)
    name = mask_columns(f"{rule.name} {SURE}", scheme.sure_words)[word]
    found: Flags = answers[name].astype(np.int64) >> bit & 1 == 1
    return found


def _any(words: Sequence[Answer], concepts: ConceptSet) -> Flags:
    """Which masks have any of some concepts."""
    found = np.zeros(len(words[0]), bool)
    for mask, inside in zip(words, concepts.words, strict=True):
        found |= mask & inside != 0
    return found


def in_tree_order(scheme: ConceptScheme, show: Collection[str] = ()) -> list[tuple[Concept, int]]:
    """Return the concepts to show (all by default), each directly before those narrower than it, and each once.

    With each comes its level: 1, and one more for every broader concept that it is under.
    """
    # Only what is shown gives depth: a concept whose parent the table leaves out stands at the level of that parent's
    # parent.
    shown = [concept for concept in scheme.concepts if not show or concept.notation in show]
    above = {one.notation: scheme.above[one.notation] & {other.notation for other in shown} for one in shown}
    found: dict[str, tuple[Concept, int]] = {}

    def add(concept: Concept, level: int) -> None:
        found.setdefault(concept.notation, (concept, level))
        for one in shown:
            if concept.notation in above[one.notation] and one.notation not in found:
                # A concept may have several broader ones (SKOS allows it); it comes under the nearest that is shown,
                # once.
                nearest = above[one.notation].difference(*(above[other] for other in above[one.notation]))
                if concept.notation in nearest:
                    add(one, level + 1)

    for concept in shown:
        if not above[concept.notation]:
            add(concept, 1)
    return list(found.values())


# -- period: the date of an event ---------------------------------------------------------------------------------

_PERIODS = {
    "year": "strftime({date}, '%Y')",
    "quarter": "concat(strftime({date}, '%Y'), '-Q', quarter({date}))",
    "month": "strftime({date}, '%Y-%m')",
    "years": "concat({first}, '-', {first} + {years} - 1)",
}
NEVER = "never"
"""What stands for the period of a unit that the event did not happen to; of one without a day nothing does."""
_FIRST_YEAR = "(year({date}) - (year({date}) - {since} + {years} * 1000) % {years})"  # before `since` as well


def _ask_period(rule: DimensionRule, context: Context) -> UnitQuery:
    ends = {rule.name: first(rule.event), f"{rule.name}{LATEST}": latest_first(rule.event)}
    return UnitQuery(
        tuple((name, _period_of(day, rule, context)) for name, day in ends.items() if _is_asked(name, day, context))
    )


def _is_asked(name: str, end: str, context: Context) -> bool:
    return not name.endswith(LATEST) or end in context.columns


def _period_of(end: str, rule: DimensionRule, context: Context) -> str:
    date = column(end, context)
    since = _FIRST_YEAR.format(date=date, since=rule.since, years=rule.years)
    period = _PERIODS[rule.by].format(date=date, first=since, years=rule.years)
    never = f"WHEN NOT {happened(rule.event, context)} THEN '{NEVER}'"
    return f"CASE WHEN {date} IS NOT NULL THEN {period} {never} END"


def undated(rule: DimensionRule, answers: Answers) -> Flags:
    """Return which units can be of any period: those that the event happened to on a day that nobody knows."""
    return np.array([period is None for period in answers[rule.name]], bool)


def _sort_period(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    periods, any_period = answers[rule.name], undated(rule, answers)
    # Of an event of which the year alone is known it can be any quarter of that year.
    last = answers.get(f"{rule.name}{LATEST}", periods)
    found = [everything(len(periods))]
    for code in labels.all_periods([period for period in (*periods, *last) if period not in (None, NEVER)]):
        ends = list(zip(periods, last, strict=True))
        certain = np.array([begin == code == end for begin, end in ends], bool)
        between = np.array([begin not in (None, NEVER) and str(begin) <= code <= str(end) for begin, end in ends], bool)
        period = Category(code, labels.period(code), grounding=Grounding.IN_A_ROW)
        found.append(Membership(period, certain, between | any_period))
    return found


# -- phase: how far a unit came in the chain ----------------------------------------------------------------------

CANNOT = 0
"""What stands for the month from which a unit is followed that can not come that far, or no longer."""


def _ask_phase(rule: DimensionRule, context: Context) -> UnitQuery:
    reached: dict[str, list[str]] = {"certain": [], "possible": []}
    for phase in rule.phases:
        for word, conditions in reached.items():
            in_time = _in_time(phase, context, otherwise=word == "possible")
            conditions.append(f"{_reached(phase, word, context)}{in_time}")
    columns = [one for word, conditions in reached.items() for one in in_bits(f"{rule.name}_{word}", conditions)]
    columns += [
        (f"{rule.name}_{number}", _began(phase, context)) for number, phase in enumerate(rule.phases) if phase.within
    ]
    return UnitQuery(tuple(columns))


def _reached(phase: Phase, word: str, context: Context) -> str:
    if not phase.attribute:
        return column(has(phase.event), context)
    # Over all times that the event happened: one that is certainly of the concept is enough to have reached the phase.
    name = certainly if word == "certain" else possibly
    return column(name(phase.event, phase.attribute, phase.concept), context)


def _in_time(phase: Phase, context: Context, otherwise: bool) -> str:
    """Conditions on the day of the event; where a day is not known they are met as `otherwise` says."""
    said = []
    if phase.since:
        said.append(f"{end(phase.event, otherwise, context)} >= DATE '{phase.since}'")
    if phase.within:
        until = f"{end(phase.of, otherwise, context)} + INTERVAL {phase.within} YEAR"
        said.append(f"{end_in_time(phase.event, not otherwise, context)} < {until}")
    began = f" AND {happened(phase.of, context)}" if phase.within else ""
    return began + "".join(f" AND coalesce({one}, {str(otherwise).lower()})" for one in said)


def _began(phase: Phase, context: Context) -> str:
    """The month from which a unit is followed, as 201403: none if nobody knows it, `CANNOT` if it cannot come so far.

    By day there would be thirty times as many base cells, and most deliveries cover whole months.
    """
    can_come = happened(phase.of, context)
    if phase.through:
        inside = context.leaves(phase.through, *phase.concepts)
        can_come += f" AND {meets(mask_of(phase.through, context), inside)}"
    began = column(first(phase.of), context)
    return f"CASE WHEN {can_come} THEN year({began}) * 100 + month({began}) ELSE {CANNOT} END"


def _sort_phase(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    categories = [Category(phase.name, phase.label) for phase in rule.phases]
    found = by_bit(categories, f"{rule.name}_certain", f"{rule.name}_possible", answers)
    return [
        replace(
            member, possible=member.possible | _followed_too_short(phase, context, answers[f"{rule.name}_{number}"])
        )
        if phase.within
        else member
        for number, (phase, member) in enumerate(zip(rule.phases, found, strict=True))
    ]


def _followed_too_short(phase: Phase, context: Context, months: Answer) -> Flags:
    """Which units may still come that far: deliveries do not cover enough years after the month in which they began."""
    last = int(f"{context.complete.last_month:%Y%m}") if context.complete else 0
    # An edition of an earlier version has the year alone: then its last month is meant.
    began = [one * 100 + 12 if one and one < 10_000 else one for one in months]
    return np.array([one is None or (one != CANNOT and one + 100 * phase.within > last) for one in began], bool)


# -- decided and conflict: what is known about each attribute --------------------------------------------------------


def _ask_decided(rule: DimensionRule, context: Context) -> UnitQuery:
    known = (context.known(attribute, context.alliance.partners) for attribute in rule.attributes)
    return UnitQuery(in_bits(rule.name, [f"coalesce({is_one(one)}, false)" for one in known]))


def _ask_conflict(rule: DimensionRule, context: Context) -> UnitQuery:
    return UnitQuery(in_bits(rule.name, [context.conflict(attribute) for attribute in rule.attributes]))


def _sort_each(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    categories = [Category(name, context.alliance.attributes[name].label) for name in rule.attributes]
    return [everything(len(answers[rule.name])), *by_bit(categories, rule.name, rule.name, answers)]


KINDS: dict[str, Kind] = {
    "attribute": Kind(_ask_attribute, _sort_attribute),
    "period": Kind(_ask_period, _sort_period),
    "phase": Kind(_ask_phase, _sort_phase),
    "duration": DURATION,
    "magnitude": MAGNITUDE,
    "stock": STOCK,
    "decided": Kind(_ask_decided, _sort_each),
    "conflict": Kind(_ask_conflict, _sort_each),
    "decided-by": DECIDED_BY,
    "gain": GAIN,
}
