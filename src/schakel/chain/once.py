"""An event that happens to a unit once: all rows describe the same event, so their claims are intersected.

Of any other event each row tells of another occurrence, and one that is certainly of a concept is enough.
"""

from collections.abc import Iterator, Mapping
from functools import reduce

from schakel.chain.columns import Combined, WideColumn, certainly, concepts_asked, has, possibly
from schakel.chain.said import claims_of, happens
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.vocabulary.masks import chosen, is_empty, lies_in, literal, mask_columns, meets, or_else
from schakel_base.database import quote_name


def columns_of_rows(unit: str, alliance: Alliance) -> tuple[WideColumn, ...]:
    """Return the columns that rows fill besides those of the wide table: what they say about such events of a unit."""
    return tuple(
        WideColumn(name, combined, is_own=True)
        for event, attribute in _asked(unit, alliance)
        for combined in (Combined.INTERSECTION, Combined.UNION)
        for name in _names(event, attribute, combined, alliance)
    )


def said_of_once(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """Yield these columns, each with its expression over a row of a partner."""
    for event, attribute in _asked(unit, alliance):
        masks = [
            [f"CASE WHEN {quote_name(happens(claim.index))} THEN {quote_name(word)} END" for word in words]
            for claim in claims_of(contract)
            if claim.about == event and claim.attribute == attribute
            for words in [claim.columns(alliance)]
        ]
        for combined in (Combined.INTERSECTION, Combined.UNION) if masks else ():
            words = (reduce(combined.two, word) for word in zip(*masks, strict=True))
            yield from zip(_names(event, attribute, combined, alliance), words, strict=True)


def of_all_rows(unit: str, alliance: Alliance) -> Mapping[str, str]:
    """Return columns of the wide table with the expression that combines what a unit's rows say about such events."""
    found = {}
    for event, attribute in _asked(unit, alliance):
        every, some = (
            tuple(combined.all(quote_name(name)) for name in _names(event, attribute, combined, alliance))
            for combined in (Combined.INTERSECTION, Combined.UNION)
        )
        scheme = alliance.scheme_of(attribute)
        known = or_else(chosen(is_empty(every), some, every), literal(scheme.anything))
        for about, concept in concepts_asked(event, alliance):
            for name, holds in ((certainly, lies_in), (possibly, meets)) if about == attribute else ():
                condition = holds(known, scheme.leaves_of(concept))
                happened = Combined.ANY.all(quote_name(has(event)))
                found[name(event, attribute, concept)] = f"CASE WHEN {happened} THEN {condition} END"
    return found


def _asked(unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The events that happen once, each with the attributes that indicators ask about."""
    for event in alliance.units[unit].once:
        yield from (
            (event, attribute) for attribute in dict.fromkeys(one for one, _ in concepts_asked(event, alliance))
        )


def _names(event: str, attribute: str, combined: Combined, alliance: Alliance) -> tuple[str, ...]:
    """The words of a mask that is no column of the wide table."""
    return mask_columns(f"{combined.name.lower()} of {attribute} of {event}", alliance.scheme_of(attribute).words)
