"""An epoch in the analysis zone: what was drawn for each kind of unit, and what answering needs.

No count is in it. It is open once all of it is there.
"""

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile, SealedFolder
from schakel.store.sealed_tables import read_table, write_table

_SAID = "epoch.json"


@dataclass(frozen=True)
class EpochFolder:
    """The folder of one epoch."""

    folder: SealedFolder

    @property
    def edition(self) -> str:
        """The edition that it answers questions about."""
        return self.folder.name

    @property
    def is_open(self) -> bool:
        """Whether all of it is there."""
        return (self.folder / _SAID).exists()

    def write(self, unit: str, number: int, drawn: pa.Table) -> None:
        """Keep what was drawn for the tables of a kind of unit that have some dimensions."""
        own_folder(self.folder.path)
        file = self._file(unit, number)
        file.path.unlink(missing_ok=True)  # of an opening that was cut short
        write_table(drawn, file)

    def open(self, said: dict[str, Any]) -> None:
        """Open it, with what is to be known to answer."""
        (self.folder / _SAID).write_text(json.dumps(said))

    def said(self) -> dict[str, Any]:
        """Return what is to be known to answer."""
        found: dict[str, Any] = json.loads((self.folder / _SAID).read_text())
        return found

    def drawn(self, unit: str, number: int) -> pa.Table:
        """Return what was drawn for the tables of a kind of unit that have some dimensions."""
        return read_table(self._file(unit, number))

    def _file(self, unit: str, number: int) -> SealedFile:
        return self.folder / f"{unit}-{number}.parquet"
