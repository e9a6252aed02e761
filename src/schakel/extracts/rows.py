"""The rows of an extract: what an edition knows of single units, each mask of concepts written as codes."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from schakel.extracts.layout import BETWEEN, ExtractTable, column_of
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptSet
from schakel.store.engine import Input, connect
from schakel_base.database import quote_name, quote_text

_LINKS = """
    SELECT links.unit, own.pseudonym, parent_unit, parent.pseudonym AS parent_pseudonym
    FROM links JOIN own USING (unit, unit_id)
    JOIN own AS parent ON parent.unit = links.parent_unit AND parent.unit_id = links.parent_id"""
_WRITTEN = pa.schema([("attribute", pa.string()), ("mask", pa.int64()), ("only", pa.string()), ("may_be", pa.string())])


def write_rows(tables: Sequence[ExtractTable], alliance: Alliance, chain: Mapping[str, Input], place: Path) -> None:
    """Write the rows of each table of an extract as CSV (RFC 4180, UTF-8), in the order of their columns.

    Parameters
    ----------
    chain
        The tables of an edition (`attributes`, `events`, `claims`, `links`), and `own`: the pseudonym that the product
        gives each of its units.
    """
    with connect(chain) as connection:
        connection.register("written", _written(tables, alliance, connection))
        for table in tables:
            _copy(connection, _query(table), place / f"{table.name}.csv")


def write_table(table: pa.Table, file: Path) -> None:
    """Write a table of an extract that is at hand, in the same way."""
    with connect({"given": table}) as connection:
        _copy(connection, "SELECT * FROM given", file)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    # In the order of what is in them: that of the deliveries would tell which rows came together.
    connection.execute(f"COPY ({query} ORDER BY ALL) TO {quote_text(str(file))} (FORMAT csv, HEADER)")


def _query(table: ExtractTable) -> str:
    if table.unit:
        return _units(table)
    return _LINKS if table.name == "links" else _events(table)


def _units(table: ExtractTable) -> str:
    selected, joins = ["own.pseudonym"], []
    for number, attribute in enumerate(table.attributes):
        said, name = f"said_{number}", column_of(attribute)
        selected += [
            *_codes(number, attribute),
            f"coalesce({said}.conflict, false) AS {quote_name(f'{name}_conflict')}",
        ]
        joins.append(
            # Outer joins: a unit of which nobody says anything is a unit all the same, and has its row.
            f"LEFT JOIN attributes AS {said} ON {said}.unit = own.unit AND {said}.unit_id = own.unit_id "
            f"AND {said}.attribute = {quote_text(attribute)} {_join_written(number, attribute)}"
        )
    return f"SELECT {', '.join(selected)} FROM own {' '.join(joins)} WHERE own.unit = {quote_text(table.unit)}"


def _events(table: ExtractTable) -> str:
    """Several partners may tell of one event: what they say alike is one row."""
    selected, joins = ["events.unit", "own.pseudonym", "event", "happened", "early"], []
    for number, attribute in enumerate(table.attributes):
        said = f"said_{number}"
        selected += _codes(number, attribute)
        joins.append(
            f"LEFT JOIN claims AS {said} ON {said}.partner = events.partner AND {said}.delivery = events.delivery "
            f"AND {said}.row = events.row AND {said}.event_index = events.event_index "
            f"AND {said}.attribute = {quote_text(attribute)} {_join_written(number, attribute)}"
        )
    return f"SELECT DISTINCT {', '.join(selected)} FROM events JOIN own USING (unit, unit_id) {' '.join(joins)}"


def _codes(number: int, attribute: str) -> list[str]:
    name = column_of(attribute)
    return [
        f"written_{number}.only AS {quote_name(name)}",
        f"written_{number}.may_be AS {quote_name(f'{name}_may_be')}",
    ]


def _join_written(number: int, attribute: str) -> str:
    return (
        f"LEFT JOIN written AS written_{number} ON written_{number}.attribute = {quote_text(attribute)} "
        f"AND written_{number}.mask = said_{number}.mask"
    )


def _written(tables: Sequence[ExtractTable], alliance: Alliance, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """How each mask that occurs is written: there are few, however many units there are."""
    used = sorted({name for table in tables for name in table.attributes})
    occurring = connection.execute(
        "SELECT attribute, mask FROM attributes WHERE list_contains($used, attribute) "
        "UNION SELECT attribute, mask FROM claims WHERE list_contains($used, attribute)",
        {"used": used},
    ).fetchall()
    return pa.Table.from_pylist(list(_codes_of(alliance, occurring)), _WRITTEN)


def _codes_of(alliance: Alliance, occurring: Sequence[tuple[str, int]]) -> Iterator[dict[str, str | int | None]]:
    for attribute, mask in occurring:
        scheme = alliance.scheme_of(attribute)
        codes = [concept.notation for concept in ConceptSet(scheme, mask)]
        # All concepts there are is no knowledge; an empty cell says so in every file, however long the scheme.
        may_be = BETWEEN.join(codes) if mask != scheme.anything.mask else None
        yield {"attribute": attribute, "mask": mask, "only": codes[0] if len(codes) == 1 else None, "may_be": may_be}
