"""Numbers that pass a check digit."""

import pytest

from schakel.simulation.declaration import Identifier
from schakel.simulation.identifiers import Register
from schakel_base.errors import DeclarationError

ELEVEN = Identifier((9, 8, 7, 6, 5, 4, 3, 2, -1), 11, ((99990000, 99999999), (90000000, 90099999)))


def test_every_number_passes_the_check_and_is_given_out_once() -> None:
    numbers = Register(ELEVEN).take(20_000).tolist()
    assert len(set(numbers)) == 20_000
    for number in numbers:
        digits = [int(digit) for digit in f"{number:09}"]
        assert sum(weight * digit for weight, digit in zip(ELEVEN.weights, digits, strict=True)) % 11 == 0


def test_the_first_range_is_used_up_before_the_second_begins() -> None:
    numbers = Register(ELEVEN).take(10_000)
    assert (numbers[:9_000] >= 999900000).all()
    assert (numbers[9_500:] < 999900000).all()


def test_portions_continue_where_the_last_one_ended() -> None:
    register = Register(ELEVEN)
    assert [*register.take(3), *register.take(5_000)] == Register(ELEVEN).take(5_003).tolist()


def test_used_up_ranges_are_a_fault() -> None:
    with pytest.raises(DeclarationError, match="used up"):
        Register(Identifier((1, -1), 11, ((1, 5),))).take(6)
