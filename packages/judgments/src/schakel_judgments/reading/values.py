"""From the words that a rule has caught to a value: one function per kind of fact."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from schakel_judgments.reading.provisions import provisions
from schakel_judgments.reading.rules import Rules
from schakel_judgments.reading.term import Term

Value = Term | Decimal | str

ALL = "all"
"""The value of a part that is the whole, before the whole is known."""

UNCLEAR = "unclear"
"""What a rule says where the text itself leaves a fact open, such as one sentence for each of two defendants."""


def _term(text: str, unit_of: str, rules: Rules) -> Iterator[Value]:
    term = rules.words.term(text, unit_of)
    if term is not None:
        yield term


def _number(text: str, _: str, rules: Rules) -> Iterator[Value]:
    number = rules.words.first_number(text)
    if number is not None:
        yield number


def _amount(text: str, _: str, rules: Rules) -> Iterator[Value]:
    number = rules.words.amount(text)
    if number is not None:
        yield number


def _category(text: str, _: str, __: Rules) -> Iterator[Value]:
    yield " ".join(text.lower().split())


def _provisions(text: str, _: str, rules: Rules) -> Iterator[Value]:
    yield from provisions(text, rules.provisions)


def _day(text: str, _: str, rules: Rules) -> Iterator[Value]:
    """Read a day whose month is a word; the number of four digits is the year, in whatever order they stand."""
    tokens = re.findall(r"[^\W\d_]+|\d+", text.lower())
    months = [rules.months[token] for token in tokens if token in rules.months]
    years = [int(token) for token in tokens if token.isdigit() and len(token) == 4]
    days = [int(token) for token in tokens if token.isdigit() and len(token) < 3]
    with suppress(ValueError):
        for year, month, day in zip(years[:1], months[:1], days[:1], strict=False):
            yield date(year, month, day).isoformat()


READERS: dict[str, Callable[[str, str, Rules], Iterator[Value]]] = {
    "term": _term,
    "number": _number,
    "amount": _amount,
    "category": _category,
    "provisions": _provisions,
    "day": _day,
}
