"""A noun is what a declaration says of its fields, each read as the type that the noun declares for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schakel_base.nouns import noun_of, nouns_of
from schakel_base.text import NOTHING, Text


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Petal:
    label: Text
    colour: Colour = Colour.RED


@dataclass(frozen=True)
class Flower:
    name: str
    first_seen: date | None = None
    petals: tuple[Petal, ...] = ()
    called: Mapping[Colour, Text] | None = None
    places: frozenset[str] = frozenset()
    height: float | None = None
    wild: bool = False
    note: Text = NOTHING


ROSE = Text({"en": "rose"})


def test_each_field_is_read_as_its_type() -> None:
    said = {
        "name": "rose", "first_seen": "2024-05-01", "petals": [{"label": {"en": "rose"}, "colour": "red"}],
        "called": {"red": {"en": "rose"}}, "places": ["here", "there"], "height": 3, "wild": True,
    }  # fmt: skip
    petals, called = (Petal(ROSE),), {Colour.RED: ROSE}
    assert noun_of(Flower, said) == Flower(
        "rose", date(2024, 5, 1), petals, called, frozenset({"here", "there"}), 3, True
    )


def test_a_line_of_csv_has_texts_alone_and_spaces_in_its_names() -> None:
    said = {"name": "rose", "first seen": "2024-05-01", "height": "2.5", "wild": "false"}
    assert noun_of(Flower, said) == Flower("rose", date(2024, 5, 1), height=2.5)


def test_what_is_given_stays_as_it_is_and_what_is_no_field_is_passed_over() -> None:
    assert noun_of(Flower, {"name": 1, "height": None, "smell": "sweet"}, name="rose") == Flower("rose")


def test_nothing_under_a_key_is_no_noun() -> None:
    assert nouns_of(Petal, {}, "petals") == ()
    assert nouns_of(Petal, {"petals": [{"label": {"en": "rose"}}]}, "petals") == (Petal(ROSE),)
