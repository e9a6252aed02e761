"""Tokens: by which a machine of a partner asks, for as long as its maker says, and for no more than it may.

Whoever made a token knows its word. So it lets nobody in any more once its maker may make none for that partner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, select

from schakel.desk.database.tables import TOKENS
from schakel.desk.people import find_person, now
from schakel.desk.rights import STRANGER, Asker, Grant, Right
from schakel.desk.secrets import digest, new_word
from schakel_base.errors import RequestError

SCOPES = {
    "deliver": frozenset({Right.DELIVER, Right.FOLLOW_JOBS}),
    "receipts": frozenset({Right.READ_RECEIPTS, Right.FOLLOW_JOBS}),
    "feed": frozenset({Right.FOLLOW_FEED}),
}
LONGEST_DAYS = 400
_PREFIX = "schakel_"
"""So that programs that look for secrets in code know one of ours."""


@dataclass(frozen=True)
class Token:
    """A token as its partner sees it: never the word itself."""

    number: int
    name: str
    partner: str
    scopes: tuple[str, ...]
    made_by: str
    ends: datetime
    is_ended: bool


def make_token(connection: Connection, partner: str, name: str, scopes: Sequence[str], days: int, by: str) -> str:
    """Make a token of a partner, and return its word, which is shown once.

    Parameters
    ----------
    scopes
        What it may do: names of `SCOPES`.
    days
        After how many days it ends.

    Raises
    ------
    RequestError
        If it has no name, no scope, or would never end.
    """
    if not name.strip() or not scopes or set(scopes) - set(SCOPES):
        raise RequestError("give a token a name, and at least one of {scopes}", scopes=", ".join(SCOPES))
    if not 1 <= days <= LONGEST_DAYS:
        raise RequestError("a token ends after 1 to {number} days", number=LONGEST_DAYS)
    word = _PREFIX + new_word()
    about = {"name": name.strip(), "partner": partner, "scopes": sorted(scopes), "made_by": by}
    times = {"made": now(), "ends": now() + timedelta(days=days)}
    connection.execute(TOKENS.insert().values(digest=digest(word), **about, **times))
    return word


def tokens(connection: Connection, partners: Sequence[str]) -> list[Token]:
    """Return the tokens of some partners, the latest first."""
    rows = connection.execute(select(TOKENS).where(TOKENS.c.partner.in_(partners)).order_by(TOKENS.c.id.desc()))
    return [_token(connection, row) for row in rows]


def _token(connection: Connection, row: Any) -> Token:
    ended = row.ended is not None or row.ends < now() or not _may_make(connection, row.made_by, row.partner)
    return Token(row.id, row.name, row.partner, tuple(row.scopes), row.made_by, row.ends, ended)


def end_token(connection: Connection, number: int, partners: Sequence[str]) -> bool:
    """End a token of one of some partners; say whether there was one."""
    standing = and_(TOKENS.c.id == number, TOKENS.c.partner.in_(partners), TOKENS.c.ended.is_(None))
    return connection.execute(TOKENS.update().where(standing).values(ended=now())).rowcount > 0


def asker_of_token(connection: Connection, word: str) -> Asker:
    """Return who asks with a token: the machine of a partner, within its scopes; a stranger if it has ended.

    So it has where its maker has left, or no longer has the role in which they made it.
    """
    standing = and_(TOKENS.c.digest == digest(word), TOKENS.c.ended.is_(None), TOKENS.c.ends > now())
    row = connection.execute(select(TOKENS).where(standing)).one_or_none()
    if row is None or not _may_make(connection, row.made_by, row.partner):
        return STRANGER
    scopes = frozenset[Right]().union(*(SCOPES[scope] for scope in row.scopes if scope in SCOPES))
    name = f"{row.partner}: token {row.id}, {row.name}"
    return Asker(name, (Grant("supplier", row.partner),), token=row.id, scopes=scopes, title=name)


def _may_make(connection: Connection, email: str, partner: str) -> bool:
    """Whether somebody may make tokens for a partner, as their roles are now."""
    try:
        somebody = find_person(connection, email)
    except RequestError:
        return False
    return any(given.grant.gives(Right.MANAGE_TOKENS, {"partner": partner}) for given in somebody.grants)
