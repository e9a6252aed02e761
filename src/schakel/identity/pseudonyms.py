"""A pseudonym is a keyed hash of a natural key: the same unit, the same pseudonym, and no way back without the key.

HMAC-SHA-256 (RFC 2104) cut to 128 bits, in base 32. The kind of unit is part of the message, so that a report and a
person with the same number have unrelated pseudonyms; each alliance has its own secret.
"""

import base64
import hmac
from typing import Protocol

_BYTES = 16
_SEPARATOR = "\x1f"  # the unit separator of ASCII: ("a", "bc") and ("ab", "c") stay apart


class PseudonymProvider(Protocol):
    """Gives pseudonyms; another method (reversible, polymorphic) can take the place of the keyed hash."""

    def pseudonym(self, unit: str, key: str) -> str:
        """Return the pseudonym of the unit with this natural key."""
        ...


class KeyedHash:
    """The irreversible provider."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def pseudonym(self, unit: str, key: str) -> str:
        """Return 26 characters of lower-case base 32: 128 bits of HMAC-SHA-256 over the unit and its key."""
        digest = hmac.digest(self._secret, f"{unit}{_SEPARATOR}{key}".encode(), "sha256")
        return base64.b32encode(digest[:_BYTES]).decode("ascii").rstrip("=").lower()
