"""Reads text as the logical type of its column; text that cannot be read is not of that type.

Each reading is an SQL expression that is NULL where the text is not of the type. It is as strict as a careful reader:
no surrounding spaces, no words such as `infinity`, nothing that a lenient cast would round or complete.
"""

import re
from collections.abc import Callable, Mapping

from schakel.model.column import BETWEEN_VALUES, NUMBERS_WRITTEN
from schakel.model.contract import Contract
from schakel.model.file_layout import LayoutColumn
from schakel_base.database import parts_of, quote_name, quote_text

_DIGIT = "[0-9]"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY = f"{_DIGIT * 4}-{_DIGIT * 2}-{_DIGIT * 2}"
"""The same, as the engine compares it much faster."""
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_TIMESTAMP = f"{_DATE}([T ]{_TIME})?"
_BOOLEAN = "(?i)true|false"


def _cast(pattern: str, sql_type: str) -> Callable[[str], str]:
    return lambda value: (
        f"CASE WHEN regexp_full_match({value}, {quote_text(pattern)}) THEN TRY_CAST({value} AS {sql_type}) END"
    )


_READINGS: Mapping[str, Callable[[str], str]] = {
    "string": lambda value: value,
    # Numbers of cases and persons can have more digits than 64 bits hold.
    # A cast passes over spaces, and reads exponents; of digits and signs it reads whole numbers alone.
    "integer": lambda value: (
        f"CASE WHEN {value} NOT GLOB {quote_text('*[!0-9+-]*')} THEN TRY_CAST({value} AS HUGEINT) END"
    ),
    "number": _cast(_NUMBER, "DOUBLE"),
    # As a timestamp, so that dates with and without a time of day are compared alike.
    "date": lambda value: f"CASE WHEN {value} GLOB {quote_text(_DAY)} THEN TRY_CAST({value} AS TIMESTAMP) END",
    "timestamp": _cast(_TIMESTAMP, "TIMESTAMP"),
    "time": _cast(_TIME, "TIME"),
    "boolean": _cast(_BOOLEAN, "BOOLEAN"),
}
_LIMITS: Mapping[str, str] = {
    "integer": "HUGEINT",
    "number": "DOUBLE",
    "date": "TIMESTAMP",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
}
_FORMATTED = ("date", "timestamp", "time")
_ISO: Mapping[str, str] = {"date": "%Y-%m-%d", "timestamp": "%Y-%m-%d %H:%M:%S"}


def reading(logical_type: str, value_format: str, value: str) -> str:
    """Return the SQL that reads the text `value` as a type of a contract, or NULL where it is not of that type.

    The format is one of `strptime` for dates and times, empty for ISO 8601; of numbers how they are written, if not as
    1234.56.
    """
    if value_format and logical_type == "number":
        pattern = f"CASE WHEN regexp_full_match({value}, {quote_text(_written(value_format))}) THEN"
        return f"{pattern} TRY_CAST({plain_number(value_format, value)} AS DOUBLE) END"
    if value_format and logical_type in _FORMATTED:
        # The engine would pass over spaces at the ends; a contract that allows them would say so.
        parsed = f"CASE WHEN trim({value}) = {value} THEN try_strptime({value}, {quote_text(value_format)}) END"
        return f"CAST({parsed} AS TIME)" if logical_type == "time" else parsed
    return _READINGS[logical_type](value)


def _written(value_format: str) -> str:
    """The pattern of a number: all its thousands apart, or none."""
    thousands, decimals = (re.escape(mark) for mark in NUMBERS_WRITTEN[value_format])
    apart = f"[0-9]{{1,3}}({thousands}[0-9]{{3}})+|" if thousands else ""
    return f"[+-]?({apart}[0-9]+)({decimals}[0-9]+)?"


def plain_number(value_format: str, value: str) -> str:
    """Return the SQL of a number as 1234.56, from its text in a format; without a format as it is."""
    if not value_format:
        return value
    thousands, decimals = NUMBERS_WRITTEN[value_format]
    plain = f"replace({value}, {quote_text(thousands)}, '')" if thousands else value
    return plain if decimals == "." else f"replace({plain}, {quote_text(decimals)}, '.')"


def as_today(column: LayoutColumn) -> str:
    """Return the SQL of the text that a column of today has in a row of an earlier layout."""
    name = quote_name(column.written)
    if column.format == column.written_format or column.type not in ("number", *_ISO):
        return name
    read = reading(column.type, column.written_format, name)
    if column.type == "number":
        return f"CASE WHEN {read} IS NOT NULL THEN {_number_today(column, name)} END"
    return f"strftime({read}, {quote_text(column.format or _ISO[column.type])})"


def listed(column: LayoutColumn) -> str:
    """Return the SQL of the values in a cell of a row of an earlier layout, as one text."""
    name = quote_name(column.written)
    if not (column.split or column.each):
        return name
    return f"array_to_string({parts_of(name, column.split, column.each)}, {quote_text(BETWEEN_VALUES)})"


def _number_today(column: LayoutColumn, name: str) -> str:
    plain = plain_number(column.written_format, name)
    if not column.format:
        return plain
    # What is plain can have an exponent, or no digit before its point; no other way of writing has these.
    digits = f"CAST(CAST({plain} AS DECIMAL(38, 9)) AS VARCHAR)"
    return f"replace({digits}, '.', {quote_text(NUMBERS_WRITTEN[column.format][1])})"


def day_kept_from(contract: Contract) -> str:
    """Return the SQL of the day from which a row is kept by what it says itself; NULL where it says nothing."""
    kept = contract.retention
    column = next((one for one in contract.used_columns if kept and one.name == kept.counted_from), None)
    if column is None:
        return "CAST(NULL AS DATE)"
    return f"CAST({reading(column.type, column.format, quote_name(column.name))} AS DATE)"


def limit(logical_type: str, text: str) -> str:
    """Return the SQL of a declared limit, to be held against a reading of the same type."""
    return f"CAST({quote_text(text)} AS {_LIMITS.get(logical_type, 'VARCHAR')})"
