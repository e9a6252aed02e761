"""Moments that say their time zone, as a clock in the `zone` of their column showed them: their day follows from that.

Without a zone it would be that of UTC, which for an hour or two after midnight in Amsterdam is the day before.
"""

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.formats.recurring import by_value
from schakel.intake.prescan import UnreadableFileError
from schakel.model.column import Column
from schakel_base.errors import message

_ZONED = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_UTC = frozenset({"UTC", "Etc/UTC", "Z", "+00:00", "GMT"})
_IN_UTC = message("The column `{name}` has moments in UTC: say in the contract in which `zone` their days are.")


def in_zone(texts: pa.Array, column: Column) -> pa.Array:
    """Return the texts of a column; moments in ISO 8601 that say their zone are written as its own zone had them."""
    return by_value(lambda some: _in_zone(some, column), texts) if column.zone else texts


def on_clock(moments: pa.Array, column: Column) -> pa.Array:
    """Return moments as a clock on a wall showed them: in the zone of their column, or else in the one they are in.

    Raises
    ------
    UnreadableFileError
        If they are in UTC, which is nobody's clock, and the column has no zone.
    """
    zone = column.zone or moments.type.tz
    if zone in _UTC and not (column.zone or column.unused):
        raise UnreadableFileError(_IN_UTC, name=column.name)
    return pc.local_timestamp(pc.cast(moments, pa.timestamp(moments.type.unit, zone)))


def format_in(column: Column) -> str:
    """Return the format in which moments of a column are written; empty for ISO 8601 with the time of day."""
    return column.format or ("%Y-%m-%d" if column.zone and column.type == "date" else "")


def _in_zone(texts: pa.Array, column: Column) -> pa.Array:
    zoned = pc.fill_null(pc.match_substring_regex(texts, _ZONED), False)
    if not pc.any(zoned).as_py():
        return texts
    whole = pc.cast(_moments(pc.if_else(zoned, texts, pa.scalar(None, pa.string()))), pa.timestamp("us", column.zone))
    shown, written = pc.local_timestamp(whole), format_in(column)
    if written:
        as_text = pc.strftime(pc.cast(shown, pa.timestamp("s"), safe=False), written)
    else:
        as_text = pc.replace_substring_regex(pc.cast(shown, pa.string()), r"\.000000$", "")
    return pc.coalesce(as_text, texts)


def _moments(texts: pa.Array) -> pa.Array:
    """The moments in UTC; none for a day or a time that does not exist."""
    try:
        return pc.cast(texts, pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:
        return pa.concat_arrays([_moment(one) for one in texts])


def _moment(text: pa.StringScalar) -> pa.Array:
    alone = pa.array([text.as_py()], pa.string())
    try:
        return pc.cast(alone, pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:  # as it is it goes on to the rule on its type, which refuses the row
        return pa.nulls(1, pa.timestamp("us", "UTC"))
