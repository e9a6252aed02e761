"""A definition says how a figure was counted, aspect by aspect: with one aspect replaced, it can be counted again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from schakel.model.indicator import DimensionRule
from schakel_base.text import NOTHING, Text


class Aspect(StrEnum):
    """The aspects in which two figures that seem the same can differ, in the default order of comparison."""

    UNIT = "unit"
    DATE = "date"
    SOURCE = "source"
    POPULATION = "population"
    PERIOD = "period"
    CLASSIFICATION = "classification"
    MOMENT = "moment"
    PROTECTION = "protection"


@dataclass(frozen=True)
class Criterion:
    """What a unit must meet: to be in the category `code` of a dimension or, if `excluded`, not to be in it."""

    rule: DimensionRule
    code: str
    excluded: bool = False
    label: Text = field(default=NOTHING, compare=False)


@dataclass(frozen=True)
class Definition:
    """How a figure is counted; every field but `words` is one aspect, and equal fields mean the same.

    `population` and `classification` are what units must meet: the conditions of the indicator, and the categories of
    the cell. `date` is the event whose date falls in `period` (both empty where no period is chosen). `source` are the
    partners whose rows name the units, `moment` is the edition, `protection` the disclosure profile. `words` say each
    aspect to readers.
    """

    unit: str
    date: str
    source: frozenset[str]
    population: frozenset[Criterion]
    period: str
    classification: frozenset[Criterion]
    moment: str
    protection: str
    words: Mapping[Aspect, Text] = field(default_factory=dict, compare=False)

    def differs(self, other: "Definition", aspect: Aspect) -> bool:
        """Whether two definitions differ in an aspect."""
        # A field bears the name of its aspect, so that a new aspect is a field and nothing else.
        return bool(getattr(self, aspect.value) != getattr(other, aspect.value))

    def adopting(self, other: "Definition", *aspects: Aspect) -> "Definition":
        """Return this definition with some aspects of another."""
        words = {**self.words, **{aspect: other.words.get(aspect, NOTHING) for aspect in aspects}}
        return replace(self, words=words, **{aspect.value: getattr(other, aspect.value) for aspect in aspects})
