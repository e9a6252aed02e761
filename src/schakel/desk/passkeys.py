"""Passkeys: a key on a telephone, a computer or a security key, used to sign in (WebAuthn level 2).

A passkey asks for a finger, a face or a PIN, so it takes the place of a password and a code. It works at the address of
this desk alone, and nothing that is kept here lets anybody in. A challenge holds its own time and purpose, encrypted:
a page that asks for one writes nothing. It counts once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, and_, select
from sqlalchemy.exc import IntegrityError
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.parse_authentication_credential_json import parse_authentication_credential_json
from webauthn.helpers.parse_registration_credential_json import parse_registration_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from schakel.desk.database.tables import CHALLENGES, PASSKEYS, PEOPLE, SESSIONS
from schakel.desk.people import COMES_IN_HERE, Person, now
from schakel.desk.secrets import digest, new_word
from schakel_base.errors import RequestError

TIME = timedelta(minutes=10)
"""How long somebody may take to show a passkey."""
_SIGN_IN = "sign in"


class PasskeyError(RequestError):
    """A passkey was not shown as it should be."""

    def __init__(self) -> None:
        super().__init__("the passkey was not accepted; try again")


@dataclass(frozen=True)
class Site:
    """The desk as a browser knows it: the name to which passkeys belong, and the address of its pages."""

    name: str
    address: str


@dataclass(frozen=True)
class Passkey:
    """A passkey of somebody, by the name that they gave it."""

    number: int
    name: str


def passkeys(connection: Connection, person: int) -> Sequence[Passkey]:
    """Return the passkeys of somebody, the oldest first."""
    rows = connection.execute(select(PASSKEYS).where(PASSKEYS.c.person == person).order_by(PASSKEYS.c.id))
    return [Passkey(row.id, row.name) for row in rows]


def to_add(connection: Connection, somebody: Person, site: Site, title: str, cipher: Fernet) -> str:
    """Return what a browser needs to make a passkey for somebody, as JSON; `title` is what devices call the desk."""
    held = connection.scalars(select(PASSKEYS.c.credential).where(PASSKEYS.c.person == somebody.number))
    options = generate_registration_options(
        rp_id=site.name,
        rp_name=title,
        user_id=str(somebody.number).encode(),
        user_name=somebody.email,
        user_display_name=somebody.name,
        challenge=_challenge(cipher, _adding(somebody.number)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in held],
    )
    return options_to_json(options)


def add_passkey(connection: Connection, number: int, name: str, made: str, site: Site, cipher: Fernet) -> None:
    """Keep the passkey that a browser made for somebody.

    Parameters
    ----------
    made
        What the browser says of it, as JSON.

    Raises
    ------
    PasskeyError
        If it was not made for them, here, just now, or is kept already.
    """
    try:
        said = parse_registration_credential_json(made)
        verified = verify_registration_response(
            credential=said,
            expected_challenge=_used(connection, said.response.client_data_json, _adding(number), cipher),
            expected_rp_id=site.name,
            expected_origin=site.address,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyError from None
    kept = {"credential": bytes_to_base64url(verified.credential_id), "uses": verified.sign_count}
    kept |= {"public_key": bytes_to_base64url(verified.credential_public_key), "name": name.strip()[:100]}
    try:
        connection.execute(PASSKEYS.insert().values(person=number, made=now(), **kept))
    except IntegrityError:  # somebody has that key already
        raise PasskeyError from None


def end_passkey(connection: Connection, number: int, person: int) -> bool:
    """Delete a person's passkey and end their sessions; return whether there was one."""
    own = and_(PASSKEYS.c.id == number, PASSKEYS.c.person == person)
    if not connection.execute(PASSKEYS.delete().where(own)).rowcount:
        return False
    connection.execute(SESSIONS.delete().where(SESSIONS.c.person == person))
    return True


def to_sign_in(site: Site, cipher: Fernet) -> str:
    """Return what a browser needs to ask for a passkey, as JSON: whose it is, the passkey will say."""
    options = generate_authentication_options(
        rp_id=site.name, challenge=_challenge(cipher, _SIGN_IN), user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options)


def person_of_passkey(connection: Connection, shown: str, site: Site, cipher: Fernet) -> int:
    """Return the number of the person who shows a passkey.

    Parameters
    ----------
    shown
        What the browser says, as JSON.

    Raises
    ------
    PasskeyError
        If nobody who may come in has that passkey, or it was not shown here, just now, for the first time.
    """
    try:
        said = parse_authentication_credential_json(shown)
        known = and_(PASSKEYS.c.credential == bytes_to_base64url(said.raw_id), COMES_IN_HERE)
        row = connection.execute(select(PASSKEYS).join(PEOPLE).where(known)).one_or_none()
        if row is None:
            raise PasskeyError
        verified = verify_authentication_response(
            credential=said,
            expected_challenge=_used(connection, said.response.client_data_json, _SIGN_IN, cipher),
            expected_rp_id=site.name,
            expected_origin=site.address,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyError from None
    # A count that does not grow is refused above: somebody copied the key.
    connection.execute(PASSKEYS.update().where(PASSKEYS.c.id == row.id).values(uses=verified.new_sign_count))
    return int(row.person)


def _adding(number: int) -> str:
    return f"add a passkey to {number}"


def _challenge(cipher: Fernet, purpose: str) -> bytes:
    return cipher.encrypt(f"{new_word()} {purpose}".encode())


def _used(connection: Connection, said: bytes, purpose: str, cipher: Fernet) -> bytes:
    """Return the challenge that a browser answers, which counts no more from now on."""
    challenge = parse_client_data_json(said).challenge
    try:
        asked = cipher.decrypt(challenge, int(TIME.total_seconds())).decode()
        connection.execute(CHALLENGES.delete().where(CHALLENGES.c.at < now() - 2 * TIME))
        connection.execute(CHALLENGES.insert().values(digest=digest(challenge.decode()), at=now()))
    except (InvalidToken, IntegrityError):
        raise PasskeyError from None
    if asked.partition(" ")[2] != purpose:
        raise PasskeyError
    return challenge
