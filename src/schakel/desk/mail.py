"""E-mails to people who asked for them: a receipt is ready, a delivery is late, or a table was returned.

A letter is put into the database in the transaction of what it tells of, and sent by the worker, again if the server
does not answer. It holds counts, and nothing that was delivered.
"""

import os
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Engine, and_, select

from schakel.desk.database import reading_from
from schakel.desk.database.tables import LETTERS, PEOPLE
from schakel.desk.people import now, people
from schakel.desk.rights import Asker, Right
from schakel_base.errors import RequestError

SERVER, SENDER, DESK = "SCHAKEL_SMTP", "SCHAKEL_MAIL_FROM", "SCHAKEL_DESK_ADDRESS"
"""Variables of the environment: `smtp://user:password@host:port`, from whom letters are, and where the desk is."""
MOST_ATTEMPTS = 8
_SECONDS = 20
_FIRST_WAIT = timedelta(minutes=2)


@dataclass(frozen=True)
class MailServer:
    """A server that takes mail.

    Parameters
    ----------
    user, password
        Empty where it asks for none; given over an encrypted connection alone.
    encrypted
        Whether the connection is encrypted from its beginning (`smtps`).
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    encrypted: bool = False

    @classmethod
    def declared(cls) -> "MailServer | None":
        """Return the server that the environment names, or None.

        Raises
        ------
        RequestError
            If it is no address of such a server, or nobody is named from whom letters are.
        """
        address = os.environ.get(SERVER, "")
        if not address:
            return None
        found, sender = urlsplit(address), os.environ.get(SENDER, "")
        if found.scheme not in ("smtp", "smtps") or not found.hostname or not sender:
            raise RequestError(f"{SERVER} is such as smtp://mail.example.org:25, and {SENDER} an e-mail address")
        encrypted = found.scheme == "smtps"
        user, password = unquote(found.username or ""), unquote(found.password or "")
        return cls(found.hostname, found.port or (465 if encrypted else 25), sender, user, password, encrypted)

    def send(self, letter: EmailMessage) -> None:
        """Send a letter.

        Raises
        ------
        OSError, smtplib.SMTPException
            If the server does not take it.
        """
        kind = smtplib.SMTP_SSL if self.encrypted else smtplib.SMTP
        with kind(self.host, self.port, timeout=_SECONDS) as server:
            if not self.encrypted and (server.ehlo() and server.has_extn("starttls")):
                server.starttls()
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter)


def tell(connection: Connection, partner: str, about: str, subject: str, path: str) -> None:
    """Put a letter down for each person who reads the receipts of a partner and asked for mail.

    Parameters
    ----------
    about
        What it is about: nobody gets two letters about the same.
    path
        Where to read on at the desk.
    """
    for one, asker in _who_want(connection):
        if asker.may(Right.READ_RECEIPTS, partner):
            _put_down(connection, one, about, subject, path)


def tell_person(connection: Connection, email: str, about: str, subject: str, path: str) -> None:
    """Put a letter down for one person, if they asked for mail; `about` and `path` are as those of `tell`."""
    for one, asker in _who_want(connection):
        if asker.name == email:
            _put_down(connection, one, about, subject, path)


def _who_want(connection: Connection) -> list[tuple[int, Asker]]:
    wants = set(connection.scalars(select(PEOPLE.c.id).where(and_(PEOPLE.c.mail, PEOPLE.c.ended.is_(None)))))
    return [
        (one.number, Asker(one.email, tuple(given.grant for given in one.grants), one.number))
        for one in (people(connection) if wants else ())
        if one.number in wants
    ]


def _put_down(connection: Connection, person: int, about: str, subject: str, path: str) -> None:
    told = select(LETTERS.c.id).where(and_(LETTERS.c.person == person, LETTERS.c.about == about))
    if connection.scalar(told) is None:
        text = f"{subject}\n\n{os.environ.get(DESK, '').rstrip('/')}{path}\n"
        letter = {"person": person, "about": about, "subject": subject, "text": text, "made": now()}
        connection.execute(LETTERS.insert().values(**letter, attempts=0, after=now()))


def send_waiting(database: Engine, server: MailServer) -> int:
    """Send the letters that wait, and return how many were sent; one that cannot be sent is tried again later."""
    waiting = and_(LETTERS.c.sent.is_(None), LETTERS.c.attempts < MOST_ATTEMPTS, LETTERS.c.after <= now())
    with reading_from(database) as connection:
        rows = connection.execute(select(LETTERS, PEOPLE.c.email).join(PEOPLE).where(waiting)).all()
    return sum(_sent(database, server, row) for row in rows)


def _sent(database: Engine, server: MailServer, row: Any) -> bool:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = server.sender, row.email, row.subject
    letter.set_content(row.text)
    try:
        server.send(letter)
        came = {"sent": now()}
    except (OSError, smtplib.SMTPException):
        # Twice as long each time: a server that is down for a night gets its letters in the morning.
        came = {"attempts": row.attempts + 1, "after": now() + _FIRST_WAIT * 2**row.attempts}
    # Nobody waits in a transaction for a server elsewhere.
    with database.begin() as connection:
        connection.execute(LETTERS.update().where(LETTERS.c.id == row.id).values(**came))
    return "sent" in came
