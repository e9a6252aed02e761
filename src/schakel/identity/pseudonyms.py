"""A pseudonym is a keyed hash of a natural key: the same unit, the same pseudonym, and no way back without the key.

HMAC-SHA-256 (RFC 2104) cut to 128 bits, in base 32. The kind of unit is part of the message, so that a report and a
person with the same number have unrelated pseudonyms. Each alliance, and each domain in it, has a key of its own.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from schakel.identity.domain_key import DomainKey
from schakel.identity.keyed_digest import as_numbers, in_base_32, keyed_digests

_SEPARATOR = "\x1f"  # the unit separator of ASCII: ("a", "bc") and ("ab", "c") stay apart


class PseudonymProvider(Protocol):
    """Gives pseudonyms; another method (reversible, polymorphic) can take the place of the keyed hash."""

    def pseudonym(self, unit: str, key: str) -> str:
        """Return the pseudonym of the unit with this natural key."""

    def pseudonyms(self, unit: str, keys: Iterable[str]) -> list[str]:
        """Return the pseudonyms of many units of one kind, in the order of their natural keys."""


class KeyedHash:
    """The irreversible provider.

    Parameters
    ----------
    secret
        The key of the hash.
    label
        What every pseudonym begins with. Inside an edition, where all pseudonyms are of one key, it is left out.
    elsewhere
        Gives the same provider on another machine, by the key file there.
    """

    def __init__(self, secret: bytes, label: str = "", elsewhere: "Callable[[], KeyedHash] | None" = None) -> None:
        self._secret = secret
        self._label = label
        self._elsewhere = elsewhere

    def __reduce__(self) -> "tuple[Callable[..., KeyedHash], tuple[object, ...]]":
        """Send where the key comes from, and not the key."""
        return (self._elsewhere, ()) if self._elsewhere else (KeyedHash, (self._secret, self._label))

    @classmethod
    def of(cls, key: DomainKey) -> "KeyedHash":
        """Return the provider of a domain, whose pseudonyms are labelled."""
        return cls(key.key, key.label)

    def pseudonym(self, unit: str, key: str) -> str:
        """Return the label and 26 characters of base 32: 128 bits of HMAC-SHA-256 over the unit and its key."""
        return self.pseudonyms(unit, [key])[0]

    def pseudonyms(self, unit: str, keys: Iterable[str]) -> list[str]:
        """Return the same for many keys of one kind of unit."""
        bodies = in_base_32(self._digests(unit, keys))
        return [self._label + body for body in bodies] if self._label else bodies

    def numbers(self, unit: str, keys: Iterable[str]) -> NDArray[np.int64]:
        """Return the same 128 bits as two integers, shape (keys, 2): the id of a unit in an edition, and its check.

        Of ten million units two share the 64 bits of an id once in 370,000 editions; their checks then differ.
        """
        return as_numbers(self._digests(unit, keys))

    def _digests(self, unit: str, keys: Iterable[str]) -> bytes:
        return keyed_digests(self._secret, f"{unit}{_SEPARATOR}".encode(), keys)
