"""Serves a release on this machine only, with the standard library: a static site needs no more."""

import json
import sys
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schakel.publication.folders import NOT_FOUND
from schakel.publication.vocabulary_files import ADDRESSES
from schakel_base.errors import RequestError

# Not every address of the machine: a release that is not published yet is nobody else's to see.
HOST = "127.0.0.1"


START_PAGES = ("site/index.html", "index.html")  # of one release, and of several beside each other


class _Handler(SimpleHTTPRequestHandler):
    """Files of the release as they are; the address alone leads to the start; folders are not listed.

    A folder that has an `index.json` answers with it, as clients of OData ask for it. The path of the URI of a concept
    leads to the page that defines it, as it would at the host of the URI.
    """

    def __init__(self, *arguments: Any, elsewhere: Mapping[str, str], **options: Any) -> None:
        self.elsewhere = elsewhere
        super().__init__(*arguments, **options)

    def send_head(self) -> Any:
        """Begin an answer, and return the file that follows, if one does."""
        return None if self._is_elsewhere() else super().send_head()

    def _is_elsewhere(self) -> bool:
        """Answer what no file of the release answers; let a folder answer with its `index.json`."""
        if self.path in self.elsewhere:
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", self.elsewhere[self.path])
            self.end_headers()
            return True
        path = Path(self.translate_path(self.path))
        if not self._is_inside(path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return True
        if (path / "index.json").is_file():
            self.path = f"{self.path.rstrip('/')}/index.json"
        return False

    def _is_inside(self, path: Path) -> bool:
        """Whether a file is one of the release: a name with a zero byte is none, and no link leads out of it."""
        try:
            whole, answers = Path(self.directory).resolve(), (path, path / "index.json", path / "index.html")
            return all(one.resolve().is_relative_to(whole) for one in answers)
        except (OSError, ValueError, RuntimeError):
            return False

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What does not exist is said by the page for it, as a host of files does."""
        page = Path(self.directory) / NOT_FOUND
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        said = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    def list_directory(self, *_path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Keep no record of who looked at what."""


class _Server(ThreadingHTTPServer):
    """A browser that stops listening halfway, as each does whose reader goes on, is no fault to tell of."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of one or several releases, on this machine only; port 0 takes any that is free.

    Raises
    ------
    RequestError
        If the folder holds no release, or the port is taken.
    """
    start = next((page for page in START_PAGES if (folder / page).is_file()), None)
    if start is None:
        raise RequestError(f"{folder} holds no release; publish one first")
    elsewhere = {"/": f"/{start}", "": f"/{start}"} | _pages_of_uris(folder)
    try:
        return _Server((HOST, port), partial(_Handler, directory=str(folder), elsewhere=elsewhere))
    except OSError as error:
        raise RequestError(f"port {port} of this machine cannot be used ({error.strerror})") from error
    except OverflowError:
        raise RequestError(f"there is no port {port}; a port is a number from 0 to 65535") from None


def _pages_of_uris(folder: Path) -> dict[str, str]:
    """By the path of every URI its page: of releases that define the same, in the first."""
    found: dict[str, str] = {}
    for place in (*folder.glob(ADDRESSES), *sorted(folder.glob(f"*/*/{ADDRESSES}"))):
        release = place.parent.parent.relative_to(folder)
        for uri, page in json.loads(place.read_bytes()).items():
            found.setdefault(urlsplit(uri).path, f"/{(release / page).as_posix()}")
    return found


def serve(folder: Path, port: int) -> None:
    """Serve a release until interrupted."""
    with server(folder, port) as running:
        running.serve_forever()
