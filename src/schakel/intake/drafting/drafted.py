"""From a file to the texts of a contract and a mapping: read as it is written, looked at, written down."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from secrets import token_bytes
from shutil import copyfileobj
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.arriving_file import faults_of_the_file
from schakel.intake.drafting.guessing import FormOfFile, guess
from schakel.intake.drafting.looking import SeenColumn, keys, look
from schakel.intake.drafting.proposing import ProposedConcept, propose
from schakel.intake.drafting.writing import contract_text, mapping_text
from schakel.intake.formats import FORMATS, ArrivedFile
from schakel.intake.formats.batch import Batch, OpenedFile
from schakel.intake.listed_words import opens_totals
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.staging import text_of
from schakel.intake.unpacking import UnpackedFile, unpack
from schakel.model.column import Column
from schakel.model.concept import ConceptScheme
from schakel.model.contract import RESERVED_COLUMNS, Contract
from schakel.store.sealed import Seal, SealedFolder
from schakel_base.csv_text import distinct_names, folded
from schakel_base.errors import DeliveryError

SHEETS = ("xlsx", "ods")
ISO_DATE, DAY_NUMBER = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "^[1-9][0-9]{4}$"
WRITTEN_DATE = "^[0-9]{1,2}[./-][0-9]{1,2}[./-]([0-9]{2}){1,2}$"
DAYS_TO_1970 = (date(1970, 1, 1) - date(1899, 12, 30)).days
LAST = 10
"""Among so many rows at the end a line of totals is looked for."""
LINES = 200
"""So many lines of a sheet tell where its header is."""


@dataclass(frozen=True)
class Draft:
    """The texts of a contract and a mapping, with remarks about them."""

    contract: str
    mapping: str
    rows: int
    columns: tuple[SeenColumn, ...]
    keys: tuple[tuple[str, ...], ...]
    schemes: Mapping[str, str]


def draft(file: Path, name: str, schemes: Sequence[ConceptScheme] = (), sheet: str = "", rows: str = "") -> Draft:
    """Draft a contract and a mapping from a file, packed or not; nothing is kept of its rows, which are held in memory.

    Parameters
    ----------
    name
        What the contract is called: the name of the partner's folder.
    schemes
        Proposals for codes are made by the labels of these.
    sheet, rows
        Where the rows are, if the file does not tell: the sheet of a workbook, the path in JSON or XML.

    Raises
    ------
    DeliveryError
        If there is no such file, or it cannot be read.
    """
    with _unpacked(file) as files:
        written = _below_titles(files[0], guess(files[0].file, files[0].name, sheet, rows))
        table, unreadable = _table(files, written)
        nameless = max(_nameless(one, written) for one in files)
    table, counts_days = _with_days(table, written)
    written = replace(written, format=replace(written.format, day_numbers=counts_days))
    totals, last = _totals(table)
    table = table.slice(0, len(table) - last)  # neither a key nor a type holds in these
    columns = tuple(map(_in_a_sheet, look(table)) if written.format.name in SHEETS else look(table))
    held = keys(table, columns)
    proposed = {one.name: propose([code for code, _ in one.codes], schemes) for one in columns if one.codes}
    found: dict[str, Mapping[str, ProposedConcept]] = {column: proposals for column, (_, proposals) in proposed.items()}
    named = {column: scheme for column, (scheme, _) in proposed.items() if scheme}
    text = contract_text(file.name, name, written, columns, held, named, (totals, last), unreadable, nameless)
    return Draft(text, mapping_text(columns, found), len(table), columns, held, named)


@contextmanager
def _unpacked(file: Path) -> Iterator[tuple[UnpackedFile, ...]]:
    """Unpack a file as intake does, encrypted for as long as it is read, and called as its sender calls it."""
    with TemporaryDirectory() as place, faults_of_the_file(file):
        folder = SealedFolder(Path(place), Seal(token_bytes(32)))
        arrived = folder / "arrived"
        with file.open("rb") as opened, arrived.create() as target:
            copyfileobj(opened, target)
        try:
            found = unpack(arrived, "xlsx", folder)
            yield tuple(replace(one, name=f"{file} ({one.name})" if one.name else f"{file}") for one in found)
        except UnreadableFileError as reason:
            # There is no contract yet that could say it.
            raise DeliveryError(f"{file}: {reason}".replace("by `sheet`", "with --sheet")) from None


def _below_titles(file: UnpackedFile, written: FormOfFile) -> FormOfFile:
    """Say on which line of a sheet its header is.

    Lines above it fill less than half of its columns, or some of them as the first of two headers.
    """
    if written.format.name not in SHEETS:
        return written
    with _opened(file, written) as reading:
        batch = next(iter(reading.batches()), Batch())
        texts = [text_of(one).to_pylist()[:LINES] for one in batch.columns]
        filled = [sum(cell is not None for cell in row) for row in zip(*texts, strict=True)]
        named = sum(bool(name.strip()) for name in reading.header)
    usual = median(filled) if filled else 0
    if named * 2 >= usual and not _is_first_of_two(reading.header, texts):
        return written
    below = next(place for place, cells in enumerate(filled) if cells >= usual)
    return replace(written, format=replace(written.format, header=int(batch.lines[below])))


def _is_first_of_two(header: Sequence[str], texts: Sequence[Sequence[str | None]]) -> bool:
    """Whether the line below a header names the columns that it leaves without a name, as it does where it groups them.

    Names are no values: each is there once, and none has a digit.
    """
    columns = [column for column in texts if any(column)]
    names = [column[0] for column in columns]
    nameless = any(any(column) and not name.strip() for name, column in zip(header, texts, strict=True))
    recurring = any(column[0] in column[1:] for column in columns)
    are_names = all(names) and len({*names}) == len(names) and not re.search("[0-9]", "".join(filter(None, names)))
    return nameless and are_names and not recurring


def _table(files: Sequence[UnpackedFile], written: FormOfFile) -> tuple[pa.Table, int]:
    """The rows of the files as texts, blanks as NULL, and how many rows cannot be put into columns."""
    tables, misfits = zip(*(_table_of(one, written) for one in files), strict=True)
    called = {folded(name): name for name in tables[0].column_names}
    for file, table in zip(files, tables, strict=True):
        if not any(folded(name) in called for name in table.column_names):
            raise DeliveryError(f"{file.name} has none of the columns of {files[0].name}; draft from each by itself")
        called |= {folded(name): name for name in table.column_names if folded(name) not in called}
    renamed = [one.rename_columns([called[folded(name)] for name in one.column_names]) for one in tables]
    return pa.concat_tables(renamed, promote_options="default"), sum(misfits)


def _table_of(file: UnpackedFile, written: FormOfFile) -> tuple[pa.Table, int]:
    # A column without a name and without values is the edge of a sheet.
    names = distinct_names([name.strip() for name in _names(file, written) if name.strip()])
    if taken := [name for name in names if name.casefold() in RESERVED_COLUMNS]:
        raise DeliveryError(f"{file.name}: a column cannot be called `{taken[0]}`, which is a name of ours; rename it")
    columns = tuple(map(Column, names))
    empty = pa.schema([(name, pa.string()) for name in names]).empty_table()
    read = [*_read(file, written, columns)]
    return pa.concat_tables([empty, *(rows for rows, _ in read)]), sum(misfits for _, misfits in read)


def _nameless(file: UnpackedFile, written: FormOfFile) -> int:
    """How many columns have no name, but values among the first rows."""
    with _opened(file, written) as reading:
        if not any(not name.strip() for name in reading.header):
            return 0
        batch = next(iter(reading.batches()), Batch())
        values = zip(reading.header, batch.columns, strict=False)
        return sum(not name.strip() and text_of(one).null_count < len(batch.lines) for name, one in values)


def _with_days(table: pa.Table, written: FormOfFile) -> tuple[pa.Table, bool]:
    """The table of a sheet with a date in place of the number of a day, in columns with dates and nothing else."""
    counts_days = False
    for place, name in enumerate(table.column_names if written.format.name in SHEETS else ()):
        dates, numbers = (pc.match_substring_regex(table[name], pattern) for pattern in (ISO_DATE, DAY_NUMBER))
        either = pc.or_(pc.or_(dates, numbers), pc.match_substring_regex(table[name], WRITTEN_DATE))
        if pc.any(dates).as_py() and pc.any(numbers).as_py() and pc.all(either).as_py():
            days = pc.cast(pc.if_else(numbers, table[name], None), pa.int32())
            since = pc.cast(pc.subtract(days, pa.scalar(DAYS_TO_1970, pa.int32())), pa.date32())
            table = table.set_column(place, name, pc.coalesce(pc.strftime(since, format="%Y-%m-%d"), table[name]))
            counts_days = True
    return table, counts_days


def _in_a_sheet(column: SeenColumn) -> SeenColumn:
    """A column in which texts have one format: cells that are dates or numbers themselves are read whatever it is."""
    kinds, forms = {kind for kind, _, _ in column.mixed}, {form for _, form, _ in column.mixed if form}
    if len(kinds) == len(forms) == 1 and sum(rows for _, _, rows in column.mixed) == column.filled:
        return replace(column, type=kinds.pop(), format=forms.pop())
    return column


def _totals(table: pa.Table) -> tuple[str, int]:
    """How a line of totals at the end begins, and how many rows there are from it on: notes below have one cell."""
    end = [[*filter(None, row.values())] for row in table.slice(max(len(table) - LAST, 0)).to_pylist()]
    for last, cells in enumerate(reversed(end), start=1):
        if cells and opens_totals(cells[0]):
            return cells[0], last
        if len(cells) > 1:
            break
    return "", 0


def _names(file: UnpackedFile, written: FormOfFile) -> list[str]:
    """The columns as the file names them; where its rows do, all of them are read for that."""
    with _opened(file, written) as reading:
        if not reading.header:
            for _ in reading.batches():
                pass
        return [*reading.header]


def _read(file: UnpackedFile, written: FormOfFile, columns: tuple[Column, ...]) -> Iterator[tuple[pa.Table, int]]:
    """The rows that fit of each batch, and how many do not."""
    with _opened(file, written, columns) as reading:
        places = [place for place in reading.matched.places if place is not None]
        for batch in reading.batches():
            texts = [text_of(batch.columns[place]) if len(batch.rows) else [] for place in places]
            arrays = [pa.array(one, pa.string()) for one in texts]
            yield pa.Table.from_arrays(arrays, names=[column.name for column in columns]), batch.misfit_count


@contextmanager
def _opened(file: UnpackedFile, written: FormOfFile, columns: tuple[Column, ...] = ()) -> Iterator[OpenedFile]:
    contract = Contract(
        "", "", "", columns, encoding=written.encoding, delimiter=written.delimiter, format=written.format
    )
    with file.file.open() as opened:
        yield FORMATS[written.format.name](ArrivedFile(opened, file.file.size, contract))
