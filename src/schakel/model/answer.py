"""An answer of research, of any kind: numbers, and a commentary on them.

The numbers stay inside until disclosure has protected them, together with all that leaves beside them. The commentary
is a function of the figures that come out, and of nothing else that was counted: so no sentence, table or chart can
tell a number that has not passed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schakel.model.answer_pages import OwnPages
from schakel.model.asked import Asked
from schakel.model.blocks import Block, MethodPage, NamedFact
from schakel.model.contract import Contract
from schakel.model.figure import Figures
from schakel.model.recommendation import Concluded
from schakel.model.research import ResearchQuestion
from schakel.model.sentence import Sentence, Value, say


@dataclass(frozen=True)
class Count:
    """A number of units, or from `value` to `upper` of them.

    What it `asked` of them makes it a cell of all that leaves; without, it is protected by itself. So is one under a
    `profile` of its own.
    """

    value: int
    asked: Asked | None = None
    upper: int | None = None
    profile: str = ""

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most that it can be."""
        return self.value, self.value if self.upper is None else self.upper


@dataclass(frozen=True)
class Share:
    """A share, from 0 to 1, of the units in the count `of`.

    Where it is a whole number of them over all of them, that number is a count too, which `asked` this of its units. An
    end of an interval names the share that it `limits`.
    """

    of: str
    value: float
    asked: Asked | None = None
    limits: str = ""


@dataclass(frozen=True)
class EstimatedNumber:
    """A number or an interval, estimated from the units in the count `of`; output checking calls it `output`.

    One that `includes` these units is never less than they are.
    """

    of: str
    lower: float
    upper: float
    output: str
    includes: bool = False


@dataclass(frozen=True)
class Multiple:
    """How many times as much one thing is as another; it leaves to one decimal where the count `of` is large enough.

    From `much` on it leaves as so much or more: how much more nobody can tell.
    """

    of: str
    value: float
    much: float


@dataclass(frozen=True)
class DrawnCount:
    """How many units of a kind are in lists that were drawn, by a secret, from those in the count `of`.

    It is made of multiples of `base`, each less than `base` from a number of units, which it is on average. `possible`
    says how few numbers of units it, or one that leaves with it, can be of for whoever knows more than readers do.
    """

    of: str
    value: int
    base: int
    possible: int | None = None


@dataclass(frozen=True)
class PublishedNumber:
    """A number that others published, between two limits: nothing of it is protected."""

    lower: float
    upper: float


@dataclass(frozen=True)
class CountChange:
    """What becomes of each bound of the count `start` if it is counted as the count `end` is."""

    start: str
    end: str


@dataclass(frozen=True)
class Distance:
    """How far apart `start` and `end` can be, if only their limits are known."""

    start: str
    end: str


# A union and no base class: disclosure has a function for each kind in a dict, so that what it does not know how to
# protect cannot leave by an inherited default.
Number = Count | Share | EstimatedNumber | Multiple | DrawnCount | PublishedNumber | CountChange | Distance
"""What an answer has found, unprotected."""


@dataclass(frozen=True)
class Partition:
    """A count, and counts in it that share no unit, by their names."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Conclusion:
    """An answer in short: its `headline`, of how many and what stands against more, and what more would need.

    `parts` says of each part that was asked for whether it has an answer; `short` is the headline in a few words.
    """

    headline: Value
    basis: Value = ""
    is_refusal: bool = False
    needed: tuple[Value, ...] = ()
    parts: tuple[bool, ...] = ()
    short: Value = ""

    @property
    def concluded(self) -> Concluded:
        """What was concluded, without a figure."""
        return Concluded(not self.is_refusal, self.parts)


Record = Mapping[str, Value | tuple[Value, ...] | bool | None]
"""One line of open data: values by column; sentences after each other are one text."""


@dataclass(frozen=True)
class OpenList:
    """What an answer adds to a list of open data: the `name` of the list, what readers call it, and the lines."""

    name: str
    title: Sentence
    records: tuple[Record, ...]


ABOUT = say("About this verdict", "Over dit oordeel", "Sobre este veredicto")
"""What the facts about an answer are under, if it says nothing else."""


@dataclass(frozen=True)
class Commentary:
    """What is said about the figures of an answer.

    Attributes
    ----------
    conclusion
        The answer in short.
    blocks
        The whole of it, as it is read.
    about, facts
        A title, and under it what a reader must know of how the answer came about; printed if `facts_are_printed`.
    protection
        What is said of its protection, besides the profile's own sentence.
    method
        The page that explains the method, if there is one.
    open_lists
        Its lines of open data, if it has any, by list.
    own
        Its own pages, if it has any; else it is shown where a recommendation asks for it.
    """

    conclusion: Conclusion
    blocks: tuple[Block, ...]
    about: Value = ABOUT
    facts: tuple[NamedFact, ...] = ()
    facts_are_printed: bool = False
    protection: Value = ""
    method: MethodPage | None = None
    open_lists: tuple[OpenList, ...] = ()
    own: OwnPages | None = None


@dataclass(frozen=True)
class Answer:
    """An answer, unprotected.

    Attributes
    ----------
    numbers
        What was found, by name, in a fixed order.
    comment
        What is said of the figures that come out of disclosure control.
    partitions
        Which counts add up to less than another.
    is_published
        Whether the numbers rest on published ones alone, so that there is nothing to protect.
    deliveries
        The numbers of the deliveries that it rests on, besides those behind the tables that it speaks of.
    as_delivered
        The contract of the partner whose rows it repeats as they are, if it does.
    """

    question: ResearchQuestion
    # The order counts: protected figures come back by their places.
    numbers: Mapping[str, Number]
    comment: Callable[[Figures], Commentary]
    partitions: tuple[Partition, ...] = ()
    is_published: bool = False
    deliveries: tuple[int, ...] = ()
    as_delivered: Contract | None = None
    synthetic: bool = False
