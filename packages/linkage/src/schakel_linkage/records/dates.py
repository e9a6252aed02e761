"""A birth date in parts, since half of it is often unknown.

Registers write 00-00 where day and month are not known, and many write 1 January. Both are *vague*: two persons share
them far more often than they share another day. A date is kept as the number year * 10000 + month * 100 + day, with
zeros for what is not known.
"""

import re
from contextlib import suppress
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int32]

_USUAL = r"^(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})$"
_GROUPS = re.compile(r"\d+")
_COMPACT = re.compile(r"\d{8}")
EARLIEST_YEAR, LAST_MONTH = 1000, 12
A_CENTURY = 100 * 10000
"""What a date as a number grows by in a hundred years."""
ORDERS = ("ymd", "dmy", "mdy")


class NoDateError(ValueError):
    """The text is no date; the message says why, as an ending of `the birth date ...`."""


def parse(written: str, order: str = "") -> int:
    """Return a written date as a number; `00` and what is left out are zeros.

    Parameters
    ----------
    written
        `1980-05-17`, `17-5-1980`, `19800517`, `1980-00-00`, `1980`, with any separators.
    order
        `ymd`, `dmy` or `mdy`; by default a date that opens with four digits is `ymd`, another one `dmy`
        unless only `mdy` gives a month.

    Returns
    -------
    year * 10000 + month * 100 + day.

    Raises
    ------
    NoDateError
        If no year can be read. A month or day that cannot be, such as month 13, is kept: a typing error in it still
        tells who somebody is.
    """
    groups = _GROUPS.findall(written)
    if len(groups) == 1 and _COMPACT.fullmatch(groups[0]):
        groups = _split(groups[0], order)
    if not 1 <= len(groups) <= 6:
        raise NoDateError("is not a date")
    parts = dict(zip(_order(groups, order), (int(group) for group in groups[:3]), strict=False))
    year, month, day = parts.get("y", 0), parts.get("m", 0), parts.get("d", 0)
    if not EARLIEST_YEAR <= year <= 9999 or month > 99 or day > 99:
        raise NoDateError("is not a date")
    return year * 10000 + month * 100 + day


def numbers(written: pa.Array, order: str = "") -> Numbers:
    """Return different written dates as numbers, 0 for what is none; those like `1980-05-17` all at once."""
    usual = order in ("", "ymd")
    parts = (
        pc.extract_regex(written, pattern=_USUAL) if usual else pa.nulls(len(written), pa.struct([("y", pa.string())]))
    )
    found = np.zeros(len(written), dtype=np.int32)
    at_once = np.flatnonzero(np.asarray(pc.is_valid(parts)))
    if len(at_once):
        year, month, day = (
            np.asarray(pc.cast(pc.struct_field(parts, part), pa.int32()).take(at_once)) for part in "ymd"
        )
        found[at_once] = np.where(year >= EARLIEST_YEAR, year * 10000 + month * 100 + day, 0)
    for place in np.flatnonzero(np.asarray(pc.and_(pc.is_valid(written), pc.is_null(parts)))).tolist():
        with suppress(NoDateError):
            found[place] = parse(written[place].as_py(), order)
    return found


def is_vague(number: Numbers) -> npt.NDArray[np.bool_]:
    """Tell whether dates say little more than the year: no month or day, or 1 January."""
    vague: npt.NDArray[np.bool_] = (number // 100 % 100 == 0) | (number % 100 == 0) | (number % 10000 == 101)
    return vague


def ordinal(number: int) -> int:
    """Return the days since the year 1 of a date as a number; 0 for what is not known to the day."""
    try:
        return date(number // 10000, number // 100 % 100, number % 100).toordinal()
    except ValueError:
        return 0


def as_number(day: date) -> int:
    """Return a day as a number of the same kind."""
    return day.year * 10000 + day.month * 100 + day.day


def _split(digits: str, order: str) -> list[str]:
    if order in ("dmy", "mdy"):
        return [digits[:2], digits[2:4], digits[4:]]
    return [digits[:4], digits[4:6], digits[6:]]


def _order(groups: list[str], order: str) -> str:
    if len(groups) == 1:
        return "y"
    if len(groups) == 2:
        return "ym" if len(groups[0]) == 4 else "my"
    if order or len(groups[0]) == 4:
        return order or "ymd"
    # Day first is what most of the world writes; month first is taken only where the other order gives no month.
    return "mdy" if int(groups[1]) > LAST_MONTH >= int(groups[0]) else "dmy"
