"""Signing in and out: links that were sent, invitations, and the first page."""

from collections import Counter
from collections.abc import Mapping

from starlette.responses import Response

from schakel.desk.ask import find_questions
from schakel.desk.directory import LONGEST as DIRECTORY_SECONDS
from schakel.desk.directory import Directory, let_in
from schakel.desk.extract_requests import extract_requests
from schakel.desk.gate import cases
from schakel.desk.languages import LANGUAGES
from schakel.desk.passkeys import Site, to_add, to_sign_in
from schakel.desk.people import Person, linked_person, people, use_link
from schakel.desk.research_outputs import outputs
from schakel.desk.rights import Right
from schakel.desk.secrets import SHORTEST_PASSWORD, code_address, new_code_secret
from schakel.desk.signing_in import (
    KNOWN,
    LONGEST,
    begin_session,
    checked,
    choose_password,
    count_attempt,
    counted_by,
    end_session,
    forget_attempts,
    known_browser,
)
from schakel.desk.visible import NotVisibleError
from schakel.desk.web.doors import Door, Visit
from schakel.desk.web.guard import LANGUAGE, SESSION
from schakel.desk.web.pages import page, to
from schakel_base.errors import RequestError, SchakelError

_LEFT, _BACK = "schakel_left", "/sign-in/directory/back"
_KNOWN = "schakel_known"
_YEAR = 365 * 24 * 3600


def sign_in_page(visit: Visit, wrong: SchakelError | None = None) -> Response:
    """Ask for a passkey, or for an address, a password and a code; after a mistake say which."""
    then = visit.field("then") or visit.request.query_params.get("then", "")
    given = {"then": own_page(then), "email": visit.field("email")}
    options = to_sign_in(site_of(visit), visit.office.cipher)
    return page(visit, "sign-in", 403 if wrong else 200, **given, wrong=wrong, options=options)


def site_of(visit: Visit) -> Site:
    """Return the desk as the browser of a visit knows it."""
    address = visit.request.url
    return Site(address.hostname or "", f"{address.scheme}://{address.netloc}")


def sign_in(visit: Visit) -> Response:
    """Begin a session for a person with the right password and code."""
    email, kept = visit.field("email"), visit.request.cookies.get(_KNOWN, "")
    keys = counted_by(email, visit.address(), kept, visit.office.cipher)
    visit.office.write(count_attempt, *keys)
    with visit.office.database.begin() as connection:
        number = checked(connection, email, visit.typed("password"), visit.field("code"), visit.office.cipher)
        if number is not None:
            forget_attempts(connection, *keys)
    if number is None:
        # One sentence for all: it tells nobody who has an account.
        return sign_in_page(visit, RequestError("the address, the password or the code is not right"))
    answer = signed_in(visit, number, own_page(visit.field("then")))
    _keep(visit, answer, _KNOWN, known_browser(email, visit.office.cipher), int(KNOWN.total_seconds()), "/sign-in")
    return answer


def own_page(address: str) -> str:
    """Return an address of the desk, so that a link to it cannot lead people elsewhere."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


def signed_in(visit: Visit, number: int, then: str) -> Response:
    """Begin a session of somebody, and lead them on."""
    with visit.office.database.begin() as connection:
        # What somebody else may have put into this browser ends here: the session that begins is a new one.
        if before := visit.request.cookies.get(SESSION):
            end_session(connection, before)
        word = begin_session(connection, number)
    answer = to(then)
    _keep(visit, answer, SESSION, word, int(LONGEST.total_seconds()))
    return answer


def _keep(visit: Visit, answer: Response, name: str, value: str, seconds: int, path: str = "/") -> None:
    """Let a browser keep something for some seconds, that no script and no other site reads."""
    secure = visit.request.url.scheme == "https"
    answer.set_cookie(name, value, seconds, path=path, httponly=True, samesite="lax", secure=secure)


def leave_for_directory(visit: Visit) -> Response:
    """Redirect a person to their organisation's directory to sign in."""
    directory = _directory(visit)
    address, kept = directory.leave_for(visit.office.cipher)
    answer = to(address)
    _keep(visit, answer, _LEFT, kept, DIRECTORY_SECONDS, _BACK)
    return answer


def come_back(visit: Visit) -> Response:
    """Begin a session for whom the directory lets in."""
    directory = _directory(visit)
    address, kept = str(visit.request.url), visit.request.cookies.get(_LEFT, "")
    claims = directory.claims_of(address, kept, visit.office.cipher)
    number = visit.office.write(let_in, directory.declared, claims)
    answer = signed_in(visit, number, "/")
    answer.delete_cookie(_LEFT, _BACK)
    return answer


def _directory(visit: Visit) -> Directory:
    if visit.office.alliance.sign_in is None:
        raise NotVisibleError
    return Directory(visit.office.alliance.sign_in, str(visit.request.base_url).rstrip("/") + _BACK)


def sign_out(visit: Visit) -> Response:
    """End the session."""
    if word := visit.request.cookies.get(SESSION):
        visit.office.write(end_session, word)
    answer = to("/sign-in")
    answer.delete_cookie(SESSION)
    return answer


class EndedLinkError(NotVisibleError):
    """A link that was used, has ended, or never was: whoever has it is told where to get another."""

    def __init__(self) -> None:
        super(NotVisibleError, self).__init__(
            "this link was used or has ended; ask an administrator of the alliance for a new one"
        )


def link_form(visit: Visit) -> Response:
    """Show whom a link signs in; a program that looks at links in mail uses none up."""
    return page(visit, "link", person=linked(visit, invites=False))


def follow_link(visit: Visit) -> Response:
    """Sign in whom a link is for."""
    somebody = visit.office.write(use_link, visit.path["word"], invites=False)
    if somebody is None:
        raise EndedLinkError
    return signed_in(visit, somebody.number, "/")


def invitation_form(visit: Visit) -> Response:
    """Ask somebody who was invited for a password, and show the secret of their one-time codes."""
    return _invitation(visit, linked(visit, invites=True), new_code_secret())


def accept_invitation(visit: Visit) -> Response:
    """Let somebody who was invited have a password, once a code shows that their app has the secret."""
    somebody, secret = linked(visit, invites=True), visit.field("secret")
    try:
        with visit.office.database.begin() as connection:
            choose_password(connection, somebody.number, visit.typed("password"), secret, visit.office.cipher)
            password = visit.typed("password")
            if checked(connection, somebody.email, password, visit.field("code"), visit.office.cipher) is None:
                raise RequestError("this code does not belong to the secret; is the clock of the telephone right?")
            if use_link(connection, visit.path["word"], invites=True) is None:
                raise EndedLinkError  # somebody else came in by it meanwhile
    except RequestError as error:
        return _invitation(visit, somebody, secret, error)
    return signed_in(visit, somebody.number, "/")


def _invitation(visit: Visit, somebody: Person, secret: str, wrong: SchakelError | None = None) -> Response:
    title = visit.language.text(visit.office.alliance.title)
    address = code_address(secret, somebody.email, title)
    options = visit.office.read(to_add, somebody, site_of(visit), title, visit.office.cipher)
    status = 400 if wrong else 200
    return page(
        visit,
        "invitation",
        status,
        person=somebody,
        secret=secret,
        address=address,
        options=options,
        wrong=wrong,
        shortest=SHORTEST_PASSWORD,
    )


def linked(visit: Visit, invites: bool) -> Person:
    """Return whom the link in the address is for.

    Raises
    ------
    EndedLinkError
        If it was used, has ended, or never was.
    """
    somebody = visit.office.read(linked_person, visit.path["word"], invites)
    if somebody is None:
        raise EndedLinkError
    return somebody


def first_page(visit: Visit) -> Response:
    """Show what somebody can do here, and how much of it waits for them."""
    return page(visit, "first", waiting=_waiting(visit))


def _waiting(visit: Visit) -> Mapping[str, int]:
    """How much waits for somebody's decision, by kind: of others, since nobody decides on their own."""
    own, found = visit.asker.name, Counter[str]()
    with visit.office.reading() as connection:
        if visit.asker.may(Right.RELEASE):
            found["releases"] = sum(one.departure is None and one.made_by != own for one in cases(connection))
            found["questions"] = sum(one.decision is None and one.asked_by != own for one in find_questions(connection))
            found["extracts"] = sum(not one.verdict and one.asked_by != own for one in extract_requests(connection))
            found["outputs"] = sum(one.waits and one.made_by != own for one in outputs(connection))
        if visit.asker.may(Right.MANAGE_PEOPLE):
            roles = [role for one in people(connection) if one.email != own for role in one.waiting]
            found["roles"] = sum(role.given_by != own for role in roles)
    return found


def choose_language(visit: Visit) -> Response:
    """Keep the language that somebody chose, and go back to where they were."""
    answer = to(own_page(visit.request.query_params.get("then", "")))
    if visit.path["language"] in LANGUAGES:
        _keep(visit, answer, LANGUAGE, visit.path["language"], _YEAR)
    return answer


_STRANGERS = "whoever signs in is a stranger until then"
_LINKED = "the word in the address, of 256 bits and used once, is the key"
DOORS = (
    Door("GET", "/", first_page, Right.SIGNED_IN),
    Door("GET", "/sign-in", sign_in_page, open_because=_STRANGERS),
    Door("POST", "/sign-in", sign_in, open_because=_STRANGERS),
    Door("POST", "/sign-out", sign_out, open_because="nobody is kept in"),
    Door("GET", "/sign-in/directory", leave_for_directory, open_because=_STRANGERS),
    Door("GET", _BACK, come_back, open_because=_STRANGERS),
    Door("GET", "/links/{word}", link_form, open_because=_LINKED),
    Door("POST", "/links/{word}", follow_link, open_because=_LINKED),
    Door("GET", "/invitations/{word}", invitation_form, open_because=_LINKED),
    Door("POST", "/invitations/{word}", accept_invitation, open_because=_LINKED),
    Door("GET", "/languages/{language}", choose_language, open_because="a language is nobody's secret"),
)
