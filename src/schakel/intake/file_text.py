"""The text anywhere in a file, as lines, whatever its format and packing.

To look for a value in every row, those that were refused too, and in a file that was refused as a whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper

from schakel.intake.formats import FORMATS, UNTEXTUAL, ArrivedFile
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.unpacking import UnpackedFile, unpack
from schakel.model.contract import Contract
from schakel.store.drafts import draft_folder
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace


def lines_of(workspace: Workspace, file: SealedFile, contract: Contract) -> Iterator[str]:
    """Return the lines of a kept file, under the contract as it was when it was delivered.

    Of a workbook or a Parquet file a line is a row, with all its cells. A file that is not what the contract says is
    read as the text that it is not.
    """
    with draft_folder(workspace) as drafts:
        try:
            parts = unpack(file, contract.format.name, workspace.sealed(drafts))
        except UnreadableFileError:
            parts = (UnpackedFile("", file),)
        for part in parts:
            try:
                yield from (_rows if contract.format.name in UNTEXTUAL else _text)(part.file, contract)
            except UnreadableFileError:
                yield from _text(part.file, contract)


def _text(file: SealedFile, contract: Contract) -> Iterator[str]:
    with file.open() as content, TextIOWrapper(content, contract.encoding, errors="replace") as lines:
        yield from lines


def _rows(file: SealedFile, contract: Contract) -> Iterator[str]:
    # Without columns nothing is asked of the header, and every cell is given.
    asked = replace(contract, columns=())
    with file.open() as content:
        for batch in FORMATS[contract.format.name](ArrivedFile(content, file.size, asked)).batches():
            for row in zip(*(map(str, column) for column in batch.columns), strict=True):
                yield " ".join(row)
