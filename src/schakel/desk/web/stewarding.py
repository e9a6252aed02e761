"""One partner as a steward sees it: what was due, what moved in quality, and what no mapping covers."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from starlette.responses import Response

from schakel.desk.overview import MOST, overview
from schakel.desk.proposals import (
    FEWEST,
    ProposedLine,
    UnmappedValue,
    claiming_columns,
    concepts_of,
    patch,
    proposals,
    propose,
    take_back,
)
from schakel.desk.rights import Right
from schakel.desk.web.delivering import file_response
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import page, to
from schakel.desk.web.receipt_words import ReceiptWords
from schakel.model.mapping import Match
from schakel_base import clock
from schakel_base.errors import SchakelError

_TYPED = ("column", "value", "match", "concept", "reason")
_MOST_CONCEPTS = 500


def partner_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show what is known of the deliveries of a partner."""
    name = visit.visible.require_partner(Right.SEE_DELIVERIES, visit.path["partner"])
    rows = [one for one in visit.visible.deliveries.delivered_rows() if one.partner == name]
    [about] = [one for one in overview(visit.office.alliance, rows, clock.today()) if one.name == name]
    given = {
        "about": about,
        "figures": visit.visible.deliveries.quality(name),
        "words": ReceiptWords(visit.office.alliance.partners[name], "", visit.language),
        "shown": MOST,
    }
    if visit.asker.may(Right.PROPOSE_MAPPINGS, name):
        given |= _to_propose(visit, name)
    return page(visit, "partner", **given, matches=[*Match], fewest=FEWEST, wrong=wrong)


def _to_propose(visit: Visit, name: str) -> dict[str, Any]:
    """What somebody is shown who proposes lines: what was typed before, or chosen from what no line covers."""
    declared, alliance = visit.office.alliance.partners[name], visit.office.alliance
    found = visit.office.read(proposals, declared, visit.office.cipher)
    unmapped, columns = visit.visible.deliveries.unmapped(name), claiming_columns(declared)
    asked = {one: visit.typed(one) for one in _TYPED} | _chosen(visit, unmapped)
    labels = {
        column: {one.notation: visit.language.text(one.label) for one in concepts_of(alliance, declared, column)}
        for column in columns
    }
    offered = [asked["column"]] if asked["column"] in labels else columns
    return {
        "proposed": found,
        "unmapped": unmapped,
        "columns": columns,
        "asked": asked,
        "told": visit.request.query_params.get("told"),
        "concepts": sorted({one for column in offered for one in labels[column].items()})[:_MOST_CONCEPTS],
        "called_concept": lambda line: labels.get(line.column, {}).get(line.concept, line.concept),
    }


def _chosen(visit: Visit, unmapped: Sequence[UnmappedValue]) -> dict[str, str]:
    """The value that was chosen by its place in the list: no address holds what a partner wrote."""
    place = whole_number(visit.request.query_params.get("line", "")) or 0
    found = unmapped[place - 1 : place] if place else ()
    return {"column": found[0].column, "value": found[0].value} if found else {}


def propose_line(visit: Visit) -> Response:
    """Keep a line that somebody proposes for the mapping of a partner."""
    name = visit.visible.require_partner(Right.PROPOSE_MAPPINGS, visit.path["partner"])
    match = Match.NONE
    with suppress(ValueError):
        match = Match(visit.field("match"))
    about = (visit.field("column"), visit.typed("value"), visit.field("concept"), match)
    proposal = ProposedLine(*about, visit.asker.title, visit.field("reason"))
    visit.office.write(propose, visit.office.alliance, name, proposal, visit.asker.name, visit.office.cipher)
    return to(f"/overview/{name}?told=yes#proposed")


def take_line_back(visit: Visit) -> Response:
    """Drop a line that was proposed."""
    name = visit.visible.require_partner(Right.PROPOSE_MAPPINGS, visit.path["partner"])
    visit.office.write(take_back, name, visit.path["number"])
    return to(f"/overview/{name}")


def mapping_patch(visit: Visit) -> Response:
    """Give what was proposed for a partner as a patch."""
    name = visit.visible.require_partner(Right.PROPOSE_MAPPINGS, visit.path["partner"])
    lines = visit.office.read(proposals, visit.office.alliance.partners[name], visit.office.cipher)
    return file_response(patch(visit.office.folder, name, lines).encode(), f"{name}-mapping.patch", "text/x-diff")


DOORS = (
    Door("GET", "/overview/{partner}", partner_page, Right.SEE_DELIVERIES),
    Door("POST", "/overview/{partner}/mapping", propose_line, Right.PROPOSE_MAPPINGS, again=partner_page),
    Door("POST", "/overview/{partner}/mapping/{number:int}/end", take_line_back, Right.PROPOSE_MAPPINGS),
    Door("GET", "/overview/{partner}/mapping.patch", mapping_patch, Right.PROPOSE_MAPPINGS, is_dear=True),
)
