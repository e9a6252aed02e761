"""How the files of a partner look, today and earlier, and where rows come from that are in no file."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class FileFormat:
    """How files are written: the name of a format, and what that format must be told.

    Parameters
    ----------
    name
        One of those that the intake room reads.
    sheet
        Of a workbook, the sheet; empty where it has one.
    rows
        Of a tree, the path to the elements that are rows.
    quote
        Of delimited text, the character around values; `none` where there is none.
    header
        The line of the header; 0 for the first that is not blank. Of fixed width, the last line above the rows.
    day_numbers
        Of a workbook, whether a number of five digits in a column of dates is the day that spreadsheets count so.
    places
        Of fixed width, the columns with their first and last character, from 1.
    """

    name: str = "delimited"
    sheet: str = ""
    rows: str = ""
    quote: str = '"'
    header: int = 0
    places: tuple[tuple[str, int, int], ...] = ()
    day_numbers: bool = False


class UnknownColumns(StrEnum):
    """What becomes of a column that a file has and the contract does not know; its values stay in the archive."""

    REFUSE = "refuse"
    NOTE = "note"
    KEEP_UNUSED = "keep-unused"


@dataclass(frozen=True)
class LayoutColumn:
    """A column of today as an earlier layout has it.

    It is under the header `written`, has dates and numbers in a format, and its cells are taken apart by `split` or
    `each`, where they have several values.
    """

    name: str
    written: str
    type: str = "string"
    format: str = ""
    written_format: str = ""
    split: str = ""
    each: str = ""


@dataclass(frozen=True)
class FileLayout:
    """How the files of a partner looked that were delivered up to a day.

    Parameters
    ----------
    version
        Of the contract as it was then; receipts name it.
    until
        The last day of deliveries in this layout.
    columns
        Of the columns of today those that it has.
    lacks
        Of the columns of today those that it does not have.
    unused
        The columns that it has besides, which nobody reads any more.
    encoding, delimiter, format
        Where they differ from those of today.
    """

    version: str
    until: date
    columns: tuple[LayoutColumn, ...]
    lacks: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    format: FileFormat | None = None
    line: int | None = field(default=None, compare=False, repr=False)

    def column(self, name: str) -> LayoutColumn | None:
        """Return how it has a column of today; None where it lacks it."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True)
class DropPlace:
    """Where a partner puts its files: a folder of its own, here or elsewhere.

    Parameters
    ----------
    address
        A folder of this machine, `sftp://USER@HOST:PORT/FOLDER` or `s3://BUCKET/FOLDER`; without a secret.
    endpoint
        Where an object store answers; empty for the usual place.
    """

    partner: str
    name: str
    address: str
    endpoint: str = ""
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Server:
    """A database that rows are read from.

    Parameters
    ----------
    type
        `postgresql`, `sqlserver` or `oracle`.
    host
        A name or address; of PostgreSQL also the folder of a socket.
    port
        Nought for the usual one.
    database
        Its name; of Oracle that of the service.
    schema
        Where its table is; empty where the name of the table says so.
    """

    name: str
    type: str
    host: str
    port: int
    database: str
    schema: str = ""


@dataclass(frozen=True)
class Snapshot:
    """That each file is a whole population, and replaces all that was delivered of it before.

    Parameters
    ----------
    by
        The column with the day by which a row is of a period: a file is the population of the days that it covers.
        Empty where a file is the whole register.
    """

    by: str = ""
