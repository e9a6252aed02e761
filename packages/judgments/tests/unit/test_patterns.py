"""Patterns of a file of rules: what saves time finds the same as the slow way to look for it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel_base.errors import DeclarationError
from schakel_judgments import Judgment, TextPart, code, read_rules
from schakel_judgments.reading.patterns import Pattern, WordIndex, alternatives, occurs

PIECES = st.sampled_from(["a", "ab|b", "(?:a|b)c", "[|(]", r"\|", r"\(", "(a|(b|c))", r"[^)|\]]", "(?!a|c)b", ""])
RULES = Path(__file__).parents[1] / "data/english-rules.yaml"


@given(st.lists(PIECES, min_size=1, max_size=4), st.text("abc|()]", max_size=8))
def test_a_pattern_occurs_where_one_of_its_alternatives_does(pieces: list[str], text: str) -> None:
    whole = "|".join(pieces)
    split = [Pattern(piece) for piece in alternatives(whole)]
    assert "|".join(pattern.text for pattern in split) == whole
    assert occurs(split, text, {}) == bool(re.search(whole, text))


def test_an_alternative_within_parentheses_or_brackets_is_none_of_its_own() -> None:
    assert alternatives(r"a(?:b|c)|[|]\||d") == ["a(?:b|c)", r"[|]\|", "d"]


def test_what_is_known_of_a_pattern_is_not_looked_for_again() -> None:
    pattern = Pattern("a")
    assert occurs([pattern], "a", {pattern: False}) is False


@given(st.lists(st.text("ab ", min_size=1, max_size=5)), st.text("ab ", max_size=12))
def test_the_index_finds_the_words_that_a_search_for_each_finds(words: list[str], text: str) -> None:
    assert WordIndex.of(words).in_text(text) == {word for word in words if word in text}


def test_a_pattern_that_is_none_is_told_when_a_text_first_needs_it(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    broken = "  - {name: broken, pattern: 'a{9999999999}', marks: [zebra]}\n"
    file.write_text(RULES.read_text("utf-8") + broken, "utf-8")
    rules = read_rules(file, checked=False)
    assert code(Judgment("", {TextPart.SUMMARY: "Imprisonment of two years."}), rules).facts
    with pytest.raises(DeclarationError, match=r"rules\.yaml:\d+: This pattern cannot be read: the repetition number"):
        code(Judgment("", {TextPart.SUMMARY: "A zebra."}), rules)
