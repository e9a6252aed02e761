"""Every page of the desk is looked at in Chromium, on a telephone and on a wide screen, as somebody who may see it.

The pages follow from the doors, so a new one is looked at too, and a test says of one that cannot be. They are answered
in this process, without a server.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsing import NARROW, WIDE
from conftest import copy_alliance
from desk_contents import NOT_HERE, OWN, address_of, filled
from desks import HOST, Desk, opened
from playwright.sync_api import Browser, Route
from starlette.testclient import TestClient
from template_with_persons import alliance_with_persons, deliver
from visitors import Visitor

from schakel import verbs
from schakel.desk.office import Office
from schakel.desk.people import find_person, make_link
from schakel.desk.rights import ROLES, Right
from schakel.desk.web.application import DOORS
from schakel.desk.web.guard import LANGUAGE

pytestmark = pytest.mark.browser
NO_PAGE = {
    "/access-log.csv": "a file",
    "/deliveries/{number:int}/refused-rows.csv": "a file",
    "/feeds/{word}": "a feed",
    "/gate/{release:int}/draft/{path:path}": "a page of the site, which has tests of its own",
    "/health": "a word",
    "/jobs/{number:int}/events": "a stream",
    "/languages/{language}": "leads on",
    "/metrics": "counts",
    "/outputs/{output:int}/file": "a file",
    "/overview/{partner}/mapping.patch": "a file",
    "/questions/{question}/{file}": "a file",
    "/sign-in/directory": "leads on",
    "/sign-in/directory/back": "leads on",
    "/styles/{name}": "a file",
    "/templates/{partner}.{kind}": "a file",
    "/twins/{product}.zip": "a file",
}
"""What a browser gets here, which is no page of the desk."""


@dataclass(frozen=True)
class Place:
    """Where a page is of which the template has none: in another alliance, as an address on a page of somebody."""

    alliance: str
    role: str
    of: str
    listed: str
    link: str = ""


SIGNALS, PAIRS = ("signals", "signal-officer", "emm"), ("persons", "clerk", "")
OFFICER = ("signals", "municipal-officer", "VG0013")
ELSEWHERE: Mapping[str, Place] = {
    "/inbox": Place(*SIGNALS, "/inbox"),
    "/inbox/published": Place(*SIGNALS, "/inbox/published"),
    "/inbox/{item}": Place(*SIGNALS, "/inbox", r'"(/inbox/\w{32})">BR-3<'),
    "/assessments": Place(*OFFICER, "/assessments"),
    "/assessments/{response}": Place(*OFFICER, "/assessments", r'"(/assessments/\w{32})"'),
    "/assessments/{response}/{section:int}": Place(*OFFICER, "/assessments", r'"(/assessments/\w{32})"'),
    "/municipalities/{subject}": Place(*OFFICER, "/municipalities/VG0013"),
    "/pairs": Place(*PAIRS, "/pairs"),
    "/pairs/{one}/{other}": Place(*PAIRS, "/pairs", r'"(/pairs/\w{32}/\w{32})"'),
    "/pairs/persons/{person}": Place(*PAIRS, "/pairs", r'"/pairs(/\w{32})/\w{32}"'),
    "/pairs/samples/{of}": Place(*PAIRS, "/pairs/samples/apart"),
}
PAGES = sorted({door.path for door in DOORS if door.method == "GET" and not door.for_machines} - set(NO_PAGE))


def role_for(path: str) -> str:
    """The first role that opens a page of the template; nobody's where strangers may enter."""
    [right] = {door.right for door in DOORS if (door.method, door.path) == ("GET", path)}
    if right is None:
        return ""
    return next(name for name, role in ROLES.items() if right is Right.SIGNED_IN or right in role.rights)


@dataclass
class Alliances:
    """Desks without a server: the template with something of all kinds, one with signals, and one with persons."""

    folder: Path
    made: dict[str, Desk] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Desk:
        """Return a desk, made when it is first asked for."""
        if name not in self.made:
            place = self.folder / name
            place.mkdir()
            self.made[name] = MADE[name](place)
        return self.made[name]


def with_signals(folder: Path) -> Desk:
    """The Dutch alliance with two signals that are likely one, and a municipality that began to assess itself."""
    alliance = copy_alliance("nl-mensenhandel", folder)
    (folder / "signals.csv").write_text(SIGNAL_ROWS, "utf-8")
    verbs.deliver(alliance, "emm", folder / "signals.csv", synthetic=True)
    desk = Desk(Office(alliance))
    officer = desk.signed_in("municipal-officer", "VG0013")
    officer.post("/assessments", data={"form": "kader-aanpak-mensenhandel", "subject": "VG0013"})
    return desk


SIGNAL_ROWS = """\
signaal_nummer,zender,datum_signaal,vorm,gemeente_code,kenmerk_bron,onderzoek_nummer
S1,Voorbeelddienst 3,2026-10-01,arbeid,GM0034,BR-3,
S2,Voorbeelddienst 4,2026-10-02,arbeid,GM0034,BR-4,
"""


def with_persons(folder: Path) -> Desk:
    """An alliance with a pair that somebody should judge."""
    alliance, row = (
        alliance_with_persons(folder),
        "H{},2023-01-02,work under duress,police,2023-01-09,no,Northtown,,{},,",
    )
    people = ("Smitsonian,Anna,1990-02-10", "Smitsonian,Anne,1990-02-11")
    deliver(alliance, 2, *(row.format(number, who) for number, who in enumerate(people)))
    verbs.build(alliance)
    return Desk(Office(alliance))


MADE: Mapping[str, Callable[[Path], Desk]] = {"template": opened, "signals": with_signals, "persons": with_persons}


@pytest.fixture(scope="module")
def alliances(tmp_path_factory: pytest.TempPathFactory) -> Alliances:
    return Alliances(tmp_path_factory.mktemp("desks"))


@pytest.fixture(scope="module")
def numbers(alliances: Alliances) -> dict[str, str]:
    """What the variable parts of addresses stand for at the desk of the template, with a job that waits."""
    desk = alliances["template"]
    found = filled(desk)
    brought = {
        "kind": "table",
        "product": "monitor",
        "smallest_cell": "40",
        "shows_extremes": "yes",
        "purpose": "A test.",
    }
    file = {"file": ("table.csv", "year,number\n2024,40\n", "text/csv")}
    output = desk.signed_in("researcher", "monitor").post("/outputs", data=brought, files=file).headers["location"]
    waiting = desk.signed_in("supplier", "helpline").post("/deliveries/1/replays").headers["location"]
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        person = find_person(connection, email).number
        words = {f"/{kind}": make_link(connection, person, kind == "invitations") for kind in ("links", "invitations")}
    return found | words | {"output": output.rpartition("/")[2], "job": waiting.rpartition("/")[2]}


def of_template(path: str, numbers: Mapping[str, str]) -> str:
    """The address of a page of the template."""
    word = numbers.get(path.removesuffix("/{word}"), "")
    own = {"number": numbers["job"]} if path.startswith("/jobs/") else {}
    return address_of(path, {**numbers, "word": word, **own})


def found_elsewhere(desk: Desk, path: str) -> tuple[TestClient, str]:
    """Somebody at another desk, and the address of a page that they may see there."""
    place = ELSEWHERE[path]
    somebody = desk.signed_in(place.role, place.of)
    if not place.link:
        return somebody, place.listed
    [address, *_] = re.findall(place.link, somebody.get(place.listed).text)
    return somebody, f"/pairs/persons{address}" if "persons" in path else address + ("/1" if "section" in path else "")


@dataclass(frozen=True)
class NoServer:
    """Where a desk would be, if one were started."""

    address: str = HOST
    links: Mapping[str, str] = field(default_factory=dict)


def answer(somebody: TestClient, route: Route) -> None:
    """Answer a request of a browser as a desk answers somebody; what streams is no part of a page."""
    if route.request.url.endswith("/events"):
        return route.abort()
    given = somebody.get(route.request.url.removeprefix(HOST))
    kind = {"content-type": given.headers.get("content-type", "")}
    return route.fulfill(status=given.status_code, headers=kind, body=given.content)


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visitor]:
    found = Visitor(browser, NoServer(), "", "nl")
    found.looked_at_by_axe = lambda _: (NARROW, WIDE)  # at a page of a walk it looks at one of both
    yield found
    found.page.context.close()


def test_each_page_has_a_place_where_it_is_looked_at() -> None:
    """Of the template, where `test_every_door.py` opens all that is not said to be elsewhere; or here."""
    made_here = {"/jobs/{number:int}", "/outputs/{output:int}"}
    assert {path for path in PAGES if path.startswith(NOT_HERE)} - {*ELSEWHERE, *made_here} == set()
    assert {*ELSEWHERE, *made_here} <= {*PAGES}


def asked_for(alliances: Alliances, numbers: Mapping[str, str], path: str) -> tuple[TestClient, str]:
    """Somebody who may see a page, and its address."""
    if path in ELSEWHERE:
        return found_elsewhere(alliances[ELSEWHERE[path].alliance], path)
    role, desk = role_for(path), alliances["template"]
    somebody = desk.signed_in(role, OWN[ROLES[role].held_for]) if role else desk.stranger()
    return somebody, of_template(path, numbers)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_looked_at(alliances: Alliances, numbers: dict[str, str], visitor: Visitor, path: str) -> None:
    somebody, address = asked_for(alliances, numbers, path)
    somebody.cookies.set(LANGUAGE, "nl")
    visitor.page.unroute_all()
    visitor.page.route("**/*", lambda route: answer(somebody, route))
    visitor.faults.clear()
    visitor.go(address)
    assert visitor.page.locator("main.desk h1").count() == 1
    assert visitor.faults == []
