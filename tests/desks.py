"""For tests of the desk: the template as an alliance with a second partner, and somebody who is signed in."""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from conftest import copy_alliance
from httpx2 import ASGITransport, AsyncByteStream, BaseTransport, Request, Response
from sqlalchemy import create_engine, text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from schakel.desk.jobs import State, take_next
from schakel.desk.office import Office
from schakel.desk.people import add_person, confirm_role, find_person, give_role
from schakel.desk.rights import ROLES, Grant
from schakel.desk.signing_in import begin_session
from schakel.desk.telling import end_and_tell
from schakel.desk.tokens import make_token
from schakel.desk.web.application import application
from schakel.desk.web.guard import SESSION
from schakel.desk.work import do
from schakel_base.progress import silent

HOST = "http://127.0.0.1"
FROM_HERE = {"sec-fetch-site": "same-origin"}
HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks\n"
ROW = "{},2023-01-02,work under duress,police,2023-01-09,no,Northtown,\n"
_NUMBERS = itertools.count()


class _Sent(AsyncByteStream):
    """What a browser sends, part by part, as it is asked for."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part


class _AtOnce(BaseTransport):
    """Has each request answered in one visit to the event loop; the transport that it stands for makes nine."""

    def __init__(self, asked: Starlette, address: str) -> None:
        self._asked = ASGITransport(asked, raise_app_exceptions=False, client=(address, 50_000))

    def handle_request(self, request: Request) -> Response:
        request.stream = _Sent(request.stream)
        with nullcontext(TestClient.portal) if TestClient.portal else start_blocking_portal() as portal:
            return portal.call(self._answer, request)

    async def _answer(self, request: Request) -> Response:
        answer = await self._asked.handle_async_request(request)
        content = b"".join([part async for part in answer.stream])
        return Response(answer.status_code, headers=answer.headers, content=content)


@dataclass(frozen=True)
class Desk:
    """A desk without a server: requests are answered in this process."""

    office: Office

    @cached_property
    def _application(self) -> Starlette:
        """One for all browsers: it has a hundred doors."""
        return application(self.office)

    def stranger(self, address: str = "testclient") -> TestClient:
        """Return the browser of somebody who is not signed in."""
        quietly = {"follow_redirects": False, "raise_server_exceptions": False}
        browser = TestClient(self._application, HOST, headers=dict(FROM_HERE), **quietly)
        browser._transport = _AtOnce(self._application, address)
        return browser

    def person(self, role: str, of: str = "") -> str:
        """Add somebody with a role, and return their address."""
        email = f"{role}{next(_NUMBERS)}@alliance.example"
        with self.office.database.begin() as connection:
            number = add_person(connection, f"{role} {email}", email)
            if role != "nobody":
                # The template asks no municipality anything and has one product; roles are given as if there were more.
                held_for = self.office.held_for | {"municipality": (of,), "product": (of,)}
                give_role(connection, number, Grant(role, of), "one", held_for)
                if ROLES[role].takes_two:
                    confirm_role(connection, find_person(connection, email).waiting[0].number, "another")
        return email

    def signed_in(self, role: str, of: str = "") -> TestClient:
        """Return the browser of somebody with a role."""
        browser = self.stranger()
        browser.cookies.set(SESSION, self.session(self.person(role, of)))
        return browser

    def machine(self, *scopes: str, partner: str = "helpline") -> TestClient:
        """Return a machine of a partner, with a token of its own."""
        maker = self.person("supplier", partner)
        with self.office.database.begin() as connection:
            word = make_token(connection, partner, "night", scopes or ("deliver", "receipts"), 9, maker)
        browser = self.stranger()
        browser.headers.pop("sec-fetch-site")
        browser.headers["authorization"] = f"Bearer {word}"
        return browser

    def session(self, email: str) -> str:
        """Return the word of a session of somebody."""
        with self.office.database.begin() as connection:
            return begin_session(connection, find_person(connection, email).number)

    def work(self) -> list[str]:
        """Do what waits, as a worker does it, and return the sentences in which it ended."""
        told = []
        while True:
            with self.office.database.begin() as connection:
                job = take_next(connection)
            if job is None:
                return told
            sentence, result = do(self.office, job, silent)
            end_and_tell(self.office, job, State.DONE, sentence, result)
            told.append(sentence)


def two_partners(folder: Path) -> Path:
    """Copy the template, with a second partner that delivers the same kind of file."""
    alliance = copy_alliance("_template", folder)
    other = alliance / "partners/clinic"
    shutil.copytree(alliance / "partners/helpline", other)
    contract = other / "contract.yaml"
    contract.write_text(contract.read_text("utf-8").replace("id: helpline", "id: clinic", 1), "utf-8")
    return alliance


def opened(folder: Path, address: str = "") -> Desk:
    """Return a desk on a database: an empty one of a PostgreSQL where its address is given, else SQLite."""
    return on_database(Office(two_partners(folder)), address)


def on_database(office: Office, address: str) -> Desk:
    """Return the desk of an alliance on a database: an empty one of a PostgreSQL, or SQLite without an address."""
    if address:
        name = f"desk{next(_NUMBERS)}"
        with create_engine(address.replace("postgresql", "postgresql+psycopg")).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"CREATE DATABASE {name}"))
        office.database_address = address.removesuffix("/postgres") + f"/{name}"
    return Desk(office)
