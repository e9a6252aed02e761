"""What can be known at all: an indicator that counts what no partner says would always be empty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schakel.model.alliance import Attribute, Partner, Unit
from schakel.model.concept import ConceptScheme


@dataclass(frozen=True)
class Knowable:
    """The scheme of each attribute (None where it could not be read), and what the contracts make known.

    `claims` are the pairs of unit (or event) and attribute about which some partner makes claims or that a unit
    inherits, `units` the units that rows name, `speakers` the pairs of partner and unit of which the rows of that
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
        if column.attribute:
            yield column.unit, column.attribute
    for event in partner.contract.events:
        for attribute, _ in event.claims:
            yield event.event, attribute


def units_of(partner: Partner) -> Iterator[str]:
    """Return the units that the rows of a partner name."""
    yield from (key.unit for key in partner.contract.units)


def inherited(units: Mapping[str, Unit], claimed: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Return the pairs of unit and attribute that come from what is said of the unit above."""
    for unit in units.values():
        yield from ((unit.name, attribute) for attribute in unit.inherits if (unit.belongs_to, attribute) in claimed)


def spoken_of(units: Mapping[str, Unit], partner: Partner) -> Iterator[tuple[str, str]]:
    """Return the pairs of a partner and each unit that its rows name, or that belongs to one that they name."""
    named = {key.unit for key in partner.contract.units}
    yield from ((partner.name, unit.name) for unit in units.values() if {unit.name, unit.belongs_to} & named)
