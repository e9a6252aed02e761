"""Amounts of money as courts write them: with marks between thousands, with cents, and by the thousand or million."""

from decimal import Decimal

import pytest

from schakel_judgments.reading.number_words import NumberWords

DUTCH = NumberWords({}, {"duizend": Decimal(1000), "miljoen": Decimal(1000000)}, (), {}, 30, decimal=",")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("€ 1.250,-", "1250"),
        ("€ 12.50", "12.50"),
        ("4 duizend", "4000"),
        ("€ 1,5 miljoen", "1500000"),
        ("1,25 miljoen euro", "1250000"),
    ],
)
def test_an_amount_is_read_with_the_word_that_multiplies_it(text: str, amount: str) -> None:
    assert str(DUTCH.amount(text)) == amount
