"""Signing in: a password and a one-time code, or a link; a session from then on; and too many attempts.

A session is a random word in a cookie, kept as a digest. It ends half an hour after it was last used, after ten hours,
and with the account; after one hour if a directory says what somebody may do, so that it is asked again. Attempts are
counted in the database, so that more servers count together.
"""

from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, and_, bindparam, func, or_, select

from schakel.desk.database.tables import ATTEMPTS, GRANTS, PEOPLE, SESSIONS
from schakel.desk.people import COMES_IN_HERE, now
from schakel.desk.rates import TooManyError
from schakel.desk.rights import STRANGER, Asker, Grant
from schakel.desk.secrets import SHORTEST_PASSWORD, code_number, digest, is_password, new_word, password_hash
from schakel_base.errors import RequestError

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
LONGEST_BY_DIRECTORY = timedelta(hours=1)
RECENT = timedelta(minutes=15)
"""So long after signing in somebody may add what lets them in: a session that somebody left open makes no way in."""
KNOWN = timedelta(days=365)
"""How long a browser is known after its person signed in."""
WINDOW = timedelta(minutes=15)
MOST_ATTEMPTS = 10
_WRITTEN = timedelta(minutes=1)
_HELD = and_(GRANTS.c.person == PEOPLE.c.id, GRANTS.c.ended.is_(None), GRANTS.c.confirmed.is_not(None))
_OF_SESSION = (
    select(SESSIONS, PEOPLE.c.email, PEOPLE.c.name, PEOPLE.c.subject, GRANTS.c.role, GRANTS.c.held_for)
    .select_from(SESSIONS)
    .join(PEOPLE)
    .outerjoin(GRANTS, _HELD)
    .where(SESSIONS.c.digest == bindparam("digest"))
    .order_by(GRANTS.c.id)
)
"""A session and whose it is, with each role that they have now: every page asks for it, so in one query, made once."""


class TooManyAttemptsError(TooManyError):
    """Somebody tried too often, and has to wait."""

    wait = int(WINDOW.total_seconds())


def known_browser(email: str, cipher: Fernet) -> str:
    """Return what the browser of somebody keeps once they signed in, so that it is known next time."""
    return cipher.encrypt(_known(email)).decode()


def counted_by(email: str, address: str, kept: str, cipher: Fernet) -> tuple[str, ...]:
    """Return by what an attempt is counted: a known browser by itself, others by account and by where they come from.

    So whoever tries ten passwords of somebody locks out strangers, and not the person, who signed in there before.

    Parameters
    ----------
    kept
        What the browser keeps; empty where it keeps nothing.
    """
    try:
        if cipher.decrypt(kept, int(KNOWN.total_seconds())) == _known(email):
            return (f"browser {kept}",)
    except InvalidToken:
        pass
    return f"account {email.lower()}", f"address {address}"


def _known(email: str) -> bytes:
    return f"known browser of {email.lower()}".encode()


def count_attempt(connection: Connection, *keys: str) -> None:
    """Count an attempt, by each of its keys.

    Raises
    ------
    TooManyAttemptsError
        If one of them tried more than ten times within a quarter of an hour.
    """
    since, digests = now() - WINDOW, [digest(key) for key in keys]
    connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.at < since))
    counted = select(func.count()).group_by(ATTEMPTS.c.digest).where(ATTEMPTS.c.digest.in_(digests))
    if any(number >= MOST_ATTEMPTS for number in connection.scalars(counted)):
        raise TooManyAttemptsError("too many attempts; wait a quarter of an hour and try again")
    connection.execute(ATTEMPTS.insert(), [{"digest": one, "at": now()} for one in digests])


def forget_attempts(connection: Connection, *keys: str) -> None:
    """Forget attempts once somebody has signed in."""
    connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.digest.in_([digest(key) for key in keys])))


def checked(connection: Connection, email: str, password: str, code: str, cipher: Fernet) -> int | None:
    """Return the number of the person with this password and code, or None if these are wrong.

    A wrong address, a wrong password and a wrong code look the same, and take as long.
    """
    whose = and_(PEOPLE.c.email == email.strip().lower(), COMES_IN_HERE)
    row = connection.execute(select(PEOPLE).where(whose)).one_or_none()
    right = is_password(password, row.password if row else None)
    if row is None or not right or row.code_secret is None:
        return None
    number = code_number(code.replace(" ", ""), cipher.decrypt(row.code_secret).decode(), now())
    if number is None or number <= (row.last_code or 0):
        return None
    # Two who use one code at once: one of them changes the row.
    fresh = and_(PEOPLE.c.id == row.id, or_(PEOPLE.c.last_code.is_(None), PEOPLE.c.last_code < number))
    used = connection.execute(PEOPLE.update().where(fresh).values(last_code=number))
    return row.id if used.rowcount else None


def choose_password(connection: Connection, number: int, password: str, code_secret: str, cipher: Fernet) -> None:
    """Let somebody have a password, and a secret for one-time codes.

    Raises
    ------
    RequestError
        If the password is shorter than twelve characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise RequestError("choose a password of at least {number} characters", number=SHORTEST_PASSWORD)
    kept = {"password": password_hash(password), "code_secret": cipher.encrypt(code_secret.encode()).decode()}
    connection.execute(PEOPLE.update().where(PEOPLE.c.id == number).values(**kept, last_code=None))
    # Whoever knew the password of before is out.
    connection.execute(SESSIONS.delete().where(SESSIONS.c.person == number))


def begin_session(connection: Connection, number: int) -> str:
    """Begin a session of somebody, and return its word, which nobody had before."""
    word, at = new_word(), now()
    connection.execute(SESSIONS.insert().values(digest=digest(word), person=number, made=at, seen=at))
    return word


def end_session(connection: Connection, word: str) -> None:
    """End a session."""
    connection.execute(SESSIONS.delete().where(SESSIONS.c.digest == digest(word)))


def signed_in_recently(connection: Connection, word: str) -> bool:
    """Whether a session began within the last quarter of an hour."""
    made = connection.scalar(select(SESSIONS.c.made).where(SESSIONS.c.digest == digest(word)))
    return made is not None and now() <= made + RECENT


def asker_of_session(connection: Connection, word: str) -> tuple[Asker, datetime | None]:
    """Return who has a session, and when it is to be written down that it is still used (None: not yet)."""
    at = now()
    found = connection.execute(_OF_SESSION, {"digest": digest(word)}).all()
    if not found:
        return STRANGER, None
    row = found[0]
    if at > row.seen + IDLE or at > row.made + (LONGEST_BY_DIRECTORY if row.subject else LONGEST):
        return STRANGER, None
    grants = tuple(Grant(one.role, one.held_for) for one in found if one.role is not None)
    asker = Asker(row.email, grants, row.person, title=row.name)
    # Every page would write otherwise, and readers wait for writers then.
    return asker, at if at > row.seen + _WRITTEN else None


def see_session(connection: Connection, word: str, at: datetime) -> None:
    """Write down that a session is still used."""
    connection.execute(SESSIONS.update().where(SESSIONS.c.digest == digest(word)).values(seen=at))
