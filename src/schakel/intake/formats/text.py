"""Formats that are text: looked through before they are read, and read in the encoding of the contract."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from schakel.intake.formats.batch import ArrivedFile
from schakel.intake.prescan import LONGEST_LINE, Prescan, encoding_name, prescan
from schakel_base.errors import Fault, message


@dataclass
class OpenText:
    """A text that was looked through, and what is counted while it is read."""

    text: io.TextIOWrapper
    found: Prescan
    file: BinaryIO
    blank_lines: int = 0
    _in_bytes: bool = False

    def encode_rest(self) -> None:
        """Go on in UTF-8, by `encoded`; the text before must have been read by `readline`."""
        if self.found.encoding in ("utf-8", "utf-8-sig"):
            # What is in UTF-8 as it lies is not decoded to be encoded again. A place beyond the file is none: it says
            # that the reader is in the middle of something.
            place, end = self.text.tell(), self.file.seek(0, io.SEEK_END)
            self._in_bytes = place <= end
            self.file.seek(place if self._in_bytes else end)

    def encoded(self, size: int) -> bytes:
        """Return about a number of bytes more of the text in UTF-8; half a character counts as one."""
        return self.file.read(size) if self._in_bytes else self.text.read(size).encode(errors="surrogatepass")

    def lines_from(self, unread: bytes) -> Iterable[str]:
        """Return the lines of what was encoded last and is to be read otherwise, and all lines after those."""
        if self._in_bytes:
            self.text.seek(self.file.tell() - len(unread))
            return self.text
        begun = unread.decode(errors="surrogatepass") + self.text.readline()
        return chain(io.StringIO(begun, newline=""), self.text)

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        """Return the remarks about the text, once it has been read."""
        if self.found.byte_order_mark:
            said = message("the file starts with a byte order mark, which is not part of the data.")
            yield "byte-order-mark", Fault(said)
        if self.blank_lines:
            said = message("empty lines, skipped: {number}.")
            yield "blank-lines", Fault(said, fields={"number": self.blank_lines})


def open_text(source: ArrivedFile, longest_line: int = LONGEST_LINE) -> OpenText:
    """Look through a file, and open it as text with its line ends as they are.

    Raises
    ------
    UnreadableFileError
        If it is not the text that the contract declares.
    """
    contract = source.contract
    found = prescan(source.file, encoding_name(contract.encoding, contract.file), source.looked, longest_line)
    source.file.seek(0)
    return OpenText(io.TextIOWrapper(source.file, found.encoding, newline=""), found, source.file)
