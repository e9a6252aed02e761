"""Rules that read facts in the text of a judgment: patterns with a name and a confidence, in a fixed order.

The order is a cascade (Hobbs and others 1997, FASTUS): what a rule has read is taken out of the text for the rules
after it. So subsidiary detention, the demand, or the execution of an earlier sentence are read first, as what they
are, and no later rule can mistake them for the sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from schakel_judgments.accuracy import Accuracy
from schakel_judgments.judgment import Structure, TextPart
from schakel_judgments.reading.number_words import NumberWords
from schakel_judgments.reading.patterns import WordIndex
from schakel_judgments.thresholds import READ_FOUND, READ_RIGHT

TAKEN = "█"
"""Stands in the place of every character that an earlier rule has read."""


@dataclass(frozen=True)
class FactKind:
    """What is asked of a judgment, how its value is written (`kind`), and whether there can be several."""

    name: str
    kind: str
    several: str = ""
    """`once`: several values are possible, each counts once; `each`: every place counts; else there is one value."""
    imposed: bool = False
    """Whether a court imposes it, so that it is read only in judgments of courts that do."""
    whole: str = ""
    """The fact whose value is meant where a rule says `all`, such as a sentence that is suspended as a whole."""
    accuracy: Accuracy | None = None
    """As it was measured; None where nobody measured it."""


@dataclass(frozen=True)
class ReadingRule:
    """One pattern, the facts that its groups give (the first that matched), and the constants that it says.

    A `fallback` counts only where no other rule has read the fact. `unit_of` names the group whose unit is meant where
    a number has none. A rule is left out where one of `unless` occurs in the part, where none of `needs` does, or where
    the court is not one of `courts`. Both see what rules have read too, and not what rules took away that read nothing.
    """

    name: str
    pattern: re.Pattern[str]
    confidence: float
    gives: Mapping[str, tuple[str, ...]]
    says: Mapping[str, str]
    parts: frozenset[TextPart]
    consumes: bool
    fallback: bool
    takes_values: bool = False
    """Whether only the values are put out of reach of later rules, and the words around them are left."""
    unit_of: str = ""
    unless: tuple[re.Pattern[str], ...] = ()
    needs: tuple[re.Pattern[str], ...] = ()
    courts: re.Pattern[str] | None = None
    marks: tuple[str, ...] = ()
    """Where none of these words occurs in a part, the pattern cannot match and is not tried."""


@dataclass(frozen=True)
class Rules:
    """All rules of one file, in their order, with the facts and the words that they are about."""

    facts: Mapping[str, FactKind]
    rules: tuple[ReadingRule, ...]
    words: NumberWords
    provisions: Mapping[str, int]
    months: Mapping[str, int]
    structure: Structure
    sentencing_courts: re.Pattern[str]
    source: str
    several_accused: str = ""
    """The fact that says that a text tells of several accused, each with a sentence of their own."""

    @property
    def goal(self) -> tuple[float, float]:
        """The precision and the recall from which a fact is read well enough."""
        return READ_RIGHT, READ_FOUND

    @cached_property
    def marks(self) -> WordIndex:
        """The marks of all rules."""
        return WordIndex.of(mark for rule in self.rules for mark in rule.marks)
