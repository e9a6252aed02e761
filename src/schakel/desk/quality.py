"""Changes in the quality of a partner's deliveries: the share of rows that each check noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from schakel.intake.noting import QUASI_IDENTIFIER
from schakel.model.delivery import Note, Receipt
from schakel_base.errors import Fault

MOST = 12
_LEAST = 0.01
_ERRORS = 3.0


@dataclass(frozen=True)
class NotedShare:
    """How many rows of a delivery a check noted or refused, of how many."""

    delivery: int
    day: date
    rows: int
    of: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.rows / self.of if self.of else 0.0


@dataclass(frozen=True)
class QualityFigure:
    """The shares of a check over the last deliveries, the latest first; `rule` and `column` are as declared.

    `said` is what the check looks for, as receipts say it; None of refused rows, and of what receipts from before said.
    """

    rule: str
    column: str
    shares: tuple[NotedShare, ...]
    said: Fault | None = None

    @property
    def moved(self) -> bool:
        """Whether the last share differs from those before it by more than chance and more than a percentage point.

        By the standard error of a difference of two proportions, three times.
        """
        last, before = self.shares[0], self.shares[1:]
        rows, of = sum(one.rows for one in before), sum(one.of for one in before)
        if not of or not last.of:
            return False
        together = (rows + last.rows) / (of + last.of)
        error = sqrt(together * (1 - together) * (1 / of + 1 / last.of))
        return abs(last.share - rows / of) > max(_LEAST, _ERRORS * error)


def quality(receipts: Sequence[Receipt]) -> list[QualityFigure]:
    """Return the figures of a partner, those that moved first, then the largest.

    Parameters
    ----------
    receipts
        Of the partner, the latest first; of what was delivered twice, replayed, set aside or refused as a whole nothing
        is told, nor of what was noted of a file and of no row.
    """
    alone = (one for one in receipts if one.same_as is None and one.replay_of is None)
    own = [one for one in alone if one.rows and not one.set_aside][:MOST]
    refused = QualityFigure("refused", "", tuple(_share(one, one.refused, one.rows) for one in own))
    figures = [refused] if own else []
    noted = {(note.rule, note.column): _said(note) for one in reversed(own) for note in one.notes if note.rows}
    for (rule, column), said in sorted(noted.items(), key=lambda one: one[0]):
        rows = [
            (one, sum(note.rows for note in one.notes if (note.rule, note.column) == (rule, column))) for one in own
        ]
        shares = tuple(_share(one, found, one.accepted) for one, found in rows)
        figures.append(QualityFigure(rule, column, shares, said))
    return sorted(figures, key=lambda one: (not one.moved, -one.shares[0].share))


def _said(note: Note) -> Fault | None:
    # That such a column may point at a person is known; what a steward looks at is whether it is still filled in.
    if note.kind == QUASI_IDENTIFIER:
        return Fault("the column is filled in.")
    return note.said[0] if note.said else None


def _share(receipt: Receipt, rows: int, of: int) -> NotedShare:
    return NotedShare(receipt.delivery.number, receipt.delivery.delivered, rows, of)
