"""An invented person for each role, so that whoever tries a desk can be each of them, and an invented edition at the
gate where the alliance declares an invented world."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select

from schakel import verbs
from schakel.desk.database.tables import JOBS, PEOPLE
from schakel.desk.forms import FilledForm, forms_of
from schakel.desk.jobs import ask_for
from schakel.desk.office import Office
from schakel.desk.people import add_person, find_person, give_role, make_link
from schakel.desk.rights import ROLES, Grant
from schakel.desk.telling import language_of
from schakel.desk.web import words
from schakel.model.contract import Contract
from schakel.model.form import EntryForm, FilledByDesk, FormInbox
from schakel.publication.localisation import capital
from schakel.simulation.reader import declares_simulation
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel_base import clock
from schakel_base.errors import RequestError

ROWS, FILE = 2_000, "invented-month.csv"
_DAYS, _SEED = 30, 1
_SENT_TWICE, _UNDER_ANOTHER_NUMBER = 0.05, 0.04
_SECOND = {f"second-{role}": role for role in ("administrator", "clerk", "releaser")}
"""What takes two persons can be tried by two."""
_BY = "demonstration"


def invented_people(office: Office) -> dict[str, str]:
    """Make sure that there is an invented person for each role, and return a link for each that signs them in once.

    Returns
    -------
    dict
        From what they are, such as `supplier of politie`, to the word of a link.

    Raises
    ------
    RequestError
        If real people have accounts here: nobody lets the invented ones in beside them.
    """
    held_for = office.held_for
    with office.database.begin() as connection:
        if any(not email.endswith(".example") for email in connection.scalars(select(PEOPLE.c.email))):
            raise RequestError("this desk has people with real accounts; a demonstration needs one of its own")
        found = {}
        followed_up = [form.partner for form in forms_of(office.alliance).values() if form.inbox]
        for name, role in [*ROLES.items(), *((second, ROLES[one]) for second, one in _SECOND.items())]:
            first = followed_up if name == "signal-officer" else []
            of = next(iter([*first, *held_for[role.held_for]]), None) if role.held_for else ""
            if of is None:
                continue  # a role for a municipality, in an alliance that asks none
            email = f"{name}@{of or 'alliance'}.example".lower()
            if not connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.email == email)):
                number = add_person(connection, _invented_name(office, _SECOND.get(name, name), name in _SECOND), email)
                grant = Grant(_SECOND.get(name, name), of)
                give_role(connection, number, grant, _BY, held_for, at_once=True)
            number = find_person(connection, email).number
            found[f"{name} of {of}" if of else name] = make_link(connection, number, invites=False)
    return found


def _invented_name(office: Office, role: str, is_second: bool) -> str:
    """What an invented person is called, in the first language of the alliance: by their role."""
    language = language_of(office)
    named = language.say("{role} (invented)", role=words.word("role", role, language))
    return capital(language.say("Second {role}", role=named) if is_second else named)


def invented_edition(office: Office) -> None:
    """Let an edition of the invented world of an alliance wait at the gate, as soon as the worker comes to it.

    Nothing is done where nothing is simulated, or something was delivered or asked for already.
    """
    product = next(iter(office.alliance.publishing_products), None)
    if product is None or not declares_simulation(office.folder) or office.workspace.receipts.exists():
        return
    with office.database.begin() as connection:
        if connection.scalar(select(func.count()).select_from(JOBS)) == 0:
            for kind in ("simulate", "build", "publish", "epoch"):
                arguments = {"product": product.name} if kind in ("publish", "epoch") else {}
                ask_for(connection, kind, arguments, "statistician@alliance.example")


def deliver_invented_months(office: Office) -> None:
    """Deliver a month for each form that is followed up and says that it is invented, once."""
    with reading(office.workspace, "deliver", "a demonstration", ", ".join(office.alliance.products)):
        receipts = Catalogue(office.workspace).receipts()
        delivered = {one.delivery.partner for one in receipts if one.delivery.file_name == FILE}
    for form in forms_of(office.alliance).values():
        if form.inbox and form.synthetic and form.partner not in delivered:
            contract = office.alliance.partners[form.partner].contract
            file = FilledForm(FILE, _content(contract, form, form.inbox, clock.today()))
            verbs.deliver(office.folder, form.partner, file, synthetic=True)


def _content(contract: Contract, form: EntryForm, inbox: FormInbox, today: date) -> bytes:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, [column.name for column in contract.columns], restval="", delimiter=contract.delimiter)
    table.writeheader()
    table.writerows(_rows(form, inbox, today))
    return text.getvalue().encode(contract.encoding)


def _rows(form: EntryForm, inbox: FormInbox, today: date) -> Iterator[dict[str, str]]:
    """Rows in which some units are sent twice: under the same number, or under another, which people have to see."""
    draw, earlier = random.Random(_SEED), list[dict[str, str]]()
    numbers = [column for column, kind in form.given if kind is FilledByDesk.NUMBER]
    options = {one.column: [option.value for option in one.options] for one in form.questions if one.options}
    for number in range(ROWS):
        row = {column: draw.choice(values) for column, values in options.items()}
        row[inbox.day] = str(today - timedelta(days=draw.randrange(1, _DAYS)))
        row[inbox.number] = f"V-{number:06}"
        chance = draw.random()
        if earlier and chance < _SENT_TWICE + _UNDER_ANOTHER_NUMBER:
            again = {inbox.sender: row[inbox.sender]} | dict.fromkeys(numbers, f"V-{number:06}")
            other_number = {inbox.number: row[inbox.number]} if chance > _SENT_TWICE else {}
            row = draw.choice(earlier) | again | other_number
        row |= dict.fromkeys(numbers, f"V-{number:06}")
        earlier.append(row)
        yield row
