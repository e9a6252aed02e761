"""What can be compared: kinds of attributes, the parts a value has, and the levels at which two values agree.

A level is a condition over the parts of the left and the right value, and the first level that holds is the level of a
pair. Levels that look at codes alone are computed over arrays; a test holds them against the same conditions in SQL, as
Splink runs them. Levels that look at the written text cost most, run in DuckDB, and are asked only of pairs that they
could still save. What a level *needs* is known from marks and letters only, so that most pairs end in the sieve
(`sieve.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Flags, Floats, Integers

OTHERWISE = "otherwise"
UNKNOWN = -1
ROUNDING = 1e-9

Columns: TypeAlias = Mapping[str, npt.NDArray[Any]]
"""Codes by attribute and part, as `surname_sound`, and `surname_rarity`; a row for each variant."""
Part: TypeAlias = Callable[[str], npt.NDArray[Any]]
"""Gives the codes of a part for one side of many pairs; UNKNOWN where there is none."""
Marks: TypeAlias = Callable[[str], Flags]
"""Tells for many pairs whether both sides have the same mark, or whether one of them has a flag."""
FLAGS = ("vague", "short")


@dataclass(frozen=True)
class LetterCounts:
    """Of two texts, or of many pairs: how many letters each has, and how many they can have in common at most."""

    one: Integers
    other: Integers
    common: Integers

    @property
    def jaro_winkler(self) -> Floats:
        """The most that their similarity can be: nothing transposed, and the first four letters the same."""
        jaro = (self.common / np.maximum(self.one, 1) + self.common / np.maximum(self.other, 1) + 1) / 3
        highest: Floats = np.where(self.common > 0, jaro + 0.4 * (1 - jaro), 0.0)
        return highest


@dataclass(frozen=True)
class LevelCondition:
    """When a level holds: over the codes of many pairs, or over two written texts in DuckDB's dialect.

    What a level `needs` of marks, and a text of `letters`, holds for more pairs than the level does, and for all of
    these.
    """

    holds: Callable[[Part, Part], Flags] | None = None
    needs: Callable[[Marks], Flags] | None = None
    text_sql: str = ""
    letters: Callable[[LetterCounts], Flags] | None = None

    @property
    def of_text(self) -> bool:
        """Whether the written text is looked at."""
        return bool(self.text_sql)


@dataclass(frozen=True)
class AttributeKind:
    """A kind of attribute: the parts that a value has, the levels it can be compared at, and those it is by default.

    `blocked` is the part that records are blocked on where nothing is declared.
    """

    parts: tuple[str, ...]
    levels: Mapping[str, LevelCondition]
    usual: tuple[str, ...]
    blocked: str = "value"


def _known_and_equal(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    equal: Flags = (one == other) & (one != UNKNOWN)
    return equal


def _full(left: Part, right: Part) -> Flags:
    full: Flags = ~(left("vague") | right("vague"))
    return full


def _parts_equal(left: Part, right: Part) -> npt.NDArray[np.int8]:
    found = np.zeros(len(left("year")), dtype=np.int8)
    for part in ("year", "month", "day"):
        found += left(part) == right(part)
    return found


def _one_digit(left: Part, right: Part) -> Flags:
    """Tell which dates of eight digits differ in one, or in the order of two neighbours."""
    one, other = _digits(left("value")), _digits(right("value"))
    differ = one != other
    turned = (one[:-1] == other[1:]) & (one[1:] == other[:-1]) & differ[:-1]
    count = differ.sum(axis=0)
    found: Flags = (count == 1) | ((count == 2) & turned.any(axis=0))
    return found


def _digits(dates: npt.NDArray[Any]) -> npt.NDArray[np.int8]:
    """Return the eight digits of dates as numbers, the last one first; shape (8, dates)."""
    found, rest = np.empty((8, len(dates)), dtype=np.int8), dates
    for place in range(8):
        rest, found[place] = np.divmod(rest, 10)
    return found


def _same_day(mark: Marks) -> Flags:
    return mark("year") & mark("month") & mark("day")


def _marks_equal(mark: Marks) -> npt.NDArray[np.int8]:
    return mark("year").astype(np.int8) + mark("month") + mark("day")


def _similar(least: float) -> LevelCondition:
    return LevelCondition(
        text_sql=f"jaro_winkler_similarity(l.text, r.text) >= {least:.2f}",
        letters=lambda two: two.jaro_winkler >= least - ROUNDING,
    )


_SAME = {"same": LevelCondition(lambda one, other: one("value") == other("value"), lambda mark: mark("value"))}
_SIMILAR = {f"similar {least:.2f}": _similar(least) for least in (0.95, 0.92, 0.88, 0.85, 0.80, 0.70)}
_ONE_CHARACTER = {
    "one character differs": LevelCondition(
        text_sql="damerau_levenshtein(l.text, r.text) <= 1",
        letters=lambda two: two.common >= np.maximum(two.one, two.other) - 1,
    )
}


def _inside(one: str, other: str) -> str:
    return f"contains(' ' || {one}.text || ' ', ' ' || {other}.text || ' ')"


_INSIDE = {
    "one inside the other": LevelCondition(
        text_sql=f"({_inside('l', 'r')} OR {_inside('r', 'l')})",
        letters=lambda two: two.common >= np.minimum(two.one, two.other),
    )
}
_SOUND = {
    "same sound": LevelCondition(
        lambda one, other: _known_and_equal(one("sound"), other("sound")), lambda mark: mark("sound")
    )
}
_INITIAL = {
    "initial only": LevelCondition(
        lambda one, other: (one("initial") == other("initial")) & (one("short") | other("short")),
        lambda mark: mark("initial") & mark("short"),
    ),
    "same initial": LevelCondition(lambda one, other: one("initial") == other("initial"), lambda mark: mark("initial")),
}
_SWAPPED = {
    "swapped": LevelCondition(
        lambda one, other: (one("value") == other("other_value")) & (one("other_value") == other("value")),
        lambda mark: mark("both_names"),
    )
}
_DATES = {
    "same": LevelCondition(
        lambda one, other: (one("value") == other("value")) & ~one("vague"),
        lambda mark: _same_day(mark) & ~mark("vague"),
    ),
    "same and vague": LevelCondition(lambda one, other: one("value") == other("value"), _same_day),
    "day and month swapped": LevelCondition(
        lambda one, other: (
            _full(one, other)
            & (one("year") == other("year"))
            & (one("month") == other("day"))
            & (one("day") == other("month"))
        ),
        lambda mark: mark("year") & mark("turned") & ~mark("vague"),
    ),
    "one digit differs": LevelCondition(
        lambda one, other: _full(one, other) & (_parts_equal(one, other) == 2) & _one_digit(one, other),
        lambda mark: (_marks_equal(mark) >= 2) & ~mark("vague"),
    ),
    "one part differs": LevelCondition(
        lambda one, other: _full(one, other) & (_parts_equal(one, other) == 2),
        lambda mark: (_marks_equal(mark) >= 2) & ~mark("vague"),
    ),
    "same year, one vague": LevelCondition(
        lambda one, other: (one("year") == other("year")) & (one("vague") | other("vague")),
        lambda mark: mark("year") & mark("vague"),
    ),
    "same year": LevelCondition(lambda one, other: one("year") == other("year"), lambda mark: mark("year")),
    "a year apart": LevelCondition(lambda one, other: np.abs(one("year") - other("year")) <= 1),
    "two parts differ": LevelCondition(
        lambda one, other: _full(one, other) & (_parts_equal(one, other) == 1),
        lambda mark: (_marks_equal(mark) >= 1) & ~mark("vague"),
    ),
}


def _apart(days: int) -> LevelCondition:
    return LevelCondition(lambda one, other: np.abs(one("value").astype(np.int64) - other("value")) <= days)


_DAYS = {**_SAME, "a week apart": _apart(7), "a month apart": _apart(31), "two months apart": _apart(62)}

KINDS: Mapping[str, AttributeKind] = MappingProxyType(
    {
        "name": AttributeKind(
            ("value", "sound", "initial", "short", "text"),
            {**_SAME, **_SWAPPED, **_SOUND, **_SIMILAR, **_INSIDE, **_ONE_CHARACTER, **_INITIAL},
            ("same", "same sound", "similar 0.92", "one inside the other", "similar 0.85", "initial only"),
            "sound",
        ),
        "text": AttributeKind(
            ("value", "sound", "initial", "text"),
            {**_SAME, **_SOUND, **_SIMILAR, **_INSIDE, **_ONE_CHARACTER},
            ("same", "similar 0.92", "one inside the other", "similar 0.80"),
        ),
        "date": AttributeKind(
            ("value", "year", "month", "day", "vague"),
            _DATES,
            (
                "same",
                "same and vague",
                "day and month swapped",
                "one digit differs",
                "one part differs",
                "same year, one vague",
                "same year",
                "a year apart",
            ),
        ),
        "day": AttributeKind(
            ("value", "period", "shifted"), _DAYS, ("same", "a week apart", "a month apart"), "period"
        ),
        "code": AttributeKind(("value",), _SAME, ("same",)),
        "number": AttributeKind(("value", "text"), {**_SAME, **_ONE_CHARACTER}, ("same", "one character differs")),
        "source": AttributeKind(("value",), {}, ()),
    }
)
"""Every kind of attribute, by its name in a declaration."""
