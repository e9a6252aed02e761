"""Numbers and lengths of time in the words that an alliance declares."""

from decimal import Decimal

import pytest
from dutch_rules import DUTCH_RULES
from hypothesis import given
from hypothesis import strategies as st

from schakel_judgments import Term

WORDS = DUTCH_RULES.words

ONES = ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien"]
ONES += ["veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"]
TENS = ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"]


def in_dutch(number: int) -> str:
    """Write a number from 1 to 999 out, as Dutch does: ones before tens, `ën` after a vowel that would clash."""
    hundreds, rest = divmod(number, 100)
    head = "" if not hundreds else ("" if hundreds == 1 else ONES[hundreds - 1]) + "honderd"
    if not rest:
        return head
    if rest < 20:
        return head + ONES[rest - 1]
    tens, ones = divmod(rest, 10)
    joiner = "ën" if ones in (2, 3) else "en"
    return head + (ONES[ones - 1] + joiner if ones else "") + TENS[tens - 2]


@given(st.integers(1, 999))
def test_a_number_in_words_is_read_back(number: int) -> None:
    assert WORDS.number(in_dutch(number)) == number


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("18 maanden", Term(Decimal(18))),
        ("42 (tweeënveertig) maanden", Term(Decimal(42))),
        ("twee (2) dagen", Term(Decimal(0), Decimal(2))),
        ("[24] maanden", Term(Decimal(24))),
        ("vier weken", Term(Decimal(0), Decimal(28))),
        ("8 jaren en 9 maanden", Term(Decimal(105))),
        ("2 jaar en 20 dagen", Term(Decimal(24), Decimal(20))),
        ("anderhalf jaar", Term(Decimal(18))),
        ("een half jaar", Term(Decimal(6))),
        ("twee en een half jaar", Term(Decimal(30))),
        ("2,5 jaar", Term(Decimal(30))),
    ],
)
def test_a_length_of_time_is_read(text: str, term: Term) -> None:
    assert WORDS.term(text) == term


def test_a_bare_number_takes_the_unit_of_the_whole() -> None:
    assert WORDS.term("10", unit_of="30 maanden") == Term(Decimal(10))
    assert WORDS.term("10") is None


def test_units_that_do_not_get_smaller_are_two_lengths_and_none_is_read() -> None:
    assert WORDS.term("6 maanden en 2 jaar") is None


@pytest.mark.parametrize(
    ("text", "number"), [("1.500", 1500), ("63.757,90", Decimal("63757.90")), ("2,5", Decimal("2.5"))]
)
def test_digits_are_read_as_the_dutch_write_them(text: str, number: Decimal) -> None:
    assert WORDS.number(text) == number


@pytest.mark.parametrize("text", ["", "maanden", "en", "1.2.3", "twee maal"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert WORDS.number(text) is None
