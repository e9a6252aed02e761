"""One wide table per kind of unit, by one grouping of what the rows that name it say, and of what its parents have."""

from collections.abc import Iterator, Mapping
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
    least,
    most,
    names_it,
    naming,
    possibly,
    speaks_of,
    union,
    wide_columns,
)
from schakel.chain.said import claims_of, early, happened, happens, number_in
from schakel.chain.spoken import Query, spoken_query, tables_read
from schakel.identity.key_map import check_of
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.vocabulary.masks import Mask, lies_in, literal, mask_columns, meets, or_else
from schakel.vocabulary.statements import NO_EVENT
from schakel_base.database import Step, quote_name

CHECK = "unit_check"
_LOWEST, _HIGHEST = "lowest check", "highest check"


def wide(unit: str) -> str:
    """Return the name of the wide table of a kind of unit."""
    return f"wide_{unit}"


def links(unit: str, parent: str) -> str:
    """Return the name of the table of which unit of a kind belongs to which of another."""
    return f"links_{unit}_{parent}"


def tables_of_units(unit: str, alliance: Alliance) -> tuple[str, ...]:
    """Return the names of the tables of a kind of unit: the wide one, and those of what it belongs to."""
    return (wide(unit), *(links(unit, parent) for parent in alliance.units[unit].belongs_to))


def wide_steps(alliance: Alliance) -> Iterator[Step]:
    """Return the steps that make the wide tables, with the links that they follow, in the order in which they run."""
    for unit in parents_first(alliance):
        yield from (links_step(unit, parent, alliance) for parent in alliance.units[unit].belongs_to)
        yield wide_step(unit, alliance)


def parents_first(alliance: Alliance) -> tuple[str, ...]:
    """Return the kinds of unit, each after those that it belongs to."""
    found: list[str] = []

    def add(unit: str) -> None:
        if unit not in found:
            for parent in alliance.units[unit].belongs_to:
                add(parent)
            found.append(unit)

    for unit in alliance.units:
        add(unit)
    return tuple(found)


def links_step(unit: str, parent: str, alliance: Alliance) -> Step:
    """Return the step that says which unit of a kind belongs to which of another: a row that names both says so."""
    both = [partner for partner in naming(unit, alliance) if partner in naming(parent, alliance)]
    rows = [spoken_query(partner, alliance, (unit, parent)) for partner in both]
    parts = [
        f"SELECT {quote_name(unit)} AS unit_id, {quote_name(parent)} AS parent_id FROM ({one.sql}) AS said "
        f"WHERE {quote_name(unit)} IS NOT NULL AND {quote_name(parent)} IS NOT NULL"
        for one in rows
    ]
    nothing = "SELECT CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS parent_id WHERE false"
    query = f"SELECT DISTINCT unit_id, parent_id FROM ({' UNION ALL '.join(parts or [nothing])})"
    return Step(links(unit, parent), tables_read(rows), (), (), query)


def wide_step(unit: str, alliance: Alliance) -> Step:
    """Return the step that makes the wide table of a kind of unit.

    Two units of which the ids are equal have different checks.
    """
    parents, partners = alliance.units[unit].belongs_to, naming(unit, alliance)
    columns = tuple(wide_columns(unit, alliance).values())
    rows = {partner: spoken_query(partner, alliance, (unit,)) for partner in partners}
    query = _own(unit, alliance, columns, rows)
    inputs = tables_read(rows.values())
    if parents:
        query = _with_parents(unit, parents, query, columns)
        inputs = (*inputs, *(table for parent in parents for table in (links(unit, parent), wide(parent))))
    return Step(wide(unit), inputs, (), (f'"{CHECK}" IS NOT NULL',), query)


def _own(unit: str, alliance: Alliance, columns: tuple[WideColumn, ...], rows: Mapping[str, Query]) -> str:
    """What rows say of the units that they name."""
    own = [one for one in columns if one.is_own]
    parts = [_said_by(alliance.partners[name].contract, unit, alliance, own, one.sql) for name, one in rows.items()]
    sides = f"min({CHECK}) AS {quote_name(_LOWEST)}, max({CHECK}) AS {quote_name(_HIGHEST)}"
    combined = [f"{one.combined.all(quote_name(one.name))} AS {quote_name(one.name)}" for one in own]
    grouped = f"SELECT {', '.join(['unit_id', sides, *combined])} FROM ({_all(parts, own)}) GROUP BY unit_id"
    names = [quote_name(one.name) for one in own]
    lowest, highest = quote_name(_LOWEST), quote_name(_HIGHEST)
    check = f"CASE WHEN {lowest} IS NOT DISTINCT FROM {highest} THEN coalesce({lowest}, unit_id) END"
    return f"SELECT {', '.join(['unit_id', f'{check} AS {quote_name(CHECK)}', *names])} FROM ({grouped})"


def _all(parts: list[str], own: list[WideColumn]) -> str:
    columns = [f"{_nothing(one)} AS {quote_name(one.name)}" for one in own]
    ids = f"CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS {quote_name(CHECK)}"
    return "\nUNION ALL\n".join(parts or [f"SELECT {', '.join([ids, *columns])} WHERE false"])


def _nothing(column: WideColumn) -> str:
    return f"CAST(NULL AS {column.combined.type})"


def _said_by(contract: Contract, unit: str, alliance: Alliance, own: list[WideColumn], rows: str) -> str:
    filled = dict(_filled(contract, unit, alliance))
    values = [f"{filled.get(one.name) or _nothing(one)} AS {quote_name(one.name)}" for one in own]
    ids = f"{quote_name(unit)} AS unit_id, {quote_name(check_of(unit))} AS {quote_name(CHECK)}"
    return f"SELECT {', '.join([ids, *values])} FROM ({rows}) AS said WHERE {quote_name(unit)} IS NOT NULL"


def _filled(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """What one row of a partner says of a unit that it names: columns of the wide table, each with its expression."""
    partner = contract.partner
    yield names_it(partner), "true"
    yield from ((speaks_of(attribute, partner), "true") for attribute in alliance.units[unit].inherits)
    yield from _claimed(contract, unit, alliance)
    yield from _stated(contract, unit, alliance)
    yield from _events(contract, unit)
    yield from _of_concepts(contract, unit, alliance)


def _claimed(contract: Contract, unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    claims: dict[str, list[tuple[str, ...]]] = {}
    for claim in claims_of(contract):
        if claim.about == unit and claim.index == NO_EVENT:
            claims.setdefault(claim.attribute, []).append(tuple(map(quote_name, claim.columns(alliance))))
    for attribute, masks in claims.items():
        for of, combined in ((intersection, Combined.INTERSECTION), (union, Combined.UNION)):
            names = mask_columns(of(attribute, contract.partner), alliance.scheme_of(attribute).words)
            yield from zip(names, (reduce(combined.two, words) for words in zip(*masks, strict=True)), strict=True)


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
        dated = [f"CASE WHEN {quote_name(happens(i))} THEN {quote_name(happened(i))} END" for i in indices]
        in_time = [
            f"CASE WHEN NOT {quote_name(early(i))} THEN {day} END" for i, day in zip(indices, dated, strict=True)
        ]
        yield has(event), reduce(Combined.ANY.two, occurred)
        yield first(event), reduce(Combined.FIRST.two, dated)
        yield first_in_time(event), reduce(Combined.FIRST.two, in_time)


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
    """Whether an event happened, and what is said of an attribute of it: anything, where the row does not say."""
    anything = literal(alliance.scheme_of(attribute).anything)
    for index in (place for place, rule in enumerate(contract.events) if rule.event == event):
        claims = [one for one in claims_of(contract) if one.index == index and one.attribute == attribute]
        masks = [or_else(tuple(map(quote_name, one.columns(alliance))), anything) for one in claims]
        yield from ((quote_name(happens(index)), mask) for mask in masks or [anything])


def _with_parents(unit: str, parents: tuple[str, ...], own: str, columns: tuple[WideColumn, ...]) -> str:
    """What a unit has from those that it belongs to, beside what is said of itself."""
    values = ", ".join(["own.unit_id", f"own.{quote_name(CHECK)}", *(_value(one, parents) for one in columns)])
    joins = (
        f"LEFT JOIN ({_given(unit, parent, columns)}) AS given_{number} ON given_{number}.unit_id = own.unit_id"
        for number, parent in enumerate(parents)
    )
    return "\n".join([f"SELECT {values}", f"FROM ({own}) AS own", *joins])


def _given(unit: str, parent: str, columns: tuple[WideColumn, ...]) -> str:
    """What units have from those of one kind that they belong to."""
    above = ", ".join(
        f"{one.combined.all(f'parents.{quote_name(one.inherited[parent])}')} AS {quote_name(one.name)}"
        for one in columns
        if parent in one.inherited
    )
    return (
        f"SELECT links.unit_id, {above or '0 AS nothing'} FROM {quote_name(links(unit, parent))} AS links "
        f"JOIN {quote_name(wide(parent))} AS parents ON parents.unit_id = links.parent_id GROUP BY links.unit_id"
    )


def _value(column: WideColumn, parents: tuple[str, ...]) -> str:
    name = quote_name(column.name)
    sources = [f"own.{name}"] if column.is_own else []
    sources += [f"given_{number}.{name}" for number, parent in enumerate(parents) if parent in column.inherited]
    return f"{reduce(column.combined.two, sources)} AS {name}"
