"""Reading the name of a figure from a line of text.

A cell is written `TABLE`, `TABLE:dimension=category,...`, then `/partner+partner` for what these partners know alone,
then `@EDITION` for another edition than the latest, by its name or its reference date.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from schakel_base.errors import RequestError

_WRITTEN = re.compile(r"(?P<table>[^:@/]+)(:(?P<cell>[^@/]*))?(/(?P<source>[^@]+))?(@(?P<edition>.+))?")


@dataclass(frozen=True)
class WrittenFigure:
    """A line that asks for a cell of a table, taken apart; what it leaves out is empty."""

    table: str
    cell: str = ""
    source: str = ""
    edition: str = ""

    @property
    def categories(self) -> dict[str, str]:
        """The category asked for of each dimension.

        Raises
        ------
        RequestError
            If it is written otherwise.
        """
        pairs = [part.partition("=") for part in self.cell.split(",") if part.strip()]
        if any(not equals for _, equals, _ in pairs):
            raise RequestError(f"{self.cell}: a cell is written dimension=category,dimension=category")
        return {name.strip(): code.strip() for name, _, code in pairs}

    @property
    def moment(self) -> date | None:
        """The reference date of the edition, if it is asked for by one."""
        try:
            return date.fromisoformat(self.edition)
        except ValueError:
            return None


def read_written(request: str, tables: Collection[str]) -> WrittenFigure | None:
    """Take apart a line that asks for a cell of one of some tables; None if it asks for something else."""
    found = _WRITTEN.fullmatch(request)
    if not found or found["table"] not in tables:
        return None
    return WrittenFigure(found["table"], found["cell"] or "", found["source"] or "", found["edition"] or "")
