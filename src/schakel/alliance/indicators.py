"""indicators/<name>.yaml: what is counted, over which dimensions, with which statistics."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schakel.alliance.declared import CountedDocument, FolderReading
from schakel.alliance.knowable import Knowable
from schakel.alliance.names import MANY
from schakel.alliance.written_out import Terms
from schakel.model.indicator import (
    AMOUNT,
    OF_QUANTITIES,
    QUANTITIES,
    Break,
    Condition,
    DimensionRule,
    ExtraAttribute,
    Indicator,
    Phase,
    Statistic,
)
from schakel_base.faults import Faults, did_you_mean
from schakel_base.nouns import noun_of
from schakel_base.text import Text

DIVERSITY = ("shannon", "shannon-interval", "simpson", "simpson-interval")
"""The kinds of statistic that describe how many categories there are and how evenly units fall into them."""


def read_indicator(reading: FolderReading, file: str, knowable: Knowable, terms: Terms) -> Indicator | None:
    """Return the indicator in a file, or None after noting why it cannot be read."""
    declared = reading.document(file, "indicator")
    if declared is None:
        return None
    indicator = terms.described(_indicator(terms.indicator(declared), file, reading.languages), declared)
    _Checks(reading, declared.document, knowable, indicator).all()
    return indicator


def check_labels(indicators: Iterable[Indicator], faults: Faults) -> None:
    """Note each indicator that counts another population than an earlier one under the same label."""
    first: dict[tuple[str, Text], Indicator] = {}
    for indicator in indicators:
        # What it counts may not be what was meant.
        if faults.in_file(indicator.file):
            continue
        earlier = first.setdefault((indicator.unit, indicator.counted), indicator)
        # Readers who meet two numbers under one name take one of them for a mistake.
        if set(earlier.population) != set(indicator.population):
            faults.add(
                f"It counts another population of the unit `{indicator.unit}` than `{earlier.name}` does; say which in "
                "`counted`, so that two numbers do not share a label.",
                indicator.file,
            )


def _indicator(value: dict[str, Any], file: str, languages: tuple[str, ...]) -> Indicator:
    breaks = tuple(_break(entry, languages) for entry in value.get("breaks", ()))
    return noun_of(Indicator, {"title": {}, "definition": {}, **value}, breaks=breaks, file=file)


def _break(entry: dict[str, Any], languages: tuple[str, ...]) -> Break:
    """A source that is one string is called the same in every language."""
    source = entry["source"]
    return noun_of(Break, entry, source=Text(dict.fromkeys(languages, source) if isinstance(source, str) else source))


@dataclass(frozen=True)
class _Checks(CountedDocument):
    indicator: Indicator

    def all(self) -> None:
        self.own_name()
        unit, units = self.indicator.unit, self.knowable.units
        # None where a contract could not be read: its partner may name the unit, so that nothing is said against it.
        if self.name("unit", unit, "unit") and units is not None and unit not in units:
            self.add(f"No partner names the unit `{unit}`, so it cannot be counted.", "unit")
        names = [dimension.name for dimension in self.indicator.dimensions]
        for index, dimension in enumerate(self.indicator.dimensions):
            if dimension.name in names[:index]:
                self.add(f"Two dimensions are called `{dimension.name}`.", "dimensions", index, "name")
            self.dimension(dimension, index)
        for index, condition in enumerate(self.indicator.population):
            self.condition(condition, "population", index)
        self.statistics()

    def condition(self, condition: Condition, *place: str | int) -> None:
        if not self.event(condition.event, self.indicator.unit, *place, "event"):
            return
        if condition.attribute:
            self.attribute(condition.attribute, condition.event or self.indicator.unit, *place, "attribute")
            self.concept(condition.attribute, condition.concept, *place, "concept")

    def dimension(self, dimension: DimensionRule, index: int) -> None:
        for field in ("event", "start", "end"):
            self.event(getattr(dimension, field), self.indicator.unit, "dimensions", index, field)
        if dimension.attribute:
            self.attribute(dimension.attribute, self.indicator.unit, "dimensions", index, "attribute")
            for field in ("show", "among"):
                for position, notation in enumerate(getattr(dimension, field)):
                    self.concept(dimension.attribute, notation, "dimensions", index, field, position)
        for attribute in (dimension.attribute if dimension.kind != "attribute" else "", *dimension.attributes):
            if self.names.has(MANY, attribute):
                sentence = f"`{attribute}` can have many values, so nothing is decided or contradicted."
                self.add(sentence, "dimensions", index)
        for position, attribute in enumerate(dimension.attributes):
            self.attribute(attribute, self.indicator.unit, "dimensions", index, "attributes", position)
        for position, phase in enumerate(dimension.phases):
            self.phase(phase, dimension.phases[:position], "dimensions", index, "phases", position)
        if dimension.magnitude:
            self.magnitude(dimension.magnitude, "dimensions", index, "magnitude")
        self.partners(dimension, index)
        for position, extra in enumerate(dimension.extra):
            self.extra(extra, dimension, "dimensions", index, "extra", position)
        # Each class runs up to where the next begins.
        if list(dimension.classes) != sorted(set(dimension.classes)):
            self.add(f"The class limits of `{dimension.name}` must increase.", "dimensions", index, "classes")

    def partners(self, dimension: DimensionRule, index: int) -> None:
        named = [speaker.name for speaker in dimension.partners]
        for position, partner in enumerate(named):
            self.speaker(partner, "dimensions", index, "partners", position, "name")
        for position, group in enumerate(dimension.together):
            for partner in group:
                if partner not in named:
                    place = ("dimensions", index, "together", position)
                    self.add(f"`{partner}` is not among the partners of `{dimension.name}`.", *place)

    def speaker(self, partner: str, *place: str | int) -> None:
        """Note a fault if a partner does not exist, or its rows never name the unit that is counted."""
        speakers, unit = self.knowable.speakers, self.indicator.unit
        if not self.name("partner", partner, *place) or speakers is None or not self.names.has("unit", unit):
            return
        if (partner, unit) not in speakers:
            self.add(f"The rows of `{partner}` never name `{unit}`, so they say nothing about it.", *place)

    def extra(self, extra: ExtraAttribute, dimension: DimensionRule, *place: str | int) -> None:
        """Every leaf of the scheme must have a value: else there are units for which nothing true can be said."""
        self.speaker(extra.partner, *place, "partner")
        if extra.name in [other.name for other in dimension.extra[: int(place[-1])]]:
            self.add(f"Two extra attributes are called `{extra.name}`.", *place, "name")
        notations = [notation for value in extra.values for notation in value]
        for notation in notations:
            self.concept(dimension.attribute, notation, *place, "values")
        scheme = self.knowable.schemes.get(dimension.attribute)
        # With a notation that does not exist what is covered is not known, and that fault is told already.
        if scheme is None or not set(notations) <= set(scheme.by_notation):
            return
        covered = scheme.leaves_of(*notations).mask
        missing = [leaf.notation for bit, leaf in enumerate(scheme.leaves) if not covered >> bit & 1]
        if missing:
            self.add(f"No value of `{extra.name}` can be given to {', '.join(missing)}.", *place, "values")

    def attribute(self, attribute: str, unit: str, *place: str | int) -> None:
        if not self.name("attribute", attribute, *place) or self.knowable.claims is None:
            return
        counted = self.indicator.unit in (self.knowable.units or ())
        if (unit, attribute) not in self.knowable.claims and counted:
            self.add(f"No partner makes a claim about `{attribute}` of `{unit}`.", *place)

    def magnitude(self, magnitude: str, *place: str | int) -> None:
        if not self.name("magnitude", magnitude, *place) or self.knowable.magnitudes is None:
            return
        unit = self.indicator.unit
        if (unit, magnitude) not in self.knowable.magnitudes and unit in (self.knowable.units or ()):
            self.add(f"No partner states the magnitude `{magnitude}` of `{unit}`.", *place)

    def phase(self, phase: Phase, earlier: tuple[Phase, ...], *place: str | int) -> None:
        if phase.name in [other.name for other in earlier]:
            self.add(f"Two phases are called `{phase.name}`.", *place, "name")
        self.event(phase.of, self.indicator.unit, *place, "of")
        if phase.through:
            self.attribute(phase.through, self.indicator.unit, *place, "through")
            for position, notation in enumerate(phase.concepts):
                self.concept(phase.through, notation, *place, "concepts", position)
        if self.names.has(MANY, phase.attribute):
            sentence = f"`{phase.attribute}` can have many values, so no event has it; count by it, or name it in"
            self.add(f"{sentence} `population`.", *place, "attribute")
        elif self.event(phase.event, self.indicator.unit, *place, "event") and phase.attribute:
            self.attribute(phase.attribute, phase.event, *place, "attribute")
            self.concept(phase.attribute, phase.concept, *place, "concept")

    def statistics(self) -> None:
        kinds = {dimension.name: dimension.kind for dimension in self.indicator.dimensions}
        many = {one.name for one in self.indicator.dimensions if self.names.has(MANY, one.attribute)}
        for index, statistic in enumerate(self.indicator.statistics):
            if statistic.along not in kinds:
                end = did_you_mean(statistic.along, kinds)
                self.add(f"There is no dimension `{statistic.along}` here{end}", "statistics", index, "along")
            elif statistic.kind in OF_QUANTITIES and kinds[statistic.along] not in QUANTITIES:
                kind = statistic.kind.replace("-", " ")
                sentence = f"A {kind} needs a duration or a magnitude, and `{statistic.along}` is not one."
                self.add(sentence, "statistics", index)
            elif statistic.kind == AMOUNT or statistic.per:
                self.amount(statistic, index)
            elif statistic.kind in DIVERSITY and (kinds[statistic.along] != "attribute" or statistic.along in many):
                sentence = f"Diversity needs an attribute of one value, and `{statistic.along}` is not one."
                self.add(sentence, "statistics", index)
            elif statistic.kind in DIVERSITY:
                self.diversity(statistic, index)

    def diversity(self, statistic: Statistic, index: int) -> None:
        """The finest categories shown must not overlap: a unit in two of them would count twice."""
        along = next(one for one in self.indicator.dimensions if one.name == statistic.along)
        scheme = self.knowable.schemes.get(along.attribute)
        if scheme is None:
            return
        leaves = {one: scheme.leaves_of(one).mask for one in scheme.finest(along.show)}
        if both := next((two for two in itertools.combinations(leaves, 2) if leaves[two[0]] & leaves[two[1]]), None):
            self.add(
                f"Diversity needs categories that do not overlap, and a unit can be both `{both[0]}` and `{both[1]}`; "
                f"name in `show` only one of them, or what is below them.",
                "statistics",
                index,
            )

    def amount(self, statistic: Statistic, index: int) -> None:
        """A sum of numbers that are not negative, of a unit or of a kind that it belongs to."""
        along = next(one for one in self.indicator.dimensions if one.name == statistic.along)
        if statistic.kind != AMOUNT:
            self.add(f"Only an amount is `per` a kind of unit; a {statistic.kind} is not.", "statistics", index, "per")
        elif along.kind != "magnitude":
            sentence = f"An amount needs a magnitude, and `{statistic.along}` is not one."
            self.add(sentence, "statistics", index)
        elif min(along.classes) < 0:
            sentence = f"An amount is of numbers from 0 on; let the classes of `{statistic.along}` begin there."
            self.add(sentence, "statistics", index)
        elif statistic.per and self.knowable.units is not None:
            above = [parent for unit, parent in sorted(self.knowable.parents) if unit == self.indicator.unit]
            if statistic.per not in above:
                end = did_you_mean(statistic.per, above)
                sentence = f"A {self.indicator.unit} belongs to no `{statistic.per}`{end}"
                self.add(sentence, "statistics", index, "per")
