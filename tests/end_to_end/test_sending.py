"""`schakel send`: a partner delivers a file to a desk on another machine, in parts; what is cut off goes on."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from command_line import schakel
from desks import HEADER, ROW, Desk, two_partners
from running_desk import RunningDesk, running

from schakel.desk import sending
from schakel.desk.office import Office
from schakel.desk.tokens import make_token

CONTENT = (HEADER + "".join(ROW.format(row) for row in range(5000)) + "R,,,\n").encode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningDesk, Desk]]:
    desk = Desk(Office(two_partners(tmp_path_factory.mktemp("sending"))))
    with running(desk.office.folder) as process:
        yield process, desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reports.csv"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def desk(served: tuple[RunningDesk, Desk], monkeypatch: pytest.MonkeyPatch) -> RunningDesk:
    """The desk, with a token of the helpline in the environment; pauses are short, and so are parts."""
    monkeypatch.setenv("SCHAKEL_TOKEN", token(served[1], "deliver", "receipts"))
    monkeypatch.setattr(sending, "_PAUSES", (0.01,) * 5)
    monkeypatch.setattr(sending, "_PART", len(CONTENT) // 3)
    return served[0]


def token(desk: Desk, *scopes: str) -> str:
    maker = desk.person("supplier", "helpline")
    with desk.office.database.begin() as connection:
        return make_token(connection, "helpline", "night", scopes, 9, maker)


@contextmanager
def cut_off(port: int, after: int) -> Iterator[str]:
    """A way to the desk that breaks once, when so many bytes have come through it; its address."""
    left, listener = [after], socket.create_server(("127.0.0.1", 0))

    def through() -> None:
        with suppress(OSError):
            while True:
                came = listener.accept()[0]
                there = socket.create_connection(("127.0.0.1", port))
                Thread(target=pump, args=(there, came, None), daemon=True).start()
                Thread(target=pump, args=(came, there, left), daemon=True).start()

    def pump(source: socket.socket, target: socket.socket, left: list[int] | None) -> None:
        with suppress(OSError):
            while (piece := source.recv(1 << 14)) and not (left and left[0] <= len(piece)):
                if left:
                    left[0] -= len(piece)
                target.sendall(piece)
            if piece and left:
                left.clear()
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    Thread(target=through, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert not left, "the way never broke"


def test_a_file_is_delivered_and_its_receipt_is_read(desk: RunningDesk, file: Path) -> None:
    tried = schakel("send", file, "--to", desk.address, "--partner", "helpline", "--on", "2024-01-02", "--trial")
    assert (tried.exit_code, tried.stdout) == (
        0,
        "reports.csv, 5,001 rows: 5,000 accepted, 1 refused.\n",
    )
    sent = schakel("send", file, "--to", desk.address, "--partner", "helpline", "--on", "2024-01-02", "--json")
    told = json.loads(sent.stdout)
    assert (sent.exit_code, told["state"], told["receipt"]["accepted"], told["receipt"]["refused"]) == (
        0,
        "done",
        5000,
        1,
    )


def test_a_connection_that_breaks_is_taken_up_where_the_desk_says_it_broke(desk: RunningDesk, file: Path) -> None:
    file.write_bytes(CONTENT.replace(b",2023-01-02", b",2023-01-03"))
    with cut_off(desk.port, len(CONTENT) // 2) as address:
        sent = schakel("send", file, "--to", address, "--partner", "helpline", "--language", "nl")
    assert (sent.exit_code, sent.stdout) == (0, "reports.csv, 5.001 rijen: 5.000 aanvaard, 1 geweigerd.\n")


def test_a_token_that_may_only_deliver_delivers(
    desk: RunningDesk, file: Path, served: tuple[RunningDesk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHAKEL_TOKEN", token(served[1], "deliver"))
    file.write_bytes(CONTENT.replace(b",2023-01-02", b",2023-01-04"))
    sent = schakel("send", file, "--to", desk.address, "--partner", "helpline", "--json")
    assert (sent.exit_code, json.loads(sent.stdout)["receipt"]) == (0, None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--to": "http://desk.example.org"}, "a token is never sent in clear"),
        ({"--to": "http://127.0.0.1:1"}, "http://127.0.0.1:1 does not answer"),
        ({"--partner": "nobody"}, "is not a desk where this token delivers for nobody"),
        ({"--on": "2999-01-01"}, "a day in the future"),
    ],
)
def test_what_cannot_be_sent_gets_one_sentence(
    desk: RunningDesk, file: Path, changed: dict[str, str], said: str
) -> None:
    words = {"--to": desk.address, "--partner": "helpline", **changed}
    refused = schakel("send", file, *(word for pair in words.items() for word in pair))
    assert refused.exit_code == 1
    assert said in refused.stderr and refused.stderr.count("\n") == 1
    assert refused.stdout == ""


def test_without_a_token_or_a_file_nothing_is_sent(
    desk: RunningDesk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = ["--to", desk.address, "--partner", "helpline"]
    assert "no.csv cannot be read: No such file" in schakel("send", file.with_name("no.csv"), *there).stderr
    file.write_bytes(b"")
    assert schakel("send", file, *there).exit_code == 1
    monkeypatch.setenv("SCHAKEL_TOKEN", "x" * 40)
    assert schakel("send", file, *there).exit_code == 1
    monkeypatch.delenv("SCHAKEL_TOKEN")
    assert "SCHAKEL_TOKEN" in schakel("send", file, *there).stderr
