"""Reversible pseudonyms, if the law allows them: AES-SIV (RFC 5297) under a key that two persons share.

Neither share says anything of the key, so neither person can reverse alone. The method is symmetric: who can give these
pseudonyms can also reverse them, and so both shares are needed for giving them as well. A pseudonym is as long as
what it stands for and sixteen bytes more; the length is not hidden.
"""

import base64
import binascii
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from schakel.identity.domain_key import DomainKey, base_32
from schakel.store.keys import RootKey
from schakel_base.errors import RequestError

_KEY = 64  # bytes: AES-256, once for the tag and once for the text
_GROUP = 8  # base 32 is padded to groups of eight characters


class SharedCipher:
    """The reversible provider of a domain.

    Parameters
    ----------
    first, second
        The shares of two persons, of 32 bytes each, in any order.

    Raises
    ------
    RequestError
        If both shares are the same: that is one person.
    """

    def __init__(self, first: bytes, second: bytes, domain: str, version: int = 1) -> None:
        if first == second:
            raise RequestError("the two shares are the same; a reversible domain needs the shares of two persons")
        both = RootKey(b"".join(sorted((first, second))))
        key = both.derive(f"schakel reversible pseudonyms {domain} {version}", length=_KEY)
        self._label = DomainKey(domain, version, key).label
        self._cipher = AESSIV(key)

    def pseudonym(self, unit: str, key: str) -> str:
        """Return the label and the natural key, encrypted and bound to the kind of unit."""
        return self._label + base_32(self._cipher.encrypt(key.encode(), [unit.encode()]))

    def pseudonyms(self, unit: str, keys: Iterable[str]) -> list[str]:
        """Return the same for many keys of one kind of unit."""
        return [self.pseudonym(unit, key) for key in keys]

    def reverse(self, unit: str, pseudonym: str) -> str:
        """Return the natural key that a pseudonym stands for.

        Raises
        ------
        RequestError
            If the pseudonym was not given to this kind of unit under these two shares.
        """
        body = pseudonym.removeprefix(self._label)
        if body == pseudonym:
            raise RequestError(f"{pseudonym} does not begin with {self._label}: it was given under another key")
        try:
            sealed = base64.b32decode(body.upper() + "=" * (-len(body) % _GROUP))
            return self._cipher.decrypt(sealed, [unit.encode()]).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise RequestError(
                f"{pseudonym} is not the pseudonym of a {unit} as it was given; it was changed"
            ) from None
