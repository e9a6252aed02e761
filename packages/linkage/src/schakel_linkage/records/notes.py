"""Errors in records, counted by attribute and kind, with the first rows that have them.

A value at fault is left out of the comparison, never the record: a person with a wrong number is still a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FIRST_ROWS = 3

SENTENCES = {
    "fails its test": "a number that fails its test, and is not used as a number",
    "no date": "a date that cannot be read",
    "in the future": "a date in the future",
    "too long": "a name that is too long to be one",
    "marks": "marks that steer the direction of writing, or other invisible ones; they are taken away",
}


@dataclass(frozen=True)
class FaultyValues:
    """How many records have one kind of fault in one attribute; `rows` are the first of them, as lines of the file."""

    attribute: str
    kind: str
    records: int
    rows: tuple[int, ...]

    def __str__(self) -> str:
        lines = ", ".join(str(row) for row in self.rows)
        more = " and further" * (self.records > len(self.rows))
        return f"{self.attribute}: {self.records:,} records hold {SENTENCES[self.kind]} (line {lines}{more})."


def note(
    attribute: str, kind: str, faulty: npt.NDArray[np.bool_], lines: npt.NDArray[np.int64]
) -> Sequence[FaultyValues]:
    """Return a note of the records at fault, or nothing where there are none."""
    rows = lines[faulty]
    return [FaultyValues(attribute, kind, len(rows), tuple(int(row) for row in rows[:FIRST_ROWS]))] if len(rows) else []
