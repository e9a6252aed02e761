"""What happens to a file that arrives: a delivery, kept for ever, and the receipt that its sender gets.

Accepted rows plus refused rows are the rows of the file, always. A refused row keeps its number, column, rule and
value, so that its sender can mend it and so that it can be replayed under a later contract. A note is something
that the checks saw and did not refuse. Nothing is silently mended.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Refusal:
    """One rule that one row breaks: where it stands (data rows and lines from 1), the column, the rule, the value."""

    row: int
    line: int
    column: str
    rule: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Note:
    """Something worth knowing about accepted rows: how many, and the first few row numbers.

    `rule` is the declared name of the check, `kind` the kind of check that saw it.
    """

    rule: str
    column: str
    sentence: str
    rows: int
    examples: tuple[int, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Coverage:
    """The days that a delivery tells all about, as its sender says: the first and the last."""

    first_day: date
    last_day: date

    def holds(self, first: date, end: date) -> bool:
        """Whether a period lies within it: its first day, and the first day after it."""
        return self.first_day <= first and end <= self.last_day + timedelta(days=1)


@dataclass(frozen=True)
class Delivery:
    """One file handed over by one partner; `number` counts the deliveries of an alliance from 1.

    `covers` are the days that it tells all about, where its sender says so.
    """

    number: int
    partner: str
    contract_version: str
    file_name: str
    sha256: str
    delivered: date
    known: date
    synthetic: bool = False
    covers: Coverage | None = None


@dataclass(frozen=True)
class Receipt:
    """The answer to a delivery; it quotes values of the file, so it goes back to its sender and to nobody else.

    `rows` is `accepted` plus `refused`. `refusal` is set when the file as a whole could not be read: then no row is
    counted. `refusals` are the first ones; all of them are kept beside the receipt. `same_as` names the earlier
    delivery with the same content: a file sent twice is one delivery, and what was found stands on its receipt.
    `replay_of` names the delivery whose refused rows were checked again: then the rows are those rows.
    """

    delivery: Delivery
    rows: int
    accepted: int
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
    refusal: str = ""
    same_as: int | None = None
    replay_of: int | None = None
