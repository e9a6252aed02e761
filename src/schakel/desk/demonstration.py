"""An invented person for each role, so that whoever tries a desk can be each of them, and an invented edition at the
gate where the alliance declares an invented world."""

from sqlalchemy import func, select

from schakel.desk.database.tables import JOBS, PEOPLE
from schakel.desk.forms import forms_of
from schakel.desk.jobs import ask_for
from schakel.desk.office import Office
from schakel.desk.people import add_person, find_person, give_role, make_link
from schakel.desk.rights import ROLES, Grant
from schakel.desk.telling import language_of
from schakel.desk.web import words
from schakel.publication.localisation import capital
from schakel.simulation.reader import declares_simulation
from schakel_base.errors import RequestError

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
