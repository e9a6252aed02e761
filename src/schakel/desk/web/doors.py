"""A door of the desk: an address, the right that opens it, and the function that answers.

A door without a right has to say why it is open to everybody, so none is by accident. The list of all doors is what the
application is made of, and what the test of rights walks through.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from schakel.desk.office import Office
from schakel.desk.rights import Asker, Right
from schakel.desk.visible import Visible
from schakel.publication.localisation import Localisation
from schakel_base.errors import SchakelError

_LONGEST_NUMBER = 18
"""Digits of the largest number that either database holds."""


def whole_number(text: str) -> int | None:
    """Return the number that somebody typed or sent; None where it is none from 0 on, or larger than is ever kept."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


@dataclass(frozen=True)
class Visit:
    """A request, and who asks, in which language; `form` is what was filled in, where a form was sent.

    `who` looks again who asks: a request can take hours, and rights end meanwhile.
    """

    request: Request
    office: Office
    asker: Asker
    language: Localisation
    form: FormData
    who: Callable[[], Asker]

    def now(self) -> "Visit":
        """Return this visit with the rights that the asker has at this moment."""
        return replace(self, asker=self.who())

    @cached_property
    def visible(self) -> Visible:
        """What of the alliance they see."""
        return Visible(self.office, self.asker)

    @property
    def path(self) -> dict[str, Any]:
        """The variable parts of the address."""
        return self.request.path_params

    def field(self, name: str) -> str:
        """Return what was filled in, or nothing."""
        return self.typed(name).strip()

    def typed(self, name: str) -> str:
        """Return what was filled in as it was typed, as a password is."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def address(self) -> str:
        """Return where the request comes from: of IPv6 the network, since a household has all addresses of one."""
        host = self.request.client.host if self.request.client else ""
        try:
            known = ip_address(host)
        except ValueError:
            return host
        return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else host


Answer = Callable[[Visit], Response]
Streaming = Callable[[Visit], Awaitable[Response]]
Again = Callable[[Visit, SchakelError], Response]


@dataclass(frozen=True)
class Door:
    """An address and what answers there.

    Parameters
    ----------
    path
        Under the address of the desk; a part in braces varies.
    answer
        What answers; one that streams is awaited, any other works in a thread of its own.
    right
        What somebody needs; None for everybody.
    open_because
        Why it is open to everybody.
    for_machines
        Whether it is of the API: it answers in JSON, and a token opens it.
    is_dear
        Whether it makes work or reads much, so that nobody asks it as often as a page.
    again
        The page on which somebody filled in what the answer refused: it is shown again, with what is wrong.
    """

    method: str
    path: str
    answer: Answer | Streaming
    right: Right | None = None
    open_because: str = ""
    for_machines: bool = False
    is_dear: bool = False
    again: Again | None = None

    def __post_init__(self) -> None:
        """Make sure that no door is open by accident."""
        if (self.right is None) != bool(self.open_because):
            raise ValueError(f"{self.method} {self.path}: name the right that opens it, or say why everybody may enter")
