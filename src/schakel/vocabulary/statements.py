"""The columns of a partner that make claims, turned into one row per statement, before any translation.

A statement is a value as the partner wrote it, with the unit (or the event of that row) that it is said about and the
date by which its code is to be read.
"""

from schakel.model.column import BETWEEN_VALUES, Column
from schakel.model.contract import Contract, EventRule
from schakel_base.database import parts_of, quote_name, quote_text

NO_EVENT = -1
_NOTHING = (
    "SELECT '' AS partner, 0 AS delivery, 0 AS row, '' AS unit, 0 AS event_index, '' AS attribute, "
    "'' AS column_name, '' AS source_value, current_date AS happened WHERE false"
)


def statements_query(contract: Contract) -> str:
    """Return the query of the statements in `rows`, the rows in force of one partner."""
    parts = [_NOTHING]
    parts += [_of_unit(contract, column, unit) for column in contract.columns for unit in column.units]
    for index, event in enumerate(contract.events):
        parts += [_of_event(contract, event, index, attribute, name) for attribute, name in event.claims]
    return "\nUNION ALL\n".join(parts)


def date_of(column: Column) -> str:
    """Return the expression that reads a text column as a date, NULL where it is empty."""
    name = quote_name(column.name)
    if column.format:
        return f"CAST(try_strptime({name}, {quote_text(column.format)}) AS DATE)"
    return f"CAST({name} AS DATE)"


def values_in(contract: Contract, column: Column, text: str) -> str:
    """Return the expression of the list of the values in a cell, as rows are read today; empty where a cell has one."""
    if column.name in contract.taken_apart_anew:
        return parts_of(text, BETWEEN_VALUES)
    return parts_of(text, column.split, column.each) if column.has_several else ""


def _of_unit(contract: Contract, column: Column, unit: str) -> str:
    statement = _statement(contract, unit, NO_EVENT, column.attribute, column.name, day_of_unit(contract, column))
    values = values_in(contract, column, "source_value")
    if not values:
        return statement
    each = f"SELECT * REPLACE (unnest({values}) AS source_value) FROM ({statement})"
    return f"SELECT DISTINCT * FROM ({each}) WHERE source_value <> ''"


def _of_event(contract: Contract, event: EventRule, index: int, attribute: str, name: str) -> str:
    return _statement(contract, event.event, index, attribute, name, day_of_event(contract, event))


def _statement(contract: Contract, unit: str, index: int, attribute: str, column: str, happened: str) -> str:
    return (
        f"SELECT {quote_text(contract.partner)} AS partner, delivery, row, {quote_text(unit)} AS unit, "
        f"{index} AS event_index, {quote_text(attribute)} AS attribute, {quote_text(column)} AS column_name, "
        f"{quote_name(column)} AS source_value, {happened} AS happened "
        f"FROM rows WHERE {quote_name(column)} IS NOT NULL"
    )


def day_of_event(contract: Contract, event: EventRule) -> str:
    """Return the day by which codes about an event are read: when it happened, else when it was delivered."""
    return f"coalesce({date_of(_column(contract, event.happened))}, delivered)"


def day_of_unit(contract: Contract, column: Column) -> str:
    """Return the day by which a code about a unit is read: that of the event declared for it, else of the first."""
    event = next((one for one in contract.events if column.valid_on in ("", one.event)), None)
    return day_of_event(contract, event) if event else "delivered"


def _column(contract: Contract, name: str) -> Column:
    return next(column for column in contract.columns if column.name == name)
