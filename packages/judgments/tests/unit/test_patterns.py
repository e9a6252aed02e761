"""Patterns of a file of rules: what saves time finds the same as the slow way to look for it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from schakel_judgments.reading.patterns import WordIndex, alternatives, occurs

PIECES = st.sampled_from(["a", "ab|b", "(?:a|b)c", "[|(]", r"\|", r"\(", "(a|(b|c))", r"[^)|\]]", "(?!a|c)b", ""])


@given(st.lists(PIECES, min_size=1, max_size=4), st.text("abc|()]", max_size=8))
def test_a_pattern_occurs_where_one_of_its_alternatives_does(pieces: list[str], text: str) -> None:
    whole = "|".join(pieces)
    split = [re.compile(piece) for piece in alternatives(whole)]
    assert "|".join(pattern.pattern for pattern in split) == whole
    assert occurs(split, text, {}) == bool(re.search(whole, text))


def test_an_alternative_within_parentheses_or_brackets_is_none_of_its_own() -> None:
    assert alternatives(r"a(?:b|c)|[|]\||d") == ["a(?:b|c)", r"[|]\|", "d"]


def test_what_is_known_of_a_pattern_is_not_looked_for_again() -> None:
    assert occurs([re.compile("a")], "a", {"a": False}) is False


@given(st.lists(st.text("ab ", min_size=1, max_size=5)), st.text("ab ", max_size=12))
def test_the_index_finds_the_words_that_a_search_for_each_finds(words: list[str], text: str) -> None:
    assert WordIndex.of(words).in_text(text) == {word for word in words if word in text}
