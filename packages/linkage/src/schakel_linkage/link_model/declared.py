"""The model of a linkage as declared: attributes, comparisons with their weights, blocking, thresholds.

Weights follow Fellegi and Sunter (1969): `m` is how often two records of one person agree at a level, `u` how often two
records of different persons do; the weight of a level is log2(m / u), and weights add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import log2
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from schakel_base.errors import RequestError
from schakel_linkage.calibration import HIGHEST_PRIOR, USUAL_DRIFT
from schakel_linkage.link_model.levels import KINDS, AttributeKind

SOURCE = "source"
"""The kind of attribute that is not compared: two records of one source are two persons."""

Rule: TypeAlias = tuple[tuple[str, str], ...]
"""A blocking rule: the attributes, and the part of each, that two records must share to be compared."""


@dataclass(frozen=True)
class LinkAttribute:
    """Something written of a person: its kind, the columns of a file that hold it, and the order of a date's parts.

    A `unique` number is of one person: two persons share it by error alone, and two numbers speak against one person.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    order: str = ""
    check: str = ""
    prefixes: bool = False
    unique: bool = False

    @property
    def rules(self) -> AttributeKind:
        """What can be asked of this kind of attribute."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class AttributeComparison:
    """At which levels an attribute is compared; `swapped_with` names the other half of a name."""

    attribute: str
    levels: tuple[str, ...]
    frequency: bool = False
    swapped_with: str = ""


@dataclass(frozen=True)
class LevelProbabilities:
    """How often records of one person (`m`), and of different persons (`u`), agree at a level.

    `g` is how often those of different persons do that are of one case; None where it is as often as among strangers.
    """

    m: float
    u: float
    g: float | None = field(default=None, repr=False)

    @property
    def weight(self) -> float:
        """The weight in bits."""
        return log2(self.m / self.u)

    @property
    def of_case(self) -> float:
        """The weight in bits for being of one case and two persons."""
        return 0.0 if self.g is None else log2(self.g / self.u)


def prior_of(matches: float, variants: int) -> float:
    """Return the weight in bits of knowing nothing of two among so many variants that each have so many matches.

    Parameters
    ----------
    matches
        How many other variants of the same person a variant has, on average.
    variants
        How many variants are compared.

    Returns
    -------
    In bits, at most 0: the more variants, the less likely two of them are one person.
    """
    # Each variant is held against all others, and only so many of these are its own person.
    chance = min(matches / max(variants - 1, 1), HIGHEST_PRIOR)
    return log2(chance / (1 - chance))


@dataclass(frozen=True)
class Trained:
    """What training gave: how many others of the same person a variant has, and the levels of each comparison.

    `join` is where to join if the model declares nothing; a pool does not ask by what it came to its thresholds.
    `companions` is how many others of its case, who are other persons, a variant has; 0 where training found no cases.
    """

    on: date
    by: str
    records: int
    matches: float
    levels: Mapping[str, Mapping[str, LevelProbabilities]]
    join: float | None = field(default=None, repr=False)
    companions: float = field(default=0.0, repr=False)

    def prior(self, variants: int) -> float:
        """Return the weight in bits of knowing nothing of two variants: the more variants, the less likely."""
        return prior_of(self.matches, variants)


@dataclass(frozen=True)
class Thresholds:
    """The weights from which records are joined, and from which a person is asked to look.

    From a difference of `drift` bits on it is said that a delivery no longer is as the model. `advised` thresholds are
    those of a model that declares no `join`: training may say where to join.

    Parameters
    ----------
    join
        In bits: pairs of this weight or more are joined.
    review
        In bits, at most `join`: pairs from here up to `join` are shown to a person.
    drift
        In bits: from this difference on, a delivery is reported as no longer like the model.
    advised
        Whether nobody declared `join`, so that training may set it.
    """

    join: float
    review: float
    drift: float = USUAL_DRIFT
    advised: bool = field(default=False, repr=False, compare=False)

    def joining_from(self, join: float) -> "Thresholds":
        """Return the thresholds with an advice taken, if nobody declared otherwise."""
        return replace(self, join=join, review=min(self.review, join)) if self.advised else self


@dataclass(frozen=True)
class Advised:
    """What training decides because nobody declared it: the `blocking`, and by which dates' frequency to weigh."""

    blocking: bool = False
    frequency: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LinkModel:
    """A declared model of linkage.

    Parameters
    ----------
    name
        What the model is called in reports.
    record
        The column with the name of each record; empty for positions.
    attributes, comparisons
        What records say of a person, and how each of these is compared; one comparison for each attribute.
    blocking
        Records are compared if they share every part of one of these rules.
    missing
        Words that mean that nothing is known, in lower case.
    cannot_link
        Names of rules that forbid pairs whatever they weigh.
    trained
        The weights; None before training.
    origin
        The attribute within which name frequencies are counted; empty for none.
    advised
        What training may decide.

    Notes
    -----
    Fellegi and Sunter 1969. Where an `origin` is declared, frequencies are counted among people of one origin.
    """

    name: str
    record: str
    attributes: tuple[LinkAttribute, ...]
    comparisons: tuple[AttributeComparison, ...]
    blocking: tuple[Rule, ...]
    thresholds: Thresholds
    missing: frozenset[str]
    cannot_link: tuple[str, ...] = ()
    trained: Trained | None = None
    origin: str = ""
    advised: Advised = Advised()

    @property
    def source(self) -> str:
        """The attribute that says from which source a record is, where none of them holds anybody twice, or empty."""
        return next((one.name for one in self.attributes if one.kind == SOURCE), "")

    @property
    def weights(self) -> Trained:
        """What training gave; refused before training, with a RequestError."""
        if self.trained is None:
            raise RequestError("The model has no weights; train it on these or other records first (--train).")
        return self.trained

    def forbidding(self, rules: tuple[str, ...]) -> "LinkModel":
        """Return the model with other rules of what cannot be one person."""
        return replace(self, cannot_link=rules)

    def names_of(self, records: pa.Table) -> pa.Array:
        """Return the name of each record, a text: in the column that the model declares, else its position, from 1."""
        if self.record:
            return pc.utf8_trim_whitespace(records[self.record].combine_chunks())
        return pc.cast(pa.array(range(1, records.num_rows + 1)), pa.string())

    def written(self, records: pa.Table, row: int) -> dict[str, str]:
        """Return what one of some records says, by attribute, as it is written; empty where it says nothing."""
        said = {one: [records[column][row].as_py() for column in one.columns] for one in self.attributes}
        return {one.name: ("-" if one.kind == "date" else " ").join(filter(None, parts)) for one, parts in said.items()}

    def attribute(self, name: str) -> LinkAttribute:
        """Return an attribute by its name."""
        return next(one for one in self.attributes if one.name == name)

    def comparison(self, name: str) -> AttributeComparison:
        """Return the comparison of an attribute."""
        return next(one for one in self.comparisons if one.attribute == name)
