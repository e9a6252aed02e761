"""Whether something can be monitored, computed: who decides an attribute of how many units, and what would decide more.

An attribute of a unit is *decided* when what the unit may be lies inside one of the categories to decide among. From
the claims of each partner by itself follows what it decides alone, what others decide without it, and what they decide
together. The *gain* of an attribute that a partner does not register follows from the same sets. Suppose that it did
register it, truthfully, for all its units: each value leaves some concepts open, and intersects with what is known.
The unit is settled for certain if every value that it can have decides it, and possibly if some value does. A
contradiction is settled by nothing that is said besides.
"""

from collections.abc import Iterator, Sequence

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
from schakel.model.indicator import DimensionRule, ExtraAttribute
from schakel.model.table import Category
from schakel_base.database import quote_text
from schakel_base.text import Text

EVERYONE = "all-partners"
OPEN = "open"


# -- decided-by: by which partners ---------------------------------------------------------------------------------


def _ask_decided_by(rule: DimensionRule, context: Context) -> UnitQuery:
    alias, anything = alias_of(rule), context.leaves(rule.attribute)
    groups = [condition for _, condition in _groups(rule, context)]
    masks = ", ".join(f"{_mask_of(condition)} AS mask_{number}" for number, condition in enumerate(groups))
    join = (
        f"LEFT JOIN (SELECT unit_id, {masks} FROM attribute_sources WHERE unit = {quote_text(context.unit)} "
        f"AND attribute = {quote_text(rule.attribute)} GROUP BY unit_id) AS {alias} ON {alias}.unit_id = units.unit_id"
    )
    decided = [_decided(rule, context, f"coalesce({alias}.mask_{n}, {anything})") for n in range(len(groups))]
    return UnitQuery(((rule.name, _bits(decided)),), (join,))


def _sort_decided_by(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    bits = answers[rule.name]
    return [everything(len(bits)), *by_bit([category for category, _ in _groups(rule, context)], bits, bits)]


def _groups(rule: DimensionRule, context: Context) -> Iterator[tuple[Category, str]]:
    """The groups of partners to show, each with the condition that a claim comes from one of them."""
    named = {speaker.partner: speaker.label for speaker in rule.partners}
    claimants = context.claimants(rule.attribute)
    yield Category(EVERYONE, labels.word("everyone")), "true"
    for partner, label in named.items():
        yield Category(partner, labels.said_of("alone", label)), _comes_from([partner])
    for group in rule.together:
        yield Category("-and-".join(group), _all(named, group)), _comes_from(group)
    for partner, label in named.items():
        if partner in claimants and len(claimants) > 1:
            condition = f"NOT ({_comes_from([partner])})"
            yield Category(f"without-{partner}", labels.said_of("without", label)), condition


def _all(named: dict[str, Text], group: Sequence[str]) -> Text:
    return labels.listed([named[partner] for partner in group])


def _comes_from(partners: Sequence[str]) -> str:
    return f"partner IN ({', '.join(quote_text(partner) for partner in partners)})"


def _mask_of(condition: str) -> str:
    """What a unit may be after the claims that meet a condition alone; NULL if there are none."""
    common = f"bit_and(intersected) FILTER (WHERE {condition})"
    return f"CASE WHEN {common} = 0 THEN bit_or(united) FILTER (WHERE {condition}) ELSE {common} END"


# -- gain: what one more attribute at one partner would settle -----------------------------------------------------


def _ask_gain(rule: DimensionRule, context: Context) -> UnitQuery:
    alias = alias_of(rule)
    mask = f"coalesce({alias}.mask, {context.leaves(rule.attribute)})"
    unsettled = f"NOT {_decided(rule, context, mask)}"
    joins, certain, possible = [join_attribute(alias, rule.attribute)], [unsettled], [unsettled]
    for number, extra in enumerate(rule.extra):
        speaks = alias_of(rule, str(number))
        joins.append(_join_speaks(speaks, extra.partner, rule.attribute, context))
        can_settle = f"{unsettled} AND {speaks}.unit_id IS NOT NULL AND NOT coalesce({alias}.conflict, false)"
        every, some = _after(extra, rule, context, mask)
        certain.append(f"{can_settle} AND {every}")
        possible.append(f"{can_settle} AND {some}")
    return UnitQuery(
        ((f"{rule.name}_certain", _bits(certain)), (f"{rule.name}_possible", _bits(possible))), tuple(joins)
    )


def _sort_gain(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    extra = [Category(one.name, one.label, ranked=True) for one in rule.extra]
    categories = [Category(OPEN, labels.word("open"), 0), *extra]
    return by_bit(categories, answers[f"{rule.name}_certain"], answers[f"{rule.name}_possible"])


def _after(extra: ExtraAttribute, rule: DimensionRule, context: Context, mask: str) -> tuple[str, str]:
    """Whether every, and whether some value that a unit can have decides it."""
    remaining = [f"{mask} & {context.leaves(rule.attribute, *value)}" for value in extra.values]
    every = [f"(({left}) = 0 OR {_decided(rule, context, f'({left})')})" for left in remaining]
    some = [f"(({left}) <> 0 AND {_decided(rule, context, f'({left})')})" for left in remaining]
    return f"({' AND '.join(every)})", f"({' OR '.join(some)})"


def _join_speaks(alias: str, partner: str, attribute: str, context: Context) -> str:
    """Join the units that a partner speaks about: themselves, or a unit from which they have the attribute."""
    rows = (
        f"SELECT unit_id FROM key_map WHERE unit = {quote_text(context.unit)} AND partner = {quote_text(partner)} "
        "UNION SELECT ancestors.unit_id FROM ancestors JOIN key_map ON key_map.unit = ancestors.ancestor_unit "
        f"AND key_map.unit_id = ancestors.ancestor_id WHERE ancestors.unit = {quote_text(context.unit)} "
        f"AND ancestors.attribute = {quote_text(attribute)} AND key_map.partner = {quote_text(partner)}"
    )
    return f"LEFT JOIN (SELECT DISTINCT unit_id FROM ({rows})) AS {alias} ON {alias}.unit_id = units.unit_id"


# -- shared by both ------------------------------------------------------------------------------------------------


def _decided(rule: DimensionRule, context: Context, mask: str) -> str:
    """Whether a mask that is not empty lies inside one of the categories to decide among."""
    if not rule.among:
        return f"(bit_count({mask}) = 1)"
    inside = (f"({mask} & {~context.leaves(rule.attribute, notation)}) = 0" for notation in rule.among)
    return f"({' OR '.join(inside)})"


def _bits(conditions: Sequence[str]) -> str:
    return " + ".join(f"(CASE WHEN {condition} THEN {1 << bit} ELSE 0 END)" for bit, condition in enumerate(conditions))


DECIDED_BY = Kind(_ask_decided_by, _sort_decided_by)
GAIN = Kind(_ask_gain, _sort_gain)
