"""For tests of mail: a server that really takes it, and keeps what it was sent."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from running_desk import free_port

from schakel.desk import mail


class Postbox:
    """Keeps what a server was sent."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    found = Postbox()
    taking = Controller(found, hostname="127.0.0.1", port=free_port())
    taking.start()
    monkeypatch.setenv(mail.SERVER, f"smtp://127.0.0.1:{taking.port}")
    monkeypatch.setenv(mail.SENDER, "desk@alliance.example")
    monkeypatch.setenv(mail.DESK, "https://desk.example")
    yield found
    taking.stop()
