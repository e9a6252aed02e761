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
from numpy.typing import NDArray

BYTE_ORDER_MARK = "\ufeff"
QUOTES_AT_A_TIME = 1 << 15
"""An even number, of which what is worked out stays near the processor."""


@dataclass(frozen=True)
class PlainText:
    """How values are delimited and quoted (no quote where it is empty), how many a record has, and how long one is."""

    delimiter: str
    quote: str
    width: int
    longest_field: int

    def end(self, block: bytes, is_last: bool) -> int:
        """Return where the last whole record of a block in UTF-8 ends, if the quotes before it are sound; else 0.

        The block begins with a record. If it `is_last` the text ends with it, and so does its last record.
        """
        end = len(block) if is_last else block.rfind(b"\n") + 1
        if not (self.delimiter.isascii() and self.quote.isascii()):
            return 0
        if not self.quote or self.quote.encode() not in block:
            return end
        letters = np.frombuffer(b"\n" + block + b"\n", np.uint8)
        places = np.flatnonzero(letters[: end + 1] == ord(self.quote))
        # A line that ends with a quote open goes on: back to before the quote that opened it.
        while len(places) % 2 and not is_last:
            end = block.rfind(b"\n", 0, places[-1] - 1) + 1
            places = places[: np.searchsorted(places, end, "right")]
        return end if self._are_sound(letters, places) else 0

    def _are_sound(self, letters: NDArray[np.uint8], places: NDArray[np.intp]) -> bool:
        """Whether each quote opens or closes a whole field, or is one of two that stand for one in it."""
        if len(places) % 2:
            return False
        # By turns they open and close. Two in a row close and open again at once, and stand for one.
        is_beside = np.zeros(256, bool)
        is_beside[[ord(self.delimiter), ord(self.quote), *b"\r\n"]] = True
        some = (places[start : start + QUOTES_AT_A_TIME] for start in range(0, len(places), QUOTES_AT_A_TIME))
        return all(
            is_beside[letters[quotes[::2] - 1]].all() and is_beside[letters[quotes[1::2] + 1]].all() for quotes in some
        )

    def columns(self, block: bytes) -> Sequence[pa.Array] | None:
        """Return the values of a block with sound quotes by column; None if a record of it is not a line."""
        lines = _count(block, b"\n") + (not block.endswith(b"\n"))
        # A carriage return alone ends a line too; then lines are counted record by record. And Arrow would pass over a
        # mark at the beginning, though it is part of a value there.
        ends_otherwise = b"\r" in block and _count(block, b"\r") != block.count(b"\r\n")
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


def _count(block: bytes, letter: bytes) -> int:
    """What `bytes.count` returns, in a quarter of the time."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord(letter)))
