"""Derives a column from others of its row: their texts, a part of them, or a replacement.

It is made as the file is read. So it is checked, kept, mapped, linked by and traced like a column of the file.
"""

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.formats.recurring import by_value, each_alone
from schakel.model.column import Derivation


def derived(derivation: Derivation, columns: Mapping[str, pa.Array]) -> pa.Array:
    """Return the texts of a derived column, a blank as NULL, from those of the columns of the file by name."""
    sources = [each_alone(columns[name]) for name in derivation.columns]
    text = pc.coalesce(*sources) if derivation.join is None else _joined(sources, derivation.join)
    if derivation.pattern:
        text = _part(text, derivation.pattern)
    return _reworded(text, dict(derivation.values)) if derivation.values else text


def without_blanks(texts: pa.Array) -> pa.Array:
    """Return texts, each alone or each once, with NULL for those of nothing but white space."""
    return by_value(_without_blanks, texts)


def _without_blanks(texts: pa.Array) -> pa.Array:
    # Of an empty text Arrow does not say that it is space.
    blank = pc.or_(pc.utf8_is_space(texts), pc.equal(pc.binary_length(texts), 0))
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts) if pc.any(blank).as_py() else texts


def _joined(sources: Sequence[pa.Array], between: str) -> pa.Array:
    """All texts of a row; a blank keeps its place, so that `1` and nothing is not nothing and `1`."""
    whole = pc.binary_join_element_wise(*(pc.fill_null(one, "") for one in sources), between)
    return pc.if_else(pc.is_valid(pc.coalesce(*sources)), whole, pa.scalar(None, pa.string()))


def _part(texts: pa.Array, pattern: str) -> pa.Array:
    """The group of the first match of a pattern, or all of the match; a blank where nothing matches."""
    part = f"(?:{pattern})" if re.compile(pattern).groups else f"({pattern})"
    found = pc.replace_substring_regex(texts, f"^(?s:.*?){part}(?s:.*)$", r"\1")
    return without_blanks(pc.if_else(pc.match_substring_regex(texts, pattern), found, pa.scalar(None, pa.string())))


def _reworded(texts: pa.Array, words: Mapping[str, str]) -> pa.Array:
    places = pc.index_in(texts, value_set=pa.array([*words], pa.string()))
    return without_blanks(pc.coalesce(pa.array([*words.values()], pa.string()).take(places), texts))
