"""The e-mails of the desk, in the first language of the alliance: a receipt is ready, a delivery is late,
or a table of a release was returned."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from sqlalchemy import Connection

from schakel.desk.gate_case import GateCase
from schakel.desk.jobs import Job, State, end
from schakel.desk.languages import LANGUAGES, LOCALE
from schakel.desk.mail import tell, tell_person
from schakel.desk.office import Office
from schakel.model.delivery import Receipt
from schakel.model.rhythm import expected
from schakel.publication.localisation import Localisation, localise
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel_base import clock


def end_and_tell(office: Office, job: Job, state: State, told: str, result: Mapping[str, Any]) -> None:
    """Store how a job ended, and e-mail the people who wait for the receipt."""
    with office.database.begin() as connection:
        end(connection, job.number, state, told, result)
        if job.kind in ("deliver", "replay"):
            _tell_of_job(connection, office, job, result.get("receipt"))


def _tell_of_job(connection: Connection, office: Office, job: Job, receipt: int | None) -> None:
    say, about = language_of(office).say, f"job {job.number}"
    if receipt is None:
        tell(connection, job.partner, about, say("A file could not be checked"), f"/jobs/{job.number}")
    else:
        subject = say("Delivery {number} has a receipt", number=receipt)
        tell(connection, job.partner, about, subject, f"/deliveries/{receipt}")


def tell_of_return(connection: Connection, office: Office, case: GateCase, table: str) -> None:
    """E-mail the maker of a release that a table was returned, once for each table."""
    subject = language_of(office).say("A table of edition {edition} was returned", edition=case.edition)
    tell_person(connection, case.made_by, f"return {case.number} {table}", subject, f"/gate/{case.number}")


def tell_of_lateness(office: Office) -> None:
    """E-mail about the latest delivery of each partner that is late; once for each."""
    today, say, dated = clock.today(), language_of(office).say, language_of(office).date
    rhythms = {name: one.contract.rhythm for name, one in office.alliance.partners.items() if one.contract.rhythm}
    if not rhythms:
        return
    receipts = _receipts(office, ", ".join(rhythms))
    for partner, rhythm in rhythms.items():
        own = [one for one in receipts if one.delivery.partner == partner and one.accepted and not one.refusal]
        due = expected(rhythm, [(one.delivery.delivered, one.delivery.covers) for one in own], today)
        # One letter, however many are missing when somebody first asks for mail.
        for late in [one for one in due if one.is_late and one.came is None][:1]:
            first, last = dated(late.period.first), dated(late.period.last)
            subject = say("Late: the delivery about {first} – {last}", first=first, last=last)
            office.write(tell, partner, f"late {partner} {late.period.first}", subject, "/deliveries/new")


def _receipts(office: Office, partners: str) -> list[Receipt]:
    products = ", ".join(office.alliance.products)
    with reading(office.workspace, "look who is late", "reminding suppliers", products, partner=partners):
        return list(Catalogue(office.workspace).receipts())


def language_of(office: Office) -> Localisation:
    """Return the first language of an alliance, if the desk speaks it; else English."""
    first = Locale.parse(office.alliance.languages[0], sep="-").language
    return localise(first if first in LANGUAGES else "en", LOCALE)
