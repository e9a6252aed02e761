"""From a published figure back to the delivered rows: a query, not a database.

The question that made the base cells is asked again, unit by unit, and kept for the units in the base cells that a
cell sums. What comes back never leaves the secured zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schakel.indicators.counting import units_query
from schakel.model.alliance import Alliance
from schakel.model.indicator import Condition, Indicator, Phase
from schakel.model.table import Cell, Table
from schakel.store.engine import Input, connect
from schakel_base.database import quote_name
from schakel_base.errors import RequestError


@dataclass(frozen=True)
class TracedUnit:
    """One unit behind a cell: counted in both bounds (`certain`) or in the upper bound alone."""

    unit_id: int
    certain: bool


def find_cell(table: Table, request: Mapping[str, str]) -> Cell:
    """Return the cell that a request names, dimension by dimension; those left out are at their first category.

    Raises
    ------
    RequestError
        If the table has no such dimension or category.
    """
    names = [dimension.name for dimension in table.dimensions]
    for name in request:
        if name not in names:
            raise RequestError(f"table {table.indicator.name} has no dimension {name}; it has {', '.join(names)}")
    codes = []
    for dimension in table.dimensions:
        known = [category.code for category in dimension.categories]
        code = request.get(dimension.name, known[0])
        if code not in known:
            raise RequestError(f"dimension {dimension.name} has no category {code}; it has {', '.join(known)}")
        codes.append(code)
    return table.cell(tuple(codes))


def event_attributes_used(indicator: Indicator) -> frozenset[str]:
    """Return the attributes of events that an indicator looks at: a phase is reached by an event of some concept."""
    asked: list[Phase | Condition] = [phase for rule in indicator.dimensions for phase in rule.phases]
    asked += indicator.population
    return frozenset(one.attribute for one in asked if one.event and one.attribute)


def trace_units(table: Table, cell: Cell, alliance: Alliance, chain: Mapping[str, Input]) -> tuple[TracedUnit, ...]:
    """Return the units that a cell counts, in the order of their pseudonyms."""
    query = units_query(table.indicator, alliance)
    names = ", ".join(quote_name(name) for name in query.columns)
    with connect({query.table: chain[query.table]}) as connection:
        rows = connection.execute(f"SELECT unit_id, {names} FROM ({query.sql}) ORDER BY unit_id").fetchall()
    # The answers that made a base cell are its key, so that its units are found again without their names being kept.
    wanted = {table.base_keys[index]: index in set(cell.lower) for index in cell.upper}
    return tuple(TracedUnit(unit_id, wanted[tuple(key)]) for unit_id, *key in rows if tuple(key) in wanted)
