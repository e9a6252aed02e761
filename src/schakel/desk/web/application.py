"""The application: all doors, each with the guard before it, and what every answer carries."""

from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files

from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schakel.desk.database.tables import JOBS, LETTERS, SESSIONS
from schakel.desk.office import Office
from schakel.desk.visible import NotVisibleError
from schakel.desk.web import (
    ask,
    coming_in,
    delivering,
    forms,
    gate,
    inbox,
    managing,
    mending,
    overseeing,
    pairing,
    passkeys,
    research,
)
from schakel.desk.web.api import resources, uploading
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.guard import guarded

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_HSTS = ("Strict-Transport-Security", "max-age=31536000")
_STYLES = ("nl-design-system.css", "schakel.css")


def health(visit: Visit) -> Response:
    """Say that the desk and its database answer."""
    with visit.office.reading() as connection:
        connection.execute(select(func.count()).select_from(JOBS))
    return PlainTextResponse("ok\n")


def style(visit: Visit) -> Response:
    """Give a style sheet of the public site, whose look the desk has."""
    name = visit.path["name"]
    if name not in _STYLES:
        return PlainTextResponse("there is no such style sheet", 404)
    # Read from the folder: what draws the site would take 100 MB to load.
    content = (files("schakel.publication") / "static" / name).read_bytes()
    return Response(content, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def metrics(visit: Visit) -> Response:
    """Give counts for who watches over the desk, in the form of OpenMetrics."""
    with visit.office.reading() as connection:
        states = connection.execute(select(JOBS.c.state, func.count()).group_by(JOBS.c.state)).all()
        sessions = connection.scalar(select(func.count()).select_from(SESSIONS))
        letters = connection.scalar(select(func.count()).select_from(LETTERS).where(LETTERS.c.sent.is_(None)))
    lines = ["# TYPE schakel_jobs gauge", *(f'schakel_jobs{{state="{state}"}} {number}' for state, number in states)]
    lines += ["# TYPE schakel_sessions gauge", f"schakel_sessions {sessions}"]
    lines += ["# TYPE schakel_letters_waiting gauge", f"schakel_letters_waiting {letters}", "# EOF", ""]
    kind = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    return Response("\n".join(lines), media_type=kind)


_WATCHING = "it holds counts of jobs, sessions and letters, for whoever watches over the machine"
DOORS: Sequence[Door] = (
    *coming_in.DOORS,
    *passkeys.DOORS,
    *delivering.DOORS,
    *mending.DOORS,
    *forms.DOORS,
    *ask.DOORS,
    *inbox.DOORS,
    *pairing.DOORS,
    *overseeing.DOORS,
    *managing.DOORS,
    *gate.DOORS,
    *research.DOORS,
    *resources.DOORS,
    *uploading.DOORS,
    Door("GET", "/health", health, open_because="a proxy asks whether the desk answers"),
    Door("GET", "/metrics", metrics, open_because=_WATCHING),
    Door("GET", "/styles/{name}", style, open_because="the site that it is of is public"),
)
"""Every door of the desk."""


def application(office: Office, hosts: Sequence[str] = ("127.0.0.1", "localhost")) -> Starlette:
    """Return the web application of a desk.

    Parameters
    ----------
    hosts
        The names under which it is asked for; any other is refused.
    """
    static_files = Mount("/static", StaticFiles(directory=str(files("schakel.desk.web") / "static")))
    return Starlette(
        routes=[*routes(office), static_files],
        middleware=[
            Middleware(WithHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
        exception_handlers={404: _not_found(office), 405: _not_found(office)},
    )


def routes(office: Office, doors: Sequence[Door] = DOORS) -> list[Route]:
    """Return a route for each door; those for HEAD stand before those for GET, which would answer them too."""
    ordered = sorted(doors, key=lambda door: door.method != "HEAD")
    return [Route(door.path, guarded(door, office), methods=[door.method], name=door.path) for door in ordered]


def _no_page(_: Visit) -> Response:
    raise NotVisibleError


def _not_found(office: Office) -> Callable[[Request, Exception], Awaitable[Response]]:
    because = "it says that there is no such page"
    of_pages = guarded(Door("GET", "/{path:path}", _no_page, open_because=because), office)
    of_machines = guarded(Door("GET", "/api/{path:path}", _no_page, open_because=because, for_machines=True), office)

    async def handler(request: Request, _: Exception) -> Response:
        return await (of_machines if request.url.path.startswith("/api/") else of_pages)(request)

    return handler


class _Number(IntegerConvertor):
    """A number in an address: one that either database counts to."""

    regex = "[0-9]{1,9}"


register_url_convertor("int", _Number())


class WithHeaders:
    """What every answer carries, whatever made it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers of the desk on top."""

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                secure = [_HSTS] if scope.get("scheme") == "https" else []
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.lower().encode(), value.encode())
                        for name, value in (*HEADERS.items(), *secure)
                        if name.lower().encode() not in own
                    ),
                ]
            await send(message)

        await self._app(scope, receive, send_with)
