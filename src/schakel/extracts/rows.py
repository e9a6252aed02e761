"""The rows of an extract: what an edition knows of single units, each mask of concepts written as codes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from schakel.extracts.layout import BETWEEN, ExtractTable, column_of
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptSet
from schakel.store.engine import Input, connect
from schakel.vocabulary.masks import columns_in, mask_columns, most_words
from schakel_base.database import quote_name, quote_text

_LINKS = """
    SELECT links.unit, own.pseudonym, parent_unit, parent.pseudonym AS parent_pseudonym
    FROM links JOIN own USING (unit, unit_id)
    JOIN own AS parent ON parent.unit = links.parent_unit AND parent.unit_id = links.parent_id"""
_WRITTEN = pa.schema([("attribute", pa.string()), ("only", pa.string()), ("may_be", pa.string())])
"""How each set of concepts of an attribute is written, without its mask."""


def write_rows(tables: Sequence[ExtractTable], alliance: Alliance, chain: Mapping[str, Input], place: Path) -> None:
    """Write the rows of each table of an extract as CSV (RFC 4180, UTF-8), in the order of their columns.

    Beside the tables of an edition `chain` has `own`: the pseudonym that the product gives each of its units.
    """
    masks = mask_columns("mask", most_words(alliance))
    with connect(chain) as connection:
        connection.register("written", _written(tables, alliance, connection, masks))
        for table in tables:
            _copy(connection, _query(table, masks), place / f"{table.name}.csv")


def write_table(table: pa.Table, file: Path) -> None:
    """Write a table of an extract that is at hand, in the same way and in the order that its rows have."""
    with connect({"given": table}) as connection:
        _copy(connection, "SELECT * FROM given", file)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    # In the order of what is in them: that of the deliveries would tell which rows came together.
    connection.execute(f"COPY ({query} ORDER BY ALL) TO {quote_text(str(file))} (FORMAT csv, HEADER)")


def _query(table: ExtractTable, masks: Sequence[str]) -> str:
    if table.unit:
        return _units(table, masks)
    return _LINKS if table.name == "links" else _events(table, masks)


def _units(table: ExtractTable, masks: Sequence[str]) -> str:
    selected, joins = ["own.pseudonym"], []
    for number, attribute in enumerate(table.attributes):
        # Numbered, since names of attributes would have to be quoted in every condition.
        said, name = f"said_{number}", column_of(attribute)
        selected += [
            *_codes(number, attribute),
            f"coalesce({said}.conflict, false) AS {quote_name(f'{name}_conflict')}",
        ]
        joins.append(
            # Outer joins: a unit of which nobody says anything is a unit all the same, and has its row.
            f"LEFT JOIN attributes AS {said} ON {said}.unit = own.unit AND {said}.unit_id = own.unit_id "
            f"AND {said}.attribute = {quote_text(attribute)} {_join_written(number, attribute, masks)}"
        )
    return f"SELECT {', '.join(selected)} FROM own {' '.join(joins)} WHERE own.unit = {quote_text(table.unit)}"


def _events(table: ExtractTable, masks: Sequence[str]) -> str:
    """Several partners may report one event: what they say alike is one row."""
    selected, joins = ["events.unit", "own.pseudonym", "event", "happened", "early"], []
    for number, attribute in enumerate(table.attributes):
        said = f"said_{number}"
        selected += _codes(number, attribute)
        joins.append(
            f"LEFT JOIN claims AS {said} ON {said}.partner = events.partner AND {said}.delivery = events.delivery "
            f"AND {said}.row = events.row AND {said}.event_index = events.event_index "
            f"AND {said}.attribute = {quote_text(attribute)} {_join_written(number, attribute, masks)}"
        )
    return f"SELECT DISTINCT {', '.join(selected)} FROM events JOIN own USING (unit, unit_id) {' '.join(joins)}"


def _codes(number: int, attribute: str) -> list[str]:
    name = column_of(attribute)
    return [
        f"written_{number}.only AS {quote_name(name)}",
        f"written_{number}.may_be AS {quote_name(f'{name}_may_be')}",
    ]


def _join_written(number: int, attribute: str, masks: Sequence[str]) -> str:
    written, said = f"written_{number}", f"said_{number}"
    alike = (f"{one} = {other}" for one, other in zip(columns_in(written, masks), columns_in(said, masks), strict=True))
    conditions = " AND ".join([f"{written}.attribute = {quote_text(attribute)}", *alike])
    return f"LEFT JOIN written AS {written} ON {conditions}"


def _written(
    tables: Sequence[ExtractTable], alliance: Alliance, connection: duckdb.DuckDBPyConnection, masks: Sequence[str]
) -> pa.Table:
    """How each mask that occurs is written: there are few, however many units there are."""
    used = sorted({name for table in tables for name in table.attributes})
    names = ", ".join(["attribute", *map(quote_name, masks)])
    occurring = connection.execute(
        f"SELECT {names} FROM attributes WHERE list_contains($used, attribute) "
        f"UNION SELECT {names} FROM claims WHERE list_contains($used, attribute)",
        {"used": used},
    ).fetchall()
    schema = pa.schema([*_WRITTEN, *((name, pa.int64()) for name in masks)])
    rows = [
        {**_codes_of(attribute, words, alliance), **dict(zip(masks, words, strict=True))}
        for attribute, *words in occurring
    ]
    return pa.Table.from_pylist(rows, schema)


def _codes_of(attribute: str, words: Sequence[int], alliance: Alliance) -> dict[str, str | None]:
    scheme = alliance.scheme_of(attribute)
    found = ConceptSet.of_words(scheme, words)
    codes = [concept.notation for concept in found]
    # All concepts there are is no knowledge; an empty cell says so in every file, however long the scheme.
    may_be = BETWEEN.join(codes) if found != scheme.anything else None
    return {"attribute": attribute, "only": codes[0] if len(codes) == 1 else None, "may_be": may_be}
