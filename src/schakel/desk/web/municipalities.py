"""The profile of a municipality after it has answered: a sheet to print for the conversation."""

from starlette.responses import Response

from schakel.desk.beside_others import FEWEST
from schakel.desk.rights import Right
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.pages import page
from schakel.model.assessment import Reply


def profile(visit: Visit) -> Response:
    """Show what a municipality answered, now and before, beside those of its size."""
    found = visit.visible.forms.municipality(visit.path["subject"])
    return page(visit, "municipality", sheets=found, subject=visit.path["subject"], replies=Reply, fewest=FEWEST)


DOORS = (Door("GET", "/municipalities/{subject}", profile, Right.ASSESS),)
