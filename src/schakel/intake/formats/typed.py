"""Formats that know dates and numbers: how such a value is written as the text that the contract reads."""

from datetime import date, datetime, time


def written(value: object, date_format: str) -> str | None:
    """Return a value as text: a date in the format of its column, ISO 8601 without one; a whole number without point.

    Parameters
    ----------
    value
        As a reader gives it.
    date_format
        The `strptime` format of the column; empty for ISO 8601.
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1 << 53 else repr(value)
    if isinstance(value, date | time) and date_format:
        return value.strftime(date_format)
    if isinstance(value, datetime):
        # A day in a cell that could hold a time as well is a day.
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)
