"""What is seen of one partner: what was due, what moved in the quality of its rows, and what no mapping covers."""

from contextlib import suppress

from starlette.responses import Response

from schakel.desk.overview import MOST, overview
from schakel.desk.proposals import FEWEST, ProposedLine, claiming_columns, patch, proposals, propose
from schakel.desk.rights import Right
from schakel.desk.web.delivering import file_response
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import page, to
from schakel.model.mapping import Match
from schakel_base import clock
from schakel_base.errors import RequestError, SchakelError


def partner_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show what is known of the deliveries of a partner."""
    name = visit.visible.require_partner(Right.SEE_DELIVERIES, visit.path["partner"])
    rows = [one for one in visit.visible.deliveries.delivered_rows() if one.partner == name]
    [about] = [one for one in overview(visit.office.alliance, rows, clock.today()) if one.name == name]
    given = {
        "about": about,
        "figures": visit.visible.deliveries.quality(name),
        "shown": MOST,
        "unmapped": [],
        "proposed": [],
    }
    if visit.asker.may(Right.PROPOSE_MAPPINGS, name):
        declared = visit.office.alliance.partners[name]
        with visit.office.reading() as connection:
            given["proposed"] = proposals(connection, declared, visit.office.cipher)
        given |= {"unmapped": visit.visible.deliveries.unmapped(name), "columns": claiming_columns(declared)}
    return page(visit, "partner", 400 if wrong else 200, **given, matches=[*Match], fewest=FEWEST, wrong=wrong)


def propose_line(visit: Visit) -> Response:
    """Keep a line that somebody proposes for the mapping of a partner."""
    name = visit.visible.require_partner(Right.PROPOSE_MAPPINGS, visit.path["partner"])
    match = Match.NONE
    with suppress(ValueError):
        match = Match(visit.field("match"))
    about = (visit.field("column"), visit.typed("value"), visit.field("concept"), match)
    proposal = ProposedLine(*about, visit.asker.title, visit.field("reason"))
    try:
        with visit.office.database.begin() as connection:
            propose(connection, visit.office.alliance, name, proposal, visit.asker.name, visit.office.cipher)
    except RequestError as error:
        return partner_page(visit, wrong=error)
    return to(f"/overview/{name}")


def mapping_patch(visit: Visit) -> Response:
    """Give what was proposed for a partner as a patch."""
    name = visit.visible.require_partner(Right.PROPOSE_MAPPINGS, visit.path["partner"])
    with visit.office.reading() as connection:
        lines = proposals(connection, visit.office.alliance.partners[name], visit.office.cipher)
    return file_response(patch(visit.office.folder, name, lines).encode(), f"{name}-mapping.patch", "text/x-diff")


DOORS = (
    Door("GET", "/overview/{partner}", partner_page, Right.SEE_DELIVERIES),
    Door("POST", "/overview/{partner}/mapping", propose_line, Right.PROPOSE_MAPPINGS),
    Door("GET", "/overview/{partner}/mapping.patch", mapping_patch, Right.PROPOSE_MAPPINGS),
)
