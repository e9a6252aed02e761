"""The kinds of dimension that an indicator can declare, each a pair of functions.

The first says what a unit must be asked: columns of a query over the chain, with the joins that they need. The
second turns the answers, one per base cell, into categories: which base cells certainly belong to each, and which
possibly do. A new kind is a new pair in `KINDS`.
"""

from collections.abc import Collection

import numpy as np

from schakel.indicators import labels
from schakel.indicators.kind import (
    Answers,
    Context,
    Kind,
    Membership,
    UnitQuery,
    alias_of,
    by_bit,
    everything,
    join_attribute,
)
from schakel.indicators.monitorability import DECIDED_BY, GAIN
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.indicator import DimensionRule, Phase
from schakel.model.table import TOTAL, Category
from schakel_base.database import quote_text

# -- attribute: concepts of a scheme ------------------------------------------------------------------------------


def _ask_attribute(rule: DimensionRule, context: Context) -> UnitQuery:
    alias = alias_of(rule)
    return UnitQuery(
        ((rule.name, f"coalesce({alias}.mask, {context.leaves(rule.attribute)})"),),
        (join_attribute(alias, rule.attribute),),
    )


def _sort_attribute(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    scheme = context.alliance.scheme_of(rule.attribute)
    masks = answers[rule.name].astype(np.int64)
    found = [everything(len(masks))]
    for concept, level in in_tree_order(scheme, rule.show):
        inside = context.leaves(rule.attribute, concept.notation)
        category = Category(concept.notation, concept.label, level)
        # Certain if nothing outside the category remains, possible if anything inside it does.
        found.append(Membership(category, masks & ~inside == 0, masks & inside != 0))
    return found


def in_tree_order(scheme: ConceptScheme, show: Collection[str] = ()) -> list[tuple[Concept, int]]:
    """Return the concepts to show (all by default), each directly before those narrower than it, and each once.

    With each comes its level: 1, and one more for every broader concept that it is under.
    """
    shown = [concept for concept in scheme.concepts if not show or concept.notation in show]
    above = {one.notation: scheme.above[one.notation] & {other.notation for other in shown} for one in shown}
    found: dict[str, tuple[Concept, int]] = {}

    def add(concept: Concept, level: int) -> None:
        found.setdefault(concept.notation, (concept, level))
        for one in shown:
            if concept.notation in above[one.notation] and one.notation not in found:
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
_FIRST_YEAR = "(year({date}) - (year({date}) - {since} + {years} * 1000) % {years})"  # before `since` as well


def _ask_period(rule: DimensionRule, context: Context) -> UnitQuery:
    alias = alias_of(rule)
    date = f"{alias}.first"
    first = _FIRST_YEAR.format(date=date, since=rule.since, years=rule.years)
    period = _PERIODS[rule.by].format(date=date, first=first, years=rule.years)
    dated = f"CASE WHEN {date} IS NOT NULL THEN {period} END"
    return UnitQuery(((rule.name, dated),), (_join_event(alias, rule.event, context, "min(happened) AS first"),))


def _sort_period(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    periods = answers[rule.name]
    undated = np.array([period is None for period in periods], bool)
    found = [everything(len(periods))]
    for code in labels.all_periods([period for period in periods if period is not None]):
        certain = np.array([period == code for period in periods], bool)
        # A unit without a date can be of any period.
        found.append(Membership(Category(code, labels.period(code)), certain, certain | undated))
    return found


# -- phase: how far a unit came in the chain ----------------------------------------------------------------------


def _ask_phase(rule: DimensionRule, context: Context) -> UnitQuery:
    reached: dict[str, list[str]] = {"certain": [], "possible": []}
    joins = []
    for number, phase in enumerate(rule.phases):
        alias = alias_of(rule, str(number))
        joins.append(_join_event(alias, phase.event, context, _reaching(phase, context), phase.attribute))
        for word, terms in reached.items():
            terms.append(f"(CASE WHEN {alias}.{word} THEN {1 << number} ELSE 0 END)")
    return UnitQuery(tuple((f"{rule.name}_{word}", " + ".join(terms)) for word, terms in reached.items()), tuple(joins))


def _reaching(phase: Phase, context: Context) -> str:
    if not phase.attribute:
        return "true AS certain, true AS possible"
    anything, inside = context.leaves(phase.attribute), context.leaves(phase.attribute, phase.concept)
    mask = f"coalesce(claims.mask, {anything})"
    return f"bool_or(({mask} & {~inside}) = 0) AS certain, bool_or(({mask} & {inside}) <> 0) AS possible"


def _sort_phase(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    categories = [Category(phase.name, phase.label) for phase in rule.phases]
    return by_bit(categories, answers[f"{rule.name}_certain"], answers[f"{rule.name}_possible"])


# -- duration: days from one event to another ---------------------------------------------------------------------


def _ask_duration(rule: DimensionRule, context: Context) -> UnitQuery:
    start, end = alias_of(rule, "start"), alias_of(rule, "end")
    # The first of each: a unit can have an event more than once, and the chain counts from its first.
    days = f"date_diff('day', {start}.first, {end}.first)"
    steps = " ".join(f"WHEN {days} >= {lower} THEN {lower}" for lower in sorted(rule.classes, reverse=True))
    return UnitQuery(
        ((rule.name, f"CASE {steps} END"),),
        (
            _join_event(start, rule.start, context, "min(happened) AS first"),
            _join_event(end, rule.end, context, "min(happened) FILTER (WHERE NOT early) AS first"),
        ),
    )


def _sort_duration(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    lowers = answers[rule.name]
    measured = np.array([lower is not None for lower in lowers], bool)
    # Without both dates there is no duration, so the total is of the units that have one.
    found = [Membership(Category(TOTAL, labels.word(TOTAL), 0), measured, measured)]
    for lower, upper in zip(rule.classes, [*rule.classes[1:], None], strict=True):
        inside = np.array([value == lower for value in lowers], bool)
        found.append(Membership(Category(labels.class_code(lower, upper), labels.days(lower, upper)), inside, inside))
    return found


# -- decided and conflict: what is known about each attribute --------------------------------------------------------


def _ask_decided(rule: DimensionRule, _: Context) -> UnitQuery:
    return _ask_each(rule, "coalesce(bit_count({alias}.mask) = 1, false)")


def _ask_conflict(rule: DimensionRule, _: Context) -> UnitQuery:
    return _ask_each(rule, "coalesce({alias}.conflict, false)")


def _ask_each(rule: DimensionRule, condition: str) -> UnitQuery:
    aliases = [alias_of(rule, str(number)) for number in range(len(rule.attributes))]
    terms = [
        f"(CASE WHEN {condition.format(alias=alias)} THEN {1 << number} ELSE 0 END)"
        for number, alias in enumerate(aliases)
    ]
    joins = [join_attribute(alias, name) for alias, name in zip(aliases, rule.attributes, strict=True)]
    return UnitQuery(((rule.name, " + ".join(terms)),), tuple(joins))


def _sort_each(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    categories = [Category(name, context.alliance.attributes[name].label) for name in rule.attributes]
    bits = answers[rule.name]
    return [everything(len(bits)), *by_bit(categories, bits, bits)]


KINDS: dict[str, Kind] = {
    "attribute": Kind(_ask_attribute, _sort_attribute),
    "period": Kind(_ask_period, _sort_period),
    "phase": Kind(_ask_phase, _sort_phase),
    "duration": Kind(_ask_duration, _sort_duration),
    "decided": Kind(_ask_decided, _sort_each),
    "conflict": Kind(_ask_conflict, _sort_each),
    "decided-by": DECIDED_BY,
    "gain": GAIN,
}


# -- shared by several kinds ---------------------------------------------------------------------------------------


def _join_event(alias: str, event: str, context: Context, select: str, attribute: str = "") -> str:
    """Join one row per unit that has the event; a unit that belongs to another has the events of that one."""
    source = "events"
    if attribute:
        source += (
            " LEFT JOIN claims ON claims.partner = events.partner AND claims.delivery = events.delivery "
            "AND claims.row = events.row AND claims.event_index = events.event_index "
            f"AND claims.attribute = {quote_text(attribute)}"
        )
    happened_to = context.unit_of_event(event)
    key = "events.unit_id"
    if happened_to != context.unit:
        source += (
            f" JOIN links ON links.parent_unit = events.unit AND links.parent_id = events.unit_id "
            f"AND links.unit = {quote_text(context.unit)}"
        )
        key = "links.unit_id"
    return (
        f"LEFT JOIN (SELECT {key} AS unit_id, {select} FROM {source} WHERE events.event = {quote_text(event)} "
        f"GROUP BY {key}) AS {alias} ON {alias}.unit_id = units.unit_id"
    )
