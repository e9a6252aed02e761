"""The chain as long tables, for whoever follows single rows: views over what rows say and over the wide tables.

`key_map`, `units`, `links`, `ancestors`, `claims`, `events` and `attributes` are queries, not files. An edition keeps
their text, which is made from the declarations that it was built with.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schakel.chain.columns import conflict, intersection, mask, naming, wide_columns
from schakel.chain.said import claims_of, early, happened, happens
from schakel.chain.wide import CHECK, links, spoken, spoken_query, wide
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel_base.database import Step, quote_name, quote_text

JOINED = "joined"


@dataclass(frozen=True)
class LongTable:
    """A query, and the names of the tables that it reads."""

    sql: str
    sources: tuple[str, ...]


def long_tables(alliance: Alliance) -> Mapping[str, LongTable]:
    """Return the long tables by name, each after those that it reads."""
    contracts = [partner.contract for partner in alliance.partners.values()]
    said = {spoken(one.partner): LongTable(spoken_query(one), _said_and_joined(one)) for one in contracts}
    wides = tuple(wide(unit) for unit in alliance.units)
    children = tuple(links(unit) for unit, declared in alliance.units.items() if declared.belongs_to)
    return said | {
        "key_map": _together(_KEY_MAP, (part for one in contracts for part in _named(one)), said),
        "events": _together(_EVENTS, (part for one in contracts for part in _events(one)), said),
        "claims": _together(
            _CLAIMS, (part for one in contracts for part in _claims(one)), [f"said_{one.partner}" for one in contracts]
        ),
        "units": _together(_UNITS, _units(alliance), wides),
        "links": _together(_LINKS, _links(alliance), children),
        "ancestors": _together(_ANCESTORS, _ancestors(alliance), children),
        "attributes": _together(_ATTRIBUTES, _attributes(alliance), wides),
    }


def _said_and_joined(contract: Contract) -> tuple[str, ...]:
    joins = any(key.with_joined for key in contract.units)
    return (f"said_{contract.partner}", *((JOINED,) if joins else ()))


_KEY_MAP = "'' AS partner, 0 AS delivery, 0 AS row, '' AS unit, CAST(0 AS BIGINT) AS unit_id"
_EVENTS = (
    "'' AS partner, 0 AS delivery, 0 AS row, 0 AS event_index, '' AS event, '' AS unit, CAST(0 AS BIGINT) AS unit_id, "
    "current_date AS happened, current_date AS known, current_date AS delivered, false AS early"
)
_CLAIMS = (
    "'' AS partner, 0 AS delivery, 0 AS row, '' AS unit, 0 AS event_index, '' AS attribute, '' AS column_name, "
    "CAST(0 AS BIGINT) AS mask"
)
_UNITS = f"'' AS unit, CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS {quote_name(CHECK)}"
_LINKS = "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS parent_unit, CAST(0 AS BIGINT) AS parent_id"
_ANCESTORS = (
    "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS attribute, '' AS ancestor_unit, CAST(0 AS BIGINT) AS ancestor_id"
)
_ATTRIBUTES = "'' AS unit, CAST(0 AS BIGINT) AS unit_id, '' AS attribute, CAST(0 AS BIGINT) AS mask, false AS conflict"


def _together(columns: str, parts: Iterable[str], sources: Iterable[str]) -> LongTable:
    return LongTable("\nUNION ALL\n".join([f"SELECT {columns} WHERE false", *parts]), tuple(sources))


def _place(contract: Contract) -> str:
    return f"{quote_text(contract.partner)} AS partner, delivery, row"


def _once(contract: Contract) -> str:
    """A row that speaks of joined units stands there several times."""
    return "DISTINCT " if any(key.with_joined for key in contract.units) else ""


def _named(contract: Contract) -> Iterator[str]:
    """Which units a row names, those included that are joined to them."""
    for unit in (key.unit for key in contract.units):
        yield (
            f"SELECT {_once(contract)}{_place(contract)}, {quote_text(unit)}, {quote_name(unit)} "
            f"FROM {quote_name(spoken(contract.partner))} WHERE {quote_name(unit)} IS NOT NULL"
        )


def _events(contract: Contract) -> Iterator[str]:
    for index, rule in enumerate(contract.events):
        named = {key.unit for key in contract.units}
        if rule.unit in named:
            what = f"{index}, {quote_text(rule.event)}, {quote_text(rule.unit)}, {quote_name(rule.unit)}"
            when = f"{quote_name(happened(index))}, known, delivered, {quote_name(early(index))}"
            yield (
                f"SELECT {_once(contract)}{_place(contract)}, {what}, {when} "
                f"FROM {quote_name(spoken(contract.partner))} "
                f"WHERE {quote_name(happens(index))} AND {quote_name(rule.unit)} IS NOT NULL"
            )


def _claims(contract: Contract) -> Iterator[str]:
    for claim in claims_of(contract):
        yield (
            f"SELECT {_place(contract)}, {quote_text(claim.about)}, {claim.index}, {quote_text(claim.attribute)}, "
            f"{quote_text(claim.source)}, {quote_name(claim.name)} FROM {quote_name(f'said_{contract.partner}')} "
            f"WHERE {quote_name(claim.name)} IS NOT NULL"
        )


def _units(alliance: Alliance) -> Iterator[str]:
    for unit in alliance.units:
        yield f"SELECT {quote_text(unit)}, unit_id, {quote_name(CHECK)} FROM {quote_name(wide(unit))}"


def _links(alliance: Alliance) -> Iterator[str]:
    for unit, declared in alliance.units.items():
        if declared.belongs_to:
            names = f"{quote_text(unit)}, unit_id, {quote_text(declared.belongs_to)}, parent_id"
            yield f"SELECT {names} FROM {quote_name(links(unit))}"


def _ancestors(alliance: Alliance) -> Iterator[str]:
    """From which units a unit has an attribute: the one that it belongs to and, as far as that inherits it, others."""
    for unit, declared in alliance.units.items():
        for attribute in declared.inherits:
            above, source = declared.belongs_to, f"SELECT unit_id, parent_id FROM {quote_name(links(unit))}"
            while above:
                names = f"{quote_text(unit)}, unit_id, {quote_text(attribute)}, {quote_text(above)}, parent_id"
                yield f"SELECT DISTINCT {names} FROM ({source})"
                source = (
                    f"SELECT below.unit_id, links.parent_id FROM ({source}) AS below "
                    f"JOIN {quote_name(links(above))} AS links ON links.unit_id = below.parent_id"
                )
                above = alliance.units[above].belongs_to if attribute in alliance.units[above].inherits else ""


def _attributes(alliance: Alliance) -> Iterator[str]:
    """What each unit may be, from what all partners say of it together."""
    for unit in alliance.units:
        columns = wide_columns(unit, alliance)
        for attribute in alliance.attributes:
            if any(intersection(attribute, partner) in columns for partner in alliance.partners):
                known, wrong = (of(columns, attribute, alliance.partners) for of in (mask, conflict))
                yield (
                    f"SELECT {quote_text(unit)}, unit_id, {quote_text(attribute)}, {known}, {wrong} "
                    f"FROM {quote_name(wide(unit))} AS units WHERE {known} IS NOT NULL"
                )


def provenance_step(alliance: Alliance) -> Step:
    """Return the step that says which deliveries tell of units of a kind, or of what these have attributes from."""
    children = [links(unit) for unit, declared in alliance.units.items() if declared.belongs_to]
    parts = ["SELECT '' AS unit, CAST(0 AS BIGINT) AS delivery WHERE false"]
    for unit in alliance.units:
        for partner in naming(unit, alliance):
            source = f"FROM {quote_name(spoken(partner))} WHERE {quote_name(unit)} IS NOT NULL"
            parts.append(f"SELECT DISTINCT {quote_text(unit)}, delivery {source}")
        for above, reached in _above(unit, alliance):
            for partner in naming(above, alliance):
                parts.append(
                    f"SELECT DISTINCT {quote_text(unit)}, delivery FROM {quote_name(spoken(partner))} "
                    f"WHERE {quote_name(above)} IN ({reached})"
                )
    query = f"SELECT DISTINCT unit, CAST(delivery AS BIGINT) AS delivery FROM ({' UNION ALL '.join(parts)})"
    return Step("provenance", (*map(spoken, alliance.partners), *children), ("unit", "delivery"), (), query)


def _above(unit: str, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The kinds that a kind belongs to or has attributes from, each with the query of the units that are reached."""
    attributes, above = set(alliance.units[unit].inherits), alliance.units[unit].belongs_to
    reached = f"SELECT parent_id FROM {quote_name(links(unit))}" if above else ""
    while above:
        yield above, reached
        attributes &= set(alliance.units[above].inherits)
        reached = f"SELECT parent_id FROM {quote_name(links(above))} WHERE unit_id IN ({reached})"
        above = alliance.units[above].belongs_to if attributes else ""
