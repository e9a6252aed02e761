"""Trace: the claims, receipts and mapping lines behind a cell of an edition; inside the secured zone, and logged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from schakel.alliance import read
from schakel.alliance.products_in_use import product_with_table
from schakel.indicators.open_edition import OpenEdition, open_edition, table_of
from schakel.indicators.tracing import TracedUnit, find_cell, trace_units
from schakel.intake.in_force import rows_of_edition
from schakel.model.alliance import Alliance
from schakel.model.claim import Claim
from schakel.model.naming import anchor
from schakel.model.product import Product
from schakel.model.table import Cell, Table
from schakel.store.access_log import reading
from schakel.store.editions import find_edition
from schakel.store.engine import connect
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables
from schakel.vocabulary.codes import code_table, meant_by
from schakel.vocabulary.statements import statements_query
from schakel_base.database import read_step
from schakel_base.errors import RequestError

_HAPPENS = pa.schema([("event", pa.string()), ("unit", pa.string())])
"""To what kind of unit an event happens: to the same kind in all contracts."""
_ROW = pa.schema([("delivery", pa.int64()), ("row", pa.int64())])


@dataclass(frozen=True)
class Trace:
    """What lies behind a cell: its units, every delivered row about them, and the claims that the table looks at.

    `rows` are (partner, delivery, row), `deliveries` the SHA-256 of the files by number; `summary` says in a sentence
    what was found.
    """

    edition: str
    table: str
    cell: Mapping[str, str]
    bounds: tuple[int, int]
    units: tuple[TracedUnit, ...]
    rows: tuple[tuple[str, int, int], ...]
    claims: tuple[Claim, ...]
    deliveries: Mapping[int, str]
    summary: str = ""


def trace(folder: Path, edition: str, table: str, cell: Mapping[str, str], purpose: str = "") -> Trace:
    """Return the rows, claims and mapping lines behind one cell, and record the access.

    Its purpose is by default that of the product with this table.

    Parameters
    ----------
    table
        The name of a table, or the address of a figure as its page gives it, such as `#reports-by-form.sexual`.
    cell
        A category for each dimension, by name. A dimension that is left out is at its total. An address names the cell
        by itself.

    Raises
    ------
    RequestError
        If there is no such edition, table or cell, or the declarations have changed since the edition was built.
    """
    alliance = read(folder)
    # A reader copies the address of a figure from the page, with or without the site before it.
    address = "" if table in alliance.indicators else unquote(table.rpartition("#")[2])
    table = address.partition(".")[0] or table
    if table not in alliance.indicators:
        raise RequestError(f"no table is called {table}; there are: {', '.join(alliance.indicators)}")
    workspace = Workspace.of(alliance.folder, alliance.name)
    where = {"edition": find_edition(workspace.analysis_editions, edition).name, "table": table}
    where["cell"] = address or ",".join(f"{name}={code}" for name, code in cell.items())
    product = product_with_table(alliance, table)
    name, purpose = product.name if product else "", _purpose_of(product, table, purpose)
    with reading(workspace, "trace", purpose, name, **where):
        opened = open_edition(alliance, edition)
        # Whether it is invented makes no difference to what is behind it, and is not printed.
        counted = table_of(alliance.indicators[table], alliance, opened.place, synthetic=False)
        return _trace(opened, workspace, counted, cell_at(counted, address) if address else cell)


def _trace(edition: OpenEdition, workspace: Workspace, table: Table, request: Mapping[str, str]) -> Trace:
    alliance, place = edition.alliance, edition.place
    cell = find_cell(table, request)
    used = table.indicator.attributes
    units = trace_units(table, cell, alliance, chain_tables(place))
    names = [dimension.name for dimension in table.dimensions]
    asked = _asked(table.indicator.unit, alliance, units)
    rows = _rows(place, asked)
    claims = _claims(alliance, workspace, place, asked, rows)
    files = {number: edition.receipts[number].delivery.sha256 for _, number, _ in rows}
    return Trace(
        edition=place.name,
        table=table.indicator.name,
        cell=dict(zip(names, cell.coordinates, strict=True)),
        bounds=table.bounds(cell),
        units=units,
        rows=rows,
        claims=tuple(claim for claim in claims if claim.attribute in used),
        deliveries=files,
        summary=_summary(table, cell, alliance, len(rows), len(files)),
    )


def cell_at(table: Table, address: str) -> dict[str, str]:
    """Return the category on each dimension of the figure at an address.

    Raises
    ------
    RequestError
        If no figure of the table has this address.
    """
    for cell in table.cells:
        if anchor(table.indicator.name, *cell.coordinates) == address:
            names = [dimension.name for dimension in table.dimensions]
            return dict(zip(names, cell.coordinates, strict=True))
    raise RequestError(f"no figure of table {table.indicator.name} has the address #{address}")


def _summary(table: Table, cell: Cell, alliance: Alliance, rows: int, files: int) -> str:
    """The table, the cell in words, its bounds, and how much was delivered behind it."""
    indicator, (lower, upper) = table.indicator, table.bounds(cell)
    counted = indicator.counted or alliance.units[indicator.unit].plural
    count = f"{lower:,}" if lower == upper else f"at least {lower:,} and at most {upper:,}"
    at = [
        f"{dimension.label.in_language('en')}: {category.label.in_language('en')}"
        for dimension, code in zip(table.dimensions, cell.coordinates, strict=True)
        for category in dimension.categories
        if category.code == code and category.level
    ]
    where = f" ({'; '.join(at)})" if at else ""
    return (
        f"{indicator.title.in_language('en')}{where}: {count} {counted.in_language('en')}, "
        f"behind which stand {rows:,} delivered rows in {files} file{'' if files == 1 else 's'}."
    )


_FAMILY = """
WITH family AS (
    SELECT unit, unit_id, unit_id AS counted FROM units WHERE unit = $unit AND list_contains($ids, unit_id)
    UNION ALL
    SELECT parent_unit, parent_id, unit_id FROM links WHERE unit = $unit AND list_contains($ids, unit_id)
    UNION ALL
    SELECT unit, unit_id, parent_id FROM links
    WHERE parent_unit = $unit AND list_contains($children, unit) AND list_contains($ids, parent_id)
    UNION
    SELECT ancestor_unit, ancestor_id, unit_id FROM ancestors WHERE unit = $unit AND list_contains($ids, unit_id)
)
"""


def _asked(unit: str, alliance: Alliance, units: tuple[TracedUnit, ...]) -> dict[str, object]:
    """What the family of units is found by: their kind, those by which this has events, and their ids."""
    children = [event.unit for event in alliance.units[unit].events]
    return {"unit": unit, "children": children, "ids": [one.unit_id for one in units]}


def _rows(place: SealedFolder, asked: Mapping[str, object]) -> tuple[tuple[str, int, int], ...]:
    query = (
        f"{_FAMILY} SELECT DISTINCT partner, delivery, row FROM key_map JOIN family USING (unit, unit_id) ORDER BY ALL"
    )
    with connect(chain_tables(place)) as connection:
        found = connection.execute(query, asked).fetchall()
    return tuple((partner, delivery, row) for partner, delivery, row in found)


def _claims(
    alliance: Alliance,
    workspace: Workspace,
    place: SealedFolder,
    asked: Mapping[str, object],
    rows: Sequence[tuple[str, int, int]],
) -> Iterator[Claim]:
    """Read the values behind some units again, in the words of the partners, with the line that translated each."""
    query = f"""{_FAMILY}, told AS ({read_step("schakel.vocabulary", "claims").sql})
        SELECT DISTINCT family.counted, told.partner, told.delivery, told.row, told.column_name, told.attribute,
               told.source_value, told.mapping_lines
        FROM family
        JOIN key_map USING (unit, unit_id)
        JOIN told USING (partner, delivery, row)
        LEFT JOIN happens ON told.event_index >= 0 AND happens.event = told.unit
        WHERE coalesce(happens.unit, told.unit) = family.unit
        ORDER BY ALL"""
    # A row about a person is of one case of that person, and says of no other what became of it.
    happens = {one.event: one.unit for partner in alliance.partners.values() for one in partner.contract.events}
    own = {
        "statements": _statements(alliance, workspace, place.name, rows),
        "codes": code_table(alliance),
        "happens": pa.table({"event": [*happens], "unit": [*happens.values()]}, _HAPPENS),
    }
    with connect(chain_tables(place) | own) as connection:
        found = connection.execute(query, asked).fetchall()
    for unit_id, partner, delivery, row, column, attribute, value, lines in found:
        scheme = alliance.scheme_of(attribute)
        # A value without a line may be anything.
        meant = meant_by(alliance.partners[partner], column, lines, scheme) if lines else scheme.anything
        concepts = tuple(concept.notation for concept in meant)
        yield Claim(unit_id, partner, delivery, row, column, attribute, value, lines and lines[0], concepts)


def _statements(
    alliance: Alliance, workspace: Workspace, edition: str, rows: Sequence[tuple[str, int, int]]
) -> pa.Table:
    """What some rows state, as the partners wrote it."""
    found = []
    for name, partner in alliance.partners.items():
        # Values are read from the rows in force, of the rows behind the cell alone: nothing else leaves the intake
        # zone.
        wanted = [{"delivery": delivery, "row": row} for one, delivery, row in rows if one == name]
        in_force = rows_of_edition(partner.contract, workspace, edition)
        with connect({"in_force": in_force, "wanted": pa.Table.from_pylist(wanted, _ROW)}) as connection:
            theirs = "WITH rows AS (FROM in_force SEMI JOIN wanted USING (delivery, row))"
            found.append(connection.sql(f"{theirs} {statements_query(partner.contract)}").to_arrow_table())
    return pa.concat_tables(found, promote_options="permissive")


def _purpose_of(product: Product | None, table: str, stated: str) -> str:
    """The purpose of the product that publishes the table, or the one stated: nothing runs outside a product."""
    if product is None and not stated:
        raise RequestError(f"table {table} belongs to no product; state a purpose")
    return stated or (product.purpose.in_language("en") if product else "")
