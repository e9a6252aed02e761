"""Who may do what: a role is a set of rights, and a person has it for one partner or for the whole alliance.

An administrator gives roles and sees no data. A role that shows what partners delivered in their own values takes two
administrators: one gives it, another confirms it. So does the role of administrator: whoever could make a second one
alone would be two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """Something that a person may do at the desk, or a machine over the API."""

    SIGNED_IN = "be signed in"
    DELIVER = "deliver for a partner"
    READ_RECEIPTS = "read the receipts and refused rows of a partner"
    MANAGE_TOKENS = "manage the tokens of a partner"
    SEE_DELIVERIES = "see how many rows each partner delivered"
    BUILD = "build an edition"
    READ_LOG = "read the access log"
    MANAGE_PEOPLE = "manage people and their roles"


@dataclass(frozen=True)
class DeskRole:
    """A role: its rights, whether it is held for one partner, and whether a second administrator confirms it."""

    rights: frozenset[Right]
    of_partner: bool = False
    takes_two: bool = False


def _role(*rights: Right, of_partner: bool = False, takes_two: bool = False) -> DeskRole:
    return DeskRole(frozenset(rights), of_partner, takes_two)


ROLES: Mapping[str, DeskRole] = {
    "supplier": _role(
        Right.DELIVER, Right.READ_RECEIPTS, Right.MANAGE_TOKENS, of_partner=True, takes_two=True
    ),
    "statistician": _role(Right.SEE_DELIVERIES, Right.BUILD),
    "privacy-officer": _role(Right.READ_LOG),
    "auditor": _role(Right.SEE_DELIVERIES, Right.READ_LOG),
    "administrator": _role(Right.MANAGE_PEOPLE, takes_two=True),
}  # fmt: skip
"""The roles of a desk. A new one is an entry here: pages, rights and their test follow."""


@dataclass(frozen=True)
class Grant:
    """A role that somebody has; `partner` is empty where the role is held for the whole alliance."""

    role: str
    partner: str = ""

    def gives(self, right: Right, partner: str = "") -> bool:
        """Whether it gives a right, for a partner where one is named."""
        role = ROLES.get(self.role)
        # A role that a later version dropped gives nothing.
        return (
            role is not None and right in role.rights and (not self.partner or not partner or self.partner == partner)
        )


@dataclass(frozen=True)
class Asker:
    """Who asks: a person who signed in, or the machine of a partner by its token.

    Parameters
    ----------
    name
        As the access log and the database name them: an e-mail address, or a partner with the name of a token.
    grants
        What they may do now; empty for a stranger.
    person
        The number of the person; None for a stranger and a machine.
    token
        The number of the token; None for people.
    title
        As pages name them.
    """

    name: str = ""
    grants: tuple[Grant, ...] = ()
    person: int | None = None
    token: int | None = None
    scopes: frozenset[Right] | None = None
    title: str = ""

    def may(self, right: Right, partner: str = "") -> bool:
        """Whether they have a right, for a partner where one is named; a token no more than its scopes."""
        if right is Right.SIGNED_IN:
            # Whoever was let in sees where to ask for a role; a machine sees no page.
            return self.person is not None
        in_scope = self.scopes is None or right in self.scopes
        return in_scope and any(grant.gives(right, partner) for grant in self.grants)

    def partners(self, right: Right, all_partners: Iterable[str]) -> tuple[str, ...]:
        """Return the partners for which they have a right."""
        return tuple(partner for partner in all_partners if self.may(right, partner))


STRANGER = Asker()
"""Somebody who is not signed in."""
