"""The part of an alliance that concerns some kinds of unit: who names them, what they belong to, what is said.

What was counted of these units is the same in the part as in the whole.
"""

from collections.abc import Iterable
from dataclasses import replace

from schakel.model.alliance import Alliance
from schakel.model.contract import Contract


def bearing_on(units: Iterable[str], alliance: Alliance) -> Alliance:
    """Return an alliance with those partners, keys, claims, events and relations that bear on some kinds of unit.

    Where persons are in their keys it is the whole alliance, since persons are linked by the rows of all partners.
    """
    kept = alliance.lineage(units)
    # What happens to children can be an event of those that they belong to.
    kept |= {event.unit for unit in kept for event in alliance.units[unit].events}
    contracts = {name: _about(kept, partner.contract) for name, partner in alliance.partners.items()}
    # A partner of whom no unit is kept can still link two persons whom others know apart.
    if any(contract.linked_keys(alliance.persons) for contract in contracts.values()):
        return alliance
    partners = {
        name: replace(alliance.partners[name], contract=contract)
        for name, contract in contracts.items()
        if contract.units
    }
    return replace(alliance, partners=partners, persons=None)


def _about(units: frozenset[str], contract: Contract) -> Contract:
    return replace(
        contract,
        units=tuple(one for one in contract.units if one.unit in units),
        events=tuple(one for one in contract.events if one.unit in units),
        relations=tuple(one for one in contract.relations if one.unit in units),
        columns=tuple(
            replace(one, units=tuple(unit for unit in one.units if unit in units)) for one in contract.columns
        ),
    )
