"""Passkeys in the browser: somebody adds one to their account, drops one, and signs in with one."""

from starlette.responses import Response

from schakel.desk.passkeys import (
    PasskeyError,
    add_passkey,
    end_passkey,
    passkeys,
    person_of_passkey,
    to_add,
)
from schakel.desk.people import ByDirectoryError, person, use_link, want_mail
from schakel.desk.rights import Right
from schakel.desk.signing_in import signed_in_recently
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.coming_in import linked, own_page, sign_in_page, signed_in, site_of
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.guard import SESSION
from schakel.desk.web.managing import record
from schakel.desk.web.pages import page, to
from schakel_base.errors import RequestError, SchakelError


def account(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Show how somebody signs in, and let them add a passkey if they just did."""
    with visit.office.reading() as connection:
        somebody = person(connection, _own_number(visit))
        title = visit.language.text(visit.office.alliance.title)
        given = {
            "passkeys": passkeys(connection, somebody.number),
            "options": to_add(connection, somebody, site_of(visit), title, visit.office.cipher),
            "recently": signed_in_recently(connection, visit.request.cookies[SESSION]),
        }
    return page(visit, "account", person=somebody, wrong=wrong, **given)


def add(visit: Visit) -> Response:
    """Keep the passkey that their browser made."""
    with visit.office.reading() as connection:
        if person(connection, _own_number(visit)).by_directory:
            raise ByDirectoryError
        if not signed_in_recently(connection, visit.request.cookies[SESSION]):
            raise RequestError("sign in again before you make a passkey")
    name, shown = visit.field("name") or visit.language.say("Passkey"), visit.field("passkey")
    visit.office.write(add_passkey, _own_number(visit), name, shown, site_of(visit), visit.office.cipher)
    record(visit, "add a passkey", name=name)
    return to("/account")


def accept(visit: Visit) -> Response:
    """Let somebody who was invited come in by the passkey that their browser made, and by no password."""
    somebody = linked(visit, invites=True)
    name = visit.field("name") or visit.language.say("Passkey")
    with visit.office.database.begin() as connection:
        shown = visit.field("passkey")
        add_passkey(connection, somebody.number, name, shown, site_of(visit), visit.office.cipher)
        if use_link(connection, visit.path["word"], invites=True) is None:
            raise NotVisibleError
    return signed_in(visit, somebody.number, "/")


def choose_mail(visit: Visit) -> Response:
    """Write down whether somebody wants mail about deliveries."""
    visit.office.write(want_mail, _own_number(visit), visit.field("mail") == "yes")
    return to("/account")


def drop(visit: Visit) -> Response:
    """Delete a passkey and end its owner's sessions."""
    with visit.office.database.begin() as connection:
        if not end_passkey(connection, visit.path["number"], _own_number(visit)):
            raise NotVisibleError
    record(visit, "drop a passkey", passkey=str(visit.path["number"]))
    return to("/account")


def _own_number(visit: Visit) -> int:
    # The right to this door is to be signed in, which people alone are.
    assert visit.asker.person is not None
    return visit.asker.person


def sign_in(visit: Visit) -> Response:
    """Begin a session for a person who shows a passkey."""
    shown = visit.field("passkey")
    try:
        number = visit.office.write(person_of_passkey, shown, site_of(visit), visit.office.cipher)
    except PasskeyError as error:
        return sign_in_page(visit, error)
    return signed_in(visit, number, own_page(visit.field("then")))


DOORS = (
    Door("GET", "/account", account, Right.SIGNED_IN),
    Door("POST", "/account/mail", choose_mail, Right.SIGNED_IN),
    Door("POST", "/account/passkeys", add, Right.SIGNED_IN, again=account),
    Door("POST", "/account/passkeys/{number:int}/end", drop, Right.SIGNED_IN),
    Door(
        "POST",
        "/invitations/{word}/passkeys",
        accept,
        open_because="the word in the address, of 256 bits and used once, is the key",
    ),
    # Nobody guesses a passkey: attempts are not counted, so that nobody locks an office out by showing wrong ones.
    Door("POST", "/sign-in/passkey", sign_in, open_because="whoever signs in is a stranger until then", is_dear=True),
)
