"""Serve a release on this machine alone, with the standard library: a static site needs no more to be looked at."""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from schakel.model.errors import RequestError
from schakel.publication.release import MANIFEST

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Files of the release as they stand; the address alone leads to the site; folders are not listed."""

    def do_GET(self) -> None:
        if self.path in ("/", ""):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", "/site/index.html")
            self.end_headers()
            return
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
    if not (folder / MANIFEST).is_file():
        raise RequestError(f"{folder} holds no release; publish one first")
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise RequestError(f"port {port} of this machine cannot be used ({error.strerror})") from error


def serve(folder: Path, port: int) -> None:
    """Serve a release until interrupted."""
    with server(folder, port) as running:
        running.serve_forever()
