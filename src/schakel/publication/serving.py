"""Serve a release on this machine alone, with the standard library: a static site needs no more to be looked at."""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from schakel.model.errors import RequestError

HOST = "127.0.0.1"


START_PAGES = ("index.html", "site/index.html")  # of several releases beside each other, and of one


class _Handler(SimpleHTTPRequestHandler):
    """Files of the release as they stand; the address alone leads to the start; folders are not listed.

    A folder that has an `index.json` answers with it, as clients of OData ask for it.
    """

    def __init__(self, *arguments: Any, start: str, **options: Any) -> None:
        self.start = start
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        if self.path in ("/", ""):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", self.start)
            self.end_headers()
            return
        path = Path(self.translate_path(self.path))
        if (path / "index.json").is_file():
            self.path = f"{self.path.rstrip('/')}/index.json"
        super().do_GET()

    def list_directory(self, *_path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Keep no record of who looked at what."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a release on this machine; port 0 takes any that is free.

    Raises
    ------
    RequestError
        If the folder holds no release, or the port is taken.
    """
    start = next((page for page in START_PAGES if (folder / page).is_file()), None)
    if start is None:
        raise RequestError(f"{folder} holds no release; publish one first")
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder), start=f"/{start}"))
    except OSError as error:
        raise RequestError(f"port {port} of this machine cannot be used ({error.strerror})") from error


def serve(folder: Path, port: int) -> None:
    """Serve a release until interrupted."""
    with server(folder, port) as running:
        running.serve_forever()
