"""A part of an alliance as one person may see it. Each access is recorded before it happens."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from schakel.desk.office import Office
from schakel.desk.rights import Asker, Right
from schakel.store.access_log import asked_by, reading
from schakel_base.errors import SchakelError

Seen = TypeVar("Seen")


class NotVisibleError(SchakelError):
    """The asker cannot see this: it does not exist, or it is not theirs. No form can be corrected for it."""

    def __init__(self) -> None:
        super().__init__("this page does not exist, or you may not see it")


def visible_one(found: Iterable[Seen], asked: Callable[[Seen], bool]) -> Seen:
    """Return the one that is asked for of what somebody sees.

    Raises
    ------
    NotVisibleError
        If it is not among that.
    """
    for one in found:
        if asked(one):
            return one
    raise NotVisibleError


@dataclass(frozen=True)
class VisiblePart:
    """What one person, or one machine of a partner, sees of an alliance."""

    office: Office
    asker: Asker

    def partners(self, right: Right) -> tuple[str, ...]:
        """Return the partners for which the asker has a right."""
        return tuple(one for one in self.office.alliance.partners if self.asker.may(right, one))

    def municipalities(self, right: Right) -> tuple[str, ...]:
        """Return the municipalities for which the asker has a right, by their codes."""
        return tuple(one for one in self.office.held_for["municipality"] if self.asker.may(right, municipality=one))

    def products(self, right: Right) -> tuple[str, ...]:
        """Return the products for which the asker has a right."""
        return tuple(one for one in self.office.alliance.products if self.asker.may(right, product=one))

    def require_partner(self, right: Right, partner: str) -> str:
        """Return a partner for which the asker has a right.

        Raises
        ------
        NotVisibleError
            If they do not, or there is no such partner.
        """
        if partner not in self.partners(right):
            raise NotVisibleError
        return partner

    @contextmanager
    def reading(self, action: str, purpose: str, product: str = "", **what: str) -> Iterator[None]:
        """Record a look in the access log before it is taken; of all products where none is named."""
        products = product or ", ".join(self.office.alliance.products)
        with asked_by(self.asker.name), reading(self.office.workspace, action, purpose, products, **what):
            yield
