"""The definition behind a cell of a table: what its indicator declares, and the categories at which the cell stands.

Of what declares a criterion nothing is kept but what decides who meets it, so that two indicators that ask the same in
other words have the same definition.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from schakel.indicators import labels
from schakel.indicators.population import population_rules
from schakel.model.alliance import Alliance
from schakel.model.definition import Aspect, Criterion, Definition
from schakel.model.indicator import QUANTITIES, Condition, DimensionRule, Indicator
from schakel.model.table import Category, Dimension, Table
from schakel_base.text import NOTHING, Text

_BETWEEN = "; "


@dataclass(frozen=True)
class Circumstances:
    """What a table does not say about itself: its edition with its reference date, the profile, the partners.

    `protection` says in words what the profile does. No partner stands for all whose rows name the unit.
    """

    edition: str
    as_of: date
    profile: str
    protection: Text = NOTHING
    source: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Place:
    """Where a cell is on one dimension of its table."""

    rule: DimensionRule
    side: Dimension
    category: Category

    @property
    def narrows(self) -> bool:
        """A total leaves nothing out, except that of a quantity: not every unit has one."""
        return self.category.level > 0 or self.rule.kind in QUANTITIES


def define(table: Table, coordinates: tuple[str, ...], alliance: Alliance, around: Circumstances) -> Definition:
    """Return how the cell of a table at some coordinates was counted.

    Parameters
    ----------
    coordinates
        A code for each dimension, in their order.
    """
    unit = table.indicator.unit
    places = list(_places(table, coordinates))
    dated = next((place for place in places if place.rule.kind == "period" and place.narrows), None)
    phases = (_criterion(place) for place in places if place.rule.kind == "phase")
    # A phase says which units are counted at all, as a condition does; every other category says how they are divided.
    others = (place for place in places if place.rule.kind not in ("period", "phase") and place.narrows)
    population = frozenset([*_conditions(table.indicator, alliance), *phases])
    classification = frozenset(_categorised(place, alliance) for place in others)
    source = around.source or speakers(unit, alliance)
    return Definition(
        unit=unit,
        source=source,
        population=population,
        date=dated.rule.event if dated else "",
        period=dated.category.code if dated else "",
        classification=classification,
        moment=around.edition,
        protection=around.profile,
        words={
            Aspect.UNIT: alliance.units[unit].plural,
            Aspect.SOURCE: labels.listed([alliance.partners[name].title for name in sorted(source)], _BETWEEN),
            Aspect.POPULATION: _said(population) or labels.word("all of them"),
            Aspect.DATE: alliance.event_label(dated.rule.event) if dated else labels.word("any date"),
            Aspect.PERIOD: dated.category.label if dated else labels.word("all periods"),
            Aspect.CLASSIFICATION: _said(classification) or labels.word("all categories"),
            Aspect.MOMENT: labels.known_on(around.as_of),
            Aspect.PROTECTION: around.protection,
        },
    )


def _places(table: Table, coordinates: tuple[str, ...]) -> Iterator[_Place]:
    for rule, side, code in zip(table.indicator.dimensions, table.dimensions, coordinates, strict=True):
        yield _Place(rule, side, next(category for category in side.categories if category.code == code))


def speakers(unit: str, alliance: Alliance) -> frozenset[str]:
    """Return the partners whose rows name a unit."""
    partners = alliance.partners.values()
    return frozenset(one.name for one in partners if unit in [key.unit for key in one.contract.units])


def _criterion(place: _Place) -> Criterion:
    label = labels.listed([place.side.label, place.category.label], ": ")
    code = place.category.code
    if place.rule.kind == "phase":
        (phase,) = (one for one in place.rule.phases if one.name == code)
        return Criterion(_bare(replace(place.rule, phases=(phase,))), "", label=label)
    # Which other concepts a table shows beside this one decides nothing about who is in it.
    show = (code,) if place.rule.kind == "attribute" else place.rule.show
    return Criterion(_bare(replace(place.rule, show=show)), code, label=label)


def _categorised(place: _Place, alliance: Alliance) -> Criterion:
    """A category, said with the edition of its scheme: the same word can mean something else in another one."""
    found = _criterion(place)
    edition = alliance.scheme_of(place.rule.attribute).edition if place.rule.attribute else ""
    said = labels.listed([found.label, labels.word("edition", edition)], ", ") if edition else found.label
    return replace(found, label=said)


def _conditions(indicator: Indicator, alliance: Alliance) -> Iterator[Criterion]:
    for condition, rule in zip(indicator.population, population_rules(indicator), strict=True):
        code = condition.concept if rule.kind == "attribute" else ""
        label = _of_condition(condition, alliance)
        said = labels.said_of("except", label) if condition.excluded else label
        yield Criterion(_bare(rule), code, condition.excluded, said)


def _of_condition(condition: Condition, alliance: Alliance) -> Text:
    if not condition.attribute:
        label = alliance.event_label(condition.event)
        return labels.since(label, condition.since) if condition.since else label
    concept = alliance.scheme_of(condition.attribute).by_notation[condition.concept]
    return labels.listed([alliance.attributes[condition.attribute].label, concept.label], ": ")


def _bare(rule: DimensionRule) -> DimensionRule:
    # Names and labels go, so that two definitions are equal if they ask the same, whatever their tables call it.
    phases = tuple(replace(one, name="", label=NOTHING) for one in rule.phases)
    return replace(rule, name="", label=NOTHING, phases=phases)


def _said(criteria: Iterable[Criterion]) -> Text:
    ordered = sorted(criteria, key=lambda one: (one.excluded, repr(one.rule), one.code))
    return labels.listed([one.label for one in ordered], _BETWEEN) if ordered else NOTHING
