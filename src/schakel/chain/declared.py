"""What the alliance declares about its units, as small tables that the steps of the chain join."""

import pyarrow as pa

from schakel.model.alliance import Alliance

_TEXT = pa.string()


def belongings(alliance: Alliance) -> pa.Table:
    """Return which kind of unit belongs to which."""
    rows = [{"unit": unit.name, "parent_unit": unit.belongs_to} for unit in alliance.units.values() if unit.belongs_to]
    return pa.Table.from_pylist(rows, pa.schema([("unit", _TEXT), ("parent_unit", _TEXT)]))


def inheritances(alliance: Alliance) -> pa.Table:
    """Return which attributes a kind of unit takes over from the unit it belongs to."""
    rows = [
        {"unit": unit.name, "attribute": attribute} for unit in alliance.units.values() for attribute in unit.inherits
    ]
    return pa.Table.from_pylist(rows, pa.schema([("unit", _TEXT), ("attribute", _TEXT)]))
