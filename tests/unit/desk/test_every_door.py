"""Who may enter where, made from the routes themselves: every role at every door, for what is theirs and what is not.

A route that names no right fails, and so does a door that lets in somebody without it. So that this is a test, one
guard is taken away and must be found.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pytest
from desk_contents import NOT_HERE, OTHERS, OWN, address_of, filled, of_nothing
from desks import HEADER, ROW, Desk
from sqlalchemy import Connection
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from schakel.desk.database.tables import SESSIONS
from schakel.desk.people import end_person, end_role, find_person, give_role, now
from schakel.desk.rates import Rates
from schakel.desk.rights import ROLES, Grant, Right
from schakel.desk.secrets import digest
from schakel.desk.signing_in import IDLE, LONGEST, end_session
from schakel.desk.web import guard
from schakel.desk.web.application import DOORS, HEADERS, application
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


@pytest.fixture(autouse=True)
def _asking_as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here thousands of requests come from one address; `test_rates.py` says how many are too many."""
    monkeypatch.setattr(Rates, "count", lambda *_: None)


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


FILLED_IN = {"sure": "yes", "reason": "a reason", "purpose": "a purpose", "because": "a reason", "verdict": "approve"}


def seen(browser: TestClient, method: str, path: str, numbers: dict[str, str]) -> tuple[object, ...]:
    """All that somebody is answered at a door, but for the address that they asked for themselves."""
    address = address_of(path, numbers)
    named = {name: numbers[name] for name in ("partner", "product")}
    form = {} if method != "POST" or "/api/" in path else {"data": FILLED_IN | named}
    in_address = {"params": named} if "/deliveries" in path else {}
    answer = browser.request(method, address, headers=UPLOAD if "uploads" in path else {}, **in_address, **form)
    text = answer.text.replace(quote(address, ""), "").replace(address, "")
    carried = {name: answer.headers.get(name, "").replace(address, "") for name in ("location", *HEADERS)}
    return answer.status_code, text, carried


HELD = [(name, role.held_for) for name, role in ROLES.items() if role.held_for]
VARIABLE = [door for door in DOORS if "{" in door.path and "{word}" not in door.path and door.right]


def told_apart(desk: Desk, numbers: dict[str, str], role: str, held_for: str) -> list[str]:
    """The doors at which somebody who holds a role for something else is told that something of others is there."""
    browser, nothing = desk.signed_in(role, OTHERS[held_for]), of_nothing(numbers)
    return [
        f"{door.method} {door.path}"
        for door in VARIABLE
        if seen(browser, door.method, door.path, numbers) != seen(browser, door.method, door.path, nothing)
    ]


@ON_ONE
@pytest.mark.parametrize(("role", "held_for"), HELD)
def test_what_is_of_others_looks_like_what_never_was(
    desk: Desk, numbers: dict[str, str], role: str, held_for: str
) -> None:
    assert told_apart(desk, numbers, role, held_for) == []


@ON_ONE
def test_what_is_of_others_is_found_where_nobody_looks_whose_it_is(
    desk: Desk, numbers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Grant, "gives", lambda grant, right, _: right in ROLES[grant.role].rights)
    assert len(told_apart(desk, numbers, "supplier", "partner")) >= 10


ENDS: dict[str, Callable[[Connection, str, int], object]] = {
    "not used for half an hour": lambda connection, word, _: connection.execute(
        SESSIONS.update().where(SESSIONS.c.digest == digest(word)).values(seen=now() - IDLE - A_MOMENT)
    ),
    "ten hours old": lambda connection, word, _: connection.execute(
        SESSIONS.update().where(SESSIONS.c.digest == digest(word)).values(made=now() - LONGEST - A_MOMENT)
    ),
    "signed out": lambda connection, word, _: end_session(connection, word),
    "the account ended": lambda connection, _, person: end_person(connection, person, "one"),
}
A_MOMENT = timedelta(seconds=1)


@ON_ONE
@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_a_session_that_ended_opens_what_a_stranger_opens(
    desk: Desk, numbers: dict[str, str], ends: Callable[[Connection, str, int], object]
) -> None:
    let_in = []
    email, browser, stranger = desk.person("supplier", "helpline"), desk.stranger(), desk.stranger()
    word, other = desk.session(email), desk.session(email)
    browser.cookies.set(SESSION, word)
    with desk.office.database.begin() as connection:
        ends(connection, word, find_person(connection, email).number)
    for door in DOORS:
        if door.right and seen(browser, door.method, door.path, numbers) != seen(
            stranger, door.method, door.path, numbers
        ):
            let_in.append(f"{door.method} {door.path}")
    assert let_in == []
    browser.cookies.set(SESSION, other)
    stays = 303 if ends is ENDS["the account ended"] else 200
    assert browser.get("/account").status_code == stays, "another session of theirs is another one"


@ON_ONE
@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_ends_while_somebody_is_signed_in_opens_nothing_more(
    desk: Desk, numbers: dict[str, str], role: str
) -> None:
    email, browser = desk.person(role, OWN[ROLES[role].held_for]), desk.stranger()
    browser.cookies.set(SESSION, desk.session(email))
    with desk.office.database.begin() as connection:
        for given in find_person(connection, email).grants:
            end_role(connection, given.number, "one")
    statuses = {
        f"{door.method} {door.path}": asked(browser, door.method, door.path, numbers)
        for door in DOORS
        if door.right not in (None, Right.SIGNED_IN)
    }
    assert {door: status for door, status in statuses.items() if status != 403} == {}


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@ON_ONE
def test_a_method_without_a_door_is_no_way_in(desk: Desk, numbers: dict[str, str]) -> None:
    """Of somebody with every role: nothing but the door that they chose keeps them out."""
    email, browser, found = desk.person("nobody"), desk.stranger(), {}
    browser.cookies.set(SESSION, desk.session(email))
    with desk.office.database.begin() as connection:
        number = find_person(connection, email).number
        for name, role in ROLES.items():
            held_for = {kind: (one,) for kind, one in OWN.items()}
            give_role(connection, number, Grant(name, OWN[role.held_for]), "one", held_for, at_once=True)
    doors = declared()
    for path in sorted({path for _, path in doors}):
        of_get = ("HEAD",) if ("GET", path) in doors else ()
        for method in METHODS:
            if (method, path) not in doors and method not in of_get:
                answer = browser.request(method, address_of(path, numbers))
                found[f"{method} {path}"] = (answer.status_code, *(name in answer.headers for name in HEADERS))
    assert {door: told for door, told in found.items() if told != (404, *(True for _ in HEADERS))} == {}


@ON_ONE
def test_every_answer_of_every_door_carries_the_rules(desk: Desk, numbers: dict[str, str]) -> None:
    missing = []
    for browser in (desk.stranger(), desk.signed_in("supplier", "helpline"), desk.machine()):
        for method, path in declared():
            address = address_of(path, numbers)
            answer = browser.request(method, address, headers=UPLOAD if "uploads" in path else {})
            missing += [f"{method} {path} {name}" for name in HEADERS if name not in answer.headers]
            if not path.startswith("/styles/") and answer.headers["cache-control"] != "no-store":
                missing.append(f"{method} {path} is kept on the way")
    assert missing == []


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
