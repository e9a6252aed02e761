"""Who may do what: a role is a set of rights, held for one partner, municipality or product, or the whole alliance.

An administrator gives roles and sees no data. A role that shows what partners delivered in their own values takes two
administrators: one gives it, another confirms it. So does the role of administrator: whoever could make a second one
alone would be two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """Something that a person may do at the desk, or a machine over the API."""

    SIGNED_IN = "be signed in"
    DELIVER = "deliver for a partner"
    READ_RECEIPTS = "read the receipts and refused rows of a partner"
    FOLLOW_JOBS = "follow how files of a partner are checked"
    FOLLOW_FEED = "follow what a partner delivered, in counts"
    MANAGE_TOKENS = "manage the tokens of a partner"
    FILL_IN = "fill in the forms of a partner"
    SEE_DELIVERIES = "see how many rows each partner delivered"
    PROPOSE_MAPPINGS = "propose lines of the mapping of a partner"
    BUILD = "build an edition"
    READ_LOG = "read the access log"
    RECORD_SIGNALS = "record signals for a partner"
    ASSESS = "answer for a municipality"
    JUDGE_PAIRS = "judge whether two records are of one person"
    ASK = "ask for tables that nobody declared"
    SEE_GATE = "see what waits to be released"
    RELEASE = "judge releases, and release what another one approved"
    SEE_RESEARCH = "see extracts that were asked for and outputs that were brought"
    USE_EXTRACTS = "use extracts under a product"
    MANAGE_PEOPLE = "manage people and their roles"


@dataclass(frozen=True)
class DeskRole:
    """A role.

    Parameters
    ----------
    held_for
        For one of what it is held: `partner`, `municipality` or `product`; empty for the whole alliance.
    takes_two
        Whether a second administrator confirms it.
    """

    rights: frozenset[Right]
    held_for: str = ""
    takes_two: bool = False


def _role(*rights: Right, held_for: str = "", takes_two: bool = False) -> DeskRole:
    return DeskRole(frozenset(rights), held_for, takes_two)


ROLES: Mapping[str, DeskRole] = {
    "supplier": _role(
        Right.DELIVER,
        Right.READ_RECEIPTS,
        Right.FOLLOW_JOBS,
        Right.FOLLOW_FEED,
        Right.MANAGE_TOKENS,
        Right.FILL_IN,
        held_for="partner",
        takes_two=True,
    ),
    "signal-officer": _role(Right.RECORD_SIGNALS, Right.FILL_IN, held_for="partner", takes_two=True),
    "municipal-officer": _role(Right.ASSESS, held_for="municipality"),
    "clerk": _role(Right.JUDGE_PAIRS, takes_two=True),
    "steward": _role(Right.SEE_DELIVERIES, Right.PROPOSE_MAPPINGS),
    "statistician": _role(Right.SEE_DELIVERIES, Right.PROPOSE_MAPPINGS, Right.BUILD, Right.SEE_GATE, Right.ASK),
    "releaser": _role(Right.SEE_GATE, Right.RELEASE, Right.ASK, Right.SEE_RESEARCH),
    "researcher": _role(Right.SEE_RESEARCH, Right.USE_EXTRACTS, held_for="product", takes_two=True),
    "privacy-officer": _role(Right.READ_LOG),
    "auditor": _role(Right.SEE_DELIVERIES, Right.READ_LOG, Right.SEE_GATE),
    "administrator": _role(Right.MANAGE_PEOPLE, takes_two=True),
}  # fmt: skip
"""The roles of a desk. A new one is an entry here: pages, rights and their test follow."""


@dataclass(frozen=True)
class Grant:
    """A role that somebody has; `of` names the partner, municipality or product that it is held for, if any."""

    role: str
    of: str = ""

    def gives(self, right: Right, of: Mapping[str, str]) -> bool:
        """Whether it gives a right, for the partner, municipality or product that is named, if any is."""
        role = ROLES.get(self.role)
        # A role that a later version dropped gives nothing.
        return role is not None and right in role.rights and of.get(role.held_for, "") in ("", self.of)


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

    def may(self, right: Right, partner: str = "", municipality: str = "", product: str = "") -> bool:
        """Whether they have a right, for what is named of these three; a token no more than its scopes."""
        if right is Right.SIGNED_IN:
            # Whoever was let in sees where to ask for a role; a machine sees no page.
            return self.person is not None
        in_scope = self.scopes is None or right in self.scopes
        of = {"partner": partner, "municipality": municipality, "product": product}
        return in_scope and any(grant.gives(right, of) for grant in self.grants)


STRANGER = Asker()
"""Somebody who is not signed in."""
