"""The secrets of the desk: single-use words stored as digests, passwords, one-time codes.

Passwords are kept by Argon2id (RFC 9106), and one-time codes follow RFC 6238. A digest of a random word needs neither
salt nor work: nobody guesses 256 bits.
"""

import hashlib
import secrets
from datetime import datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST_PASSWORD = 12
_STEP = 30
_PASSWORDS = PasswordHasher()


@cache
def _nobodys() -> str:
    """What is kept of a password that nobody has: it takes half a second to make, and the worker needs none."""
    return _PASSWORDS.hash(secrets.token_urlsafe())


def new_word() -> str:
    """Return a random word of 256 bits, to be given out once."""
    return secrets.token_urlsafe(32)


def digest(word: str) -> str:
    """Return by what a word is found again, in hexadecimal digits."""
    return hashlib.sha256(word.encode()).hexdigest()


def password_hash(password: str) -> str:
    """Return what is kept of a password."""
    return _PASSWORDS.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one that is kept; where none is kept it takes as long, and is not."""
    try:
        # Somebody who does not exist takes as long as somebody who mistypes: time tells nobody who has an account.
        _PASSWORDS.verify(kept or _nobodys(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def new_code_secret() -> str:
    """Return a secret from which one-time codes follow, as people type it into their telephone."""
    return pyotp.random_base32()


def code_address(secret: str, email: str, alliance: str) -> str:
    """Return the address by which an app for one-time codes takes over a secret."""
    return pyotp.TOTP(secret, interval=_STEP).provisioning_uri(name=email, issuer_name=alliance)


def code_number(code: str, secret: str, at: datetime) -> int | None:
    """Return which code of a secret this is, counted from 1970; None if it is none of now or of the step before.

    A code counts once, so that who looks over a shoulder gains nothing: keep the number, and refuse one not above it.
    """
    codes, now = pyotp.TOTP(secret, interval=_STEP), int(at.timestamp()) // _STEP
    for number in (now, now - 1):
        if secrets.compare_digest(codes.generate_otp(number), code):
            return number
    return None
