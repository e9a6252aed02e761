"""Events of children: a unit has an event if units that belong to it have another: any, all, the first or the last.

What rows say of the children is grouped by child first, so that a child of which ten rows speak counts as one. It rests
on rows alone, not on the wide table of the children, since that in turn has what is known of their parents.
"""

from collections.abc import Iterator, Mapping

from schakel.chain.columns import (
    WideColumn,
    certainly,
    concepts_asked,
    first,
    first_in_time,
    has,
    naming,
    of_event,
    possibly,
)
from schakel.chain.filled import said_by
from schakel.chain.links import links_query
from schakel.chain.once import columns_of_rows, of_all_rows
from schakel.chain.spoken import Query, spoken_query, tables_read
from schakel.model.alliance import Alliance, EventOfChildren, Which
from schakel_base.database import quote_name


def children_query(unit: str, event: EventOfChildren, alliance: Alliance) -> Query:
    """Return the query of an event that units have by their children: `unit_id` and the columns of the event."""
    children, pairs = _children(event, alliance), links_query(event.unit, unit, alliance)
    # Of those that had it on a day that nobody knows, each can be the one that had it first or last.
    happened, day = f"coalesce({_of(has(event.event))}, false)", _of(first(event.event))
    end = {Which.FIRST: "min", Which.LAST: "max"}.get(event.which)
    chosen = f"{day} IS NULL OR {day} = {end}({day}) OVER (PARTITION BY links.parent_id)" if end else "true"
    joined = (
        f"SELECT links.parent_id, children.*, {happened} AND ({chosen}) AS chosen FROM ({pairs.sql}) AS links "
        f"JOIN ({children.sql}) AS children ON children.unit_id = links.unit_id"
    )
    columns = ", ".join(f"{value} AS {quote_name(name)}" for name, value in _columns(event, alliance))
    query = f"SELECT parent_id AS unit_id, {columns} FROM ({joined}) AS children GROUP BY parent_id"
    return Query(query, tables_read([children, pairs]))


def _children(event: EventOfChildren, alliance: Alliance) -> Query:
    """What rows say about the event of each child."""
    columns = [WideColumn(name, combined, is_own=True) for name, combined in of_event(event.event, alliance)]
    rows = {partner: spoken_query(partner, alliance, (event.unit,)) for partner in naming(event.unit, alliance)}
    filled, instead = [*columns, *columns_of_rows(event.unit, alliance)], of_all_rows(event.unit, alliance)
    parts = [
        said_by(alliance.partners[name].contract, event.unit, alliance, filled, one.sql) for name, one in rows.items()
    ]
    combined = ", ".join(
        f"{instead.get(one.name) or one.combined.all(quote_name(one.name))} AS {quote_name(one.name)}"
        for one in columns
    )
    query = f"SELECT unit_id, {combined} FROM ({' UNION ALL '.join(parts)}) GROUP BY unit_id"
    return Query(query, tables_read(rows.values()))


def _of(name: str) -> str:
    return f"children.{quote_name(name)}"


def _columns(event: EventOfChildren, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """The columns of the event of the unit, each with its expression over those of its children."""
    yield has(event.name), _happened(_of(has(event.event)), event.which)
    for day in (first, first_in_time):
        yield day(event.name), _day(_of(has(event.event)), _of(day(event.event)), event.which)
    for attribute, concept in concepts_asked(event.name, alliance):
        sure, may_be = (_of(of(event.event, attribute, concept)) for of in (certainly, possibly))
        yield certainly(event.name, attribute, concept), _CERTAIN[event.which].format(sure)
        yield possibly(event.name, attribute, concept), _POSSIBLE[event.which].format(may_be)


def _happened(happened: str, which: Which) -> str:
    """Whether it happened; empty where no row says of some child that it did or did not, and that would decide it."""
    yes, no = f"coalesce({happened}, false)", f"NOT coalesce({happened}, true)"
    if which is Which.ALL:
        return f"CASE WHEN bool_and({yes}) THEN true WHEN bool_or({no}) THEN false END"
    return f"CASE WHEN bool_or({yes}) THEN true WHEN bool_and({no}) THEN false END"


def _day(happened: str, day: str, which: Which) -> str:
    """The day on which it happened; where the day of a child is not known, neither is that of the last, or of all."""
    known = f"{day} IS NOT NULL OR NOT coalesce({happened}, false)"
    return {
        Which.ANY: f"min({day})",
        Which.FIRST: f"CASE WHEN bool_and({known}) THEN min({day}) END",
        Which.LAST: f"CASE WHEN bool_and({known}) THEN max({day}) END",
        Which.ALL: f"CASE WHEN bool_and(coalesce({happened}, false) AND {day} IS NOT NULL) THEN max({day}) END",
    }[which]


_ALL, _ANY = "bool_and(coalesce({0}, false))", "bool_or({0})"
_CHOSEN = "bool_or(chosen) AND bool_and(NOT chosen OR coalesce({0}, false))"
_CERTAIN: Mapping[Which, str] = {Which.ANY: _ANY, Which.ALL: _ALL, Which.FIRST: _CHOSEN, Which.LAST: _CHOSEN}
_EITHER = "bool_or(chosen AND coalesce({0}, false))"
_POSSIBLE: Mapping[Which, str] = {Which.ANY: _ANY, Which.ALL: _ALL, Which.FIRST: _EITHER, Which.LAST: _EITHER}
