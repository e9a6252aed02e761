"""Lines that are encrypted one by one, so that a file of them can be appended to: AES-256-GCM, a nonce for each line.

A line says by which key it was encrypted, so that a key that does not fit is never taken for a line that was cut short.
"""

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schakel.store.sealed_stream import key_id
from schakel_base.errors import ZoneError

_NONCE = 12


@dataclass(frozen=True)
class SealedLines:
    """The cipher of the lines of one file; `file` is named in complaints."""

    file: Path
    key: bytes = field(repr=False)

    def seal(self, line: bytes) -> bytes:
        """Return the encrypted line."""
        nonce = os.urandom(_NONCE)
        return self._begin + b64encode(nonce + AESGCM(self.key).encrypt(nonce, line, self._begin))

    def unseal(self, line: bytes) -> bytes:
        """Return the line.

        Raises
        ------
        ZoneError
            If it is not encrypted, or was encrypted under another key.
        ValueError
            If it was changed, or cut short.
        """
        # A line of an earlier version is plain JSON; an encrypted one begins with hexadecimal digits.
        if line.startswith(b"{"):
            raise ZoneError(f"{self.file} is not encrypted; run: schakel keys seal ALLIANCE")
        begin, sealed = line[: len(self._begin)], line[len(self._begin) :]
        if begin != self._begin:
            raise self._of_another_key(begin)
        content = b64decode(sealed, validate=True)
        try:
            # The id of the key is authenticated with the line: it cannot be exchanged for that of another.
            return AESGCM(self.key).decrypt(content[:_NONCE], content[_NONCE:], self._begin)
        except InvalidTag:
            raise ValueError("the line was changed") from None

    @property
    def _begin(self) -> bytes:
        return key_id(self.key).hex().encode() + b" "

    def _of_another_key(self, begin: bytes) -> Exception:
        try:
            bytes.fromhex(begin.decode("ascii"))
        except ValueError:
            return ValueError("the line was cut short")
        if len(begin) < len(self._begin):
            return ValueError("the line was cut short")
        return ZoneError(f"{self.file} was encrypted under another key than that of this alliance")
