"""What was found sound is not looked at again; what is not equal to it, or was at fault, is."""

import pytest
from jsonschema import Draft202012Validator

from schakel_base.schema import RememberingValidator


@pytest.fixture
def asked() -> RememberingValidator:
    return RememberingValidator(Draft202012Validator({"properties": {"year": {"type": "integer"}}}))


@pytest.mark.parametrize("wrong", [True, "1", 1.5, [1], None])
def test_a_document_that_differs_from_a_sound_one_is_looked_at(asked, wrong):
    assert asked.errors({"year": 1}) == []
    assert [error.instance for error in asked.errors({"year": wrong})] == [wrong]


def test_the_same_fault_is_found_each_time(asked):
    assert [len(asked.errors({"year": "late"})) for _ in range(3)] == [1, 1, 1]


def test_a_sound_document_is_looked_at_once(asked, monkeypatch):
    asked.errors({"year": 1})
    monkeypatch.setattr(asked, "validator", None)
    assert asked.errors({"year": 1}) == []
