"""Every key follows from one root by HKDF: what a key is for is part of how it is derived, so no key serves two ends.

A root stands in a file (`secret.py`); a key service that keeps it in hardware can take its place, since nothing here
needs more of it than the keys that it derives.
"""

import base64
import hmac
import re
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schakel.model.errors import RequestError

_DOMAIN = re.compile("[a-z][a-z0-9-]{0,59}")
_KEY_ID_BYTES = 5  # eight characters of base 32


class KeyService(Protocol):
    """Derives keys from a root that it does not give out."""

    def derive(self, purpose: str, length: int = 32, salt: bytes = b"") -> bytes:
        """Return the key for one purpose; the same purpose and salt give the same key."""
        ...


@dataclass(frozen=True)
class RootKey:
    """The key service whose root is in memory: HKDF-SHA-256 (RFC 5869)."""

    root: bytes = field(repr=False)

    def derive(self, purpose: str, length: int = 32, salt: bytes = b"") -> bytes:
        """Return `length` bytes for one purpose; an empty salt is that of RFC 5869, all zeros."""
        return HKDF(SHA256(), length, salt or None, purpose.encode()).derive(self.root)


@dataclass(frozen=True)
class DomainKey:
    """The key of one domain, in one version: within a domain a unit has one pseudonym, outside it another."""

    domain: str
    version: int
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _DOMAIN.fullmatch(self.domain):
            raise RequestError(
                f'a domain is named by small letters, digits and hyphens, at most 60; "{self.domain[:60]}" is not'
            )
        if self.version < 1:
            raise RequestError(f"the versions of a domain key count from 1; there is no version {self.version}")

    @property
    def label(self) -> str:
        """What every pseudonym of this key begins with: `p<version>.<domain>.<key id>.`

        Two pseudonyms can be the same unit only if their labels are equal; the key id tells two keys of one name apart
        and says nothing of the key.
        """
        digest = hmac.digest(self.key, b"schakel key id", "sha256")
        return f"p{self.version}.{self.domain}.{base_32(digest[:_KEY_ID_BYTES])}."


def domain_key(service: KeyService, domain: str, version: int = 1, salt: bytes = b"") -> DomainKey:
    """Derive the key of a domain.

    Raises
    ------
    RequestError
        If the domain or the version is no valid one.
    """
    return DomainKey(domain, version, service.derive(f"schakel pseudonyms {domain} {version}", salt=salt))


def base_32(value: bytes) -> str:
    """Return bytes in base 32 (RFC 4648), in small letters, without padding."""
    return base64.b32encode(value).decode("ascii").rstrip("=").lower()
