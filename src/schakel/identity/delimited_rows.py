"""The rows of a checked delimited file: header first, all equally wide, in constant memory."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schakel_base.errors import DeliveryError, Fault
from schakel_base.progress import Progress

_LINES_BETWEEN_LOOKS = 4096
_LOOKED_THROUGH = 0.2  # the share of the work that is done before the rows are read


@dataclass(frozen=True)
class DelimitedRows:
    """Iterating gives the rows; empty lines are none.

    Raises
    ------
    DeliveryError
        While iterating, where a row does not fit the header or a quote is broken.
    """

    file: Path
    encoding: str
    delimiter: str
    progress: Progress

    def __iter__(self) -> Iterator[list[str]]:
        size = max(self.file.stat().st_size, 1)
        with self.file.open("rb") as raw, io.TextIOWrapper(raw, self.encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            width = 0
            try:
                for row in filter(None, reader):
                    width = width or len(row)
                    if len(row) != width:
                        raise self._fault(f"the row has {len(row)} fields, but the header has {width}", reader.line_num)
                    if reader.line_num % _LINES_BETWEEN_LOOKS == 0:
                        done = raw.tell() / size
                        self.progress("giving pseudonyms", _LOOKED_THROUGH + (1 - _LOOKED_THROUGH) * done)
                    yield row
            except csv.Error as error:
                raise self._fault(f"the quotes are broken ({error})", reader.line_num) from None

    def _fault(self, sentence: str, line: int) -> DeliveryError:
        return DeliveryError(Fault(sentence, str(self.file), line))
