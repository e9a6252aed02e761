"""A table of units that follows an edition before it is that table with a layer over it: the units that changed.

A layer holds what is known now of the units that were worked out again since the whole table was made. Beside it is
which units these are: a unit that nobody names any more is among them, and has no row in the layer.
"""

from schakel.chain.spoken import Query
from schakel_base.database import quote_name

MOST_IN_LAYER = 10
"""When more than one in so many units of a table is in its layer, the table is made whole."""


def layer(table: str) -> str:
    """Return the name of the layer over a table of units."""
    return f"layer_{table}"


def changed(unit: str) -> str:
    """Return the name of the table of the units of a kind that were worked out again."""
    return f"changed_{unit}"


def taken_out(unit: str) -> str:
    """Return the name of the table of the units of a kind that were taken out, with rows that were erased."""
    return f"taken_out_{unit}"


def whole(table: str) -> str:
    """Return the name of the table under a layer."""
    return f"whole {table}"


def layered_query(table: str, unit: str) -> Query:
    """Return the query of a table with a layer over it."""
    under, over = quote_name(whole(table)), quote_name(layer(table))
    sql = f"SELECT * FROM {under} ANTI JOIN {quote_name(changed(unit))} USING (unit_id) UNION ALL SELECT * FROM {over}"
    return Query(sql, (whole(table), layer(table), changed(unit)))


def layer_query(table: str, query: Query, has_layer: bool) -> Query:
    """Return the query of the next layer: what the one before holds of other units, and what is known of these.

    Parameters
    ----------
    query
        Gives the rows of units; those of `units` are taken.
    """
    sql = f"SELECT * FROM ({query.sql}) SEMI JOIN units USING (unit_id)"
    tables = (*query.tables, "units")
    if has_layer:
        sql = f"{sql} UNION ALL SELECT * FROM {quote_name(layer(table))} ANTI JOIN units USING (unit_id)"
        tables = (*tables, layer(table))
    return Query(sql, tables)
