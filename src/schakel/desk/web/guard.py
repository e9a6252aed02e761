"""The guard before every door: who is asking, may they, and does the request come from one of our pages?

A request that changes something and is opened by a cookie must come from this site: the browser says so (Fetch
Metadata; `Origin` in older ones). So no form needs a token that can end while somebody types.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

from babel import Locale
from sqlalchemy.exc import DataError, OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from schakel.desk.languages import LANGUAGES, LOCALE
from schakel.desk.office import Office
from schakel.desk.rates import ALL, DEAR, Rate, TooManyError
from schakel.desk.rights import STRANGER, Asker
from schakel.desk.signing_in import asker_of_session, see_session
from schakel.desk.tokens import asker_of_token
from schakel.desk.visible import NotVisibleError
from schakel.desk.web import mistakes
from schakel.desk.web.doors import Answer, Door, Streaming, Visit, whole_number
from schakel.desk.web.pages import error_page, page
from schakel.desk.web.problems import problem
from schakel.publication.localisation import Localisation, localise
from schakel.store.access_log import asked_by
from schakel_base.errors import RequestError, SchakelError, message, without_values

SESSION = "schakel_session"
LANGUAGE = "schakel_language"
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
LARGEST_FORM = 64 << 10
_NOT_KEPT = message("something that you filled in is too long, or holds a character that cannot be kept")
_LED_ON = 303

LOG = logging.getLogger("schakel.desk")

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(door: Door, office: Office) -> Endpoint:
    """Return what answers a request at a door: the guard, then what is behind it."""

    # Each change of threads is a wait for all that run: a page that is asked for changes to one of them, and back.
    at_once = door.method not in CHANGING and not inspect.iscoroutinefunction(door.answer)

    async def endpoint(request: Request) -> Response:
        begun = await run_in_threadpool(_begun, office, request, door, at_once)
        if isinstance(begun, Response):
            return begun
        try:
            return await _let_in(door, begun)
        except Exception as error:
            return _failed(door, begun, error)

    return endpoint


def _begun(office: Office, request: Request, door: Door, at_once: bool) -> Visit | Response:
    """Return the asker's visit; with `at_once`, the answer if they may have it."""
    try:
        language = _language_of(request, office, door)
        visit = Visit(request, office, STRANGER, language, FormData(), partial(_asker, office, request, door))
    except SchakelError as error:
        # Without its declarations a desk has no page: neither its name nor its languages are known.
        return problem(503, str(error))
    try:
        # Before anything is asked of the database.
        _count_address(ALL, visit)
        visit = visit.now()
        _count_person(ALL, visit)
        may_now = at_once and refused(door, visit) is None
        return _answered(door, visit) if may_now else visit
    except Exception as error:
        return _failed(door, visit, error)


def _answered(door: Door, visit: Visit) -> Response:
    with _entered(door, visit):
        try:
            return cast(Answer, door.answer)(visit)
        except SchakelError as error:
            if door.again is None or isinstance(error, NotVisibleError):
                raise
            page_again = door.again(visit, error)
            if page_again.status_code == HTTPStatus.OK:
                page_again.status_code = HTTPStatus.BAD_REQUEST
            return page_again


@contextmanager
def _entered(door: Door, visit: Visit) -> Iterator[None]:
    """Let somebody in who may: what is dear is counted, and all that is looked at stands under their name in the log.

    Raises
    ------
    TooManyRequestsError
        If they asked for too much that is dear.
    """
    if door.is_dear:
        _count_address(DEAR, visit)
        _count_person(DEAR, visit)
    with asked_by(visit.asker.name):
        yield


def _count_address(rate: Rate, visit: Visit) -> None:
    visit.office.rates.count(f"{rate.kind} {visit.address()}", rate.of_address)


def _count_person(rate: Rate, visit: Visit) -> None:
    """Count a request of a person or a token; of a stranger only the address is known."""
    asker = visit.asker
    if asker is not STRANGER:
        visit.office.rates.count(f"{rate.kind} person {asker.person} token {asker.token}", rate.of_person)


def _failed(door: Door, visit: Visit, error: Exception) -> Response:
    if isinstance(error, SchakelError):
        return _said(door, visit, _status(error), error)
    if isinstance(error, OperationalError):
        return _said(door, visit, 503, RequestError("the database does not answer; try again in a moment"))
    if isinstance(error, DataError):
        return _said(door, visit, 400, RequestError(_NOT_KEPT))
    if isinstance(error, ClientDisconnect):
        return Response(status_code=400)
    # A defect of ours: where it is goes to the log of the machine, without values that a message may quote.
    LOG.error("%s %s: %s", door.method, door.path, without_values(error))
    return _said(door, visit, 500, RequestError("Schakel itself failed here; its administrator can see why"))


async def _let_in(door: Door, visit: Visit) -> Response:
    if refusal := refused(door, visit):
        return await _with_what_was_typed(visit) if refusal.status_code == _LED_ON else refusal
    if inspect.iscoroutinefunction(door.answer):
        with _entered(door, visit):
            return await cast(Streaming, door.answer)(visit)
    if visit.request.method in CHANGING:
        visit = replace(visit, form=await _form(visit.request))
    return await run_in_threadpool(_answered, door, visit)


async def _with_what_was_typed(visit: Visit) -> Response:
    """Lead a stranger to where one signs in; whose session ended while they typed keeps what they typed."""
    typed = await _form(visit.request) if visit.request.method in CHANGING else FormData()
    if not typed:
        then = f"?then={visit.request.url.path}" if visit.request.method == "GET" else ""
        return RedirectResponse(f"/sign-in{then}", _LED_ON)
    return page(visit, "signed-out", 401, typed=typed.multi_items())


def refused(door: Door, visit: Visit) -> Response | None:
    """Return the answer for people who may not enter, or None for those who may."""
    by_cookie = visit.asker.token is None
    if visit.request.method in CHANGING and by_cookie and not _is_from_here(visit.request):
        return _said(door, visit, 403, RequestError("this was not sent from a page of the desk"))
    if door.right is None or visit.asker.may(door.right):
        return None
    if visit.asker is not STRANGER:
        return _said(door, visit, 403, RequestError("your role does not allow this"))
    if door.for_machines:
        return _said(door, visit, 401, RequestError("a token is needed"))
    return RedirectResponse("/sign-in", _LED_ON)


def _said(door: Door, visit: Visit, status: int, error: SchakelError) -> Response:
    in_words = mistakes.for_machines(error, visit.language)
    answer = problem(status, in_words) if door.for_machines else error_page(visit, status, error)
    if isinstance(error, TooManyError) and error.wait:
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _status(error: SchakelError) -> int:
    if isinstance(error, NotVisibleError):
        return 404
    return 429 if isinstance(error, TooManyError) else 400


def _asker(office: Office, request: Request, door: Door) -> Asker:
    """Return who asks: by a token at a door for machines, or by a session; a stranger if neither is valid."""
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        # A token opens the API alone: no page is made for machines.
        with office.reading() as connection:
            return asker_of_token(connection, word.strip()) if door.for_machines else STRANGER
    cookie = request.cookies.get(SESSION)
    if not cookie:
        return STRANGER
    asker, seen = office.read(asker_of_session, cookie)
    if seen:
        with suppress(OperationalError), office.database.begin() as connection:
            see_session(connection, cookie, seen)
    return asker


def _is_from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")


async def _form(request: Request) -> FormData:
    """Return what was filled in; nothing where no form was sent.

    Raises
    ------
    RequestError
        If it is too long, does not say how long it is, or holds a character that no database keeps.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return FormData()
    length = whole_number(request.headers.get("content-length", ""))
    if length is None or length > LARGEST_FORM:
        raise RequestError("what you filled in is too long for this form")
    form = await request.form()
    if any("\0" in text for pair in form.multi_items() for text in pair if isinstance(text, str)):
        raise RequestError(_NOT_KEPT)
    return form


def _language_of(request: Request, office: Office, door: Door) -> Localisation:
    """The language of a visit: as chosen, as the browser prefers, the first of the alliance; for machines as asked."""
    wanted = [part.partition(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")]
    if not door.for_machines:
        first = Locale.parse(office.alliance.languages[0], sep="-").language
        wanted = [request.cookies.get(LANGUAGE, ""), *wanted, first]
    wanted.append("en")
    return localise(next(one for one in wanted if one in LANGUAGES), LOCALE)
