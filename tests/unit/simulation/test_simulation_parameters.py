"""The value of a parameter for a group of rows."""

import pytest

from schakel.simulation.declaration import DeclarationPlace, Parameter
from schakel.simulation.parameters import value_for
from schakel_base.errors import DeclarationError

PLACE = DeclarationPlace("simulation.yaml", 12)


def parameter(value: object) -> Parameter:
    return Parameter("share", value, "chosen", False, PLACE)


def test_a_plain_number_is_for_everybody() -> None:
    assert value_for(parameter(0.5), ()) == 0.5


def test_keys_lead_level_by_level_to_a_value() -> None:
    assert value_for(parameter({"true": {"a": 1, "b": 2}, "false": {"a": 3}}), ("true", "b")) == 2


def test_a_year_holds_until_the_next_one_declared() -> None:
    yearly = parameter({"2013": 10, "2016": 20})
    assert [value_for(yearly, (year,)) for year in ("2012", "2013", "2015", "2016", "2030")] == [10, 10, 10, 20, 20]


def test_other_keys_take_what_is_declared_for_otherwise() -> None:
    assert value_for(parameter({"a": 1, "otherwise": 2}), ("b",)) == 2


def test_a_plain_number_holds_under_every_key() -> None:
    assert value_for(parameter(0.5), ("a", "b")) == 0.5


def test_a_key_without_a_value_is_a_fault_with_its_place() -> None:
    with pytest.raises(DeclarationError, match=r"simulation[.]yaml:12: .*`share` has no value for `b`"):
        value_for(parameter({"a": 1}), ("b",))
