"""What moved in the quality of what a partner delivers: the share of rows that each check noted, by delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from schakel.model.delivery import Receipt

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
    """The shares of a check over the last deliveries, the latest first; `rule` and `column` are as declared."""

    rule: str
    column: str
    shares: tuple[NotedShare, ...]

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
        Of the partner, the latest first; of what was delivered twice, replayed or refused as a whole nothing is told.
    """
    own = [one for one in receipts if one.rows and one.same_as is None and one.replay_of is None][:MOST]
    refused = QualityFigure("refused", "", tuple(_share(one, one.refused, one.rows) for one in own))
    noted = sorted({(note.rule, note.column) for one in own for note in one.notes})
    figures = [refused] if own else []
    for rule, column in noted:
        rows = [
            (one, sum(note.rows for note in one.notes if (note.rule, note.column) == (rule, column))) for one in own
        ]
        figures.append(QualityFigure(rule, column, tuple(_share(one, found, one.accepted) for one, found in rows)))
    return sorted(figures, key=lambda one: (not one.moved, -one.shares[0].share))


def _share(receipt: Receipt, rows: int, of: int) -> NotedShare:
    return NotedShare(receipt.delivery.number, receipt.delivery.delivered, rows, of)
