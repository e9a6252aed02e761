"""A search service on this machine that replays stored answers, and fails as services do."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

DATA = Path(__file__).parent / "data"
ANSWER = (DATA / "search_answer.atom").read_text("utf-8")
HEAD, ENTRIES = ANSWER[: ANSWER.index("<entry>")], re.findall(r"<entry>.*?</entry>", ANSWER, re.DOTALL)
TEXT = (DATA / "without_sections.xml").read_text("utf-8")

CUT_OFF, SHORT, SILENT = 1, 2, 3
"""An answer of which the second half is missing, one that says so by its length, and one that does not come in time."""


class Replay(BaseHTTPRequestHandler):
    """Answers as the service does: a slice of the stored answer, or the stored judgment under the asked identifier."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.at_once += 1
        self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        asked = urlsplit(self.path)
        content = self._content(asked.path, {name: values[-1] for name, values in parse_qs(asked.query).items()})
        self.server.at_once -= 1
        if len(self.server.asked) > self.server.breaks_after:
            self._fail(500, {}, "")
        elif self.server.failures:
            self._fail(*self.server.failures.pop(0), content)
        else:
            self._fail(200, {}, content)

    def _fail(self, code: int, headers: dict[str, str], content: str) -> None:
        body = content.encode() if code in (200, CUT_OFF, SHORT) else b""
        self.send_response(code if code >= 200 else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        if code == SHORT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if code == SILENT:
            self.rfile.read()  # until whoever asked hangs up
        self.wfile.write(body[: len(body) // 2] if code in (CUT_OFF, SHORT) else body)

    def _content(self, path: str, asked: dict[str, str]) -> str:
        if path == "/uitspraken/content":
            return TEXT.replace("ECLI:NL:GHARN:2011:BQ0376", self.server.other or asked["id"])
        start, size = int(asked["from"]), int(asked["max"])
        head = re.sub(r"(Aantal gevonden ECLI's: )\d+", rf"\g<1>{len(ENTRIES)}", HEAD)
        return head + "".join(ENTRIES[start : start + size]) + "</feed>"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def replayed() -> Iterator[ThreadingHTTPServer]:
    """A server on this machine; it keeps the requests in `asked`, and fails as `failures` says."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Replay)
    running.asked, running.at_once, running.most_at_once, running.breaks_after = [], 0, 0, 1000
    running.other, running.failures = "", []
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()
