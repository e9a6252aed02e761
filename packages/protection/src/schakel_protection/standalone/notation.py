"""How a table writes its numbers: decimals with a point or a comma, thousands with or without a sign between them."""

import math
import re
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[-+]?[0-9]+)?|[-+]?(nan|inf)", re.IGNORECASE)
_OTHERWISE_WRITTEN = re.compile(r"[-+]?[0-9][0-9.,' ]*")
_SPACES = str.maketrans("\u00a0\u202f", "  ")  # spaces at which no line breaks are between thousands
_DECLARE = "the specification can declare `decimal` and `thousands`"
_MOST = 2.0**53  # counts up to here are exact


@dataclass(frozen=True)
class Notation:
    """The sign before decimals, and the one between thousands (empty where there is none)."""

    decimal: str = "."
    thousands: str = ""

    def number(self, value: Any) -> float:
        """Return a value as a number.

        Raises
        ------
        ValueError
            With a sentence, if it is no number, or negative.
        """
        number = self._read(value) if isinstance(value, str) else _converted(value)
        if math.isnan(number) or math.isinf(number):
            raise ValueError("there is no number")
        if number < 0:
            raise ValueError(f"{number:g} is negative")
        return number

    def count(self, value: Any) -> float:
        """Return a value as a whole number of units.

        Raises
        ------
        ValueError
            With a sentence, if it is none.
        """
        if isinstance(value, str) and self._grouped(value.strip(), self.decimal, ""):
            raise ValueError(f"{value!r} has a decimal sign where others write thousands; {_DECLARE}")
        number = self.number(value)
        if number != round(number):
            raise ValueError(f"{number:g} is not a whole number of units")
        if number > _MOST:
            raise ValueError(f"{number:g} is more than can be counted exactly")
        return number

    def _read(self, value: str) -> float:
        written = value.strip().translate(_SPACES)
        if not written:
            raise ValueError("there is no number")
        if self.thousands and self._grouped(written, self.thousands, self.decimal):
            written = written.replace(self.thousands, "")
        plain = written.translate(str.maketrans(f".{self.decimal}", f"{self.decimal}."))
        if not _NUMBER.fullmatch(plain):
            hint = f"; {_DECLARE}" if _OTHERWISE_WRITTEN.fullmatch(written) else ""
            raise ValueError(f"{value!r} is not a number{hint}")
        return float(plain)

    @staticmethod
    def _grouped(written: str, between: str, decimal: str) -> bool:
        """Whether digits are in groups of three with this sign between them."""
        decimals = rf"({re.escape(decimal)}[0-9]*)?" if decimal else ""
        return bool(re.fullmatch(rf"[-+]?[0-9]{{1,3}}({re.escape(between)}[0-9]{{3}})+{decimals}", written))


def _converted(value: Any) -> float:
    try:
        return math.nan if value is None else float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a number") from None
