"""Typed values are written as the text that a contract reads; a value that no text stands for is told.

A date is written in the format of its column, and ISO 8601 without one. So is a length of time: it is no number, since
a number of what it is. A list stays as JSON.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.formats.batch import Unfit, in_each_row
from schakel.intake.formats.moments import format_in, on_clock
from schakel.intake.formats.recurring import by_value
from schakel.intake.prescan import UnreadableFileError
from schakel.model.column import DATED, Column
from schakel_base.errors import Fault, message

Written: TypeAlias = tuple[pa.Array, list[Unfit]]
_NOT_UTF_8 = message("byte {position} of the text is not UTF-8.")
_NEVER_TEXT = message("The column `{name}` has values of the type {type}, which are not read.")
_OUTSIDE = message("the day lies outside the years 1 to 9999, which are read.")
TOO_FINE = message("the moment is finer than a microsecond, the finest that is read.")
_ON_A_MICROSECOND = r"(\.[0-9]{6})000"
_FINER = r"\.[0-9]{9}"
_FIRST_SECOND, _LAST_SECOND = (int(one.replace(tzinfo=UTC).timestamp()) for one in (datetime.min, datetime.max))
_TIME = "time"
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}
"""Of a second, by the unit in which a length of time is counted."""


def as_texts(values: pa.Array, column: Column) -> Written:
    """Return the texts of values, as they are stored, for a column, and which of them are unfit, each at place 0.

    Raises
    ------
    UnreadableFileError
        If values of their type are never text.
    """
    if not pa.types.is_dictionary(values.type):
        return _written(values, column)
    texts, unfit = _written(values.dictionary, column)
    return by_value(lambda _: texts, values), [cell for one in unfit for cell in in_each_row(one, values)]


def _written(values: pa.Array, column: Column) -> Written:
    values, outside = _within_years(values)
    texts, unfit = _each_written(values, column)
    return texts, [*outside, *unfit]


def _within_years(values: pa.Array) -> Written:
    """Values without the days and moments of which Arrow writes another year, or a remark in place of a date."""
    kind = values.type
    if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return values, []
    moments = pc.cast(values, pa.timestamp("s", getattr(kind, "tz", None)), safe=False)
    seconds = pc.cast(moments, pa.int64())
    outside = pc.or_(pc.less(seconds, _FIRST_SECOND), pc.greater(seconds, _LAST_SECOND))
    if not pc.any(outside).as_py():
        return values, []
    places = pc.indices_nonzero(pc.fill_null(outside, False)).to_pylist()
    unfit = [Unfit(at, 0, str(values[at].value), Fault(_OUTSIDE)) for at in places]
    return pc.if_else(outside, pa.scalar(None, kind), values), unfit


def _each_written(values: pa.Array, column: Column) -> Written:
    kind = values.type
    if pa.types.is_nested(kind):
        return _each(values, lambda one: json.dumps(one.as_py(), default=str))
    if pa.types.is_duration(kind):
        return _each(values, _length_of_time)
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        return _not_finer(_moments(values, column), column)
    if pa.types.is_date(kind) and column.format and column.type != _TIME:
        return pc.strftime(values, column.format), []
    try:
        values.validate(full=True)  # Arrow reads texts without looking whether they are texts
        return values if pa.types.is_string(kind) else pc.cast(values, pa.string()), []
    except pa.ArrowNotImplementedError:
        # Only Arrow knows which types it can write as text. The user reads the refusal below in its place.
        raise UnreadableFileError(_NEVER_TEXT, name=column.name, type=str(kind)) from None
    except pa.ArrowInvalid:
        return _each(pc.cast(values, pa.binary()), lambda one: one.as_py().decode())


def type_of(values: pa.Array) -> str:
    """Return the logical type that every text of these values is of, whatever they are; nothing where that depends."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary
    if pa.types.is_integer(values.type):
        return "integer"
    if pa.types.is_floating(values.type) and pc.all(pc.is_finite(values)).as_py() is not False:
        return "number"
    return ""


def stored(values: pa.Array) -> pa.Array:
    """Return values of a type that not every reader knows as the text or number by which they are stored."""
    if isinstance(values.type, pa.UuidType):
        return pa.array([None if one is None else str(one) for one in values.to_pylist()], pa.string())
    return values.storage if isinstance(values.type, pa.BaseExtensionType) else values


def _each(values: Iterable[Any], write: Callable[[Any], str]) -> Written:
    """Texts of values, one by one; one with bytes that are no text is unfit, as is a day that there is not."""
    texts, unfit = list[str | None](), list[Unfit]()
    for at, one in enumerate(values):
        try:
            texts.append(write(one) if one.is_valid else None)
        except UnicodeDecodeError as error:
            shown = error.object.decode(errors="backslashreplace")
            unfit.append(Unfit(at, 0, shown, Fault(_NOT_UTF_8, fields={"position": str(error.start + 1)})))
            texts.append(None)
        except OverflowError:
            unfit.append(Unfit(at, 0, "", Fault(_OUTSIDE)))
            texts.append(None)
    return pa.array(texts, pa.string()), unfit


def _length_of_time(value: pa.DurationScalar) -> str:
    """The seconds, in the notation of ISO 8601."""
    digits = _DIGITS[value.type.unit]
    seconds, rest = divmod(abs(value.value), 10**digits)
    decimals = f".{rest:0{digits}}".rstrip("0") if rest else ""
    return f"{'-' * (value.value < 0)}PT{seconds}{decimals}S"


def _moments(values: pa.Array, column: Column) -> pa.Array:
    is_time, date_format = pa.types.is_time(values.type), format_in(column)
    # A time in the format of a day would be one in 1970: as ISO 8601 it goes on to the rule on its type.
    if is_time and column.type in DATED:
        return pc.cast(values, pa.string())
    if not is_time and values.type.tz and column.type != "string":
        values = on_clock(values, column)
    if date_format:
        # In seconds: of finer moments the seconds would be written with a fraction that no format asks for.
        whole = pc.cast(values, pa.time32("s") if is_time else pa.timestamp("s"), safe=False)
        return pc.strftime(whole, date_format)
    if is_time:
        return pc.cast(values, pa.string())
    # A day in a column that could hold a time as well is a day.
    return pc.replace_substring_regex(pc.cast(values, pa.string()), r" 00:00:00(\.0+)?$", "")


def _not_finer(texts: pa.Array, column: Column) -> Written:
    """Moments with six digits of a second at most; of a column that only holds text they stay as they are."""
    texts = pc.replace_substring_regex(texts, _ON_A_MICROSECOND, r"\1")
    if column.type == "string":
        return texts, []
    finer = pc.fill_null(pc.match_substring_regex(texts, _FINER), False)
    unfit = [Unfit(at, 0, texts[at].as_py(), Fault(TOO_FINE)) for at in pc.indices_nonzero(finer).to_pylist()]
    return pc.if_else(finer, pa.scalar(None, pa.string()), texts), unfit
