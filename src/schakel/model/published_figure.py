"""A published figure is a number that somebody else published: shown with its source, never mixed with our counts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from schakel.model.definition import Aspect
from schakel.model.indicator import Status
from schakel.model.sentence import Capital, Joined, Sentence, Value, say
from schakel_base.text import NOTHING, Text


class Precision(StrEnum):
    """How exactly a source gives its number."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"


@dataclass(frozen=True)
class PublishedFigure:
    """`value` (up to `value_to`, if the source gives a range) of `measure`, over the years `year_from` to `year_to`.

    Figures that share the name of a `conflict` speak of nearly the same and differ. `definition` is what its source
    says of how it was counted, aspect by aspect; an aspect that it leaves out is not stated.

    Parameters
    ----------
    precision
        How exact the number is, as its source says.
    source
        A document, so that a reader can find the number.
    verified
        Whether somebody saw the number in that document.
    """

    id: str
    year_from: int
    year_to: int
    phase: str
    measure: Text
    value: float
    value_to: float | None
    precision: Precision
    unit: Text
    status: Status
    source: str
    verified: bool
    conflict: str = ""
    note: Text = NOTHING
    definition: Mapping[Aspect, Text] = field(default_factory=dict)

    @property
    def is_limit(self) -> bool:
        """Whether its source gives only what it lies below or above: then no number can be compared with it."""
        return self.precision in (Precision.MORE_THAN, Precision.LESS_THAN)

    @property
    def years(self) -> str:
        """The year, or the first and the last with an en dash between them."""
        return f"{self.year_from}" if self.year_from == self.year_to else f"{self.year_from}–{self.year_to}"

    @property
    def limits(self) -> tuple[float, float]:
        """The numbers between which it lies, as exactly as its source gives it."""
        if self.precision is Precision.LESS_THAN:
            # Published figures are counts of whole units: fewer than 20 is 19 at most.
            return 0, self.value - 1
        if self.precision is Precision.MORE_THAN:
            return self.value + 1, math.inf
        return self.value, self.value_to or self.value

    @property
    def said(self) -> Sentence:
        """The number as exactly as its source gives it: `about 250`, `17–20`."""
        numbers = (self.value,) if self.value_to is None else (self.value, self.value_to)
        return replace(_SAID[self.precision], values={"number": Joined(numbers, "–")})


_SAID = {
    Precision.EXACT: say("{number}"),
    Precision.ABOUT: say("about {number}", "ongeveer {number}", "alrededor de {number}"),
    Precision.MORE_THAN: say("more than {number}", "meer dan {number}", "más de {number}"),
    Precision.LESS_THAN: say("fewer than {number}", "minder dan {number}", "menos de {number}"),
}


def title_of_conflict(figures: Sequence[PublishedFigure]) -> Value:
    """Return what figures that differ are called together: what they count, when, and what each says about it."""
    units = Joined(tuple(dict.fromkeys(figure.unit for figure in figures)), ", ")
    what = Capital(Joined((units, " / ".join(dict.fromkeys(figure.years for figure in figures))), ", "))
    # Two documents may give one number; it is asked about once.
    different = {(one.precision, one.value, one.value_to): one for one in figures}
    *others, last = (one.said for one in different.values())
    if not others:
        return what
    question = ("{what}: {figures} or {last}?", "{what}: {figures} of {last}?", "{what}: ¿{figures} o {last}?")
    return say(*question, what=what, figures=Joined(tuple(others), ", "), last=last)
