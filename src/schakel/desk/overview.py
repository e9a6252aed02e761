"""What a steward wants to know of each partner: the last delivery, and how many rows were refused, over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from schakel.desk.visible import DeliveredRows
from schakel.model.alliance import Alliance
from schakel_base.text import Text

MOST = 12


@dataclass(frozen=True)
class PartnerDeliveries:
    """What a partner delivered: the last deliveries first, at most twelve, and how many there are."""

    name: str
    title: Text
    last: tuple[DeliveredRows, ...]
    number: int

    @property
    def refused_share(self) -> float:
        """The share of rows of the last deliveries that was refused, from 0 to 1."""
        rows = sum(one.rows for one in self.last)
        return sum(one.refused for one in self.last) / rows if rows else 0.0


def overview(alliance: Alliance, rows: Sequence[DeliveredRows]) -> list[PartnerDeliveries]:
    """Return what each partner of an alliance delivered, in the order of the alliance.

    Parameters
    ----------
    rows
        Deliveries, the latest first.
    """
    return [
        PartnerDeliveries(name, partner.title, tuple(own[:MOST]), len(own))
        for name, partner in alliance.partners.items()
        for own in [[one for one in rows if one.partner == name]]
    ]
