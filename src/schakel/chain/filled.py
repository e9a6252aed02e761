"""What one row says about a unit that it names: columns of the wide table, each with its expression."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

from schakel.chain.columns import (
    Combined,
    WideColumn,
    certainly,
    concepts_asked,
    first,
    first_in_time,
    has,
    intersection,
    latest_first,
    latest_first_in_time,
    least,
    most,
    names_it,
    possibly,
    speaks_of,
    sure,
    union,
)
from schakel.chain.once import said_of_once
from schakel.chain.said import claims_of, early, happened, happens, latest, number_in
from schakel.identity.key_map import check_of
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.vocabulary.masks import Mask, lies_in, literal, mask_columns, meets, or_else
from schakel.vocabulary.statements import NO_EVENT
from schakel_base.database import quote_name

CHECK = "unit_check"


def nothing(column: WideColumn) -> str:
    """Return the expression of a column that nothing fills."""
    return f"CAST(NULL AS {column.combined.type})"


def said_by(contract: Contract, unit: str, alliance: Alliance, own: Sequence[WideColumn], rows: str) -> str:
    """Return the query of what the rows of a partner say about the units of a kind that they name, in some columns."""
    filled = filled_by(contract, unit, alliance)
    values = [f"{filled.get(one.name) or nothing(one)} AS {quote_name(one.name)}" for one in own]
    ids = f"{quote_name(unit)} AS unit_id, {quote_name(check_of(unit))} AS {quote_name(CHECK)}"
    return f"SELECT {', '.join([ids, *values])} FROM ({rows}) AS said WHERE {quote_name(unit)} IS NOT NULL"


def filled_by(contract: Contract, unit: str, alliance: Alliance) -> dict[str, str]:
    """Return what a row says about a unit that it names: columns of the wide table, each as an expression."""
    return dict(_filled(contract, unit, alliance))


def _filled(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    partner = contract.partner
    yield names_it(partner), "true"
    yield from ((speaks_of(attribute, partner), "true") for attribute in alliance.units[unit].inherits)
    yield from _claimed(contract, unit, alliance)
    yield from _stated(contract, unit, alliance)
    yield from _events(contract, unit)
    yield from _of_concepts(contract, unit, alliance)
    yield from said_of_once(contract, unit, alliance)


def _claimed(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    claims: dict[str, list[tuple[str, ...]]] = {}
    certain: dict[str, list[tuple[str, ...]]] = {}
    for claim in claims_of(contract):
        if claim.about == unit and claim.index == NO_EVENT:
            claims.setdefault(claim.attribute, []).append(tuple(map(quote_name, claim.columns(alliance))))
            certain.setdefault(claim.attribute, []).append(tuple(map(quote_name, claim.sure_columns(alliance))))
    for attribute, masks in claims.items():
        for of, combined in ((intersection, Combined.INTERSECTION), (union, Combined.UNION)):
            names = mask_columns(of(attribute, contract.partner), alliance.scheme_of(attribute).words)
            yield from zip(names, (reduce(combined.two, words) for words in zip(*masks, strict=True)), strict=True)
        # Of an attribute with many values each claim stands by itself.
        names = mask_columns(sure(attribute, contract.partner), alliance.scheme_of(attribute).sure_words)
        both = (reduce(Combined.UNION.two, words) for words in zip(*certain[attribute], strict=True))
        yield from zip(names, both, strict=False)


def _stated(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    for magnitude in alliance.magnitudes:
        columns = contract.columns_stating(magnitude)
        numbers = [quote_name(number_in(one.name)) for one in columns if one.stated and one.stated.unit == unit]
        if numbers:
            yield least(magnitude), reduce(Combined.LEAST.two, numbers)
            yield most(magnitude), reduce(Combined.MOST.two, numbers)


def _events(contract: Contract, unit: str) -> Iterator[tuple[str, str]]:
    places: dict[str, list[int]] = {}
    for index, rule in enumerate(contract.events):
        if rule.unit == unit:
            places.setdefault(rule.event, []).append(index)
    for event, indices in places.items():
        # A row that says what it goes by (`occurs`) says as well that something did not happen; any other is silent.
        occurred = [
            quote_name(happens(i)) if contract.events[i].occurs else f"CASE WHEN {quote_name(happens(i))} THEN true END"
            for i in indices
        ]
        yield has(event), reduce(Combined.ANY.two, occurred)
        ends = {happened: (first, first_in_time), _last_day(contract): (latest_first, latest_first_in_time)}
        for day_of, (name, name_in_time) in ends.items():
            dated = [f"CASE WHEN {quote_name(happens(i))} THEN {quote_name(day_of(i))} END" for i in indices]
            in_time = [
                f"CASE WHEN NOT {quote_name(early(i))} THEN {day} END" for i, day in zip(indices, dated, strict=True)
            ]
            yield name(event), reduce(Combined.FIRST.two, dated)
            yield name_in_time(event), reduce(Combined.FIRST.two, in_time)


def _last_day(contract: Contract) -> Callable[[int], str]:
    """Which column says the last day on which an event of a row can have happened."""
    return lambda index: latest(index) if contract.span_of(contract.events[index]) else happened(index)


def _of_concepts(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """Whether an event of the row was certainly, and whether it can have been, of a concept that is asked for."""
    for event in dict.fromkeys(rule.event for rule in contract.events if rule.unit == unit):
        for attribute, concept in concepts_asked(event, alliance):
            inside = alliance.scheme_of(attribute).leaves_of(concept)
            said = list(_said_of(event, attribute, contract, alliance))
            for name, holds in ((certainly, lies_in), (possibly, meets)):
                flags = [f"CASE WHEN {happened} THEN {holds(mask, inside)} END" for happened, mask in said]
                yield name(event, attribute, concept), reduce(Combined.ANY.two, flags)


def _said_of(event: str, attribute: str, contract: Contract, alliance: Alliance) -> Iterator[tuple[str, Mask]]:
    """Whether an event happened, and what is said about an attribute of it: anything, where the row does not say."""
    anything = literal(alliance.scheme_of(attribute).anything)
    for index in (place for place, rule in enumerate(contract.events) if rule.event == event):
        claims = [one for one in claims_of(contract) if one.index == index and one.attribute == attribute]
        masks = [or_else(tuple(map(quote_name, one.columns(alliance))), anything) for one in claims]
        yield from ((quote_name(happens(index)), mask) for mask in masks or [anything])
