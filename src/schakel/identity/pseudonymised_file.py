"""A delimited file with pseudonyms in the place of identifiers, made by a partner on its own side.

The file is looked through first, then read and written row by row in constant memory. The result takes its name when
it is whole: whatever goes wrong on the way leaves nothing behind.
"""

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from schakel.identity.pseudonyms import PseudonymProvider
from schakel.intake.prescan import UnreadableFileError, encoding_name, prescan
from schakel_base.errors import DeliveryError, Fault
from schakel_base.faults import did_you_mean
from schakel_base.progress import Progress, silent

if TYPE_CHECKING:
    import _csv

_LINES_BETWEEN_LOOKS = 4096
_ROWS_AT_A_TIME = 20_000
_OWNER_ALONE = 0o600
_LOOKED_THROUGH = 0.2  # the share of the work that is done before the rows are read


@dataclass(frozen=True)
class _DelimitedRows:
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


@dataclass(frozen=True)
class Columns:
    """Which columns hold identifiers: for each its name, and the kind of unit that its values name."""

    units: Mapping[str, str]

    @classmethod
    def spelt(cls, text: str) -> "Columns":
        """Read `bsn,number=skn`: a column whose kind of unit is not said is called what it is."""
        pairs = [part.partition("=") for part in text.split(",") if part.strip()]
        return cls({name.strip(): (unit or name).strip() for name, _, unit in pairs})


def pseudonymise_file(
    file: Path,
    out: Path,
    columns: Columns,
    provider: PseudonymProvider,
    delimiter: str = ",",
    encoding: str = "utf-8",
    progress: Progress = silent,
) -> int:
    """Write a file with pseudonyms in the place of identifiers, and return the number of its rows.

    A value is taken as it is written, without the white space around it; nothing else is brought into one form.

    Raises
    ------
    DeliveryError
        If the file cannot be read, a row does not fit its header, a column is missing, or `out` already exists.
    """
    if out.exists():
        raise DeliveryError(f"{out} stands already; nothing is written over")
    rows = _DelimitedRows(file, _looked_through(file, encoding, progress), delimiter, progress)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    # Closed to others from the first byte: a mode set afterwards leaves a moment in which others can open it.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as target:
            written = _write(rows, columns, provider, csv.writer(target, delimiter=delimiter, lineterminator="\n"))
        draft.rename(out)
    finally:
        draft.unlink(missing_ok=True)
    return written


def _looked_through(file: Path, encoding: str, progress: Progress) -> str:
    """Look through the whole file, and return the encoding to read it with."""
    size = max(file.stat().st_size, 1)
    try:
        with file.open("rb") as binary:
            return prescan(binary, encoding_name(encoding), lambda done: progress("looking", done / size / 5)).encoding
    except UnreadableFileError as reason:
        raise DeliveryError(Fault(str(reason), str(file))) from None


def _write(rows: _DelimitedRows, columns: Columns, provider: PseudonymProvider, writer: "_csv.Writer") -> int:
    reading = iter(rows)
    header = next(reading)
    places = _places(header, columns, str(rows.file))
    writer.writerow(header)
    written = 0
    while some := list(islice(reading, _ROWS_AT_A_TIME)):
        for place, unit in places.items():
            _replace(some, place, unit, provider)
        writer.writerows(some)
        written += len(some)
    return written


def _replace(rows: list[list[str]], place: int, unit: str, provider: PseudonymProvider) -> None:
    """Put pseudonyms into one place of some rows; a blank stays blank, and a value that comes back is hashed once."""
    values = [row[place].strip() for row in rows]
    distinct = list(dict.fromkeys(filter(None, values)))
    given = dict(zip(distinct, provider.pseudonyms(unit, distinct), strict=True))
    for row, value in zip(rows, values, strict=True):
        row[place] = given[value] if value else ""


def _places(header: Sequence[str], columns: Columns, file: str) -> dict[int, str]:
    if not columns.units:
        raise DeliveryError("no column is named whose values are identifiers")
    for name in columns.units:
        if name not in header:
            raise DeliveryError(Fault(f"there is no column `{name}`{did_you_mean(name, header)}", file, 1))
        if header.count(name) > 1:
            raise DeliveryError(Fault(f"the column `{name}` occurs {header.count(name)} times", file, 1))
    return {header.index(name): unit for name, unit in columns.units.items()}
