"""What an administrator does: invite people, give, confirm and end roles; and what a supplier does with tokens."""

from starlette.responses import Response

from schakel.desk.people import (
    INVITATION,
    add_person,
    confirm_role,
    end_person,
    end_role,
    ended_role,
    give_role,
    invite_again,
    make_link,
    people,
    person,
)
from schakel.desk.rights import ROLES, Grant, Right
from schakel.desk.tokens import LONGEST_DAYS, SCOPES, end_token, make_token, tokens
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import page, to
from schakel.store.access_log import record_access
from schakel_base.errors import RequestError, SchakelError


def people_page(visit: Visit, wrong: SchakelError | None = None, link: str = "") -> Response:
    """Show everybody, with their roles."""
    ended = whole_number(visit.request.query_params.get("ended", ""))
    with visit.office.reading() as connection:
        found = people(connection)
        gone = None if ended is None else ended_role(connection, ended)
    given = {"people": found, "roles": ROLES, "held_for": visit.office.held_for, "days": INVITATION.days}
    return page(visit, "people", **given, link=link, wrong=wrong, ended=gone)


def invite(visit: Visit) -> Response:
    """Add somebody, and show the link by which they come in."""
    with visit.office.database.begin() as connection:
        number = add_person(connection, visit.field("name"), visit.field("email"))
        word = make_link(connection, number, invites=True)
    record(visit, "invite", email=visit.field("email"))
    return people_page(visit, link=f"{visit.request.base_url}invitations/{word}")


def new_invitation(visit: Visit) -> Response:
    """Make a new link for somebody who lost the first, a password or a telephone."""
    with visit.office.database.begin() as connection:
        somebody = person(connection, visit.path["number"])
        word = invite_again(connection, somebody.number, visit.asker.name)
    record(visit, "invite", email=somebody.email)
    return people_page(visit, link=f"{visit.request.base_url}invitations/{word}")


def give(visit: Visit) -> Response:
    """Give somebody a role."""
    grant = Grant(visit.field("role"), visit.field("held-for"))
    visit.office.write(give_role, visit.path["number"], grant, visit.asker.name, visit.office.held_for)
    record(visit, "give a role", person=str(visit.path["number"]), role=grant.role, held_for=grant.of)
    return to(f"/people?told={'waiting' if ROLES[grant.role].takes_two else 'given'}")


def confirm(visit: Visit) -> Response:
    """Confirm a role that another administrator gave."""
    visit.office.write(confirm_role, visit.path["number"], visit.asker.name)
    record(visit, "confirm a role", role=str(visit.path["number"]))
    return to("/people?told=confirmed")


def take(visit: Visit) -> Response:
    """End a role, once the person who ends it has confirmed."""
    if visit.field("sure") != "yes":
        raise RequestError("say that the role ends; then end it")
    number = visit.path["number"]
    visit.office.write(end_role, number, visit.asker.name)
    record(visit, "end a role", role=str(number))
    return to(f"/people?ended={number}")


def end(visit: Visit) -> Response:
    """End an account."""
    if visit.path["number"] == visit.asker.person:
        raise RequestError("another administrator ends your account, so that one is always left")
    if visit.field("sure") != "yes":
        raise RequestError("say that all their roles and sessions end; then end the account")
    visit.office.write(end_person, visit.path["number"], visit.asker.name)
    record(visit, "end an account", person=str(visit.path["number"]))
    return to("/people?told=account")


def record(visit: Visit, action: str, **what: str) -> None:
    """Write down in the access log that somebody changes who may come in, or as what."""
    record_access(visit.office.workspace.access_log, action, "managing people and their roles", product="", **what)


def tokens_page(visit: Visit, wrong: SchakelError | None = None, word: str = "") -> Response:
    """Show the tokens of the own partners; a new one is shown once."""
    own = visit.visible.partners(Right.MANAGE_TOKENS)
    found = visit.office.read(tokens, own)
    given = {"tokens": found, "partners": own, "scopes": SCOPES, "longest": LONGEST_DAYS, "word": word, "wrong": wrong}
    return page(visit, "tokens", **given)


def new_token(visit: Visit) -> Response:
    """Make a token."""
    partner = visit.visible.require_partner(Right.MANAGE_TOKENS, visit.field("partner"))
    scopes = [str(scope) for scope in visit.form.getlist("scope")]
    days = whole_number(visit.field("days")) or 0
    word = visit.office.write(make_token, partner, visit.field("name"), scopes, days, visit.asker.name)
    record(visit, "make a token", partner=partner, name=visit.field("name"))
    return tokens_page(visit, word=word)


def no_more(visit: Visit) -> Response:
    """End a token."""
    own = visit.visible.partners(Right.MANAGE_TOKENS)
    with visit.office.database.begin() as connection:
        if not end_token(connection, visit.path["number"], own):
            raise NotVisibleError
    record(visit, "end a token", token=str(visit.path["number"]))
    return to("/tokens")


DOORS = (
    Door("GET", "/people", people_page, Right.MANAGE_PEOPLE),
    Door("POST", "/people", invite, Right.MANAGE_PEOPLE, again=people_page),
    Door("POST", "/people/{number:int}/invitations", new_invitation, Right.MANAGE_PEOPLE),
    Door("POST", "/people/{number:int}/roles", give, Right.MANAGE_PEOPLE, again=people_page),
    Door("POST", "/people/{number:int}/end", end, Right.MANAGE_PEOPLE, again=people_page),
    Door("POST", "/roles/{number:int}/confirm", confirm, Right.MANAGE_PEOPLE, again=people_page),
    Door("POST", "/roles/{number:int}/end", take, Right.MANAGE_PEOPLE, again=people_page),
    Door("GET", "/tokens", tokens_page, Right.MANAGE_TOKENS),
    Door("POST", "/tokens", new_token, Right.MANAGE_TOKENS, again=tokens_page),
    Door("POST", "/tokens/{number:int}/end", no_more, Right.MANAGE_TOKENS),
)
