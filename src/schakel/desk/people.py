"""The people of an alliance: who they are, their roles, and the links by which they sign in.

Nobody is deleted, since the access log names people: who leaves is ended, and so are their roles, sessions and links.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, select

from schakel.desk.database import inserted
from schakel.desk.database.tables import GRANTS, LINKS, PASSKEYS, PEOPLE, SESSIONS
from schakel.desk.rights import ROLES, Grant, Right
from schakel.desk.secrets import digest, new_word
from schakel_base.errors import RequestError, message

COMES_IN_HERE = and_(PEOPLE.c.ended.is_(None), PEOPLE.c.subject.is_(None))
"""Who may come in by what the desk keeps; whom a directory signs in would keep roles that it took away."""
INVITATION = timedelta(days=7)
SIGN_IN_LINK = timedelta(minutes=15)
_SHOWN = 20
_HELD_FOR = {
    "partner": message("the role {role} is for one partner: {names}"),
    "municipality": message("the role {role} is for one municipality: {names}"),
    "product": message("the role {role} is for one product: {names}"),
    "": message("the role {role} is for the whole alliance, and not for {name} alone"),
}
"""What is said about a role that is given for something else than it is held for."""


class ByDirectoryError(RequestError):
    """Somebody would get another way in beside the directory of their organisation."""

    def __init__(self) -> None:
        super().__init__("this person signs in with their organisation, and in no other way")


@dataclass(frozen=True)
class Person:
    """Somebody with an account.

    Parameters
    ----------
    grants, waiting
        The roles in force, and those that nobody confirmed yet.
    comes_in
        Whether they have a password, a passkey or a directory by which to sign in: who was invited has not, at first.
    wants_mail
        Whether they asked for mail about deliveries.
    by_directory
        Whether a directory signs them in, each time: it says what they may do.
    """

    number: int
    name: str
    email: str
    grants: tuple["Given", ...] = ()
    waiting: tuple["Given", ...] = ()
    comes_in: bool = False
    is_ended: bool = False
    wants_mail: bool = False
    by_directory: bool = False


@dataclass(frozen=True)
class Given:
    """A role that was given to somebody, and by whom."""

    number: int
    grant: Grant
    given_by: str


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def add_person(connection: Connection, name: str, email: str) -> int:
    """Add somebody, without any role, and return their number.

    Raises
    ------
    RequestError
        If the address has an account, or is none.
    """
    email = email.strip().lower()
    if not is_address(email) or not name.strip():
        raise RequestError("give a name and an e-mail address")
    if connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.email == email)):
        raise RequestError("{email} has an account already", email=email)
    return inserted(connection.execute(PEOPLE.insert().values(name=name.strip(), email=email, made=now())))


def is_address(text: str) -> bool:
    """Whether a text can be an e-mail address: one that is none would end a letter, or name somebody else in a log."""
    return re.fullmatch(r"[^\s@]+@[^\s@]+", text) is not None and text.isprintable()


def people(connection: Connection) -> Sequence[Person]:
    """Return everybody, by name."""
    return [_person(connection, row.id) for row in connection.execute(select(PEOPLE.c.id).order_by(PEOPLE.c.name))]


def addresses(connection: Connection) -> dict[str, str]:
    """Return the address of everybody who has or had an account, by its number as the access log writes it."""
    return {str(row.id): row.email for row in connection.execute(select(PEOPLE.c.id, PEOPLE.c.email))}


def given_roles(connection: Connection) -> dict[str, tuple[Grant, str]]:
    """Return every role ever given, with its holder's address, by its number as the log writes it."""
    found = connection.execute(select(GRANTS, PEOPLE.c.email).join(PEOPLE))
    return {str(row.id): (Grant(row.role, row.held_for), row.email) for row in found}


def find_person(connection: Connection, email: str) -> Person:
    """Return somebody by their address.

    Raises
    ------
    RequestError
        If nobody has it.
    """
    number = connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.email == email.strip().lower()))
    if number is None:
        raise RequestError("nobody has the address {email}", email=email)
    return _person(connection, number)


def person(connection: Connection, number: int) -> Person:
    """Return somebody by their number.

    Raises
    ------
    RequestError
        If there is nobody with that number.
    """
    if connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.id == number)) is None:
        raise RequestError("there is no such person")
    return _person(connection, number)


def _person(connection: Connection, number: int) -> Person:
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.id == number)).one()
    given = connection.execute(
        select(GRANTS).where(and_(GRANTS.c.person == number, GRANTS.c.ended.is_(None))).order_by(GRANTS.c.id)
    ).all()
    held = [(Given(one.id, Grant(one.role, one.held_for), one.given_by), one.confirmed) for one in given]
    grants, waiting = (tuple(one for one, confirmed in held if bool(confirmed) is is_so) for is_so in (True, False))
    passkey = connection.scalar(select(PASSKEYS.c.id).where(PASSKEYS.c.person == number).limit(1))
    comes_in = any(one is not None for one in (row.password, row.subject, passkey))
    kinds = {"wants_mail": row.mail, "by_directory": row.subject is not None}
    return Person(number, row.name, row.email, grants, waiting, comes_in, row.ended is not None, **kinds)


def give_role(
    connection: Connection,
    number: int,
    grant: Grant,
    by: str,
    held_for: Mapping[str, Sequence[str]],
    at_once: bool = False,
) -> None:
    """Give somebody a role; one that takes two waits until another administrator confirms it.

    Parameters
    ----------
    by
        The name of who gives it, which is their address.
    held_for
        For what roles can be held, as an office knows it.
    at_once
        Whether it needs no second administrator: the shell of the machine, which holds the keys, gives it.

    Raises
    ------
    RequestError
        If there is no such role or nothing that it is held for, or they have the role already.
    """
    role = ROLES.get(grant.role)
    if role is None:
        raise RequestError("there is no role {role}; there are {roles}", role=grant.role, roles=", ".join(ROLES))
    if role.held_for and grant.of not in held_for[role.held_for]:
        raise RequestError(_HELD_FOR[role.held_for], role=grant.role, names=_some(held_for[role.held_for]))
    if not role.held_for and grant.of:
        raise RequestError(_HELD_FOR[""], role=grant.role, name=grant.of)
    somebody = person(connection, number)
    if grant in {one.grant for one in (*somebody.grants, *somebody.waiting)}:
        raise RequestError("{name} has the role {role} already", name=somebody.name, role=grant.role)
    confirmed = {} if role.takes_two and not at_once else {"confirmed_by": by, "confirmed": now()}
    connection.execute(
        GRANTS.insert().values(person=number, role=grant.role, held_for=grant.of, given_by=by, given=now(), **confirmed)
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "") or "–"


def confirm_role(connection: Connection, given: int, by: str) -> None:
    """Confirm a role that another administrator gave.

    Raises
    ------
    RequestError
        If nothing waits under that number, or who confirms gave it or would get it.
    """
    waiting = and_(GRANTS.c.id == given, GRANTS.c.confirmed.is_(None), GRANTS.c.ended.is_(None))
    row = connection.execute(select(GRANTS, PEOPLE.c.email).join(PEOPLE).where(waiting)).one_or_none()
    if row is None:
        raise RequestError("no role waits to be confirmed here")
    if by in (row.given_by, row.email):
        raise RequestError("a role that takes two administrators is confirmed by another one")
    connection.execute(GRANTS.update().where(waiting).values(confirmed_by=by, confirmed=now()))


def end_role(connection: Connection, given: int, by: str) -> None:
    """End a role from now on; one that has ended stays as it is.

    Raises
    ------
    RequestError
        If somebody would end the role by which they manage people: one who does must always be left.
    """
    held = connection.execute(select(GRANTS.c.role, PEOPLE.c.email).join(PEOPLE).where(GRANTS.c.id == given)).first()
    if held and held.email == by and held.role in ROLES and Right.MANAGE_PEOPLE in ROLES[held.role].rights:
        raise RequestError("another administrator ends this role of yours, so that one is always left")
    standing = and_(GRANTS.c.id == given, GRANTS.c.ended.is_(None))
    connection.execute(GRANTS.update().where(standing).values(ended_by=by, ended=now()))


def ended_role(connection: Connection, given: int) -> tuple[str, Grant] | None:
    """Return whose role has ended, by name, and which; None where none has under that number."""
    ended = and_(GRANTS.c.id == given, GRANTS.c.ended.is_not(None))
    row = connection.execute(select(GRANTS, PEOPLE.c.name).join(PEOPLE).where(ended)).first()
    return (row.name, Grant(row.role, row.held_for)) if row else None


def end_person(connection: Connection, number: int, by: str) -> None:
    """End an account: its roles, its sessions and its links with it."""
    at = now()
    connection.execute(PEOPLE.update().where(PEOPLE.c.id == number).values(ended=at, password=None, code_secret=None))
    standing = and_(GRANTS.c.person == number, GRANTS.c.ended.is_(None))
    connection.execute(GRANTS.update().where(standing).values(ended_by=by, ended=at))
    _let_nobody_in(connection, number)


def _let_nobody_in(connection: Connection, number: int) -> None:
    for table in (SESSIONS, LINKS, PASSKEYS):
        connection.execute(table.delete().where(table.c.person == number))


def want_mail(connection: Connection, number: int, wanted: bool) -> None:
    """Write down whether somebody wants mail."""
    connection.execute(PEOPLE.update().where(PEOPLE.c.id == number).values(mail=wanted))


def make_link(connection: Connection, number: int, invites: bool) -> str:
    """Return a word for an address by which somebody comes in once: to choose a password, or to sign in."""
    word, ends = new_word(), now() + (INVITATION if invites else SIGN_IN_LINK)
    connection.execute(LINKS.insert().values(digest=digest(word), person=number, invites=invites, ends=ends))
    return word


def invite_again(connection: Connection, number: int, by: str) -> str:
    """Return the word of a new invitation for somebody, whose password, passkeys, earlier links and sessions end.

    Whoever has the link has the account. So a role that takes two waits until another administrator confirms it again:
    nobody comes by it by inviting somebody who has it.

    Raises
    ------
    RequestError
        If there is nobody with that number, their account has ended, or a directory signs them in.
    """
    somebody = person(connection, number)
    if somebody.is_ended:
        raise RequestError("this account has ended; invite them under another address")
    if somebody.by_directory:
        raise ByDirectoryError
    connection.execute(PEOPLE.update().where(PEOPLE.c.id == number).values(password=None, code_secret=None))
    _let_nobody_in(connection, number)
    takes_two = [name for name, role in ROLES.items() if role.takes_two]
    held = and_(GRANTS.c.person == number, GRANTS.c.ended.is_(None), GRANTS.c.role.in_(takes_two))
    connection.execute(GRANTS.update().where(held).values(given_by=by, given=now(), confirmed_by=None, confirmed=None))
    return make_link(connection, number, invites=True)


def linked_person(connection: Connection, word: str, invites: bool) -> Person | None:
    """Return whom a link is for, or None where it is used, has ended, or never was."""
    row = connection.execute(select(LINKS.c.person).where(_open_link(word, invites))).one_or_none()
    return _person(connection, row.person) if row else None


def use_link(connection: Connection, word: str, invites: bool) -> Person | None:
    """Return whom a link is for, and let it be used no more."""
    somebody = linked_person(connection, word, invites)
    used = connection.execute(LINKS.update().where(_open_link(word, invites)).values(used=now()))
    # Of two who come at once one was first.
    return somebody if somebody and used.rowcount else None


def _open_link(word: str, invites: bool) -> ColumnElement[bool]:
    return and_(
        LINKS.c.digest == digest(word), LINKS.c.invites == invites, LINKS.c.used.is_(None), LINKS.c.ends > now()
    )
