"""A file goes from a partner's machine to a desk elsewhere, in parts: what a broken connection cuts off goes on.

Parts are sent by the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), and the job is followed over the
API of the desk. Nothing of the alliance is needed on this side, and nothing but the standard library.
"""

import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from schakel_base.errors import Fault, RequestError
from schakel_base.progress import Progress, silent

_PART = 8 << 20
_PAUSES = (1, 2, 4, 8, 16, 32, 64)
"""Seconds to wait before each new attempt, where a desk does not answer: two minutes in all."""
_UNDER_WAY = {"waiting", "running", "cancelling"}
_TUS = {"Tus-Resumable": "1.0.0"}
_CONTENT = {"Content-Type": "application/offset+octet-stream"}
_LATER = {409, 502, 503, 504}
"""What a desk answers that still receives a part that was cut off, and a proxy while its desk is started again.

So is what says after how long to ask again, as a desk does that was asked too often.
"""

Answered = tuple[Mapping[str, str], bytes]
"""The headers and the content of an answer."""


class _NoRedirects(HTTPRedirectHandler):
    """A token goes nowhere but to the desk that it is for."""

    def redirect_request(self, *_: object) -> None:
        """Follow none: what redirects is an answer like another."""


class NoAnswerError(RequestError):
    """A desk did not answer, or was cut off; it may answer later."""


_OPENER = build_opener(_NoRedirects)


class NotThereError(RequestError):
    """A desk has nothing at an address, or not for this token."""


@dataclass(frozen=True)
class RemoteDesk:
    """A desk on another machine, and the token with which it lets a partner in.

    Parameters
    ----------
    address
        Where it is on the web, as `https://desk.example.org`.
    token
        A token that was made there, with the scopes `deliver` and `receipts`.
    language
        In which it answers: `en`, `nl` or `es`.
    """

    address: str
    token: str = field(repr=False)
    language: str = "en"

    def __post_init__(self) -> None:
        where = urlsplit(self.address)
        if where.scheme != "https" and where.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise RequestError("give the address of the desk with https://; a token is never sent in clear")
        if not self.token.isascii() or not self.token.isprintable() or not self.token:
            raise RequestError("give the token of the desk in SCHAKEL_TOKEN")

    def ask(self, method: str, place: str, headers: Mapping[str, str] | None = None) -> Answered:
        """Ask the desk something, and again where it does not answer.

        Raises
        ------
        RequestError
            With what the desk has against it, or if it does not answer for two minutes.
        """
        for pause in _PAUSES:
            try:
                return self.ask_once(method, place, headers)
            except NoAnswerError:
                time.sleep(pause)
        return self.ask_once(method, place, headers)

    def ask_once(
        self, method: str, place: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Answered:
        """Ask the desk something.

        Raises
        ------
        RequestError
            With what the desk has against it; `NoAnswerError` where it may answer later.
        """
        who = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        request = Request(self.address.rstrip("/") + place, content, {**(headers or {}), **who}, method=method)
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return answer.headers, answer.read()
        except HTTPError as error:
            if error.code in _LATER or error.headers.get("Retry-After"):
                raise self._no_answer(str(error.code)) from None
            raise (NotThereError if error.code == HTTPStatus.NOT_FOUND else RequestError)(_problem(error)) from None
        except (OSError, HTTPException) as error:
            raise self._no_answer(str(getattr(error, "reason", error))) from None

    def _no_answer(self, reason: str) -> "NoAnswerError":
        return NoAnswerError("{address} does not answer ({reason})", address=self.address, reason=reason)


def send(desk: RemoteDesk, file: Path, about: Mapping[str, str], progress: Progress = silent) -> dict[str, Any]:
    """Deliver a file to a desk on another machine, and wait for its receipt.

    Parameters
    ----------
    about
        What to say of the file, as the API names it: `partner`, and where wished `on`, `covers-from`, `covers-until`,
        `synthetic` and `trial`.

    Returns
    -------
    dict
        The job, as the API gives it; its `receipt` is that of the delivery or the trial, or None.

    Raises
    ------
    RequestError
        If the file is empty or cannot be read, or the desk refuses it or does not answer.
    """
    try:
        return _followed(desk, _sent(desk, file, about, progress), progress)
    except OSError as error:
        raise RequestError("{file} cannot be read: {reason}", file=str(file), reason=error.strerror or "?") from None


def _sent(desk: RemoteDesk, file: Path, about: Mapping[str, str], progress: Progress) -> str:
    """Send a file in parts; return where its job is."""
    length = file.stat().st_size
    with file.open("rb") as content:
        told = {**about, "filename": file.name, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}
        metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
        begun = {**_TUS, "Upload-Length": str(length), "Upload-Metadata": metadata}
        place = _begun(desk, begun, told["partner"])
        where = desk.ask("HEAD", place, _TUS)[0]
        while not (job := where.get("Schakel-Job")):
            at = int(where["Upload-Offset"])
            progress(Fault("send {file}", fields={"file": file.name}), at / length)
            content.seek(at)
            where = _part_sent(desk, place, at, content.read(_PART))
    return job


def _begun(desk: RemoteDesk, headers: Mapping[str, str], partner: str) -> str:
    try:
        return desk.ask_once("POST", "/api/v1/uploads", headers, b"")[0]["Location"]
    except NotThereError:
        raise RequestError(
            "{address} is not a desk where this token delivers for {partner}", address=desk.address, partner=partner
        ) from None


def _part_sent(desk: RemoteDesk, place: str, at: int, part: bytes) -> Mapping[str, str]:
    """Send a part, or the piece of it that comes through; return what the desk says about the upload then."""
    headers = {**_TUS, **_CONTENT, "Upload-Offset": str(at)}
    for pause in _PAUSES:
        try:
            return desk.ask_once("PATCH", place, headers, part)[0]
        except NoAnswerError:
            time.sleep(pause)
        where = desk.ask("HEAD", place, _TUS)[0]
        if int(where["Upload-Offset"]) != at:
            return where
    return desk.ask_once("PATCH", place, headers, part)[0]


def _followed(desk: RemoteDesk, job: str, progress: Progress) -> dict[str, Any]:
    while (told := json.loads(desk.ask("GET", job)[1]))["state"] in _UNDER_WAY:
        progress(told["told"] or Fault("Waiting for its turn."), told["share"])
        time.sleep(0.5)
    if told["state"] != "done":
        raise RequestError(told["told"])
    return {**told, "receipt": _receipt(desk, told["delivery"]) if told["delivery"] else told["trial"]}


def _receipt(desk: RemoteDesk, place: str) -> Any:
    try:
        return json.loads(desk.ask("GET", place)[1])
    except NoAnswerError:
        raise
    except RequestError:
        # A token that may deliver and not read receipts: the file was taken in all the same.
        return None


def _problem(error: HTTPError) -> Fault:
    """What a desk has against a request, in its own words where it has any (RFC 9457)."""
    try:
        return Fault(str(json.load(error)["detail"]))
    except (ValueError, KeyError, TypeError, OSError):
        return Fault("{address} does not answer ({reason})", fields={"address": error.url, "reason": str(error.code)})
