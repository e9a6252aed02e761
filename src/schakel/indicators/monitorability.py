"""Monitorability: for how many units an attribute is decided, by whom, and what would decide more.

An attribute of a unit is *decided* when what the unit may be lies inside one of the categories to decide among. From
the claims of each partner by itself follows what it decides alone, what others decide without it, and what they decide
together. The *gain* of an attribute that a partner does not register follows from the same sets. Suppose that it did
register it, truthfully, for all its units: each value leaves some concepts open, and intersects with what is known.
The unit is decided for certain if every value that it can have decides it, and possibly if some value does. A
contradiction is decided by nothing that is said besides.
"""

from collections.abc import Collection, Iterator

from schakel.chain.columns import names_it, speaks_of
from schakel.indicators import labels
from schakel.indicators.kind import (
    Answers,
    Context,
    Kind,
    Membership,
    UnitQuery,
    by_bit,
    column,
    everything,
    in_bits,
    mask_of,
)
from schakel.model.concept import ConceptSet
from schakel.model.indicator import DimensionRule, ExtraAttribute
from schakel.model.table import Category
from schakel.vocabulary.masks import Mask, columns_in, common, is_one, literal, mask_columns, meets, misses, or_else
from schakel_base.database import quote_name

EVERYONE = "all-partners"
OPEN = "open"


# -- decided-by: by which partners ---------------------------------------------------------------------------------


def _ask_decided_by(rule: DimensionRule, context: Context) -> UnitQuery:
    anything = literal(context.leaves(rule.attribute))
    known = [or_else(context.known(rule.attribute, partners), anything) for _, partners in _groups(rule, context)]
    columns = [_first(f"{rule.name} {number}", one) for number, one in enumerate(known)]
    decided = [_decided(rule, context, columns_in("units", dict(one))) for one in columns]
    return UnitQuery(in_bits(rule.name, decided), first=tuple(pair for one in columns for pair in one))


def _first(name: str, mask: Mask) -> list[tuple[str, str]]:
    """A mask as columns that are worked out before it is asked whether it is decided."""
    return list(zip(mask_columns(f"known for {name}", len(mask)), mask, strict=True))


def _sort_decided_by(rule: DimensionRule, context: Context, answers: Answers) -> list[Membership]:
    categories = [category for category, _ in _groups(rule, context)]
    return [everything(len(answers[rule.name])), *by_bit(categories, rule.name, rule.name, answers)]


def _groups(rule: DimensionRule, context: Context) -> Iterator[tuple[Category, Collection[str]]]:
    """The groups of partners to show, each with those whose claims it takes."""
    named = {speaker.name: speaker.label for speaker in rule.partners}
    claimants = context.claimants(rule.attribute)
    yield Category(EVERYONE, labels.word("everyone")), claimants
    for partner, label in named.items():
        yield Category(partner, labels.said_of("alone", label)), [partner]
    for group in rule.together:
        yield Category("-and-".join(group), labels.listed([named[one] for one in group])), group
    for partner, label in named.items():
        if partner in claimants and len(claimants) > 1:
            yield Category(f"without-{partner}", labels.said_of("without", label)), claimants - {partner}


# -- gain: what one more attribute at one partner would decide -----------------------------------------------------


def _ask_gain(rule: DimensionRule, context: Context) -> UnitQuery:
    mask = _first(rule.name, mask_of(rule.attribute, context))
    contradicted = (f"contradicted for {rule.name}", context.conflict(rule.attribute))
    known, certain, possible = columns_in("units", dict(mask)), list[str](), list[str]()
    for extra in rule.extra:
        # A partner that does not speak of a unit would not register the new attribute for it either.
        speaks = _speaks(extra.partner, rule.attribute, context)
        can_decide = f"{speaks} AND NOT units.{quote_name(contradicted[0])}"
        every, some = _after(extra, rule, context, known)
        certain.append(f"{can_decide} AND {every}")
        possible.append(f"{can_decide} AND {some}")
    decided, sides = _decided(rule, context, known), {"certain": certain, "possible": possible}
    columns = (
        (name, f"CASE WHEN {decided} THEN 0 ELSE {bits} END")
        for side, answers in sides.items()
        for name, bits in in_bits(f"{rule.name}_{side}", ["true", *answers])
    )
    return UnitQuery(tuple(columns), first=(*mask, contradicted))


def _sort_gain(rule: DimensionRule, _: Context, answers: Answers) -> list[Membership]:
    extra = [Category(one.name, one.label, ranked=True) for one in rule.extra]
    categories = [Category(OPEN, labels.word("open"), 0), *extra]
    return by_bit(categories, f"{rule.name}_certain", f"{rule.name}_possible", answers)


def _after(extra: ExtraAttribute, rule: DimensionRule, context: Context, mask: Mask) -> tuple[str, str]:
    """Whether every, and whether some value that a unit can have decides it."""
    values = [context.leaves(rule.attribute, *value) for value in extra.values]
    decided = [_decided(rule, context, mask, value) for value in values]
    # A value that leaves nothing contradicts what is known. The unit is assumed to be registered truthfully, so it does
    # not have that value, and it does not count against certainty.
    every = [f"({misses(mask, value)} OR {one})" for value, one in zip(values, decided, strict=True)]
    some = [f"({meets(mask, value)} AND {one})" for value, one in zip(values, decided, strict=True)]
    return f"({' AND '.join(every)})", f"({' OR '.join(some)})"


def _speaks(partner: str, attribute: str, context: Context) -> str:
    """Whether a partner speaks of a unit: of itself, or of one from which it has the attribute."""
    return f"coalesce({column(names_it(partner), context)}, {column(speaks_of(attribute, partner), context)}, false)"


# -- shared by both ------------------------------------------------------------------------------------------------


def _decided(rule: DimensionRule, context: Context, mask: Mask, value: ConceptSet | None = None) -> str:
    """Whether what a value leaves of a mask, if anything, lies inside one of the categories to decide among."""
    left = context.leaves(rule.attribute) if value is None else value
    # Without categories to decide among, decided is a single leaf of the scheme.
    if not rule.among:
        return is_one(common(mask, left))
    beyond = [left & ~context.leaves(rule.attribute, notation) for notation in rule.among]
    if not all(map(len, beyond)):
        return "true"  # a value inside a category decides it, whatever was known
    return f"({' OR '.join(dict.fromkeys(misses(mask, one) for one in beyond))})"


DECIDED_BY = Kind(_ask_decided_by, _sort_decided_by)
GAIN = Kind(_ask_gain, _sort_gain)
