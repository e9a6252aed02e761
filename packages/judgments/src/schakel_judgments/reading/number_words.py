"""Numbers and lengths of time in words, by a declared list of words: no language is known here."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from schakel_judgments.reading.term import Term


@dataclass(frozen=True)
class NumberWords:
    """The number words, units and decimal mark of a language, all words in lower case.

    A word such as `twohundredfifteen` is cut into known words from the left, the longest first; a multiplier
    multiplies what is before it, and the rest is added. A joiner (`thirty-three`) counts for nothing.
    `joined_by` is the word between two lengths of time, and before a half; `days_per_month` are the days of a month of
    imprisonment, a rule of law.
    """

    numbers: Mapping[str, Decimal]
    multipliers: Mapping[str, Decimal]
    joiners: tuple[str, ...]
    units: Mapping[str, Term]
    days_per_month: int
    decimal: str = "."
    joined_by: str = ""

    @property
    def pattern(self) -> str:
        """A regular expression for a number in words, which never begins with a joiner."""
        return rf"\b(?:{_any_of(*self.numbers, *self.multipliers)})(?:{self._piece.pattern})*\b"

    @property
    def initials(self) -> str:
        """The letters that a number in words can begin with, for a class of characters of a pattern."""
        return re.escape("".join(sorted({word[0] for word in (*self.numbers, *self.multipliers)})))

    @cached_property
    def _piece(self) -> re.Pattern[str]:
        return re.compile(_any_of(*self.numbers, *self.multipliers, *self.joiners))

    @cached_property
    def _token(self) -> re.Pattern[str]:
        return re.compile(rf"\([^)]*\)|\d[\d.,]*|{self.pattern}|[^\W\d_]+", re.IGNORECASE)

    def number(self, text: str) -> Decimal | None:
        """Return the number that a text writes in digits or in words, or None."""
        text = text.strip("[]() .,").lower()
        if text[:1].isdigit():
            return self._digits(text)
        return self._in_words(text)

    def first_number(self, text: str) -> Decimal | None:
        """Return the number that a text begins with; what repeats it in brackets is left aside."""
        tokens = (token for token in self._token.findall(text) if not token.startswith("("))
        return self.number(next(tokens, ""))

    def amount(self, text: str) -> Decimal | None:
        """Return an amount of money; a mark before two last digits is decimal, even the one used for thousands.

        A multiplier after the digits counts: `1.5 million`.
        """
        digits = re.sub(r"[^\d.,]", "", text).strip(".,")
        whole, mark, cents = digits.rpartition(self._thousands)
        if mark and self.decimal not in digits and len(cents) == 2:
            # `1.250.00` and `12.50` occur in texts whose decimal mark is a comma: no thousands have two digits.
            digits = f"{whole.replace(mark, '')}{self.decimal}{cents}"
        number = self.number(digits)
        times = math.prod(self.multipliers.get(word, 1) for word in re.findall(r"[^\W\d_]+", text.lower()))
        return number if number is None or times == 1 else (number * times).quantize(Decimal(1))

    @property
    def _thousands(self) -> str:
        return "." if self.decimal == "," else ","

    def _digits(self, text: str) -> Decimal | None:
        """Read digits with the decimal mark of the language, and the other mark between thousands."""
        mark, thousands = re.escape(self.decimal), re.escape(self._thousands)
        if re.fullmatch(rf"\d{{1,3}}({thousands}\d{{3}})+({mark}\d+)?", text):
            text = text.replace(self._thousands, "")
        try:
            return Decimal(text.replace(self.decimal, ".").rstrip("."))
        except InvalidOperation:
            return None

    def _in_words(self, text: str) -> Decimal | None:
        total, last, place = Decimal(0), Decimal(0), 0
        while place < len(text):
            found = self._piece.match(text, place)
            if found is None:
                return None
            piece, place = found[0], found.end()
            if piece in self.multipliers:
                # `two` was added already when `hundred` came: take it off again, and add it multiplied.
                total, last = total - last, (last or 1) * self.multipliers[piece]
            elif piece in self.numbers:
                last = self.numbers[piece]
            else:
                continue
            total += last
        return total or None

    def term(self, text: str, unit_of: str = "") -> Term | None:
        """Return the length of time that a text writes, or None; a bare number takes its unit from `unit_of`.

        Parameters
        ----------
        text
            Such as `two years and six months`.
        unit_of
            A text whose last unit is that of a bare number: of `two years, one of it suspended`, `two years`.

        Returns
        -------
        Months and days apart, since how many days a month has is a rule of law.
        """
        total, last, begin = Term(), None, 0
        numbers: list[Decimal] = []
        for token in self._token.finditer(text):
            unit = self.units.get(token[0].lower())
            if unit is not None and numbers:
                # Units must go down: `two years and six months` is one length, `six months and two years` is not.
                if last is not None and not unit < last:
                    return None
                total, last = total + unit.times(self._together(numbers, text[begin : token.start()])), unit
                numbers = []
            elif not token[0].startswith("(") and (number := self.number(token[0])) is not None:
                begin = begin if numbers else token.start()
                numbers.append(number)
        if last is None and numbers and unit_of:
            unit = self._unit_in(unit_of)
            return unit.times(self._together(numbers, text[begin:])) if unit else None
        return total if last is not None and total != Term() else None

    def _together(self, numbers: Sequence[Decimal], text: str) -> Decimal:
        """Add a half to what is before it; of other numbers the first counts.

        `one half` and `one and a half` differ by the word that joins them, and `one` may be the article of the half.
        """
        first, last = numbers[0], numbers[-1]
        if len(numbers) < 2 or last >= 1:
            return first
        is_article = len(numbers) == 2 and first == 1 and self.joined_by not in text.lower().split()
        return last if is_article else first + last

    def _unit_in(self, text: str) -> Term | None:
        found = [self.units[token.lower()] for token in self._token.findall(text) if token.lower() in self.units]
        return found[-1] if found else None


def _any_of(*words: str) -> str:
    """A pattern for one of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
