"""Every sentence that a kind of question says has its translations, which keep the places for values."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from schakel.alliance.kinds import KINDS
from schakel.research.words import Words


def folder(kind: str) -> Path:
    return Path(str(import_module(KINDS[kind]).__file__)).parent


def said(kind: str) -> Iterator[str]:
    """The sentences in the code of a kind that are looked up."""
    for file in folder(kind).glob("*.py"):
        source = file.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if "say = Words(" in source else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                yield ast.literal_eval(node.args[0])


def places(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


@pytest.mark.parametrize("kind", KINDS)
def test_the_sentences_in_the_code_are_those_that_are_translated(kind: str) -> None:
    assert set(said(kind)) == set(Words(KINDS[kind]).by_english)


@pytest.mark.parametrize("kind", KINDS)
def test_a_translation_keeps_the_places_for_values(kind: str) -> None:
    for english, others in Words(KINDS[kind]).by_english.items():
        assert "nl" in others, english
        assert all(places(one) == places(english) for one in others.values()), english
