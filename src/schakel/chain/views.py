"""The chain as long tables, to follow single rows: views over what rows say and over the wide tables.

`key_map`, `units`, `links`, `ancestors`, `claims`, `events`, `attributes` and `magnitudes` are queries, not files. An
edition keeps their text, which is made from the declarations that it was built with.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from schakel.chain.columns import conflict, known, least, most, naming, union, wide_columns
from schakel.chain.filled import CHECK
from schakel.chain.links import links
from schakel.chain.said import claims_of, early, happened, happens, latest
from schakel.chain.spoken import Query, said_query, spoken_query, tables_read
from schakel.chain.wide import wide
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.vocabulary.masks import mask_columns, most_words
from schakel_base.database import Step, quote_name, quote_text


def long_tables(alliance: Alliance) -> Mapping[str, Query]:
    """Return the long tables by name, each after those that it reads."""
    masks = ", ".join(f"CAST(0 AS BIGINT) AS {quote_name(name)}" for name in mask_columns("mask", most_words(alliance)))
    return {
        "key_map": _together(_KEY_MAP, _named(alliance)),
        "events": _together(_EVENTS, _events(alliance)),
        "claims": _together(f"{_CLAIMS}, {masks}", _claims(alliance)),
        "units": _together(_UNITS, _units(alliance)),
        "links": _together(_LINKS, _links(alliance)),
        "ancestors": _together(_ANCESTORS, _ancestors(alliance)),
        "attributes": _together(f"{_ATTRIBUTES}, {masks}", _attributes(alliance)),
        "magnitudes": _together(_MAGNITUDES, _magnitudes(alliance)),
    }


_KEY_MAP = "'' AS partner, 0 AS delivery, 0 AS row, '' AS unit, CAST(0 AS BIGINT) AS unit_id"
_EVENTS = (
    "'' AS partner, 0 AS delivery, 0 AS row, 0 AS event_index, '' AS event, '' AS unit, CAST(0 AS BIGINT) AS unit_id, "
    "current_date AS happened, current_date AS known, current_date AS delivered, false AS early"
)
_CLAIMS = "'' AS partner, 0 AS delivery, 0 AS row, '' AS unit, 0 AS event_index, '' AS attribute, '' AS column_name"
_UNITS = f"'' AS unit, CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS {quote_name(CHECK)}"
_LINKS = "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS parent_unit, CAST(0 AS BIGINT) AS parent_id"
_ANCESTORS = (
    "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS attribute, '' AS ancestor_unit, CAST(0 AS BIGINT) AS ancestor_id"
)
_MAGNITUDES = (
    "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS magnitude, CAST(0 AS DOUBLE) AS least, CAST(0 AS DOUBLE) AS most"
)
_ATTRIBUTES = "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS attribute, false AS conflict"


def _together(columns: str, parts: Iterable[Query]) -> Query:
    found = list(parts)
    rows = "\nUNION ALL\n".join([f"SELECT {columns} WHERE false", *(part.sql for part in found)])
    return Query(rows, tables_read(found))


def _place(contract: Contract) -> str:
    return f"{quote_text(contract.partner)} AS partner, delivery, row"


def _about(
    unit: str, contract: Contract, alliance: Alliance, columns: str, told: Sequence[str] = (), condition: str = "true"
) -> Query:
    """Some columns of the rows of a partner that name a kind of unit, a line for each unit, from what they have told.

    A row that speaks of joined units as well stands there several times.
    """
    key = next(one for one in contract.units if one.unit == unit)
    said = spoken_query(contract.partner, alliance, (unit,), told)
    once = "DISTINCT " if key.with_joined else ""
    rows = f"FROM ({said.sql}) AS said WHERE {condition} AND {quote_name(unit)} IS NOT NULL"
    return replace(said, sql=f"SELECT {once}{_place(contract)}, {columns} {rows}")


def _named(alliance: Alliance) -> Iterator[Query]:
    """Which units a row names, those included that are joined to them."""
    for contract in (partner.contract for partner in alliance.partners.values()):
        for unit in (key.unit for key in contract.units):
            yield _about(unit, contract, alliance, f"{quote_text(unit)}, {quote_name(unit)}")


def _events(alliance: Alliance) -> Iterator[Query]:
    for contract in (partner.contract for partner in alliance.partners.values()):
        named = {key.unit for key in contract.units}
        for index, rule in enumerate(contract.events):
            if rule.unit in named:
                what = f"{index}, {quote_text(rule.event)}, {quote_text(rule.unit)}, {quote_name(rule.unit)}"
                when = f"{_day(contract, index)}, known, delivered, {quote_name(early(index))}"
                told = [happens(index), happened(index), early(index)]
                told += [latest(index)] if contract.span_of(rule) else []
                yield _about(rule.unit, contract, alliance, f"{what}, {when}", told, quote_name(happens(index)))


def _day(contract: Contract, index: int) -> str:
    """The day of an event; empty where rows say its year or month alone: lists of events have days or none."""
    day = quote_name(happened(index))
    if not contract.span_of(contract.events[index]):
        return day
    return f"CASE WHEN {day} = {quote_name(latest(index))} THEN {day} END"


def _claims(alliance: Alliance) -> Iterator[Query]:
    for contract in (partner.contract for partner in alliance.partners.values()):
        for claim in claims_of(contract):
            said = said_query(contract.partner, alliance, (), claim.columns(alliance))
            what = f"{quote_text(claim.about)}, {claim.index}, {quote_text(claim.attribute)}"
            rows = f"FROM ({said.sql}) AS said WHERE {quote_name(claim.name)} IS NOT NULL"
            columns = f"{_place(contract)}, {what}, {quote_text(claim.source)}"
            columns += f", {_padded(map(quote_name, claim.columns(alliance)), alliance)}"
            yield replace(said, sql=f"SELECT {columns} {rows}")


def _units(alliance: Alliance) -> Iterator[Query]:
    for unit in alliance.units:
        columns = f"{quote_text(unit)}, unit_id, {quote_name(CHECK)}"
        yield Query(f"SELECT {columns} FROM {quote_name(wide(unit))}", (wide(unit),))


def _links(alliance: Alliance) -> Iterator[Query]:
    for unit, declared in alliance.units.items():
        for parent in declared.belongs_to:
            names = f"{quote_text(unit)}, unit_id, {quote_text(parent)}, parent_id"
            yield Query(f"SELECT {names} FROM {quote_name(links(unit, parent))}", (links(unit, parent),))


def _ancestors(alliance: Alliance) -> Iterator[Query]:
    """From which units a unit has an attribute: those that it belongs to and, as far as these inherit it, others."""
    for unit, declared in alliance.units.items():
        for attribute in declared.inherits:
            for above, pairs in _ancestors_by_way(unit, attribute, alliance):
                names = f"{quote_text(unit)}, unit_id, {quote_text(attribute)}, {quote_text(above)}, parent_id"
                yield replace(pairs, sql=f"SELECT DISTINCT {names} FROM ({pairs.sql})")


def _ancestors_by_way(unit: str, attribute: str, alliance: Alliance) -> Iterator[tuple[str, Query]]:
    """The kinds from which a kind has an attribute, once for each way there, with the pairs of units."""
    waiting = [
        (parent, Query(f"SELECT unit_id, parent_id FROM {quote_name(table)}", (table,)))
        for parent in alliance.units[unit].belongs_to
        for table in [links(unit, parent)]
    ]
    while waiting:
        above, pairs = waiting.pop(0)
        yield above, pairs
        further = alliance.units[above].belongs_to if attribute in alliance.units[above].inherits else ()
        for parent in further:
            table = links(above, parent)
            source = (
                f"SELECT below.unit_id, links.parent_id FROM ({pairs.sql}) AS below "
                f"JOIN {quote_name(table)} AS links ON links.unit_id = below.parent_id"
            )
            waiting.append((parent, Query(source, (*pairs.tables, table))))


def _attributes(alliance: Alliance) -> Iterator[Query]:
    """What each unit may be, from what all partners say about it together."""
    for unit in alliance.units:
        filled = wide_columns(unit, alliance)
        for attribute in alliance.attributes:
            if any(union(attribute, partner) in filled for partner in alliance.partners):
                words = alliance.scheme_of(attribute).words
                precedence = alliance.attributes[attribute].precedence
                mask = known(filled, attribute, alliance.partners, words, precedence)
                wrong = conflict(filled, attribute, alliance.partners, words)
                names = [quote_name(name) for name in mask_columns("mask", words)]
                said = ", ".join(f"{word} AS {name}" for word, name in zip(mask, names, strict=True))
                # Named once and then asked for: the expression of a mask is long, and bound each time that it is there.
                rows = f"(SELECT unit_id, {wrong} AS conflict, {said} FROM {quote_name(wide(unit))} AS units) AS said"
                columns = f"{quote_text(unit)}, unit_id, {quote_text(attribute)}, conflict, {_padded(names, alliance)}"
                yield Query(f"SELECT {columns} FROM {rows} WHERE {names[0]} IS NOT NULL", (wide(unit),))


def _magnitudes(alliance: Alliance) -> Iterator[Query]:
    """Between which numbers a magnitude of each unit lies, where any row states it."""
    for unit in alliance.units:
        columns = wide_columns(unit, alliance)
        for name in alliance.magnitudes:
            if least(name) in columns:
                ends = f"{quote_name(least(name))}, {quote_name(most(name))}"
                rows = f"FROM {quote_name(wide(unit))} WHERE {quote_name(least(name))} IS NOT NULL"
                yield Query(f"SELECT {quote_text(unit)}, unit_id, {quote_text(name)}, {ends} {rows}", (wide(unit),))


def _padded(mask: Iterable[str], alliance: Alliance) -> str:
    """A mask in as many columns as the longest of an alliance has: words that it lacks have no concept."""
    found = list(mask)
    return ", ".join([*found, *["0"] * (most_words(alliance) - len(found))])


Lacking = Mapping[tuple[str, str], Collection[int]]
"""Deliveries of a partner that are not known to tell of a kind of unit, by kind and partner."""


def provenance_step(alliance: Alliance, lacking: Lacking | None = None) -> Step:
    """Return the step that lists the deliveries about units of a kind, or about units that these inherit from.

    Parameters
    ----------
    lacking
        Looks at these deliveries alone; what is known of others is in `before`.
    """
    children = [links(unit, parent) for unit, declared in alliance.units.items() for parent in declared.belongs_to]
    parts = ["SELECT '' AS unit, CAST(0 AS BIGINT) AS delivery WHERE false"]
    parts += ["SELECT unit, delivery FROM before"] if lacking is not None else []
    named = dict[str, Query]()
    for unit in alliance.units:
        for kind, condition in _telling(unit, alliance):
            for partner in naming(kind, alliance):
                if lacking is None or lacking.get((unit, partner)):
                    name = f"{kind} by {partner}"
                    named[name] = spoken_query(partner, alliance, (kind,), ())
                    among = "" if lacking is None else f" AND delivery IN ({_listed(lacking[unit, partner])})"
                    source = f"{quote_name(name)} WHERE {quote_name(kind)} {condition}{among}"
                    parts.append(f"SELECT {quote_text(unit)}, delivery FROM {source}")
    # What a partner says of a kind is asked for several others, and read once.
    read = ", ".join(f"{quote_name(name)} AS ({query.sql})" for name, query in named.items())
    query = f"SELECT DISTINCT unit, CAST(delivery AS BIGINT) AS delivery FROM ({' UNION ALL '.join(parts)})"
    tables = dict.fromkeys((*(["before"] if lacking is not None else []), *tables_read(named.values()), *children))
    return Step("provenance", tuple(tables), ("unit", "delivery"), (), f"WITH {read} {query}" if named else query)


def tellers(unit: str, alliance: Alliance) -> frozenset[str]:
    """Return the partners whose rows can say something about a kind of unit."""
    return frozenset(partner for kind, _ in _telling(unit, alliance) for partner in naming(kind, alliance))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def _telling(unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The kinds of unit of which rows tell something of a kind, each with the condition on the id that a row names."""
    yield unit, "IS NOT NULL"
    for kind, reached in (*_above(unit, alliance), *_below(unit, alliance)):
        yield kind, f"IN ({reached})"


def _above(unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The kinds that a kind belongs to or has attributes from, each with the query of the units that are reached."""
    waiting = [
        (parent, frozenset(alliance.units[unit].inherits), f"SELECT parent_id FROM {quote_name(links(unit, parent))}")
        for parent in alliance.units[unit].belongs_to
    ]
    while waiting:
        above, attributes, reached = waiting.pop(0)
        yield above, reached
        attributes &= frozenset(alliance.units[above].inherits)
        for parent in alliance.units[above].belongs_to if attributes else ():
            further = f"SELECT parent_id FROM {quote_name(links(above, parent))} WHERE unit_id IN ({reached})"
            waiting.append((parent, attributes, further))


def _below(unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The kinds by which a kind has events, each with the query of the units that belong to one of its own."""
    for child in dict.fromkeys(event.unit for event in alliance.units[unit].events):
        yield child, f"SELECT unit_id FROM {quote_name(links(child, unit))}"
