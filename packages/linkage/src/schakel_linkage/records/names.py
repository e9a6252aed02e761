"""How a written name is brought to a standard text, and how it sounds.

One person stands written as `Mohammed El-Haddaoui`, `Muhamed Haddaoui` and `HADDAOUI`. The standard text takes away
what carries no meaning (case, accents, marks, the prefixes of surnames); the sound takes away what differs between
transliterations: long and short vowels, doubled letters, and the spellings of one consonant. Both are lists of
replacements, applied in order to all different values at once.
"""

import pyarrow as pa
import pyarrow.compute as pc

from schakel_linkage.calibration import LONGEST_NAME

_PLAIN = "^[a-z0-9]+( [a-z0-9]+)*$"

_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "œ": "oe", "ə": "e"}

_PREFIXES = (
    "van den|van der|van de|van het|van 't|van t|van|von der|von|op den|op de|op t|in t|in den|aan de|uit den|ter|ten"
    "|ten|den|der|de la|de los|de las|de|da|dos|do|du|la|le|el|al|ul|ibn|ben|bin|bint|abu|mc|mac|o|st"
)

_DOUBLED = "bcdfgjklmnprstz"

_SPELLINGS = (
    ("(kh|ch|q|ck)", "k"),
    ("(sch|sj|sh|sz|tsj|cz|tch)", "s"),
    ("(dj|dzj|dz|zj|zh)", "j"),
    ("(ph|v|w)", "f"),
    ("gh", "g"),
    ("(th|dt)", "t"),
    ("x", "ks"),
    ("(c)([eiy])", r"s\2"),
    ("c", "k"),
    ("z", "s"),
    ("d( |$)", r"t\1"),
    ("b( |$)", r"p\1"),
    ("(ij|ei|ey|ai|ay)", "i"),
    ("(ou|oe|oo|u|o)", "u"),
    ("(y|j)", "i"),
    ("h", ""),
)


def standard_text(values: pa.Array) -> pa.Array:
    """Return names and places in lower case without accents, marks and punctuation; null where nothing is left."""
    # Decomposed, an accent is a mark of its own that can be taken off, whichever way it was typed.
    text = pc.utf8_lower(pc.utf8_normalize(values, form="NFKD"))
    other = pc.invert(pc.match_substring_regex(text, pattern=_PLAIN))  # few are, and only these are worked on
    return _filled(pc.replace_with_mask(text, other, _plain(text.filter(other))))


def _plain(text: pa.Array) -> pa.Array:
    text = pc.replace_substring_regex(text, pattern=r"[\p{M}\p{Cf}\p{Cc}'’`´]", replacement="")
    for letter, plain in _LETTERS.items():
        text = pc.replace_substring(text, pattern=letter, replacement=plain)
    text = pc.replace_substring_regex(text, pattern=r"[^\p{L}\p{N}]+", replacement=" ")
    return pc.utf8_trim_whitespace(text)


def without_prefixes(text: pa.Array) -> pa.Array:
    """Return standard texts without the prefixes of surnames: `van der berg` is `berg`; a prefix alone stays."""
    shorter = pc.replace_substring_regex(text, pattern=rf"^(?:(?:{_PREFIXES}) )+(.)", replacement=r"\1")
    return _filled(shorter)


def sound(text: pa.Array) -> pa.Array:
    """Return how standard texts sound: `mohammed`, `muhamad` and `mehmed` are `mmt`."""
    heard = _without_doubles(text)
    for pattern, replacement in _SPELLINGS:
        replaced = pc.replace_substring if pattern.isalpha() else pc.replace_substring_regex  # letters alone go faster
        heard = replaced(heard, pattern=pattern, replacement=replacement)
    first = pc.utf8_slice_codeunits(heard, 0, 1)
    after = pc.utf8_slice_codeunits(heard, 1, LONGEST_NAME)
    rest = pc.replace_substring_regex(after, pattern="[aeiou ]", replacement="")
    # A first vowel stays as `a`, for `ali` and `eli` sound alike and `li` does not.
    return _filled(pc.binary_join_element_wise(_any_vowel(first), rest, ""))


def initial(text: pa.Array) -> pa.Array:
    """Return the first letter of standard texts."""
    return pc.utf8_slice_codeunits(text, 0, 1)


def _without_doubles(text: pa.Array) -> pa.Array:
    """Return texts in which no consonant stands twice in a row; only those that have one so are worked on."""
    double = pc.match_substring_regex(text, pattern="|".join(letter * 2 for letter in _DOUBLED))
    shorter = text.filter(double)
    for letter in _DOUBLED:
        shorter = pc.replace_substring_regex(shorter, pattern=f"{letter}{letter}+", replacement=letter)
    return pc.replace_with_mask(text, double, shorter)


def _any_vowel(letter: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(letter, pattern="[aeiou]", replacement="a")


def _filled(text: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
