"""The key of a domain, derived from a root: within a domain a unit has one pseudonym, outside it another."""

import base64
import hmac
import re
from dataclasses import dataclass, field

from schakel.store.keys import KeyService
from schakel_base.errors import RequestError

_DOMAIN = re.compile("[a-z][a-z0-9-]{0,59}")
_KEY_ID_BYTES = 5  # eight characters of base 32


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
