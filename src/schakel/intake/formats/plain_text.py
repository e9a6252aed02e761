"""Delimited text in which each line is a record is read whole blocks at a time.

Most text is so: no empty line, no value over several lines, as many fields in every record as in the header. A block
that is otherwise is left to the reader that goes record by record, which can tell exactly what is wrong and where.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class PlainText:
    """How values are delimited and quoted (no quote where it is empty), how many a record has, and how long one is."""

    delimiter: str
    quote: str
    width: int
    longest_field: int

    def end(self, text: str) -> int:
        """Return the place after the last record that is whole in a text which begins with one; 0 if none is."""
        end = text.rfind("\n") + 1
        # A line that ends with a quote open goes on: back to before the quote that opened it.
        while end and self.quote and text.count(self.quote, 0, end) % 2:
            end = text.rfind("\n", 0, text.rfind(self.quote, 0, end)) + 1
        return end

    def encoded(self, text: str) -> bytes | None:
        """Return whole records in UTF-8; None if it is not certain that they are whole, since quotes are not sound."""
        try:
            block = text.encode()
        except UnicodeEncodeError:  # half a character, which the reader of records names
            return None
        is_known = block and self.delimiter.isascii() and self.quote.isascii()
        return block if is_known and self._has_sound_quotes(block) else None

    def _has_sound_quotes(self, block: bytes) -> bool:
        """Whether each quote opens or closes a whole field, or is one of two that stand for one in it."""
        if not self.quote or self.quote.encode() not in block:
            return True
        letters = np.frombuffer(b"\n" + block + b"\n", np.uint8)
        places = np.flatnonzero(letters == ord(self.quote))
        if len(places) % 2:
            return False
        # By turns they open and close. Two in a row close and open again at once, and stand for one.
        opening, closing = places[::2], places[1::2]
        is_border = np.zeros(256, bool)
        is_border[[ord(self.delimiter), *b"\r\n"]] = True
        opens, closes = is_border[letters[opening - 1]], is_border[letters[closing + 1]]
        again = closing[:-1] + 1 == opening[1:]
        return bool(opens[0] and closes[-1] and (opens[1:] | again).all() and (closes[:-1] | again).all())

    def columns(self, block: bytes) -> Sequence[pa.Array] | None:
        """Return the values of a block with sound quotes by column; None if a record of it is not a line.

        Parameters
        ----------
        block
            Whole records, in UTF-8.
        """
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        # A carriage return alone ends a line too; then lines are counted record by record. And Arrow would pass over a
        # mark at the beginning, though it is part of a value there.
        ends_otherwise = b"\r" in block and block.count(b"\r") != block.count(b"\r\n")
        if ends_otherwise or block.startswith(BYTE_ORDER_MARK.encode()) or not self.width:
            return None
        try:
            table = pv.read_csv(pa.BufferReader(block), *self._as_it_is(len(block)))
        except pa.ArrowInvalid:  # a record has another number of fields
            return None
        columns = [column.combine_chunks() for column in table.columns]
        # A line too many is an empty one, or in a value.
        is_plain = len(table) == lines and all(map(self._is_short, columns))
        return columns if is_plain else None

    def _is_short(self, column: pa.Array) -> bool:
        return bool((pc.max(pc.binary_length(column)).as_py() or 0) <= self.longest_field)

    def _as_it_is(self, size: int) -> tuple[pv.ReadOptions, pv.ParseOptions, pv.ConvertOptions]:
        names = [str(place) for place in range(self.width)]
        return (
            pv.ReadOptions(use_threads=False, block_size=size + 1, column_names=names),
            pv.ParseOptions(delimiter=self.delimiter, quote_char=self.quote or False, newlines_in_values=True),
            pv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
