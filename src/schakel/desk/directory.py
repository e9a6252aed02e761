"""Signing in by the directory of an organisation: OpenID Connect, the authorization code flow with PKCE (RFC 7636).

The directory decides who somebody is and what they may do here, at each sign-in: what it does not say any more ends.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException
from sqlalchemy import Connection, select

from schakel.desk.database import inserted
from schakel.desk.database.tables import GRANTS, PEOPLE
from schakel.desk.people import end_role, is_address, now, person
from schakel.desk.rights import Grant
from schakel.desk.secrets import new_word
from schakel.model.sign_in import SignIn
from schakel_base.errors import RequestError

SECRET = "SCHAKEL_OIDC_SECRET"
"""The variable of the environment with the secret of this client, where it has one."""
LONGEST = 600
"""Seconds that somebody may take at the directory."""
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_SCOPES = "openid email profile"


class DirectoryError(RequestError):
    """The directory does not answer, or what it says is not to be believed."""


@dataclass(frozen=True)
class Directory:
    """A provider of OpenID Connect, as an alliance declares it; `back` is our address to which it leads back."""

    declared: SignIn
    back: str

    def leave_for(self, cipher: Fernet) -> tuple[str, str]:
        """Return the address at the directory, and what the browser keeps meanwhile: encrypted, for ten minutes."""
        kept = {name: new_word() for name in ("state", "nonce", "verifier")}
        address, _ = self._client().create_authorization_url(
            self._facts["authorization_endpoint"],
            state=kept["state"],
            nonce=kept["nonce"],
            code_verifier=kept["verifier"],
        )
        return str(address), cipher.encrypt(json.dumps(kept).encode()).decode()

    def claims_of(self, answer: str, kept: str, cipher: Fernet) -> Mapping[str, Any]:
        """Return what the directory says about the person who signs in.

        Parameters
        ----------
        answer
            The address with which they come back.
        kept
            What their browser kept.

        Raises
        ------
        DirectoryError
            If they did not leave from here, the code is not good, or the token is not what the standard asks.
        """
        try:
            before = json.loads(cipher.decrypt(kept, LONGEST))
            token = self._client(before["state"]).fetch_token(
                self._facts["token_endpoint"], authorization_response=answer, code_verifier=before["verifier"]
            )
            keys = KeySet.import_key_set(self._read(self._facts["jwks_uri"]))
            claims = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS).claims
            self._registry(before["nonce"]).validate(claims)
            self._require_ours(claims)
        except (InvalidToken, AuthlibBaseError, JoseError, KeyError, ValueError, RequestException):
            raise DirectoryError("the directory refused your sign-in; start again") from None
        return claims

    def _registry(self, nonce: str) -> jwt.JWTClaimsRegistry:
        def exactly(value: str) -> Any:
            return {"essential": True, "value": value}

        expected = {"iss": exactly(self.declared.issuer), "aud": exactly(self.declared.client), "nonce": exactly(nonce)}
        return jwt.JWTClaimsRegistry(exp={"essential": True}, sub={"essential": True}, **expected)

    def _require_ours(self, claims: Mapping[str, Any]) -> None:
        """Make sure that a token was made for this desk and no other: another could hand on what it was given.

        OpenID Connect Core 1.0, 3.1.3.7.
        """
        own = self.declared.client
        if claims["aud"] not in (own, [own]) or claims.get("azp", own) != own:
            raise DirectoryError("the directory refused your sign-in; start again")

    def _client(self, state: str | None = None) -> OAuth2Session:
        return OAuth2Session(
            self.declared.client,
            os.environ.get(SECRET),
            scope=_SCOPES,
            redirect_uri=self.back,
            code_challenge_method="S256",
            state=state,
        )

    @cached_property
    def _facts(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self._read(f"{self.declared.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.declared.issuer:
            raise DirectoryError("the directory has another name than the one declared")
        return found

    def _read(self, address: str) -> Any:
        try:
            answer = self._client().request("GET", address, withhold_token=True, timeout=10)
            answer.raise_for_status()
            return answer.json()
        except (RequestException, ValueError):
            raise DirectoryError("the directory of your organisation does not answer; try again in a moment") from None


def let_in(connection: Connection, declared: SignIn, claims: Mapping[str, Any]) -> int:
    """Return the number of the person whom a directory names, with exactly the roles that its claims give.

    Raises
    ------
    DirectoryError
        If it names no address, or the account was ended here.
    """
    number = _known(connection, declared, claims)
    by = f"directory {declared.issuer}"[:200]
    granted = {Grant(one.role, one.of) for one in declared.roles if _says(claims, one.claim, one.value)}
    held = {given.grant: given for given in person(connection, number).grants if given.given_by == by}
    for grant in held.keys() - granted:
        end_role(connection, held[grant].number, by)
    for grant in granted - held.keys():
        given = {"given_by": by, "given": now(), "confirmed_by": by, "confirmed": now()}
        connection.execute(GRANTS.insert().values(person=number, role=grant.role, held_for=grant.of, **given))
    return number


def _known(connection: Connection, declared: SignIn, claims: Mapping[str, Any]) -> int:
    # A number of a person means something at its own directory alone.
    subject = f"{declared.issuer} {claims['sub']}"
    row = connection.execute(select(PEOPLE.c.id, PEOPLE.c.ended).where(PEOPLE.c.subject == subject)).one_or_none()
    if row is not None:
        if row.ended is not None:
            raise DirectoryError("your account here was ended; ask an administrator of the alliance")
        return int(row.id)
    email = str(claims.get("email", "")).strip().lower()
    # An address that somebody typed there themselves would be another one's name in the access log.
    if not is_address(email) or claims.get("email_verified", True) is not True:
        raise DirectoryError("the directory names no e-mail address for you")
    if connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.email == email)) is not None:
        # An address that a directory claims must not take over the account of somebody who has a password here.
        raise DirectoryError("there is an account with your address already; ask an administrator to end it first")
    about = {"name": str(claims.get("name") or email)[:200], "email": email, "subject": subject, "made": now()}
    return inserted(connection.execute(PEOPLE.insert().values(**about)))


def _says(claims: Mapping[str, Any], claim: str, value: str) -> bool:
    found = claims.get(claim)
    return value in found if isinstance(found, list) else found == value
