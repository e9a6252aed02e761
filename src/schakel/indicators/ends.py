"""The first and last possible day of an event: rows may give only its year or month."""

from schakel.chain.columns import first, first_in_time, latest_first, latest_first_in_time
from schakel.indicators.kind import Context, column

LATEST = " latest"
"""What the column of the last day is called, beside that of the first, where rows do not say the day of an event."""


def end(event: str, is_last: bool, context: Context) -> str:
    """Return the first or the last day that the first of an event can have been: one day, where rows say it."""
    return column(latest_first(event) if is_last and latest_first(event) in context.columns else first(event), context)


def end_in_time(event: str, is_last: bool, context: Context) -> str:
    """Return the same of those events that are not before what they come after."""
    latest = latest_first_in_time(event)
    return column(latest if is_last and latest in context.columns else first_in_time(event), context)
