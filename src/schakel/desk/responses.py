"""A response is a form as somebody fills it in: kept answer by answer, sent once, and corrected by a newer one.

Each answer is kept in every revision that it had. Whoever changes one says which revision they saw, so that two tabs,
or two people, lose nothing of each other. What is filled in is encrypted.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cryptography.fernet import Fernet
from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from schakel.desk.database import numbered
from schakel.desk.database.tables import ANSWERS, RESPONSES
from schakel.desk.jobs import ask_for
from schakel.desk.office import Office
from schakel.desk.people import now
from schakel.model.alliance import Alliance
from schakel.model.form import UNSENT_DAYS, FormAnswer
from schakel.store.access_log import record_access
from schakel_base import clock
from schakel_base.errors import RequestError

LONGEST = 4000
"""Characters of an answer."""


@dataclass(frozen=True)
class FormResponse:
    """A form that somebody fills in.

    Parameters
    ----------
    subject
        The code of the body that answers about itself; empty where the form is of its partner.
    corrects
        The response of which it is a newer version; empty for the first.
    number
        What the rows of the first and of all newer versions are called by.
    sent
        None while it is being filled in.
    sent_on
        The day on which it was.
    job
        The job that takes it in, from when it was sent.
    """

    name: str
    form: str
    subject: str
    corrects: str
    number: str
    begun_by: str
    begun: datetime
    sent_by: str
    sent: datetime | None
    sent_on: date | None
    job: int | None

    @property
    def row_number(self) -> str:
        """By what its row is called in the data: the same as that of what it corrects."""
        return f"F-{self.number[:16]}"


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as it is kept: in which revision, by whom and since when."""

    answer: FormAnswer
    revision: int
    given_by: str
    given: datetime


UNANSWERED = KeptAnswer(FormAnswer(), 0, "", datetime.min)


def begin_response(connection: Connection, form: str, subject: str, by: str) -> str:
    """Begin to fill in a form, and return the name of the response.

    A body has one that is not sent, which its people fill in together. Of other forms one that is still empty is gone
    on with.
    """
    open_ones = and_(RESPONSES.c.form == form, RESPONSES.c.subject == subject, RESPONSES.c.sent.is_(None))
    answered = select(ANSWERS.c.id).where(ANSWERS.c.response == RESPONSES.c.id).exists()
    own = and_(open_ones, RESPONSES.c.begun_by == by, RESPONSES.c.corrects.is_(None), ~answered)
    begun = select(RESPONSES.c.id).where(open_ones if subject else own).order_by(RESPONSES.c.begun).limit(1)
    if found := connection.scalar(begun):
        return str(found)
    name = secrets.token_hex(16)
    about = {"form": form, "subject": subject, "number": name, "begun_by": by, "begun": now()}
    connection.execute(RESPONSES.insert().values(id=name, **about))
    return name


def correct_response(connection: Connection, response: FormResponse, by: str) -> str:
    """Begin a newer version of a response that was sent, with its answers; asked again, return the same.

    Raises
    ------
    RequestError
        If it was not sent.
    """
    _lock(connection, response.name)
    if response.sent is None:
        raise RequestError("this form was not sent yet; change its answers")
    if newer := connection.scalar(select(RESPONSES.c.id).where(RESPONSES.c.corrects == response.name)):
        return str(newer)
    name = secrets.token_hex(16)
    about = {"form": response.form, "subject": response.subject, "number": response.number}
    made = {"corrects": response.name, "begun_by": by, "begun": now()}
    connection.execute(RESPONSES.insert().values(id=name, **about, **made))
    for row in _latest(connection, response.name):
        kept = {"question": row.question, "answer": row.answer, "given_by": row.given_by, "given": row.given}
        connection.execute(ANSWERS.insert().values(response=name, revision=1, **kept))
    return name


def find_response(connection: Connection, name: str, locked: bool = False) -> FormResponse | None:
    """Return a response, or None if none has that name; locked, so that nobody else changes it at the same time."""
    row = numbered(connection, RESPONSES, name, locked)
    return _response(row) if row else None


def find_responses(connection: Connection, forms: Mapping[str, tuple[str, ...]]) -> list[FormResponse]:
    """Return the responses to some forms of some subjects, the latest first; those that were corrected are left out."""
    newer = RESPONSES.alias("newer")
    corrected = select(newer.c.id).where(newer.c.corrects == RESPONSES.c.id, newer.c.sent.is_not(None)).exists()
    own: ColumnElement[bool] = RESPONSES.c.form.in_(list(forms)) & ~corrected
    rows = connection.execute(select(RESPONSES).where(own).order_by(RESPONSES.c.begun.desc(), RESPONSES.c.id))
    return [_response(row) for row in rows if row.subject in forms[row.form]]


def _response(row: Row[tuple[object, ...]]) -> FormResponse:
    begun = (row.id, row.form, row.subject, row.corrects or "", row.number, row.begun_by, row.begun)
    return FormResponse(*begun, row.sent_by or "", row.sent, row.sent_on, row.job)


def kept_answers(connection: Connection, cipher: Fernet, name: str) -> dict[str, KeptAnswer]:
    """Return the answers of a response in their latest revision, by question."""
    return {row.question: _kept(row, cipher) for row in _latest(connection, name)}


def _latest(connection: Connection, name: str) -> list[Row[tuple[object, ...]]]:
    rows = connection.execute(select(ANSWERS).where(ANSWERS.c.response == name).order_by(ANSWERS.c.revision))
    return list({row.question: row for row in rows}.values())


def _kept(row: Row[tuple[object, ...]], cipher: Fernet) -> KeptAnswer:
    value, is_unknown = json.loads(cipher.decrypt(row.answer))
    return KeptAnswer(FormAnswer(value, is_unknown), row.revision, row.given_by, row.given)


def keep_answers(
    connection: Connection, cipher: Fernet, name: str, changed: Mapping[str, tuple[FormAnswer, int]], by: str
) -> dict[str, KeptAnswer]:
    """Keep the answers of a page, and return those that somebody else changed since: these stay as that one left them.

    Parameters
    ----------
    changed
        By question the answer that was typed, and the revision that whoever typed it saw: 0 for none.

    Raises
    ------
    RequestError
        If it was sent already, or an answer is too long.
    """
    _lock(connection, name)
    if connection.scalar(select(RESPONSES.c.sent).where(RESPONSES.c.id == name)) is not None:
        raise RequestError("this form was sent already; correct it to change an answer")
    if any(len(answer.value) > LONGEST for answer, _ in changed.values()):
        raise RequestError("an answer has at most {number} characters", number=LONGEST)
    latest, elsewhere = kept_answers(connection, cipher, name), {}
    for question, (answer, seen) in changed.items():
        now_kept = latest.get(question, UNANSWERED)
        if answer == now_kept.answer:
            continue
        if seen == now_kept.revision:
            _keep(connection, cipher, name, question, answer, seen + 1, by)
        elif answer != _at(connection, cipher, name, question, seen):
            elsewhere[question] = now_kept
    return elsewhere


def _at(connection: Connection, cipher: Fernet, name: str, question: str, revision: int) -> FormAnswer:
    """What somebody saw who did not change it: that is no answer of theirs."""
    of_page = and_(ANSWERS.c.response == name, ANSWERS.c.question == question, ANSWERS.c.revision == revision)
    row = connection.execute(select(ANSWERS).where(of_page)).one_or_none()
    return _kept(row, cipher).answer if row else FormAnswer()


def _keep(
    connection: Connection, cipher: Fernet, name: str, question: str, answer: FormAnswer, revision: int, by: str
) -> None:
    encrypted = cipher.encrypt(json.dumps([answer.value, answer.is_unknown]).encode()).decode()
    given = {"answer": encrypted, "given_by": by, "given": now()}
    connection.execute(ANSWERS.insert().values(response=name, question=question, revision=revision, **given))


def send_response(connection: Connection, response: FormResponse, partner: str, by: str) -> int:
    """Let a response be taken in as a delivery, and return the number of the job: the same one if asked again."""
    _lock(connection, response.name)
    if job := connection.scalar(select(RESPONSES.c.job).where(RESPONSES.c.id == response.name)):
        return int(job)
    job = ask_for(connection, "form", {"response": response.name}, by, partner)
    sent = {"sent_by": by, "sent": now(), "sent_on": clock.today(), "job": job}
    connection.execute(RESPONSES.update().where(RESPONSES.c.id == response.name).values(**sent))
    return job


def last_changed(connection: Connection, response: FormResponse) -> datetime:
    """Return when a response was last answered, or when it was begun if it has no answers."""
    given = select(func.max(ANSWERS.c.given)).where(ANSWERS.c.response == response.name)
    return max(response.begun, connection.scalar(given) or response.begun)


def unsent_responses(connection: Connection) -> list[FormResponse]:
    """Return all responses that were begun and not sent, the earliest first."""
    rows = connection.execute(select(RESPONSES).where(RESPONSES.c.sent.is_(None)).order_by(RESPONSES.c.begun))
    return [_response(row) for row in rows]


def drop_response(connection: Connection, name: str) -> None:
    """Drop a response that was not sent, with its answers."""
    _lock(connection, name)
    if connection.scalar(select(RESPONSES.c.sent).where(RESPONSES.c.id == name)) is None:
        connection.execute(ANSWERS.delete().where(ANSWERS.c.response == name))
        connection.execute(RESPONSES.delete().where(RESPONSES.c.id == name))


def _lock(connection: Connection, name: str) -> None:
    connection.execute(select(RESPONSES.c.id).where(RESPONSES.c.id == name).with_for_update())


def kept_until(connection: Connection, alliance: Alliance, responses: Iterable[FormResponse]) -> Mapping[str, date]:
    """Return, by name, the last day on which each unsent response is kept if nobody continues it."""
    return {one.name: _last_day(connection, alliance, one) for one in responses if one.sent is None}


def _last_day(connection: Connection, alliance: Alliance, response: FormResponse) -> date:
    form = alliance.partners[response.form].form if response.form in alliance.partners else None
    days = form.kept_unsent if form else UNSENT_DAYS
    return last_changed(connection, response).astimezone().date() + timedelta(days=days)


def drop_unsent(office: Office) -> None:
    """Drop what nobody went on with for too long; each is recorded in the access log, without its answers."""
    alliance = office.alliance
    with office.reading() as connection:
        ends = kept_until(connection, alliance, unsent_responses(connection))
    for name in [one for one, last in ends.items() if last < clock.today()]:
        _drop(office, alliance, name)


def _drop(office: Office, alliance: Alliance, name: str) -> None:
    with office.database.begin() as connection:
        response = find_response(connection, name, locked=True)
        # Somebody may have gone on with it, or sent it, since we looked.
        if response is None or response.sent or _last_day(connection, alliance, response) >= clock.today():
            return
        about = {"form": response.form, "response": name, "begun_by": response.begun_by}
        purpose, products = "keeping nothing longer than is declared", ", ".join(alliance.products)
        record_access(office.workspace.access_log, "drop an unsent form", purpose, product=products, **about)
        drop_response(connection, name)
