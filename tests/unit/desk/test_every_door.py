"""Who may enter where, made from the routes themselves: every role at every door, for the own and for another partner.

A route that names no right fails, and so does a door that lets in somebody without it. So that this is a test, one
guard is taken away and must be found.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from desk_contents import NOT_HERE, OWN, address_of, filled
from desks import HEADER, ROW, Desk
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from schakel.desk.rights import ROLES, Right
from schakel.desk.web import guard
from schakel.desk.web.application import DOORS, application
from schakel.desk.web.guard import SESSION

FEWEST = 45
"""Doors that there are at least: a walk that finds fewer has passed some over."""
REFUSED = (401, 403, 404)
ON_ONE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True, scope="module")
"""Whoever may not enter is kept out by their role before a page reads anything; what others are shown runs on both."""
UPLOAD = {"tus-resumable": "1.0.0", "upload-offset": "0", "content-type": "application/offset+octet-stream"}


def walked(routes: list[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path under some routes, those of mounted applications too."""
    for route in routes:
        if isinstance(route, Mount):
            yield from walked(route.routes or [], before + route.path)
        elif isinstance(route, Route):
            yield from ((method, before + route.path) for method in sorted(route.methods or ()))


def declared() -> dict[tuple[str, str], Right | None]:
    return {(door.method, door.path): door.right for door in DOORS}


@ON_ONE
def test_every_route_is_a_door_that_names_its_right(desk: Desk) -> None:
    found = set(walked(application(desk.office).routes))
    doors = set(declared())
    # The framework lets HEAD in wherever GET may enter.
    assert {one for one in found if one[0] != "HEAD"} | {one for one in doors if one[0] == "HEAD"} == doors
    assert len(doors) >= FEWEST


def test_a_door_without_a_right_says_why_it_is_open() -> None:
    open_doors = {door.path: door.open_because for door in DOORS if door.right is None}
    assert all(open_doors.values())
    # No door to anything that was delivered is open.
    assert not [path for path in open_doors if re.search("deliver|receipt|log|people|tokens|jobs", path)]


@pytest.fixture(scope="module")
def numbers(desk: Desk) -> dict[str, str]:
    return filled(desk)


def asked(browser: TestClient, method: str, path: str, numbers: dict[str, str]) -> int:
    address = address_of(path, numbers)
    if path.startswith("/styles"):
        address = "/styles/schakel.css"
    asks = {"partner": numbers["partner"]} if method == "POST" and "/deliveries" in path else {}
    headers = UPLOAD if "uploads" in path else {}
    # What streams never ends by itself where a job goes on; here every job has ended.
    return browser.request(method, address, params=asks, headers=headers).status_code


WHO = [("stranger", ""), ("nobody", ""), *((name, OWN[role.held_for]) for name, role in ROLES.items())]


def rights_of(role: str) -> frozenset[Right]:
    """The rights of somebody with a role, or with none: whoever is signed in is signed in."""
    if role == "stranger":
        return frozenset()
    return frozenset({Right.SIGNED_IN}) | (ROLES[role].rights if role in ROLES else frozenset())


@ON_ONE
@pytest.mark.parametrize(("role", "partner"), WHO)
def test_nobody_enters_where_the_role_has_no_right(
    desk: Desk, numbers: dict[str, str], role: str, partner: str
) -> None:
    rights = rights_of(role)
    let_in = []
    browser = desk.stranger() if role == "stranger" else desk.signed_in(role, partner)
    for (method, path), right in declared().items():
        if right is not None and right not in rights and path != "/sign-out":
            status = asked(browser, method, path, numbers)
            # A stranger is led to where one signs in.
            if status not in REFUSED and not (role == "stranger" and status == 303):
                let_in.append(f"{method} {path}: {status}")
    assert let_in == []


@pytest.mark.parametrize(("role", "partner"), [one for one in WHO if one[0] != "stranger"])
def test_everybody_enters_where_the_role_has_the_right(
    desk: Desk, numbers: dict[str, str], role: str, partner: str
) -> None:
    kept_out = []
    email, browser, log = desk.person(role, partner), desk.stranger(), desk.office.workspace.access_log
    browser.cookies.set(SESSION, desk.session(email))
    before = len([*log.records()])
    for (method, path), right in declared().items():
        if right in rights_of(role) and method == "GET" and not path.startswith(NOT_HERE):
            status = asked(browser, method, path, numbers)
            if status != 200:
                kept_out.append(f"{method} {path}: {status}")
    assert kept_out == []
    assert {one["user"] for one in [*log.records()][before:]} <= {email}, "whoever looks, and nobody else"


def test_what_is_of_another_partner_is_not_there(desk: Desk, numbers: dict[str, str]) -> None:
    seen = []
    browser = desk.signed_in("supplier", "clinic")
    for (method, path), right in declared().items():
        if (
            right is not None
            and re.search(r"\{(number|name|partner|response)", path)
            and right in rights_of("supplier")
        ):
            status = asked(browser, method, path, numbers)
            if status != 404:
                seen.append(f"{method} {path}: {status}")
    assert seen == []


@pytest.mark.usefixtures("numbers")
def test_nothing_of_another_partner_is_in_a_list(desk: Desk) -> None:
    other = desk.signed_in("supplier", "clinic")
    assert other.get("/api/v1/deliveries").json()["total"] == 0
    assert "a.csv" not in other.get("/deliveries").text
    assert desk.signed_in("supplier", "helpline").get("/api/v1/deliveries").json()["total"] >= 1


def test_nobody_delivers_for_another_partner(desk: Desk) -> None:
    other = desk.signed_in("supplier", "clinic")
    sent = {"file": ("a.csv", HEADER + ROW.format(2), "text/csv")}
    assert other.post("/deliveries", data={"partner": "helpline"}, files=sent).status_code == 404
    asks = {"partner": "helpline", "file-name": "a.csv"}
    assert other.post("/api/v1/deliveries", params=asks, content=b"x").status_code == 404


@ON_ONE
def test_a_guard_that_was_taken_away_is_found(
    desk: Desk, numbers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "refused", lambda *_: None)
    with pytest.raises(AssertionError, match="/deliveries"):
        test_nobody_enters_where_the_role_has_no_right(desk, numbers, "nobody", "")


FOREIGN = (
    *({"sec-fetch-site": f"{one}-site"} for one in ("cross", "same")),
    {"origin": "http://elsewhere.example"},
    {},
)
"""What a browser says of a page that is not of the desk; a page of its neighbour in the domain is of the same site."""


@ON_ONE
def test_a_request_from_another_site_changes_nothing(desk: Desk) -> None:
    let_in = []
    browser = desk.signed_in("administrator")
    browser.headers.pop("sec-fetch-site")
    for door in DOORS:
        if door.method in guard.CHANGING:
            address = re.sub(r"\{[^}]*\}", "1", door.path)
            for foreign in FOREIGN:
                if browser.request(door.method, address, headers=foreign).status_code != 403:
                    let_in.append(f"{door.method} {door.path} {foreign}")
    assert let_in == []


SCRIPT = "<script>alert(1)</script>"
PAGES = [page.read_text("utf-8") for page in Path(str(files("schakel.desk.web") / "templates")).rglob("*.html")]
FIELDS = {name for page in PAGES for name in re.findall(r'(?:name=|field\()"([\w-]+)"', page)}
"""Every field of every form, by name."""


@ON_ONE
def test_what_is_typed_into_any_field_is_never_run(desk: Desk, numbers: dict[str, str]) -> None:
    """Last, since what is typed is kept: then every page is read again."""
    run, typed = [], dict.fromkeys(FIELDS, SCRIPT) | {"partner": "helpline", "product": "monitor"}
    for role in ROLES:
        browser = desk.signed_in(role, OWN[ROLES[role].held_for])
        for method in ("POST", "GET"):
            for door in DOORS:
                if door.method == method and door.right in ROLES[role].rights and not door.path.startswith("/jobs/"):
                    address = address_of(door.path, numbers)
                    sent = {"data": typed} if method == "POST" else {"params": typed}
                    if SCRIPT in browser.request(method, address, **sent).text:
                        run.append(f"{role} {method} {door.path}")
    assert run == []
