"""What can be compared: kinds of attributes, the parts a value has, and the levels at which two values agree.

A level is a condition over the parts of the left and the right value (`l.sound = r.sound`), in DuckDB's dialect; the
first level that holds is the level of a pair. Levels that need the written text cost most, so scoring leaves them out
for pairs that they could not save.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType

OTHERWISE = "otherwise"
_SIDE_AND_PART = re.compile(r"\b([lr])\.(other_)?(\w+)")
_TEXT = re.compile(r"\b[lr]\.(other_)?text\b")


@dataclass(frozen=True)
class Kind:
    """A kind of attribute: the parts that a value has, the levels it can be compared at, and those it is by default."""

    parts: tuple[str, ...]
    levels: MappingProxyType[str, str]
    usual: tuple[str, ...]


_SAME = {"same": "l.value = r.value"}
_SIMILAR = {
    f"similar {least:.2f}": f"jaro_winkler_similarity(l.text, r.text) >= {least:.2f}"
    for least in (0.95, 0.92, 0.88, 0.85, 0.80, 0.70)
}
_ONE_CHARACTER = {"one character differs": "damerau_levenshtein(l.text, r.text) <= 1"}
_INSIDE = {
    "one inside the other": (
        "(contains(' ' || l.text || ' ', ' ' || r.text || ' ') OR contains(' ' || r.text || ' ', ' ' || l.text || ' '))"
    )
}
_SOUND = {"same sound": "l.sound = r.sound"}
_INITIAL = {
    "initial only": "l.initial = r.initial AND (l.short OR r.short)",
    "same initial": "l.initial = r.initial",
}
_SWAPPED = {"swapped": "l.value = r.other_value AND l.other_value = r.value"}
_PARTS_EQUAL = "(l.year = r.year)::INT + (l.month = r.month)::INT + (l.day = r.day)::INT"
_DATES = {
    "same": "l.value = r.value AND NOT l.vague",
    "same and vague": "l.value = r.value",
    "day and month swapped": "l.year = r.year AND l.month = r.day AND l.day = r.month",
    "one part differs": f"NOT l.vague AND NOT r.vague AND {_PARTS_EQUAL} = 2",
    "same year, one vague": "l.year = r.year AND (l.vague OR r.vague)",
    "same year": "l.year = r.year",
    "a year apart": "abs(l.year - r.year) <= 1",
    "two parts differ": f"NOT l.vague AND NOT r.vague AND {_PARTS_EQUAL} = 1",
}

KINDS = MappingProxyType(
    {
        "name": Kind(
            ("value", "sound", "initial", "short", "text"),
            MappingProxyType({**_SAME, **_SWAPPED, **_SOUND, **_SIMILAR, **_INSIDE, **_ONE_CHARACTER, **_INITIAL}),
            ("same", "same sound", "similar 0.92", "one inside the other", "similar 0.85", "initial only"),
        ),
        "text": Kind(
            ("value", "sound", "initial", "text"),
            MappingProxyType({**_SAME, **_SOUND, **_SIMILAR, **_INSIDE, **_ONE_CHARACTER}),
            ("same", "similar 0.92", "one inside the other", "similar 0.80"),
        ),
        "date": Kind(
            ("value", "year", "month", "day", "vague"),
            MappingProxyType(_DATES),
            (
                "same",
                "same and vague",
                "day and month swapped",
                "one part differs",
                "same year, one vague",
                "same year",
                "a year apart",
            ),
        ),
        "code": Kind(("value",), MappingProxyType(_SAME), ("same",)),
        "number": Kind(
            ("value", "text"), MappingProxyType({**_SAME, **_ONE_CHARACTER}), ("same", "one character differs")
        ),
    }
)
"""Every kind of attribute, by its name in a declaration."""


def needs_text(condition: str) -> bool:
    """Tell whether a condition looks at the written text."""
    return _TEXT.search(condition) is not None


def on_joined(condition: str, attribute: str, other: str = "") -> str:
    """Return a condition over two joined tables: `l.sound` of the surname is `l.surname_sound`."""
    return _SIDE_AND_PART.sub(lambda found: f"{found[1]}.{other if found[2] else attribute}_{found[3]}", condition)


def on_columns(condition: str, attribute: str, other: str = "") -> str:
    """Return a condition as Splink writes it, over one table of pairs: `surname_sound_l`."""
    return _SIDE_AND_PART.sub(lambda found: f"{other if found[2] else attribute}_{found[3]}_{found[1]}", condition)
