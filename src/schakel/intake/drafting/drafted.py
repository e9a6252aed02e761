"""From a file to the texts of a contract and a mapping: read as it is written, looked at, written down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import BinaryIO

import pyarrow as pa

from schakel.intake.drafting.guessing import FormOfFile, guess
from schakel.intake.drafting.looking import SeenColumn, keys, look
from schakel.intake.drafting.proposing import ProposedConcept, propose
from schakel.intake.drafting.writing import contract_text, mapping_text
from schakel.intake.formats import FORMATS, ArrivedFile
from schakel.intake.formats.batch import Batch, OpenedFile
from schakel.intake.header import numbered
from schakel.intake.listed_words import opens_totals
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.staging import text_of
from schakel.model.column import Column
from schakel.model.concept import ConceptScheme
from schakel.model.contract import RESERVED_COLUMNS, Contract
from schakel_base.errors import DeliveryError

SHEETS = ("xlsx", "ods")
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
    """Draft a contract and a mapping from a file.

    Parameters
    ----------
    file
        As a partner would deliver it. Its rows are held in memory, and nothing is kept of them.
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
    try:
        written = _below_titles(file, guess(file, sheet, rows))
        table = _table(file, written)
    except UnreadableFileError as reason:
        raise DeliveryError(f"{file}: {reason}") from None
    totals = _totals(table)
    if totals:  # neither a key nor a type holds in it
        table = table.slice(0, len(table) - 1)
    columns = tuple(look(table))
    held = keys(table, columns)
    proposed = {one.name: propose([code for code, _ in one.codes], schemes) for one in columns if one.codes}
    found: dict[str, Mapping[str, ProposedConcept]] = {column: proposals for column, (_, proposals) in proposed.items()}
    named = {column: scheme for column, (scheme, _) in proposed.items() if scheme}
    text = contract_text(file.name, name, written, columns, held, named, totals)
    return Draft(text, mapping_text(columns, found), len(table), columns, held, named)


def _below_titles(file: Path, written: FormOfFile) -> FormOfFile:
    """Say on which line of a sheet its header is, where lines above it fill less than half of its columns."""
    if written.format.name not in SHEETS:
        return written
    with file.open("rb") as opened:
        reading = _opened(opened, file, written, ())
        batch = next(iter(reading.batches()), Batch())
        texts = [text_of(one, batch.lines).to_pylist()[:LINES] for one in batch.columns]
        filled = [sum(cell is not None for cell in row) for row in zip(*texts, strict=True)]
        named = sum(bool(name.strip()) for name in reading.header)
    usual = median(filled) if filled else 0
    if named * 2 >= usual:
        return written
    below = next(place for place, cells in enumerate(filled) if cells >= usual)
    return replace(written, format=replace(written.format, header=int(batch.lines[below])))


def _table(file: Path, written: FormOfFile) -> pa.Table:
    """The rows of a file as texts, blanks as NULL; rows that cannot be put into columns are left out."""
    # A column without a name and without values is the edge of a sheet.
    names = numbered([name.strip() for name in _names(file, written) if name.strip()])
    if taken := [name for name in names if name.casefold() in RESERVED_COLUMNS]:
        raise DeliveryError(f"{file}: a column cannot be called `{taken[0]}`, which is a name of ours; rename it")
    columns = tuple(map(Column, names))
    empty = pa.schema([(name, pa.string()) for name in names]).empty_table()
    return pa.concat_tables([empty, *_read(file, written, columns)])


def _totals(table: pa.Table) -> str:
    """What the last row begins with, if that is how a line of totals begins."""
    last = table.slice(max(len(table) - 1, 0)).to_pylist()
    opening = next((cell for row in last for cell in row.values() if cell), "")
    return opening if opens_totals(opening) else ""


def _names(file: Path, written: FormOfFile) -> list[str]:
    """The columns as the file names them; where its rows do, all of them are read for that."""
    with file.open("rb") as opened:
        reading = _opened(opened, file, written, ())
        if not reading.header:
            for _ in reading.batches():
                pass
        return [*reading.header]


def _read(file: Path, written: FormOfFile, columns: tuple[Column, ...]) -> Iterator[pa.Table]:
    with file.open("rb") as opened:
        reading = _opened(opened, file, written, columns)
        places = [place for place in reading.matched.places if place is not None]
        for batch in reading.batches():
            if len(batch.rows):
                texts = [text_of(batch.columns[place], batch.lines) for place in places]
                yield pa.Table.from_arrays(texts, names=[column.name for column in columns])


def _opened(opened: BinaryIO, file: Path, written: FormOfFile, columns: tuple[Column, ...]) -> OpenedFile:
    contract = Contract(
        "", "", "", columns, encoding=written.encoding, delimiter=written.delimiter, format=written.format
    )
    return FORMATS[written.format.name](ArrivedFile(opened, file.stat().st_size, contract))
