"""Overseeing: what each partner delivered, editions that are built, and who read what in the access log."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.responses import Response

from schakel.desk.jobs import ask_once, latest_jobs
from schakel.desk.overview import overview
from schakel.desk.people import addresses, given_roles
from schakel.desk.rights import Right
from schakel.desk.web import access_words, following, stewarding
from schakel.desk.web.access_words import OF_ALL, AccessWords
from schakel.desk.web.delivering import day_of, file_response, is_own
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import page, to
from schakel_base import clock
from schakel_base.csv_text import lines
from schakel_base.errors import RequestError

_MOST, _MOST_EDITIONS = 200, 12


def overview_page(visit: Visit) -> Response:
    """Show what each partner delivered, and the last editions."""
    rows = visit.visible.deliveries.delivered_rows()
    jobs = visit.office.read(latest_jobs, ("build",))
    partners = overview(visit.office.alliance, rows, clock.today())
    editions = visit.visible.deliveries.editions()[:_MOST_EDITIONS]
    return page(visit, "overview", partners=partners, jobs=jobs, own=partial(is_own, visit), editions=editions)


def build(visit: Visit) -> Response:
    """Let an edition be built."""
    job = visit.office.write(ask_once, "build", {"as_of": clock.today().isoformat()}, visit.asker.name)
    return to(f"/jobs/{job}")


def access_log(visit: Visit) -> Response:
    """Show who read what, and for what."""
    said, asked, wrong, found = _words_of(visit), _Asked.of(visit), None, []
    try:
        found = asked.found(visit, said)
    except RequestError as error:
        wrong = error
    given = {"asked": asked, "accesses": found[:_MOST], "found": len(found), "said": said, "wrong": wrong}
    return page(visit, "access-log", 400 if wrong else 200, **given)


def access_log_file(visit: Visit) -> Response:
    """Give what was found in the access log as CSV: as it is kept, and as a sentence."""
    said, asked = _words_of(visit), _Asked.of(visit)
    found = asked.found(visit, said)
    columns = [*OF_ALL, *sorted({name for one in found for name in one} - set(OF_ALL))]
    rows = ([*(str(one.get(name, "")) for name in columns), said.sentence(one)] for one in found)
    return file_response(lines([[*columns, "sentence"], *rows]), "access-log.csv", "text/csv")


@dataclass(frozen=True)
class _Asked:
    """What somebody looks for in the access log, as it was typed: words, and the first and the last day."""

    words: str
    first: str
    last: str

    @classmethod
    def of(cls, visit: Visit) -> "_Asked":
        given = visit.request.query_params
        return cls(*(given.get(name, "").strip() for name in ("words", "from", "until")))

    def found(self, visit: Visit, said: AccessWords) -> list[Mapping[str, Any]]:
        first, last = day_of(self.first), day_of(self.last)
        return access_words.found(visit.visible.accesses(), said, self.words, first, last)


def _words_of(visit: Visit) -> AccessWords:
    with visit.office.reading() as connection:
        return AccessWords(visit.office, visit.language, addresses(connection), given_roles(connection))


DOORS = (
    *following.DOORS,
    *stewarding.DOORS,
    Door("GET", "/overview", overview_page, Right.SEE_DELIVERIES),
    Door("POST", "/editions", build, Right.BUILD, is_dear=True),
    Door("GET", "/access-log", access_log, Right.READ_LOG, is_dear=True),
    Door("GET", "/access-log.csv", access_log_file, Right.READ_LOG, is_dear=True),
)
