"""Which sessions train a model, and how many matches a variant is taken to have."""

from pathlib import Path

import numpy as np
import pytest

from schakel.identity.linking.reading import read_model
from schakel.identity.linking.training import matches_from, sessions

MODEL = read_model(Path(__file__).parents[3] / "data" / "linkage" / "fake_1000.yaml")


def test_sessions_block_on_what_is_telling_until_everything_is_estimated() -> None:
    u = {"first_name": 5e-3, "surname": 4e-3, "birth_date": 1e-4, "city": 5e-2, "email": 1e-6}
    assert sessions(MODEL, u, 1_000_000) == [("email",), ("birth_date",)]


def test_where_nothing_is_telling_alone_two_attributes_are() -> None:
    u = {"first_name": 5e-3, "surname": 4e-3, "birth_date": 1e-2, "city": 5e-2, "email": 2e-2}
    found = sessions(MODEL, u, 1_000_000)
    assert found[0] == ("first_name", "surname")
    assert {name for rule in found for name in u if name not in rule} == set(u)


def test_matches_are_as_many_as_the_pairs_promise() -> None:
    heavy, light = np.full(500, 40.0), np.full(5000, -40.0)
    assert matches_from(np.concatenate([heavy, light]), variants=1000) == pytest.approx(1.0, rel=1e-3)
