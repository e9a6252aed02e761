"""What a steward needs to know about each partner: the last delivery, and the rows refused over time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schakel.desk.visible.deliveries import DeliveredRows
from schakel.model.alliance import Alliance, Partner
from schakel.model.rhythm import Expected, expected
from schakel.store.editions import Manifest
from schakel_base.text import Text

MOST = 12


@dataclass(frozen=True)
class PartnerDeliveries:
    """What a partner delivered: the last deliveries first, at most twelve, and how many there are; and what was due."""

    name: str
    title: Text
    last: tuple[DeliveredRows, ...]
    number: int
    due: tuple[Expected, ...] = ()

    @property
    def late(self) -> tuple[Expected, ...]:
        """What should be here and is not, the latest period first."""
        return tuple(one for one in self.due if one.is_late and one.came is None)

    @property
    def refused_share(self) -> float:
        """The share of rows of the last deliveries that was refused, from 0 to 1."""
        rows = sum(one.rows for one in self.last)
        return sum(one.refused for one in self.last) / rows if rows else 0.0


def overview(alliance: Alliance, rows: Sequence[DeliveredRows], today: date) -> list[PartnerDeliveries]:
    """Return what each partner of an alliance delivered, in the order of the alliance.

    Parameters
    ----------
    rows
        Deliveries, the latest first.
    """
    return [
        PartnerDeliveries(name, partner.title, tuple(own[:MOST]), len(own), _due(partner, own, today))
        for name, partner in alliance.partners.items()
        for own in [[one for one in rows if one.partner == name]]
    ]


def _due(partner: Partner, rows: Sequence[DeliveredRows], today: date) -> tuple[Expected, ...]:
    rhythm = partner.contract.rhythm
    came = [(one.delivered, one.covers) for one in rows if one.accepted and not one.is_refused]
    return tuple(expected(rhythm, came, today)) if rhythm else ()


@dataclass(frozen=True)
class ComparedEdition:
    """An edition beside the one before it.

    Parameters
    ----------
    deliveries
        How many it is made from.
    more, fewer
        How many deliveries of each partner came to it, and went from it; none of the first, which has none before it.
    changed
        Whether the declarations, or the code, are others than those of the one before.
    """

    name: str
    as_of: date
    deliveries: int
    more: Mapping[str, int]
    fewer: Mapping[str, int]
    changed: tuple[bool, bool]


def compared(editions: Iterable[Manifest], partners: Mapping[int, str]) -> list[ComparedEdition]:
    """Return editions by reference date, the latest first, each beside the one before it.

    Parameters
    ----------
    partners
        Of whom each delivery is, by its number.
    """
    ordered = sorted(editions, key=lambda one: (one.as_of, max(one.deliveries, default=0), one.name))
    found = []
    for before, one in zip([None, *ordered], ordered, strict=False):
        has = set(one.deliveries)
        had = set(before.deliveries) if before else has
        more, fewer = (Counter(partners.get(number, "") for number in numbers) for numbers in (has - had, had - has))
        others = (one.declarations != before.declarations, one.code != before.code) if before else (False, False)
        found.append(ComparedEdition(one.name, one.as_of, len(has), more, fewer, others))
    return found[::-1]
