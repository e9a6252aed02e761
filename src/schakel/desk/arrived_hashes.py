"""The running SHA-256 of each upload, in the memory of the process that receives it.

It saves reading a whole file again to check it, and nothing depends on it: where it is not known, after a restart or
in another process, the file is read when it is whole.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from schakel.desk.people import now
from schakel.desk.uploads import Upload

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

MOST = 1000
"""Uploads of which it is kept, of some hundred bytes each; of more, the first ones are read again."""


@dataclass
class ArrivedHashes:
    """The hash of what arrived of each upload."""

    _kept: dict[str, tuple[int, datetime, "Hash"]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def at(self, upload: Upload, offset: int) -> "Hash | None":
        """Return the hash of what comes before an offset, to be gone on with; None where it is not known."""
        if not offset:
            return hashlib.sha256()
        with self._lock:
            at, _, found = self._kept.get(upload.name, (0, None, None))
        return found.copy() if found and at == offset else None

    def keep(self, upload: Upload, offset: int, arrived: "Hash | None") -> None:
        """Keep the hash of what comes before an offset, as long as the upload can be gone on with."""
        with self._lock:
            self._kept.pop(upload.name, None)
            self._kept = {name: one for name, one in self._kept.items() if one[1] > now()}
            if arrived and offset < upload.announced.length:
                self._kept[upload.name] = (offset, upload.ends, arrived)
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]

    def forget(self, name: str) -> None:
        """Forget that of an upload that was dropped."""
        with self._lock:
            self._kept.pop(name, None)
