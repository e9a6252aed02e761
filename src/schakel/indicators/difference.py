"""Why do two figures differ? Replaces one aspect of the definition at a time.

An aspect that cannot be replaced alone (a unit that has no such date) is replaced together with as few others as make a
definition that can be counted. Which aspect comes first changes what each step counts, never the whole: the order is a
choice, and shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from schakel.indicators import labels
from schakel.indicators.kind import Context
from schakel.model.alliance import Alliance
from schakel.model.definition import Aspect, Criterion, Definition
from schakel.model.indicator import DimensionRule
from schakel.model.published_figure import PublishedFigure
from schakel_base.errors import RequestError
from schakel_base.text import Text


@dataclass(frozen=True)
class Stage:
    """A definition on the way, and the aspects that were replaced to reach it (none at the start)."""

    definition: Definition
    replaced: tuple[Aspect, ...] = ()


def route(
    start: Definition, end: Definition, order: Sequence[Aspect], is_countable: Callable[[Definition], bool]
) -> tuple[Stage, ...]:
    """Return the way from one definition to another, replacing the aspects that differ in the given order.

    Parameters
    ----------
    order
        All aspects, the first to be replaced first.

    Returns
    -------
    tuple of Stage
        From `start` to `end`, both included.
    """
    stages, left = [Stage(start)], [aspect for aspect in order if start.differs(end, aspect)]
    while left:
        now = _next(stages[-1].definition, end, left, is_countable)
        stages.append(Stage(stages[-1].definition.adopting(end, *now), now))
        left = [aspect for aspect in left if aspect not in now]
    return tuple(stages)


def orders(start: Definition, end: Definition) -> tuple[tuple[Aspect, ...], ...]:
    """Return orders worth comparing: the declared one, each aspect that differs put first, and the opposite one."""
    declared = tuple(Aspect)
    leading = (whole_order([aspect.value]) for aspect in declared if start.differs(end, aspect))
    return tuple(dict.fromkeys([declared, *leading, declared[::-1]]))


def _next(
    current: Definition, end: Definition, left: Sequence[Aspect], is_countable: Callable[[Definition], bool]
) -> tuple[Aspect, ...]:
    """The aspect that comes first, and as few others as must be replaced with it; in the end, all that are left."""
    first, others = left[0], left[1:]
    # By size first: the smaller the group of aspects that change together, the more a step explains.
    for size in range(len(others)):
        for companions in combinations(others, size):
            if is_countable(current.adopting(end, first, *companions)):
                return (first, *companions)
    # All that are left at once is the definition at the end, which can be counted since it was counted.
    return tuple(left)


def whole_order(wanted: Iterable[str]) -> tuple[Aspect, ...]:
    """Return all aspects, those that are wanted first.

    Raises
    ------
    RequestError
        If there is no such aspect.
    """
    first = []
    for name in wanted:
        if name not in [aspect.value for aspect in Aspect]:
            known = ", ".join(aspect.value for aspect in Aspect)
            raise RequestError(f"figures do not differ in {name}; the aspects are {known}")
        first.append(Aspect(name))
    return tuple(dict.fromkeys([*first, *Aspect]))


def is_countable(definition: Definition, alliance: Alliance) -> bool:
    """Whether the deliveries can say about the unit all that a definition asks.

    Parameters
    ----------
    definition
        Its events must be of the unit or of what that belongs to, its attributes claimed by somebody, and one
        partner of its source at least must name the unit.
    """
    context = Context(alliance, definition.unit)
    kin = {definition.unit, *alliance.units[definition.unit].belongs_to}
    events, attributes = set(_events(definition)), set(_attributes(definition))
    speakers = {
        name for name, partner in alliance.partners.items() if kin & {key.unit for key in partner.contract.units}
    }
    return (
        # An event of the parent happened to the unit as well; one of any other kind of unit did not.
        all(context.unit_of_event(event) in kin for event in events)
        and all(context.claimants(attribute) for attribute in attributes)
        and bool(definition.source & speakers)
    )


def _rules(criteria: Iterable[Criterion]) -> Iterator[DimensionRule]:
    yield from (criterion.rule for criterion in criteria)


def _events(definition: Definition) -> Iterator[str]:
    if definition.date:
        yield definition.date
    for rule in _rules(definition.population | definition.classification):
        yield from (event for event in (rule.event, rule.start, rule.end) if event)
        yield from (phase.event for phase in rule.phases)


def _attributes(definition: Definition) -> Iterator[str]:
    """The attributes of the unit itself; those of an event belong to the event."""
    for rule in _rules(definition.population | definition.classification):
        yield from (attribute for attribute in (rule.attribute, *rule.attributes) if attribute)


def words_of(figure: PublishedFigure) -> dict[Aspect, Text]:
    """Return how a published figure was counted: as declared, else as its line says.

    Returns
    -------
    dict of Text by Aspect
        In the words of its source; an aspect of which it says nothing has an empty text or is absent.
    """
    said = {
        Aspect.UNIT: figure.unit,
        Aspect.POPULATION: figure.measure,
        Aspect.PERIOD: Text(dict.fromkeys(labels.LANGUAGES, figure.years)),
        Aspect.MOMENT: labels.word(figure.status.value),
        Aspect.PROTECTION: labels.word(f"said {figure.precision.value}"),
    }
    return said | dict(figure.definition)


def compare_words(
    start: Mapping[Aspect, Text], end: Mapping[Aspect, Text], order: Sequence[Aspect], language: str
) -> tuple[tuple[Aspect, ...], tuple[Aspect, ...]]:
    """Return the aspects on which two figures differ, and those on which one of them says nothing.

    Equal words in `language` mean the same, capitals apart.
    """
    stated = [aspect for aspect in order if start.get(aspect) and end.get(aspect)]
    said = [
        (start[aspect].in_language(language).casefold(), end[aspect].in_language(language).casefold())
        for aspect in stated
    ]
    different = tuple(aspect for aspect, (one, other) in zip(stated, said, strict=True) if one != other)
    return different, tuple(aspect for aspect in order if aspect not in stated)
