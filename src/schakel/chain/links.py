"""Which unit of a kind belongs to which of another: a row that names both says so."""

from collections.abc import Collection

from schakel.chain.columns import naming
from schakel.chain.spoken import Query, spoken_query, tables_read
from schakel.model.alliance import Alliance
from schakel_base.database import quote_name


def links(unit: str, parent: str) -> str:
    """Return the name of the table that links units of one kind to units of another."""
    return f"links_{unit}_{parent}"


def links_query(unit: str, parent: str, alliance: Alliance, partners: Collection[str] | None = None) -> Query:
    """Return the query of the pairs: `unit_id` and `parent_id`, each once.

    Parameters
    ----------
    partners
        Those of whom there are rows; by default all.
    """
    asked = alliance.partners if partners is None else partners
    both = [one for one in naming(unit, alliance) if one in naming(parent, alliance) and one in asked]
    rows = [spoken_query(partner, alliance, (unit, parent), ()) for partner in both]
    parts = [
        f"SELECT {quote_name(unit)} AS unit_id, {quote_name(parent)} AS parent_id FROM ({one.sql}) AS said "
        f"WHERE {quote_name(unit)} IS NOT NULL AND {quote_name(parent)} IS NOT NULL"
        for one in rows
    ]
    nothing = "SELECT CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS parent_id WHERE false"
    query = f"SELECT DISTINCT unit_id, parent_id FROM ({' UNION ALL '.join(parts or [nothing])})"
    return Query(query, tables_read(rows))
