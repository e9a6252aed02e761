"""Who may sign in at the desk through another organisation's directory, and in which roles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClaimedRole:
    """A role that somebody has at the desk if the directory says something of them.

    Parameters
    ----------
    claim
        The name of a claim of OpenID Connect, such as `groups`.
    value
        What it says; of a claim with several values one is enough.
    role
        A role of the desk.
    of
        The partner, municipality or product for which they have it; empty for the whole alliance.
    """

    claim: str
    value: str
    role: str
    of: str = ""


@dataclass(frozen=True)
class SignIn:
    """A provider of OpenID Connect, and which of its claims give which roles.

    Parameters
    ----------
    issuer
        The address of the provider.
    client
        Under which name it knows this desk. The secret, where it has one, is not declared.
    """

    issuer: str
    client: str
    roles: tuple[ClaimedRole, ...]
