"""The register of an alliance's domain keys: a random salt for each version, stored apart from the root.

A key follows from the root and its salt, so destroying the salt destroys the key, and what was given under it cannot be
joined to anything any more: that is forgetting. (A backup of the register keeps it; backups are to be destroyed too.)
The history stays: which keys there were, who made and destroyed them, when and why.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from schakel.identity.domain_key import DomainKey, domain_key
from schakel.store.keys import KeyService
from schakel.store.secret import secret_path
from schakel_base.errors import RequestError

_OWNER_ALONE = 0o600
_SALT_BYTES = 32


@dataclass(frozen=True)
class RegisteredKey:
    """One version of the key of a domain; without a salt it is destroyed."""

    domain: str
    version: int
    salt: str = field(repr=False)
    made: str
    made_by: str
    destroyed: str = ""
    destroyed_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DomainRegister:
    """The domain keys of one alliance, kept in `path`, derived by `service`."""

    path: Path
    service: KeyService

    @classmethod
    def of(cls, alliance: str, service: KeyService) -> "DomainRegister":
        """Return the register beside the root of an alliance."""
        root = secret_path(alliance)
        return cls(root.with_name(f"{root.name}.{alliance}.domains.json"), service)

    def keys(self) -> tuple[RegisteredKey, ...]:
        """Return all keys that there are or were, by domain and version."""
        if not self.path.exists():
            return ()
        return tuple(RegisteredKey(**entry) for entry in json.loads(self.path.read_text("utf-8")))

    def current(self, domain: str, user: str) -> DomainKey:
        """Return the key of a domain in its last version; the first is made on first use.

        Raises
        ------
        RequestError
            If the last version was destroyed.
        """
        if not self._versions(domain):
            # Asked again under the lock: another process may have made the first key since, and two would be two
            # pseudonyms.
            self._change(lambda keys: keys if _of(domain, keys) else (*keys, _new(domain, 1, user)))
        return self.version(domain, self._versions(domain)[-1].version)

    def version(self, domain: str, version: int) -> DomainKey:
        """Return the key of a domain in one version.

        Raises
        ------
        RequestError
            If there was none, or it was destroyed.
        """
        found = next((key for key in self._versions(domain) if key.version == version), None)
        if found is None:
            raise RequestError(f"there never was a version {version} of the key of {domain}")
        if not found.salt:
            raise RequestError(
                f"version {version} of the key of {domain} was destroyed on {found.destroyed[:10]} ({found.reason}); "
                "pseudonyms given under it can no longer be joined"
            )
        return domain_key(self.service, domain, version, bytes.fromhex(found.salt))

    def rotate(self, domain: str, user: str) -> DomainKey:
        """Make the next version of the key of a domain; the earlier ones stay until they are destroyed."""
        self._change(lambda keys: (*keys, _new(domain, len(_of(domain, keys)) + 1, user)))
        return self.version(domain, self._versions(domain)[-1].version)

    def destroy(self, domain: str, version: int, user: str, reason: str) -> None:
        """Destroy one version of the key of a domain, for good.

        Raises
        ------
        RequestError
            If there was none, it was destroyed before, or no reason is given.
        """
        if not reason.strip():
            raise RequestError("state a reason: the register records why a key was destroyed")
        self.version(domain, version)

        def without_salt(key: RegisteredKey) -> RegisteredKey:
            if (key.domain, key.version) != (domain, version):
                return key
            return replace(key, salt="", destroyed=_now(), destroyed_by=user, reason=reason)

        self._change(lambda keys: tuple(map(without_salt, keys)))

    def is_destroyed(self, domain: str) -> bool:
        """Whether the last version of the key of a domain was destroyed."""
        versions = self._versions(domain)
        return bool(versions) and not versions[-1].salt

    def _versions(self, domain: str) -> tuple[RegisteredKey, ...]:
        return _of(domain, self.keys())

    def _change(self, change: Callable[[tuple[RegisteredKey, ...]], tuple[RegisteredKey, ...]]) -> None:
        with self._lock():
            keys = sorted(change(self.keys()), key=lambda key: (key.domain, key.version))
            draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ALONE), "w") as file:
                json.dump([asdict(key) for key in keys], file, ensure_ascii=False, indent=1)
                file.flush()
                # A key that was used before it was on the disk would be lost with a crash, and its pseudonyms with it.
                os.fsync(file.fileno())
            draft.replace(self.path)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        lock = self.path.with_name(f".{self.path.name}.lock")
        with os.fdopen(os.open(lock, os.O_WRONLY | os.O_CREAT, _OWNER_ALONE), "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


def _of(domain: str, keys: tuple[RegisteredKey, ...]) -> tuple[RegisteredKey, ...]:
    return tuple(key for key in keys if key.domain == domain)


def _new(domain: str, version: int, user: str) -> RegisteredKey:
    # The salt is random and kept nowhere else. A key that followed from the root alone could be made again for ever.
    return RegisteredKey(domain, version, secrets.token_hex(_SALT_BYTES), _now(), user)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
