"""Formats that are text: looked through before they are read, and read in the encoding of the contract."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from schakel.intake.formats.batch import ArrivedFile
from schakel.intake.prescan import LONGEST_LINE, Prescan, encoding_name, prescan
from schakel_base.errors import Fault, message


@dataclass
class OpenText:
    """A text that was looked through, and what is counted while it is read."""

    text: io.TextIOWrapper
    found: Prescan
    blank_lines: int = 0

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        """Return what is to be told of the text, once it was read."""
        if self.found.byte_order_mark:
            yield "byte-order-mark", Fault(message("the file opens with a byte order mark, which is no part of it."))
        if self.blank_lines:
            said = message("lines without anything on them, passed over: {number}.")
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
    return OpenText(io.TextIOWrapper(source.file, found.encoding, newline=""), found)
