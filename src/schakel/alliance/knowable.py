"""Checks that an indicator can have units: if no partner reports what it counts, it would always be empty."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from schakel.model.alliance import Attribute, Partner, Unit
from schakel.model.concept import ConceptScheme
from schakel.model.contract import EventRule
from schakel_base.faults import Faults


@dataclass(frozen=True)
class Knowable:
    """The scheme of each attribute (None where it could not be read), and what the contracts make known.

    `claims` are the pairs of unit (or event) and attribute about which some partner makes claims or that a unit
    inherits, `units` the units that rows name, `speakers` the pairs of partner and unit for which the rows of that
    partner name the unit or the one it belongs to. `events` is the unit to which each event happens, and
    `known_events` are the pairs of unit and event that can be counted, by what happens to the unit above as well.
    `magnitudes` are the pairs of unit and magnitude that some partner states, `of_children` the events that units have
    by what happens to others, `parents` the pairs of unit and unit that it belongs to.
    All others are None where not every contract is sound.
    """

    schemes: Mapping[str, ConceptScheme | None]
    claims: frozenset[tuple[str, str]] | None = None
    units: frozenset[str] | None = None
    speakers: frozenset[tuple[str, str]] | None = None
    events: Mapping[str, str] | None = None
    known_events: frozenset[tuple[str, str]] | None = None
    magnitudes: frozenset[tuple[str, str]] | None = None
    of_children: frozenset[str] = frozenset()
    parents: frozenset[tuple[str, str]] = frozenset()


def schemes_of(
    attributes: Mapping[str, Attribute], schemes: Mapping[str, ConceptScheme | None]
) -> dict[str, ConceptScheme | None]:
    """Return the scheme of each attribute."""
    return {name: schemes.get(attribute.scheme) for name, attribute in attributes.items()}


def knowable_from(
    partners: Collection[Partner], units: Mapping[str, Unit], schemes: Mapping[str, ConceptScheme | None]
) -> Knowable:
    """Return what the contracts of partners make known; `schemes` are those of attributes."""
    linked, events = _linked(units, partners), happenings_of(partners)
    claimed = {pair for partner in partners for pair in _claims_of(partner)}
    for unit in units.values():
        for one in unit.events:
            events[one.name] = unit.name
            claimed |= {(one.name, attribute) for event, attribute in claimed if event == one.event}
    named = frozenset(unit for partner in partners for unit in _units_of(partner))
    claims = frozenset(claimed | set(_inherited(linked, claimed, named)))
    speakers = frozenset(pair for partner in partners for pair in _spoken_of(units, partner))
    magnitudes = frozenset(pair for partner in partners for pair in _magnitudes_of(partner))
    of_children = frozenset(one.name for unit in units.values() for one in unit.events)
    known = frozenset(_known_of(linked, events))
    parents = frozenset((unit.name, parent) for unit in units.values() for parent in unit.belongs_to)
    return Knowable(schemes, claims, named, speakers, events, known, magnitudes, of_children, parents)


def check_events(partners: Iterable[Partner], faults: Faults) -> None:
    """Note each event that contracts report for different kinds of unit: only one kind would be counted."""
    first: dict[str, tuple[EventRule, str]] = {}
    for contract in (partner.contract for partner in partners):
        for rule in contract.events:
            earlier, file = first.setdefault(rule.event, (rule, contract.file))
            if earlier.unit != rule.unit:
                faults.add(
                    f"The event `{rule.event}` happens to `{rule.unit}` here and to `{earlier.unit}` in line "
                    f"{earlier.line} of {file}; give one of the two another name.",
                    contract.file,
                    rule.line,
                )


def _claims_of(partner: Partner) -> Iterator[tuple[str, str]]:
    """Return the pairs of unit (or event) and attribute about which a partner makes claims."""
    for column in partner.contract.columns:
        yield from ((unit, column.attribute) for unit in column.units)
    for event in partner.contract.events:
        for attribute, _ in event.claims:
            yield event.event, attribute


def _magnitudes_of(partner: Partner) -> Iterator[tuple[str, str]]:
    """Return the pairs of unit and magnitude that a partner states."""
    stated = (column.stated for column in partner.contract.columns)
    yield from ((one.unit, one.magnitude) for one in stated if one)


def _units_of(partner: Partner) -> Iterator[str]:
    """Return the units that the rows of a partner name."""
    yield from (key.unit for key in partner.contract.units)


def _linked(units: Mapping[str, Unit], partners: Collection[Partner]) -> dict[str, Unit]:
    """Return units as rows link them: one belongs to another only where the rows of a partner name both."""
    named = [set(_units_of(partner)) for partner in partners]
    return {
        name: replace(unit, belongs_to=tuple(to for to in unit.belongs_to if any({name, to} <= one for one in named)))
        for name, unit in units.items()
    }


def happenings_of(partners: Iterable[Partner]) -> dict[str, str]:
    """Return the unit to which each event happens."""
    return {rule.event: rule.unit for partner in partners for rule in partner.contract.events}


def spans_of(partners: Iterable[Partner]) -> dict[str, str]:
    """Return the events whose contract gives only the `year` or the `month`."""
    contracts = [partner.contract for partner in partners]
    return {rule.event: span for one in contracts for rule in one.events if (span := one.span_of(rule))}


def _known_of(units: Mapping[str, Unit], events: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the pairs of a unit and each event that happens to it, or to the unit that it belongs to."""
    for unit in units.values():
        yield from ((unit.name, event) for event, to in events.items() if to in (unit.name, *unit.belongs_to))


def _inherited(
    units: Mapping[str, Unit], claimed: set[tuple[str, str]], named: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Return the pairs of unit and attribute that come from a unit above, by way of units that rows name."""
    for unit in units.values():
        for attribute in unit.inherits:
            if any((source, attribute) in claimed for source in _above(unit, units, attribute, named)):
                yield unit.name, attribute


def _above(unit: Unit, units: Mapping[str, Unit], attribute: str, named: Collection[str]) -> Iterator[str]:
    """The units from which a unit has an attribute, each once: declarations may still run in a circle."""
    seen, waiting = {unit.name, *(units.keys() - named)}, [unit]
    while waiting:
        below = waiting.pop()
        for above in below.belongs_to if attribute in below.inherits else ():
            if above in units and above not in seen:
                seen.add(above)
                yield above
                waiting.append(units[above])


def _spoken_of(units: Mapping[str, Unit], partner: Partner) -> Iterator[tuple[str, str]]:
    """Return the pairs of a partner and each unit that its rows name, or that belongs to one that they name."""
    named = {key.unit for key in partner.contract.units}
    yield from ((partner.name, unit.name) for unit in units.values() if {unit.name, *unit.belongs_to} & named)
