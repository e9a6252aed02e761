"""Two compared figures: what each states about how it was counted, and the steps between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from schakel.model.definition import Aspect
from schakel.model.published_figure import PublishedFigure
from schakel.model.table import Table
from schakel_base.text import Text


@dataclass(frozen=True)
class ComparedFigure:
    """One of two figures: a cell of an edition, or a `published` one.

    `request` is how it is asked for, `words` what it says of each aspect; an aspect without words is not stated.
    `stage` is the category of its count in a comparison, empty for a published figure.
    """

    request: str
    title: Text
    words: Mapping[Aspect, Text]
    stage: str = ""
    published: PublishedFigure | None = None


@dataclass(frozen=True)
class ComparisonStep:
    """The aspects replaced at once. `stage` is the category of the count that follows, empty where none can be made."""

    aspects: tuple[Aspect, ...]
    stage: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two figures and the steps between them, unprotected: `counts` has a cell for each stage that can be counted.

    `profiles` are the disclosure profiles of the stages. `unstated` are the aspects on which one of the two figures, or
    both, says nothing.
    """

    name: str
    title: Text
    start: ComparedFigure
    end: ComparedFigure
    steps: tuple[ComparisonStep, ...]
    counts: Table | None = None
    profiles: tuple[str, ...] = ()
    unstated: tuple[Aspect, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether both figures are ours, so that every step between them is counted."""
        return bool(self.start.stage and self.end.stage)
