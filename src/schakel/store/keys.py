"""Every key is derived from one root by HKDF, together with its purpose, so no key serves two purposes.

A root is in a file (`secret.py`); a key service that keeps it in hardware can take its place, since nothing here
needs more of it than the keys that it derives.
"""

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class KeyService(Protocol):
    """Derives keys from a root that it does not give out."""

    def derive(self, purpose: str, length: int = 32, salt: bytes = b"") -> bytes:
        """Return the key for one purpose; the same purpose and salt give the same key.

        Parameters
        ----------
        purpose
            What the key is for, in words that no other key has.
        length
            Bytes.
        salt
            Tells keys of one purpose apart, such as those of files.
        """


@dataclass(frozen=True)
class RootKey:
    """The key service whose root is in memory: HKDF-SHA-256 (RFC 5869)."""

    root: bytes = field(repr=False)

    def derive(self, purpose: str, length: int = 32, salt: bytes = b"") -> bytes:
        """Return `length` bytes for one purpose; an empty salt is that of RFC 5869, all zeros."""
        return HKDF(SHA256(), length, salt or None, purpose.encode()).derive(self.root)
