"""What every format gives: a header, and the rows below it in batches, column by column, as text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.header import MatchedHeader
from schakel.model.contract import Contract
from schakel_base.errors import Fault

ROWS_PER_BATCH = 50_000
BYTES_PER_BATCH = 1 << 24

Texts: TypeAlias = Sequence[str | None] | pa.Array


@dataclass(frozen=True)
class ArrivedFile:
    """A file that is opened as its contract says.

    `looked` and `seen` hear how many of its bytes were looked at before it is read, and how many were read.
    """

    file: BinaryIO
    size: int
    contract: Contract
    looked: Callable[[int], None] = lambda _: None
    seen: Callable[[int], None] = lambda _: None


@dataclass(frozen=True)
class Misfit:
    """A row that cannot be read into columns: its place, the reason and the value."""

    row: int
    line: int
    value: str
    said: Fault


@dataclass(frozen=True)
class Unfit:
    """A cell that no text can stand for: its row and column, counted in its batch from 0, the reason and the value."""

    at: int
    place: int
    value: str
    said: Fault


def in_each_row(one: Unfit, values: pa.DictionaryArray) -> Iterator[Unfit]:
    """The cells of a column with a value that is unfit, known by its place in the dictionary."""
    for at in pc.indices_nonzero(pc.fill_null(pc.equal(values.indices, one.at), False)).to_pylist():
        yield replace(one, at=at)


@dataclass
class Batch:
    """Rows of a file with their lines, the texts of each column in the order of the header, and rows that misfit.

    Rows and lines count from 1. A format without lines gives the row again. A cell that is `unfit` is blank in its
    column, and its row is refused for it.
    """

    rows: Sequence[int] = field(default_factory=list)
    lines: Sequence[int] = field(default_factory=list)
    columns: Sequence[Texts] = ()
    misfits: Sequence[Misfit] = ()
    unfit: Sequence[Unfit] = ()
    types: Mapping[int, str] = field(default_factory=dict)
    """By place the logical type of columns whose every text was written from a value of it."""

    @property
    def misfit_count(self) -> int:
        """How many rows misfit or have a cell that is unfit."""
        return len(self.misfits) + len({one.at for one in self.unfit})


class OpenedFile(Protocol):
    """An opened file: the places of its contract's columns, then its rows, then remarks about it."""

    has_lines: bool

    @property
    def header(self) -> Sequence[str]:
        """The names of its columns; where rows name their own, those of the rows that were read."""

    @property
    def matched(self) -> MatchedHeader:
        """Where the columns of the contract are.

        Raises
        ------
        UnreadableFileError
            If the header does not fit the contract.
        """

    def batches(self) -> Iterator[Batch]:
        """Return its rows.

        Raises
        ------
        UnreadableFileError
            Where the file breaks off making sense.
        """

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        """Return the remarks about the file as a whole, by kind, once its rows have been read."""
