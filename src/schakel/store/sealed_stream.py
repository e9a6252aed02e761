"""A file encrypted in chunks, so that it streams: AES-256-GCM, each chunk bound to its place and the last to the end.

A file begins with a magic word, the id of the key of its zone, and a random salt; the key of the file follows from both
(HKDF), so no nonce is ever used twice. The nonce of a chunk is its number and a flag on the last one (the STREAM
construction: Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015): chunks that are changed, moved or missing are seen.
"""

import io
import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schakel.store.keys import RootKey
from schakel_base.errors import ZoneError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAGIC = b"schakel sealed 1"
KEY_ID = 8
SALT = 32
HEADER = len(MAGIC) + KEY_ID + SALT
# Parquet is read from many places: a chunk has to be decrypted whole for one byte of it, and costs 16 bytes each.
CHUNK = 1 << 18
TAG = 16


@lru_cache(maxsize=16)
def key_id(key: bytes) -> bytes:
    """Return what distinguishes two keys of a zone and reveals nothing about either."""
    return RootKey(key).derive("schakel key id", KEY_ID)


def decrypted_size(path: Path) -> int:
    """Return the number of bytes that a sealed file holds, by its size on the disk alone."""
    return _decrypted_size(path.stat().st_size)


def _decrypted_size(on_disk: int) -> int:
    sealed = on_disk - HEADER
    return max(0, sealed - _chunks(sealed) * TAG)


def _chunks(sealed: int) -> int:
    return max(1, -(-sealed // (CHUNK + TAG)))


@lru_cache(maxsize=256)  # the engine opens the same file again for every query, in every thread
def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(RootKey(key).derive("schakel sealed file", salt=salt))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


class SealedWriter(io.RawIOBase):
    """Encrypts what is written to a new file, in constant memory; it is whole once it is closed."""

    def __init__(self, path: Path, key: bytes) -> None:
        salt = os.urandom(SALT)
        self._header = MAGIC + key_id(key) + salt
        self._cipher = _cipher(key, salt)
        # Memory of its own, used again for each chunk: to be given new memory costs more than encrypting.
        self._waiting, self._sealed = memoryview(bytearray(CHUNK)), memoryview(bytearray(CHUNK + TAG))
        self._filled = 0
        self._chunks = 0
        self._written = 0
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(self._header)

    def writable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written, before encryption."""
        return self._written

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Stay where the file is: some writers ask for their own place."""
        if whence != os.SEEK_SET or offset != self._written:
            raise io.UnsupportedOperation("an encrypted file is written from begin to end")
        return offset

    def write(self, data: "ReadableBuffer") -> int:
        """Take in bytes; the last chunk waits until it is known to be the last."""
        view = memoryview(data).cast("B")
        size = len(view)
        self._written += size
        while view:
            # More than a chunk, not as much as one: what is left when the file closes must never be empty, as the
            # reader requires.
            if self._filled == CHUNK:
                self._encrypt(self._waiting, is_last=False)
                self._filled = 0
            if not self._filled and len(view) > CHUNK:
                self._encrypt(view[:CHUNK], is_last=False)
                view = view[CHUNK:]
            else:
                taken = min(CHUNK - self._filled, len(view))
                self._waiting[self._filled : self._filled + taken] = view[:taken]
                self._filled, view = self._filled + taken, view[taken:]
        return size

    def close(self) -> None:
        """Write the last chunk."""
        if self.closed:
            return
        try:
            with self._file:
                # The flag on the last chunk is what shows that a file was cut off between two chunks.
                self._encrypt(self._waiting[: self._filled], is_last=True)
        finally:
            super().close()  # on a full disk too: otherwise Python would try again, and print that it could not

    def _encrypt(self, chunk: memoryview, is_last: bool) -> None:
        sealed = self._sealed[: len(chunk) + TAG]
        self._cipher.encrypt_into(_nonce(self._chunks, is_last), chunk, self._header, sealed)
        self._file.write(sealed)
        self._chunks += 1


class _Place(threading.local):
    """Where one thread is in a file, and the chunk that it decrypted last."""

    offset = 0
    number = -1
    chunk = b""


class SealedReader(io.RawIOBase):
    """Decrypts a file wherever it is read, a chunk at a time.

    The engine lets several threads seek and read in one open file, so each thread has its own place in it.

    Raises
    ------
    ZoneError
        If the file is not encrypted, was encrypted under another key, or was changed.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._file = path.open("rb", buffering=0)
        try:
            self._header = self._checked_header(key)
            self._sealed = self._checked_length()
        except ZoneError:
            self._file.close()
            raise
        self._cipher = _cipher(key, self._header[-SALT:])
        self._chunks = _chunks(self._sealed)
        self.size = _decrypted_size(HEADER + self._sealed)
        self._place = _Place()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Return the place in the decrypted file."""
        return self._place.offset

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the decrypted file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place.offset, os.SEEK_END: self.size}[whence]
        self._place.offset = max(0, start + offset)
        return self._place.offset

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer as far as the file goes."""
        target, filled = memoryview(buffer).cast("B"), 0
        while filled < len(target):
            number, start = divmod(self._place.offset, CHUNK)
            # A whole chunk goes where it is asked for, without being copied on the way: whole files are mostly read so.
            if start == 0 and number < self._chunks - 1 and len(target) - filled >= CHUNK:
                self._decrypt_into(target[filled : filled + CHUNK], number)
                taken = CHUNK
            else:
                piece = self._decrypted(number)[start : start + len(target) - filled] if number < self._chunks else b""
                taken = len(piece)
                target[filled : filled + taken] = piece
            if not taken:
                break
            filled += taken
            self._place.offset += taken
        return filled

    def readall(self) -> bytes:
        """Return the rest of the file."""
        return self.read(max(0, self.size - self._place.offset)) or b""

    def close(self) -> None:
        """Close the file."""
        # Python also closes a reader that it drops because its file is not there: then there is none to close.
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _checked_header(self, key: bytes) -> bytes:
        # `pread` and no `seek`: threads share the file, and with it one place.
        header = os.pread(self._file.fileno(), HEADER, 0)
        if not header.startswith(MAGIC):
            raise ZoneError(f"{self._path} is not encrypted; run: schakel keys seal ALLIANCE")
        if header[len(MAGIC) : -SALT] != key_id(key):
            raise ZoneError(f"{self._path} was encrypted under another key than that of this alliance")
        return header

    def _checked_length(self) -> int:
        """Return how many bytes the chunks take; the last one is never empty, so that reading to the end reads it."""
        sealed = os.fstat(self._file.fileno()).st_size - HEADER
        last = sealed - (_chunks(sealed) - 1) * (CHUNK + TAG)
        # Only a file of nothing has an empty last chunk; any other file cut off between two chunks would look like
        # that.
        if last < TAG or (last == TAG and sealed > TAG):
            raise self._changed()
        return sealed

    def _changed(self) -> ZoneError:
        return ZoneError(f"{self._path} was changed since it was written; it is not used")

    def _decrypted(self, number: int) -> bytes:
        if number != self._place.number:
            try:
                chunk = self._cipher.decrypt(self._nonce(number), self._sealed_chunk(number), self._header)
            except InvalidTag:
                raise self._changed() from None
            self._place.number, self._place.chunk = number, chunk
        return self._place.chunk

    def _decrypt_into(self, target: memoryview, number: int) -> None:
        """Decrypt a chunk to where it is wanted, whole."""
        try:
            self._cipher.decrypt_into(self._nonce(number), self._sealed_chunk(number), self._header, target)
        except InvalidTag:
            raise self._changed() from None

    def _nonce(self, number: int) -> bytes:
        return _nonce(number, number == self._chunks - 1)

    def _sealed_chunk(self, number: int) -> bytes:
        return os.pread(self._file.fileno(), CHUNK + TAG, HEADER + number * (CHUNK + TAG))
