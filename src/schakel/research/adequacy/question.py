"""The question of adequacy: for which factors do judgments show the effect on the length of a sentence?

An alliance declares the judgments, the factors and the points of orientation that are wished. Whether the judgments
suffice is computed with the edition; like every count it stays inside until it has passed disclosure control.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class Factor:
    """Something that may lie behind a sentence: `fact` names what a rule reads of it, empty where none can.

    It is there where the fact says so; with a `value` or `at_least` so much, where it says that.
    """

    name: str
    label: Text
    fact: str = ""
    value: str = ""
    at_least: int | None = None


@dataclass(frozen=True)
class WishedPoint:
    """One point of orientation: the effect of a factor, or of two in their connection, of at least `ratio`."""

    factors: tuple[str, ...]
    ratio: float


@dataclass(frozen=True)
class AdequacyQuestion:
    """Which judgments are asked, and of what.

    The rows of a `partner` hold a judgment each: its identifier in one column, its text in another. A sentence is a
    judgment in which the fact `outcome` was read. `selection` says how the published ones were chosen.
    """

    kind: ClassVar[str] = "adequacy"

    name: str
    title: Text
    question: Text
    partner: str
    identifier: str
    text: str
    decided: str
    outcome: str
    factors: tuple[Factor, ...]
    wished: tuple[WishedPoint, ...]
    selection: Text
    notes: tuple[Text, ...] = ()
    source: Text = NOTHING
    file: str = ""
    about: str = ""
    """The fact that must say `yes` for a judgment to count; empty where all do."""
    case: str = ""
    """The column with the number of the case, of which the last judgment counts; empty where each counts."""

    def factor(self, name: str) -> Factor:
        """Return a factor by its name."""
        return next(factor for factor in self.factors if factor.name == name)


@dataclass(frozen=True)
class MeasuredReading:
    """How well rules read a fact in new texts: of the values `read` and of those `told` so many are `right`.

    With each share its interval, from 0 to 1, at a `level` of confidence, and whether both shares reach the goal.
    """

    right: int
    read: int
    told: int
    precision: tuple[float, float]
    recall: tuple[float, float]
    is_enough: bool
    level: float


@dataclass(frozen=True)
class FoundJudgments:
    """What the judgments hold: how many were read, of those that count how many sentences, over how many years.

    `cells` has, for each wished point whose factors can be read, the sentences without and with its factor (without
    both, with one, with the other, with both).
    """

    judgments: int
    sentences: int
    years: int
    cells: Mapping[tuple[str, ...], tuple[int, ...]]
    measured: Mapping[str, MeasuredReading] = field(default_factory=dict)
    """How well each factor that somebody measured is read in new texts."""
    unmeasured: tuple[str, ...] = ()
    """The factors of which nobody measured how well they are read."""
    goal: tuple[float, float] = (1.0, 1.0)
    """The share of what is read that must be right, and of what is there that must be read."""
