"""Finds the rows that name records by key or a person by number, and the files that do so in any row."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper

from schakel.intake.accepted import accepted_rows
from schakel.intake.formats import FORMATS, UNTEXTUAL, ArrivedFile
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.running_out import Rows, has_rows, rows_where, values_where
from schakel.intake.unpacking import UnpackedFile, unpack
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt
from schakel.model.layouts import in_layout, layout_of
from schakel.store.archive import archived
from schakel.store.drafts import draft_folder
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name, quote_text


@dataclass(frozen=True)
class Named:
    """What is looked for: values in columns, all of them in a row (a key), or one of them (numbers of a person).

    Of several keys a row has one.
    """

    records: tuple[Mapping[str, str], ...]
    every: bool

    def rows(self, workspace: Workspace, receipts: Iterable[Receipt], contract: Contract) -> Rows:
        """Return the accepted rows of some deliveries that name it, by the columns of the contract of today."""
        found = dict[int, frozenset[int]]()
        own = [receipt.delivery for receipt in receipts if has_rows(receipt)]
        for accepted in accepted_rows(own, workspace, contract):
            found |= rows_where(accepted, contract, self.condition(accepted.names_today(contract)))
        return found

    def files(self, workspace: Workspace, receipts: Iterable[Receipt], contract: Contract) -> frozenset[int]:
        """Return the deliveries whose file names it anywhere, as in a row that was refused."""
        return frozenset(
            receipt.delivery.number
            for receipt in receipts
            if receipt.same_as is None and any(True for _ in self.in_file(workspace, receipt, contract))
        )

    def unknown(self, workspace: Workspace, receipts: Sequence[Receipt], contract: Contract) -> tuple[int, ...]:
        """Return the places of the keys that neither an accepted row nor a file of some deliveries has."""
        columns, found = tuple(self.records[0]), set[tuple[str, ...]]()
        for accepted in accepted_rows([one.delivery for one in receipts if has_rows(one)], workspace, contract):
            if {*columns} <= {*(names := accepted.names_today(contract))}:
                found |= values_where(accepted, contract, columns, self.condition(names))
        left = [place for place, record in enumerate(self.records) if tuple(record.values()) not in found]
        in_no_row = replace(self, records=tuple(self.records[place] for place in left))
        kept = (one for one in receipts if one.same_as is None and left)
        refused = {place for one in kept for place in in_no_row.in_file(workspace, one, contract)}
        return tuple(place for number, place in enumerate(left) if number not in refused)

    def condition(self, columns: Sequence[str]) -> str:
        """Return the SQL condition on a row, in a table with some columns, that it names what is looked for."""
        return " OR ".join(f"({self._condition(record, columns)})" for record in self.records)

    def _condition(self, record: Mapping[str, str], columns: Sequence[str]) -> str:
        asked = [
            f"{quote_name(name)} = {quote_text(value)}" if name in columns else "false"
            for name, value in record.items()
        ]
        return (" AND " if self.every else " OR ").join(asked)

    def in_file(self, workspace: Workspace, receipt: Receipt, contract: Contract) -> Iterator[int]:
        """Return the places of the records that the file of a delivery names, as often as it does."""
        file = archived(workspace, receipt.delivery.sha256)
        if not file.path.exists():
            return
        # As whole words: a number must not be found inside a longer one. In the text and not by column, since rows that
        # were refused may have their values anywhere.
        looked_for = [[_word(value) for value in sorted({*record.values()})] for record in self.records]
        # Most lines have nothing of any record: one look passes them over.
        first = _word(*{value for record in self.records for value in record.values()})
        layout = layout_of(contract, receipt.delivery.contract_version)
        lines = lines_of(workspace, file, in_layout(contract, layout) if layout else contract)
        found = (line for line in lines if first.search(line))
        for line in found:
            yield from (place for place, record in enumerate(looked_for) if all(one.search(line) for one in record))


def _word(*values: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(values)))})(?!\w)")


def lines_of(workspace: Workspace, file: SealedFile, contract: Contract) -> Iterator[str]:
    """Return the text anywhere in a kept file, under the contract as it was when it was delivered.

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
