"""Columns that look as if they identified persons: by a word in their names, or by the form of most of their values.

It looks; it does not know. What it misses a person marks, and what it marks wrongly a person takes away.
"""

import re
from collections.abc import Iterable

import duckdb

from schakel.intake.listed_words import listed_words
from schakel_base.database import quote_text

_PARTICLES = "(?:(?:van|von|de|den|der|ter|ten|te|'t|el|al|la|le|du|di|da|dos|bin|ben) )"
_INITIALS = r"(?:\p{Lu}\. ?)+"
_SURNAME = rf"{_PARTICLES}*\p{{Lu}}[\p{{L}}'’ -]+"
FORMS = (
    r"\p{Lu}[\p{L}'-]+, ?\p{Lu}[\p{L}' .-]+",  # surname, given names
    rf"(?:\p{{L}}+\. ?)*{_INITIALS}{_SURNAME}",  # initials and surname, after titles or not
    rf"{_SURNAME},? {_INITIALS}",  # surname and initials
    r"(?:\p{Lu}\. ?){2,}",  # initials alone
)
"""Each has a capital. The engine takes longer to make a pattern of letters of any language than to try it."""
_WITHOUT_CAPITALS = (
    r".*[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}.*",  # an e-mail address, alone or after a name
    "0[1-9]-[0-9]{8}|0[0-9]{2}-[0-9]{7}|0[0-9]{3}-[0-9]{6}",  # a telephone number, after its area
)
NAMES_ALONE = frozenset(["first", "middle", "last"])
"""What a column of names is called beside others; in a longer name, as `last_hearing`, these words say nothing."""
_TELEPHONE, _DIGITS_ALONE = r"\+?[0-9][0-9 ().-]{7,}[0-9]", "[0-9.-]+"
LEAST_PARTICLES = 10
"""One in so many surnames at least begins with a particle in small letters, as hardly any other names do."""
_WITH_PARTICLE = rf"{_PARTICLES}+\p{{Lu}}.*"
_TITLES = f"(?:(?i:{'|'.join(sorted(listed_words('titles')))})(?: |\\. ?))+"
_NAMES = rf"(?:[ ;,/&|]*{_PARTICLES}*\p{{Lu}}[\p{{L}}'’.-]+)+"
"""One name or several: of a town it is the form as well, so that it tells only where something else does too."""


def is_personal(name: str, seen: duckdb.DuckDBPyConnection) -> bool:
    """Whether a column looks personal; `seen` has its distinct values as the column `value` of a table `seen`."""
    words = words_in(name)
    if words in NAMES_ALONE or has_one_of(words, listed_words("personal")):
        return True
    # A date and a number have the form of a telephone number as well.
    others = " OR ".join(map(_has_form, _WITHOUT_CAPITALS))
    others += f" OR {_has_form(_TELEPHONE)} AND NOT {_has_form(_DIGITS_ALONE)}"
    capital = r"regexp_matches(value, '\p{Lu}')"
    [(possible, distinct)] = seen.execute(
        f"SELECT count(*) FILTER ({others} OR {capital}), count(*) FROM seen"
    ).fetchall()
    if possible * 2 <= distinct:
        return False
    tests = " OR ".join(map(_has_form, (*FORMS, _TITLES + _NAMES)))
    [(alike, named, particles)] = seen.execute(
        f"SELECT count(*) FILTER ({tests} OR {others}), count(*) FILTER ({_has_form(_NAMES)}), "
        f"count(*) FILTER ({_has_form(_WITH_PARTICLE)}) FROM seen"
    ).fetchall()
    of_persons = particles * LEAST_PARTICLES >= distinct or has_one_of(words, listed_words("persons"))
    return bool(alike * 2 > distinct or (of_persons and named * 2 > distinct))


def words_in(name: str) -> str:
    """Return the words in the name of a column, in small letters: of `bornOn` they are `born on`."""
    return " ".join(re.findall(r"[a-zà-ÿ]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()))


def has_one_of(words: str, listed: Iterable[str]) -> bool:
    """Return whether one of the listed words, or of the listed runs of words, is among some words."""
    return any(f" {word} " in f" {words} " for word in listed)


def _has_form(form: str) -> str:
    return f"regexp_full_match(value, {quote_text(form)})"
