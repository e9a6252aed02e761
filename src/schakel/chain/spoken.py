"""What a partner's rows in force say in an edition: a query over what all its rows say.

What deliveries say never changes. What can differ from edition to edition is beside it: which rows are superseded, the
units that are named by persons (`named_…`), the rows whose content is that of an earlier one (`repeated_…`), the units
of which several numbers are one (`merged`), and which are joined to which (`joined`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from schakel.chain.said import columns_said
from schakel.identity.key_map import check_of
from schakel.identity.relations import sides
from schakel.intake.superseding import superseded
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract, UnitKey
from schakel_base.database import quote_name, quote_text

JOINED, MERGED = "joined", "merged"


def told(partner: str) -> str:
    """Return the name of the tables of what the rows of each delivery of a partner say."""
    return f"told_{partner}"


def named(partner: str) -> str:
    """Return the name of the tables of the units of each delivery that persons name."""
    return f"named_{partner}"


def repeated(partner: str) -> str:
    """Return the name of the table of the rows of a partner whose content is that of an earlier row."""
    return f"repeated_{partner}"


@dataclass(frozen=True)
class Query:
    """A query, and the names of the tables that it reads."""

    sql: str
    tables: tuple[str, ...]


def tables_read(queries: Iterable[Query]) -> tuple[str, ...]:
    """Return the tables that some queries read, each once."""
    return tuple(dict.fromkeys(table for one in queries for table in one.tables))


def said_query(
    partner: str, alliance: Alliance, units: Iterable[str] | None = None, columns: Iterable[str] | None = None
) -> Query:
    """Return the query of what the rows in force of a partner say, with the ids of some kinds of unit, or of all.

    A kind that is left out costs nothing: only what it needs is joined. Nor does a column that nobody asks for: whoever
    needs a few of them names them.
    """
    contract = alliance.partners[partner].contract
    asked = [key for key in contract.units if units is None or key.unit in set(units)]
    ids = [_identified(number, key, contract, alliance) for number, key in enumerate(asked)]
    selected = [f"said.{name}" for name in ("delivery", "row", "known", "delivered")]
    selected += [column for one in ids for column in one.columns]
    selected += [f"said.{quote_name(name)}" for name in _columns(columns, contract, alliance)]
    joins = dict.fromkeys(join for one in ids for join in one.joins)
    query = "\n".join([f"SELECT {', '.join(selected)}", f"FROM (SELECT * FROM {_in_force(partner)}) AS said", *joins])
    return Query(query, tables_read([Query("", _of_rows(partner)), *(one.query for one in ids)]))


def _columns(columns: Iterable[str] | None, contract: Contract, alliance: Alliance) -> Iterable[str]:
    return columns_said(contract, alliance) if columns is None else columns


@dataclass(frozen=True)
class _Identified:
    """How a row names a kind of unit: the columns with id and check, and what they are joined from."""

    columns: tuple[str, str]
    joins: tuple[str, ...]
    query: Query


def _identified(number: int, key: UnitKey, contract: Contract, alliance: Alliance) -> _Identified:
    names = (key.unit, check_of(key.unit))
    linked = key in contract.linked_keys(alliance.persons)
    found = [f"{'named' if linked else 'said'}.{quote_name(name)}" for name in names]
    joins, tables = list[str](), list[str]()
    if linked:
        joins.append(_beside(named(contract.partner), "named"))
        tables.append(named(contract.partner))
    if not key.columns:
        joins.append(_beside(repeated(contract.partner), "repeated"))
        tables.append(repeated(contract.partner))
        found = [f"coalesce(repeated.{quote_name(name)}, {own})" for name, own in zip(names, found, strict=True)]
    if _can_be_merged(key.unit, alliance):
        units = f"SELECT unit_id, goes_by FROM {MERGED} WHERE unit = {quote_text(key.unit)}"
        joins.append(f"LEFT JOIN ({units}) AS merged_{number} ON merged_{number}.unit_id = {found[0]}")
        tables.append(MERGED)
        found = [f"coalesce(merged_{number}.goes_by, {own})" for own in found]
    unit_id, check = (f"{value} AS {quote_name(name)}" for value, name in zip(found, names, strict=True))
    return _Identified((unit_id, check), tuple(joins), Query("", tuple(tables)))


def _can_be_merged(unit: str, alliance: Alliance) -> bool:
    """Whether rows can say, or people judge, that several numbers are one unit of a kind."""
    contracts = [partner.contract for partner in alliance.partners.values()]
    related = any(relation.unit == unit for contract in contracts for relation in contract.relations)
    return related or any(key.unit == unit and len(key.columns) == 1 for one in contracts for key in one.units)


def _beside(table: str, alias: str) -> str:
    return f"LEFT JOIN {quote_name(table)} AS {alias} ON {alias}.delivery = said.delivery AND {alias}.row = said.row"


def spoken_query(
    partner: str, alliance: Alliance, units: Sequence[str] | None = None, columns: Sequence[str] | None = None
) -> Query:
    """Return the same, with statements about a unit applied to the units joined to it as well."""
    contract = alliance.partners[partner].contract
    query = said_query(partner, alliance, units, columns)
    sql, tables = query.sql, query.tables
    for key in contract.units:
        if key.with_joined and (units is None or key.unit in units):
            joined = _of_joined(contract, alliance, key.unit, units, columns)
            sql = f"WITH rows AS ({sql}) SELECT * FROM rows UNION ALL {joined}"
            tables = (*tables, JOINED)
    return Query(sql, tables)


def _of_joined(
    contract: Contract, alliance: Alliance, unit: str, units: Sequence[str] | None, columns: Sequence[str] | None
) -> str:
    asked = [key.unit for key in contract.units if units is None or key.unit in units]
    instead = {unit: "joined.other_id", check_of(unit): "CAST(NULL AS BIGINT)"}
    names = ["delivery", "row", "known", "delivered"]
    names += [name for one in asked for name in (one, check_of(one))]
    names += _columns(columns, contract, alliance)
    selected = (f"{instead.get(name, f'rows.{quote_name(name)}')} AS {quote_name(name)}" for name in names)
    return f"SELECT {', '.join(selected)} FROM rows JOIN joined ON joined.unit_id = rows.{quote_name(unit)}"


def numbers_of(unit: str) -> str:
    """Return the name of the table of numbers (`unit_id`) by which `naming_query` looks for units of a kind."""
    return f"numbers of {unit}"


def numbers_query(unit: str, table: str) -> Query:
    """Return the query of all numbers by which rows can be about units of a kind that are in a table.

    A row can name a unit by a number that is the same unit, and be about another that is joined to the one it names.
    """
    joined = f"SELECT joined.unit_id FROM {JOINED} JOIN {quote_name(table)} AS units ON units.unit_id = joined.other_id"
    units = f"SELECT unit_id FROM {quote_name(table)} UNION {joined}"
    merged = f"SELECT unit_id FROM {MERGED} WHERE unit = {quote_text(unit)} AND goes_by IN (SELECT unit_id FROM units)"
    return Query(f"WITH units AS ({units}) SELECT unit_id FROM units UNION {merged}", (table, JOINED, MERGED))


def naming_query(partner: str, alliance: Alliance, units: Collection[str]) -> Query:
    """Return the query of the rows of a partner that name one of some numbers: `delivery` and `row`, some repeatedly.

    Each table is read by itself, in the columns of ids alone: a row in it can be superseded, or repeat another one.

    Parameters
    ----------
    units
        The kinds of unit of which there are numbers, each in the table `numbers_of` it.
    """
    contract = alliance.partners[partner].contract
    linked = contract.linked_keys(alliance.persons)
    found = list[tuple[str, str]]()
    for key in (key for key in contract.units if key.unit in units):
        found.append((named(partner) if key in linked else told(partner), key.unit))
        found += [] if key.columns else [(repeated(partner), key.unit)]
    parts = (
        f"SELECT delivery, row FROM {quote_name(table)} AS rows SEMI JOIN {quote_name(numbers_of(unit))} AS numbers "
        f"ON numbers.unit_id = rows.{quote_name(unit)}"
        for table, unit in found
    )
    tables = dict.fromkeys(name for table, unit in found for name in (table, numbers_of(unit)))
    return Query(" UNION ALL ".join(parts), tuple(tables))


def relations_query(partner: str, contract: Contract) -> Query:
    """Return the query of how units are related, as the rows in force of a partner say: a line for each relation."""
    parts = []
    for place, relation in enumerate(contract.relations):
        one, other = map(quote_name, sides(place))
        parts.append(
            f"SELECT {quote_text(partner)} AS partner, delivery, row, {quote_text(relation.unit)} AS unit, "
            f"{one} AS unit_id, {quote_text(relation.kind)} AS kind, {other} AS other_id FROM {_in_force(partner)} "
            f"WHERE {one} IS NOT NULL"
        )
    return Query(f"{' UNION ALL '.join(parts)} ORDER BY delivery, row, kind", _of_rows(partner))


def rank_query(partner: str, unit: str) -> Query:
    """Return the query of the rows in force that are not the first with their content: `delivery`, `row`, `rank`."""
    rank = f"row_number() OVER (PARTITION BY {quote_name(unit)} ORDER BY delivery, row) AS rank"
    ranked = f"SELECT delivery, row, {rank} FROM {_in_force(partner)}"
    return Query(f"SELECT * FROM ({ranked}) WHERE rank > 1", _of_rows(partner))


def come_again_query(partner: str, unit: str) -> Query:
    """Return the query of the deliveries of a partner with rows in force whose content an earlier delivery has too.

    Of each: `delivery`, `rows`, how many of them come `again`, the delivery that most of these came in `first`, the
    share of all rows that stand `within` the same delivery more than once, and whether the `whole` of it are the rows
    of an earlier one, in whatever order.
    """
    query = f"""
        WITH rows AS (SELECT delivery, {quote_name(unit)} AS content FROM {_in_force(partner)}),
        since AS (SELECT *, min(delivery) OVER (PARTITION BY content) AS first FROM rows),
        each AS (SELECT delivery, count(*) AS rows, count(DISTINCT content) AS different, sum(content) AS all_content,
                 count(*) FILTER (first < delivery) AS again, mode(first) FILTER (first < delivery) AS first
                 FROM since GROUP BY delivery)
        SELECT delivery, rows, again, first, sum(rows - different) OVER () / sum(rows) OVER () AS within,
        delivery > min(delivery) OVER (PARTITION BY rows, different, all_content) AS whole
        FROM each QUALIFY again > 0 ORDER BY delivery"""
    return Query(query, _of_rows(partner))


def _in_force(partner: str) -> str:
    return f"{quote_name(told(partner))} ANTI JOIN {quote_name(superseded(partner))} USING (delivery, row)"


def _of_rows(partner: str) -> tuple[str, str]:
    return told(partner), superseded(partner)
