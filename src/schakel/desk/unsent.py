"""Deletes forms that were started but not sent, some days after their last answer."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import Connection

from schakel.desk.office import Office
from schakel.desk.responses import FormResponse, drop_response, find_response, last_changed, unsent_responses
from schakel.model.alliance import Alliance
from schakel.model.form import UNSENT_DAYS
from schakel.store.access_log import record_access
from schakel_base import clock


def kept_until(connection: Connection, alliance: Alliance, responses: Iterable[FormResponse]) -> Mapping[str, date]:
    """Return, by name, the last day on which each unsent response is kept if nobody continues it."""
    return {one.name: _last_day(connection, alliance, one) for one in responses if one.sent is None}


def _last_day(connection: Connection, alliance: Alliance, response: FormResponse) -> date:
    form = alliance.partners[response.form].form if response.form in alliance.partners else None
    days = form.kept_unsent if form else UNSENT_DAYS
    return last_changed(connection, response).astimezone().date() + timedelta(days=days)


def drop_unsent(office: Office) -> None:
    """Drop what nobody went on with for too long; each is recorded in the access log, without its answers."""
    alliance = office.alliance
    with office.reading() as connection:
        ends = kept_until(connection, alliance, unsent_responses(connection))
    for name in [one for one, last in ends.items() if last < clock.today()]:
        _drop(office, alliance, name)


def _drop(office: Office, alliance: Alliance, name: str) -> None:
    with office.database.begin() as connection:
        response = find_response(connection, name, locked=True)
        # Somebody may have gone on with it, or sent it, since we looked.
        if response is None or response.sent or _last_day(connection, alliance, response) >= clock.today():
            return
        about = {"form": response.form, "response": name, "begun_by": response.begun_by}
        purpose, products = "keeping nothing longer than is declared", ", ".join(alliance.products)
        record_access(office.workspace.access_log, "drop an unsent form", purpose, product=products, **about)
        drop_response(connection, name)
