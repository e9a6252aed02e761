"""What can be known at all: an indicator that counts what no partner says would always be empty."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from schakel.model.alliance import Attribute, Partner, Unit
from schakel.model.concept import ConceptScheme


@dataclass(frozen=True)
class Knowable:
    """The scheme of each attribute (None where it could not be read), and what the contracts make known.

    `claims` are the pairs of unit (or event) and attribute about which some partner makes claims or that a unit
    inherits, `units` the units that rows name, `speakers` the pairs of partner and unit for which the rows of that
    partner name the unit or the one it belongs to. All are None where not every contract is sound.
    """

    schemes: Mapping[str, ConceptScheme | None]
    claims: frozenset[tuple[str, str]] | None = None
    units: frozenset[str] | None = None
    speakers: frozenset[tuple[str, str]] | None = None


def schemes_of(
    attributes: Mapping[str, Attribute], schemes: Mapping[str, ConceptScheme | None]
) -> dict[str, ConceptScheme | None]:
    """Return the scheme of each attribute."""
    return {name: schemes.get(attribute.scheme) for name, attribute in attributes.items()}


def claims_of(partner: Partner) -> Iterator[tuple[str, str]]:
    """Return the pairs of unit (or event) and attribute about which a partner makes claims."""
    for column in partner.contract.columns:
        yield from ((unit, column.attribute) for unit in column.units)
    for event in partner.contract.events:
        for attribute, _ in event.claims:
            yield event.event, attribute


def units_of(partner: Partner) -> Iterator[str]:
    """Return the units that the rows of a partner name."""
    yield from (key.unit for key in partner.contract.units)


def inherited(
    units: Mapping[str, Unit], claimed: set[tuple[str, str]], named: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Return the pairs of unit and attribute that come from a unit above, by way of units that rows name."""
    for unit in units.values():
        for attribute in unit.inherits:
            if any((source, attribute) in claimed for source in _above(unit, units, attribute, named)):
                yield unit.name, attribute


def _above(unit: Unit, units: Mapping[str, Unit], attribute: str, named: Collection[str]) -> Iterator[str]:
    """The units from which a unit has an attribute, each once: declarations may still run in a circle."""
    seen = {unit.name, *(units.keys() - named)}
    while attribute in unit.inherits and unit.belongs_to in units and unit.belongs_to not in seen:
        seen.add(unit.belongs_to)
        yield unit.belongs_to
        unit = units[unit.belongs_to]


def spoken_of(units: Mapping[str, Unit], partner: Partner) -> Iterator[tuple[str, str]]:
    """Return the pairs of a partner and each unit that its rows name, or that belongs to one that they name."""
    named = {key.unit for key in partner.contract.units}
    yield from ((partner.name, unit.name) for unit in units.values() if {unit.name, unit.belongs_to} & named)
