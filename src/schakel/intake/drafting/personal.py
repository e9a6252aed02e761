"""Columns that look as if they identified persons: by a word in their names, or by the form of most of their values.

It looks; it does not know. What it misses a person marks, and what it marks wrongly a person takes away.
"""

import re

import duckdb

from schakel.intake.listed_words import listed_words
from schakel_base.database import quote_text

FORMS = (
    r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}",  # an e-mail address
    r"\+?[0-9][0-9 ().-]{7,}[0-9]",  # a telephone number, with its spaces and dashes
    r"\p{Lu}[\p{L}'-]+, ?\p{Lu}[\p{L}' .-]+",  # surname, given names
)
_DIGITS_ALONE = "[0-9.-]+"


def is_personal(name: str, seen: duckdb.DuckDBPyConnection) -> bool:
    """Whether a column looks personal; `seen` has its distinct values as the column `value` of a table `seen`."""
    words = " ".join(re.findall(r"[a-zà-ÿ]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()))
    if any(f" {word} " in f" {words} " for word in listed_words("personal")):
        return True
    tests = " OR ".join(f"regexp_full_match(value, {quote_text(form)})" for form in FORMS)
    # A date and a number have the form of a telephone number as well.
    others = f"regexp_full_match(value, {quote_text(_DIGITS_ALONE)})"
    [(alike, distinct)] = seen.execute(
        f"SELECT count(*) FILTER (({tests}) AND NOT {others}), count(*) FROM seen"
    ).fetchall()
    return bool(alike * 2 > distinct)
