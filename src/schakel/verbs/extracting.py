"""Extract: what a product may know of single units, for analysts inside the secured zone, under its own pseudonyms.

The same person has another pseudonym in another product. Two products can be joined only where both declare it, with
the ground; every extract and every join is logged with the purpose of the product. An extract never leaves the
workspace: only protected tables do.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.identity.domains import Domains, write_pairs
from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators.tracing import attributes_used
from schakel.model.product import Product
from schakel.store.access_log import user_name
from schakel.store.engine import connect
from schakel_base.database import quote_text
from schakel_base.errors import RequestError

_TABLES = {
    "attributes": """
        SELECT unit, own.pseudonym, attribute, mask, conflict
        FROM attributes JOIN own USING (unit, unit_id) WHERE list_contains($attributes, attribute)""",
    "events": """
        SELECT unit, own.pseudonym, event, happened, early
        FROM events JOIN own USING (unit, unit_id)""",
    "links": """
        SELECT links.unit, own.pseudonym, parent_unit, parent.pseudonym AS parent_pseudonym
        FROM links JOIN own USING (unit, unit_id)
        JOIN own AS parent ON parent.unit = links.parent_unit AND parent.unit_id = links.parent_id""",
}


@dataclass(frozen=True)
class Extract:
    """Where an extract stands, under which label its pseudonyms were given, and to how many units."""

    folder: Path
    label: str
    units: int


def extract(folder: Path, product: str, edition: str = "latest", join: str = "") -> Extract:
    """Write the single units that a product may see, under its own pseudonyms, inside the analysis zone.

    Parameters
    ----------
    folder
        The folder of the alliance.
    product
        The name of the product, whose tables say which units and attributes it may see.
    edition
        The name of the edition.
    join
        The name of another product. A table `join` then gives both pseudonyms of the units that both have.

    Returns
    -------
    Extract
        The folder inside the analysis zone, the label of the pseudonyms, and the number of units.

    Raises
    ------
    RequestError
        If there is no such product or edition, its key was destroyed, or the products may not be joined.
    """
    domains = Domains.open(folder, edition)
    chosen = domains.product(product)
    key = domains.register.current(product, user_name())
    other = _permitted(domains, chosen, join) if join else None
    with domains.reading("extract", chosen, label=key.label, **({"join": join} if join else {})):
        place = domains.workspace.extract(domains.edition.name, product)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        own = domains.pseudonyms(chosen, KeyedHash.of(key))
        _write(domains, chosen, own, place)
        if other:
            theirs = domains.pseudonyms(other, KeyedHash.of(domains.register.current(join, user_name())))
            write_pairs(own, theirs, product, join, place / "join.parquet")
        return Extract(place, key.label, own.num_rows)


def _permitted(domains: Domains, product: Product, join: str) -> Product:
    other = domains.product(join)
    for one, name in ((product, other.name), (other, product.name)):
        if name not in one.joins:
            raise RequestError(
                f"{product.name} and {other.name} may not be joined: {one.name} does not declare under `joins` that "
                f"its units may be joined with those of {name}, and on what ground"
            )
    return other


def _write(domains: Domains, product: Product, own: pa.Table, place: Path) -> None:
    edition = domains.edition
    used = {name for table in product.tables for name in attributes_used(domains.alliance.indicators[table])}
    inputs = {
        "own": own,
        "attributes": edition / "attributes.parquet",
        "links": edition / "links.parquet",
        "events": sorted(edition.glob("events_*.parquet")),
    }
    pq.write_table(own.select(["unit", "pseudonym"]).sort_by("pseudonym"), place / "units.parquet", compression="zstd")
    with connect(inputs) as connection:
        for name, query in _TABLES.items():
            parameters = {"attributes": sorted(used)} if "$attributes" in query else {}
            connection.execute(
                f"COPY ({query} ORDER BY ALL) TO {quote_text(str(place / f'{name}.parquet'))} "
                "(FORMAT parquet, COMPRESSION zstd)",
                parameters,
            )
