"""An invented person for each role, so that whoever tries a desk can be each of them."""

from sqlalchemy import select

from schakel.desk.database.tables import PEOPLE
from schakel.desk.office import Office
from schakel.desk.people import add_person, find_person, give_role, make_link
from schakel.desk.rights import ROLES, Grant
from schakel_base.errors import RequestError

_SECOND = "second-administrator"
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
        for name, role in [*ROLES.items(), (_SECOND, ROLES["administrator"])]:
            of = next(iter(held_for[role.held_for]), None) if role.held_for else ""
            if of is None:
                continue  # a role for a municipality, in an alliance that asks none
            email = f"{name}@{of or 'alliance'}.example".lower()
            if not connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.email == email)):
                number = add_person(connection, f"{name} (invented)".replace("-", " ").capitalize(), email)
                grant = Grant("administrator" if name == _SECOND else name, of)
                give_role(connection, number, grant, _BY, held_for, at_once=True)
            number = find_person(connection, email).number
            found[f"{name} of {of}" if of else name] = make_link(connection, number, invites=False)
    return found
