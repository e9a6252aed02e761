"""A question about recidivism that an alliance asks of its chain, and what was found.

A cohort of the library says who is followed, from when, for how long and which new cases count. This file says where in
the chain the cases of that cohort are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from schakel_base.text import NOTHING, Text
from schakel_base.verdict import Verdict
from schakel_recidivism import Clock, Cohort, LinkageRange


@dataclass(frozen=True)
class DisposalRule:
    """A disposal is called `name` if it can be nothing but one of these concepts of an attribute."""

    name: str
    label: Text
    attribute: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class ChainCases:
    """Where the cases of a cohort are in the chain.

    Cases are the units in `cases`, of the units `person` that their rows name; those in `index` can be index cases. An
    offence is dated by an event in `committed` of a unit in `through` that the rows of a case name. The first of
    `disposals` that fits says how a case ended. Stays in custody are units too, begun and ended by events.
    Events of the person tell that somebody `died` or `emigrated`.
    """

    person: str
    cases: tuple[str, ...]
    index: tuple[str, ...]
    committed: tuple[str, ...]
    through: tuple[str, ...]
    disposals: tuple[DisposalRule, ...]
    stay: str = ""
    stay_began: str = ""
    stay_ended: str = ""
    died: str = ""
    emigrated: str = ""

    def labels_of(self, names: tuple[str, ...]) -> tuple[Text, ...]:
        """Return the labels of disposals by their names."""
        labels = {rule.name: rule.label for rule in reversed(self.disposals)}
        return tuple(labels[name] for name in names)


@dataclass(frozen=True)
class RecidivismQuestion:
    """How many persons have a new case? Asked of the chain, for all and for each concept in `show` of an attribute."""

    kind: ClassVar[str] = "recidivism"

    name: str
    title: Text
    question: Text
    cohort: Cohort
    chain: ChainCases
    kinds: Mapping[str, Text]
    attribute: str = ""
    show: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    source: Text = NOTHING
    file: str = ""


@dataclass(frozen=True)
class YearShare:
    """The share of persons with a new case by the end of a year on a clock, with its interval."""

    clock: Clock
    year: int
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class RecidivismPart:
    """What was found of one kind of recidivism in one part (`code` empty: all together)."""

    kind: str
    code: str
    persons: int
    verdict: Verdict
    shares: tuple[YearShare, ...]
    linkage: LinkageRange | None = None
