"""Which deliveries have rows again that came in an earlier one, of units without a key: each of these counts twice.

The same file, delivered again, is known by its content, and rows with a key supersede each other. Written in another
order, or with rows of another period besides, it is another file, and nothing tells its rows from further units.
"""

from collections.abc import Iterator, Mapping

from schakel.chain.spoken import come_again_query, repeated
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.store.engine import Input, connect
from schakel_base.errors import Fault, message

FEWEST = 10
"""Of fewer rows that come again nothing is told: that may be chance."""
CLEARLY = 2
"""So many times the share of rows that stand in one delivery twice is more than chance: these were written so."""

_AGAIN = message(
    "{again} of the {rows} rows of delivery {delivery} of {partner} say in all columns that are used what rows of an "
    "earlier delivery say (most often {first}), and each counts again as a unit `{unit}`, which has no key. If they "
    "are the same, withdraw delivery {delivery}, name the unit by a key, or declare that each file is a `snapshot`."
)


def remarks_on_coming_again(alliance: Alliance, chain: Mapping[str, Input]) -> tuple[Fault, ...]:
    """Return a sentence for each delivery of which clearly more rows came before than chance explains."""
    contracts = (partner.contract for partner in alliance.partners.values())
    return tuple(fault for contract in contracts for fault in _remarks(contract, chain))


def _remarks(contract: Contract, chain: Mapping[str, Input]) -> Iterator[Fault]:
    units = [key.unit for key in contract.units if not key.columns]
    if not units:
        return
    with connect({"repeated": chain[repeated(contract.partner)]}) as connection:
        [(some,)] = connection.execute("SELECT count(*) FROM repeated").fetchall()
    if some < FEWEST:
        return
    query = come_again_query(contract.partner, units[0])
    with connect({name: chain[name] for name in query.tables}) as connection:
        found = connection.execute(query.sql).fetchall()
    for delivery, rows, again, first, within, is_whole in found:
        if again >= FEWEST and (is_whole or again > CLEARLY * within * rows):
            said = {"again": again, "rows": rows, "delivery": delivery, "first": first}
            yield Fault(_AGAIN, fields={**said, "partner": contract.partner, "unit": units[0]})
