"""A question of prevalence asks how many there are; its answer is a verdict for the whole and for each part.

What is asked, which lists are used, and what is assumed, an alliance declares. The answer is computed with the edition;
like every count it stays inside until it has passed disclosure control.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schakel_base.text import NOTHING, Text
from schakel_base.verdict import Verdict
from schakel_prevalence import PicturedRange


@dataclass(frozen=True)
class DeclaredAssumption:
    """What is said about one assumption: its `status`, the reason, and where an estimate errs if it fails (`bias`)."""

    name: str
    status: str
    reason: Text
    bias: str = ""


@dataclass(frozen=True)
class CaptureList:
    """One list: the partners who keep it together."""

    name: str
    label: Text
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """By what an answer is split: concepts (`show`) of an `attribute` of the units (`through`) that a row names."""

    attribute: str
    through: tuple[str, ...]
    show: tuple[str, ...]


@dataclass(frozen=True)
class UnitNumber:
    """A number of a unit of the chain, such as an age, from `least` to `most` in steps of `step`.

    It is what rows state of a `magnitude`, or what the concepts of an `attribute` stand for (`values`), of the units in
    `through` that they name. Without either it is the year in which the lists first have the unit.
    """

    label: Text
    least: float
    most: float
    step: float = 1
    magnitude: str = ""
    attribute: str = ""
    through: tuple[str, ...] = ()
    values: tuple[tuple[str, float], ...] = ()

    @property
    def every(self) -> tuple[float, ...]:
        """All that the number can be, from least to most."""
        if self.values:
            return tuple(sorted({value for _, value in self.values}))
        # A hair more: a tenth goes three times into 0.3, and as computed a little less.
        steps = int((self.most - self.least) / self.step + 1e-9)
        return tuple(self.least + self.step * place for place in range(steps + 1))


@dataclass(frozen=True)
class Covariates:
    """What describes the persons on the lists: `categories` and `numbers` of a published table, or numbers of `units`.

    A `pair` of lists is taken to be independent given them; without one, models are fitted within the categories.
    """

    categories: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    units: tuple[UnitNumber, ...] = ()
    pair: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrevalenceQuestion:
    """How many are there? Asked of lists of the chain, or of a published `table` of capture histories.

    An event in `begins` begins a matter of its own; any other follows from an earlier one (the same case at the next
    partner), so that its date says nothing of who comes and goes. A table has no dates; its lists can have an
    `order` in time. `missed_links` and `false_links` are shares of the links, None where nobody said.
    """

    kind: ClassVar[str] = "prevalence"

    name: str
    title: Text
    question: Text
    target: str
    assumptions: tuple[DeclaredAssumption, ...]
    replicates: int
    methods: tuple[str, ...] = ()
    unit: str = ""
    lists: tuple[CaptureList, ...] = ()
    begins: tuple[str, ...] = ()
    first_day: date = date.min
    last_day: date = date.max
    parts: Parts | None = None
    table: str = ""
    order: tuple[str, ...] = ()
    covariates: Covariates = Covariates()
    missed_links: float | None = None
    false_links: float | None = None
    notes: tuple[Text, ...] = ()
    source: Text = NOTHING
    file: str = ""

    @property
    def lists_in_words(self) -> str:
        """Who is on the lists, whatever the question is called and whatever it asks of them."""
        kept = "; ".join(sorted("+".join(sorted(one.partners)) for one in self.lists))
        return f"{self.unit} by {kept} from {self.first_day} until {self.last_day}"

    @property
    def is_corrected(self) -> bool:
        """Whether the lists are corrected for errors of linkage that were declared."""
        return bool(self.missed_links or self.false_links)


@dataclass(frozen=True)
class PartAnswer:
    """The verdict on one part (`code` empty: all together), and how many the lists have seen; of nobody no verdict.

    `certain` is how many there are at least without any model; None where that is not known, as where nobody said how
    well persons were linked. `pictured` are the figures of pictures, of lists as they were judged; `possible` is how
    many numbers of persons each drawn set in them can be of at least, for whoever knows how many are on each list.
    """

    code: str
    observed: int
    verdict: Verdict | None
    certain: int | None = None
    pictured: PicturedRange | None = None
    possible: int | None = None
