"""Overseeing: what each partner delivered, editions that are built, and who read what in the access log."""

from functools import partial

from starlette.responses import Response

from schakel.desk.jobs import ask_for, latest_jobs
from schakel.desk.overview import overview
from schakel.desk.rights import Right
from schakel.desk.web import following, stewarding
from schakel.desk.web.delivering import file_response, is_own
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import page, to
from schakel_base import clock
from schakel_base.csv_text import lines

_COLUMNS = ("at", "user", "action", "purpose", "product")
_MOST, _MOST_EDITIONS = 200, 12


def overview_page(visit: Visit) -> Response:
    """Show what each partner delivered, and the last editions."""
    rows = visit.visible.deliveries.delivered_rows()
    with visit.office.reading() as connection:
        jobs = latest_jobs(connection, ("build",))
    partners = overview(visit.office.alliance, rows, clock.today())
    editions = visit.visible.deliveries.editions()[:_MOST_EDITIONS]
    return page(visit, "overview", partners=partners, jobs=jobs, own=partial(is_own, visit), editions=editions)


def build(visit: Visit) -> Response:
    """Let an edition be built."""
    with visit.office.database.begin() as connection:
        job = ask_for(connection, "build", {}, visit.asker.name)
    return to(f"/jobs/{job}")


def access_log(visit: Visit) -> Response:
    """Show who read what, and for what."""
    words = visit.request.query_params.get("words", "").strip()
    found = visit.visible.accesses(words)
    return page(visit, "access-log", words=words, accesses=found[:_MOST], found=len(found))


def access_log_file(visit: Visit) -> Response:
    """Give the access log as CSV."""
    found = visit.visible.accesses(visit.request.query_params.get("words", ""))
    others = sorted({name for one in found for name in one} - set(_COLUMNS))
    columns = [*_COLUMNS, *others]
    content = lines([columns, *([str(one.get(name, "")) for name in columns] for one in found)])
    return file_response(content, "access-log.csv", "text/csv")


DOORS = (
    *following.DOORS,
    *stewarding.DOORS,
    Door("GET", "/overview", overview_page, Right.SEE_DELIVERIES),
    Door("POST", "/editions", build, Right.BUILD),
    Door("GET", "/access-log", access_log, Right.READ_LOG),
    Door("GET", "/access-log.csv", access_log_file, Right.READ_LOG),
)
