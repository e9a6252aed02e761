"""What happens to a file that arrives: a delivery, kept for ever, and the receipt that its sender gets.

Accepted rows plus refused rows are the rows of the file, always. A refused row keeps its number, column, rule and
value, so that its sender can mend it and so that it can be replayed under a later contract. A note is something
that the checks saw and did not refuse. Nothing is silently mended.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RefusedRow:
    """One row that the contract refuses: row number in the file (data rows from 1), column, rule, value."""

    row: int
    column: str
    rule: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Note:
    """Something worth knowing about accepted rows: how many, and the first few row numbers."""

    rule: str
    column: str
    sentence: str
    rows: int
    examples: tuple[int, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One file handed over by one partner; `number` counts the deliveries of an alliance from 1."""

    number: int
    partner: str
    contract_version: str
    file_name: str
    sha256: str
    delivered: date
    known: date
    synthetic: bool = False


@dataclass(frozen=True)
class Receipt:
    """The answer to a delivery. `refusal` is set when the file as a whole could not be read.

    `same_as` names the earlier delivery with the same content: a file sent twice is one delivery.
    """

    delivery: Delivery
    rows: int
    accepted: int
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[Note, ...] = ()
    refusal: str = ""
    same_as: int | None = None

    @property
    def refused_rows(self) -> int:
        """The number of rows refused; a row refused by two rules is one row."""
        return len({refused.row for refused in self.refused})
