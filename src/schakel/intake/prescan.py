"""Before a file is read it is looked through once, from beginning to end, in constant memory.

What is no text, or not the text that the contract promises, is said here, with the line on which it stands. Text in
UTF-8 is first looked at without being decoded, which most of it passes. After this a reader may trust that the file
decodes, that no line is endless and that no NUL byte hides in it. What looks like an archive or a spreadsheet is
recognised by its first bytes and never opened.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from schakel_base.errors import DeclarationError, Fault, SchakelError, in_english, message

CHUNK = 1 << 18
# A line without an end would be read into memory whole. No register has rows of a million characters.
LONGEST_LINE = 1 << 20
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_PRINTED = re.compile(rb"[!-~]")
FOREIGN = (
    (b"PK\x03\x04", message("The file is a ZIP archive or a spreadsheet, not text; send the text file itself.")),
    (b"PK\x05\x06", message("The file is an empty ZIP archive, not text; send the text file itself.")),
    (b"\x1f\x8b", message("The file is a gzip archive, not text; send the text file itself.")),
    (b"BZh", message("The file is a bzip2 archive, not text; send the text file itself.")),
    (b"\xfd7zXZ\x00", message("The file is an xz archive, not text; send the text file itself.")),
    (b"7z\xbc\xaf\x27\x1c", message("The file is a 7-Zip archive, not text; send the text file itself.")),
    (b"\x28\xb5\x2f\xfd", message("The file is a Zstandard archive, not text; send the text file itself.")),
    (b"\xd0\xcf\x11\xe0", message("The file is an old spreadsheet or document, not text; send the text file itself.")),
    (b"%PDF", message("The file is a PDF document, not text; send the text file itself.")),
    (b"PAR1", message("The file is a Parquet file, not text; send the text file itself.")),
)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, ("utf-8", "utf-8-sig")),
    # Before UTF-16, whose mark is the first half of this one.
    (codecs.BOM_UTF32_LE, ("utf-32",)),
    (codecs.BOM_UTF32_BE, ("utf-32",)),
    (codecs.BOM_UTF16_LE, ("utf-16",)),
    (codecs.BOM_UTF16_BE, ("utf-16",)),
)


class UnreadableFileError(SchakelError):
    """The file as a whole cannot be read; the sentences say why, and where."""

    def __str__(self) -> str:
        return in_english(self.faults)


@dataclass(frozen=True)
class Prescan:
    """What the first look found: the encoding to read the file with, and whether it opens with a byte order mark."""

    encoding: str
    byte_order_mark: bool


def with_halves_shown(text: str) -> str:
    r"""Return a text in which half a character (a lone surrogate, which no table can hold) is shown as `\ud800`."""
    return text.encode(errors="backslashreplace").decode()


def encoding_name(encoding: str, contract_file: str = "") -> str:
    """Return the one name of a declared text encoding.

    Raises
    ------
    DeclarationError
        If there is no such encoding of text.
    """
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except LookupError:
        raise DeclarationError(Fault(f"There is no encoding `{encoding}`.", contract_file)) from None


def prescan(
    file: BinaryIO, encoding: str, seen: Callable[[int], None] = lambda _: None, longest_line: int = LONGEST_LINE
) -> Prescan:
    """Look through a whole file that is declared to be text in `encoding`.

    No line is longer than so many characters; 0 where lines mean nothing.

    Raises
    ------
    UnreadableFileError
        If it is empty, not that text, or not fit to be read line by line.
    """
    opening = file.read(8)
    _refuse_foreign(opening)
    marked = _byte_order_mark(opening, encoding)
    file.seek(0)
    # Else the mark would be read as the first character of the first column, whose name then fits no contract.
    found = Prescan("utf-8-sig" if marked and encoding == "utf-8" else encoding, marked)
    if found.encoding in ("utf-8", "utf-8-sig") and _is_sound(file, seen, longest_line):
        return found
    file.seek(0)
    scan = _Scan(found.encoding, longest_line)
    for chunk in _chunks(file, seen):
        scan.look_at(chunk)
    scan.finish()
    if _has_single_bytes(encoding) and _is_rather_utf8(file):
        raise UnreadableFileError(
            "The file is UTF-8, but the contract says that it is {encoding}, in which its accents are other letters.",
            encoding=encoding,
        )
    return found


def _has_single_bytes(encoding: str) -> bool:
    """Whether each byte is a character, so that text in UTF-8 decodes as well, and is wrong."""
    return not encoding.startswith("utf") and len(_BEYOND_ASCII.decode(encoding, "replace")) == len(_BEYOND_ASCII)


def _is_rather_utf8(file: BinaryIO) -> bool:
    """Whether there are characters beyond ASCII, and all of them are UTF-8: of another encoding that is no chance."""
    file.seek(0)
    rest, is_any = b"", False
    for chunk in _chunks(file, lambda _: None):
        text = rest + chunk
        whole, rest = text[: (end := _end_of_whole(text))], text[end:]
        if not _is_utf8(whole):
            return False
        is_any = is_any or not whole.isascii()
    return is_any and not rest


def _chunks(file: BinaryIO, seen: Callable[[int], None]) -> Iterator[bytes]:
    done = 0
    while chunk := file.read(CHUNK):
        yield chunk
        done += len(chunk)
        seen(done)


def _is_sound(file: BinaryIO, seen: Callable[[int], None], longest_line: int) -> bool:
    """Whether text in UTF-8 is certainly fit to be read; what may not be is decoded, to say what is wrong where."""
    rest, line_length, is_blank = b"", 0, True
    for chunk in _chunks(file, seen):
        text = rest + chunk
        whole, rest = text[: (end := _end_of_whole(text))], text[end:]
        if b"\0" in whole or not _is_utf8(whole):
            return False
        first, last = whole.find(b"\n"), whole.rfind(b"\n")
        line_length += len(whole) if first < 0 else first
        if longest_line and line_length > longest_line:  # in bytes, of which a character has one at least
            return False
        line_length = line_length if first < 0 else len(whole) - last - 1
        is_blank = is_blank and _PRINTED.search(whole) is None
    return not (is_blank or rest)


def _end_of_whole(text: bytes) -> int:
    """Where a text ends without its last character, if that is more than a byte, and may be cut off."""
    for back, letter in enumerate(reversed(text[-4:])):
        if not 0x80 <= letter < 0xC0:
            return len(text) - back - (letter >= 0xC0)
    return len(text)


def _is_utf8(text: bytes) -> bool:
    # Arrow looks at twenty times as many bytes in a second as Python decodes.
    ends = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _refuse_foreign(opening: bytes) -> None:
    for magic, said in FOREIGN:
        if opening.startswith(magic):
            raise UnreadableFileError(said)


def _byte_order_mark(opening: bytes, encoding: str) -> bool:
    for mark, encodings in BYTE_ORDER_MARKS:
        if opening.startswith(mark):
            if encoding not in encodings:
                raise UnreadableFileError(
                    "The file starts with the mark of {mark}, but the contract says that it is {encoding}.",
                    mark=encodings[0],
                    encoding=encoding,
                )
            return True
    return False


class _Scan:
    """The state of one look: where it is, and how long the line is that it is in."""

    def __init__(self, encoding: str, longest_line: int) -> None:
        self._encoding, self._longest_line = encoding, longest_line
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._newlines = io.IncrementalNewlineDecoder(None, translate=True)
        self._bytes = 0
        self._line = 1
        self._line_length = 0
        self._blank = True

    def look_at(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        self._text(self._decode(chunk, final=False), final=False)
        self._bytes += len(chunk)

    def finish(self) -> None:
        """Say what can only be said at the end: a character cut off, nothing in the file."""
        self._text(self._decode(b"", final=True), final=True)
        if self._blank:
            raise UnreadableFileError("The file is empty.")

    def _decode(self, chunk: bytes, final: bool) -> str:
        # A character can be cut by the end of a chunk; its first bytes wait in the decoder and are part of what it
        # complains of.
        pending = len(self._decoder.getstate()[0])
        try:
            return self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            # The text before the fault is counted, so that the line in the sentence is the one where the fault is.
            before = error.object[: error.start].decode(self._encoding, "replace")
            self._text(before, final=True)
            position = self._bytes - pending + error.start + 1
            raise UnreadableFileError(
                "Line {line}: byte {position} of the file is not {encoding}, the encoding that the contract declares.",
                line=str(self._line),
                position=position,
                encoding=self._encoding.removesuffix("-sig"),
            ) from None

    def _text(self, text: str, final: bool) -> None:
        # A carriage return at the end of a chunk may belong to the line feed that begins the next: the decoder holds it
        # back.
        text = self._newlines.decode(text, final)
        nul = text.find("\0")
        if nul >= 0:
            line = self._line + text.count("\n", 0, nul)
            raise UnreadableFileError("Line {line}: the file has a NUL byte, which text never has.", line=str(line))
        self._measure(text)
        self._blank = self._blank and not text.strip()

    def _measure(self, text: str) -> None:
        """Follow the length of the line; a chunk is shorter than the limit, so only lines across chunks can be long."""
        first, last = text.find("\n"), text.rfind("\n")
        self._line_length += len(text) if first < 0 else first
        if self._longest_line and self._line_length > self._longest_line:
            raise UnreadableFileError(
                "Line {line}: the line is longer than {number} characters.",
                line=str(self._line),
                number=self._longest_line,
            )
        if first >= 0:
            self._line += text.count("\n")
            self._line_length = len(text) - last - 1
