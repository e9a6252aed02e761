"""A delivery, kept for ever, and the receipt that its sender gets.

Accepted rows plus refused rows are the rows of the file, always. A refused row keeps its number, column, rule and
value, so that its sender can mend it and so that it can be replayed under a later contract. A note is something
that the checks saw and did not refuse. Nothing is silently corrected.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from schakel_base.errors import Fault


@dataclass(frozen=True)
class RowRefusal:
    """One rule that one row breaks: where it is (data rows and lines from 1), the column, the rule, the value.

    `said` is what the sentence is made from, for other languages: where the row is, and what is wrong. What stands in
    places called `row`, `line` and `value` is not repeated there. It is empty on a receipt from before it was kept.
    """

    row: int
    line: int
    column: str
    rule: str
    value: str
    sentence: str
    said: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Note:
    """Something worth knowing about accepted rows: how many, and the first few row numbers.

    `rule` is the declared name of the check, `kind` the kind of check that saw it. `said` is what the sentence is made
    from, for other languages; empty on a receipt from before it was kept.
    """

    rule: str
    column: str
    sentence: str
    rows: int
    examples: tuple[int, ...] = ()
    kind: str = ""
    said: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """The days that a delivery tells all about, as its sender says: the first and the last."""

    first_day: date
    last_day: date

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"

    @property
    def last_year(self) -> int:
        """The last year whose last day it covers."""
        # The day after lies in the first year that is not whole.
        return (self.last_day + timedelta(days=1)).year - 1

    @property
    def last_month(self) -> date:
        """The first day of the last month whose last day it covers."""
        after = (self.last_day + timedelta(days=1)).replace(day=1)
        return (after - timedelta(days=1)).replace(day=1)

    def holds(self, first: date, end: date) -> bool:
        """Whether a period lies within it: its first day, and the first day after it."""
        return self.first_day <= first and end <= self.last_day + timedelta(days=1)

    def meets(self, other: "Coverage") -> "Coverage | None":
        """Return the days that both tell all about; None where there are none."""
        first, last = max(self.first_day, other.first_day), min(self.last_day, other.last_day)
        return Coverage(first, last) if first <= last else None

    def joins(self, later: "Coverage") -> "Coverage | None":
        """Return the days of this and of one that begins no earlier; None where days between them are missing."""
        if later.first_day > self.last_day + timedelta(days=1):
            return None
        return Coverage(self.first_day, max(self.last_day, later.last_day))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file handed over by one partner; `number` counts the deliveries of an alliance from 1.

    `covers` are the days that it tells all about, where its sender says so.

    Parameters
    ----------
    sha256
        Of the file as it arrived, in hexadecimal. It stays in the secured zone where the file is secret: it would
        confirm a guess at the file.
    delivered
        The day on which the partner handed it over.
    known
        The day from which the alliance could use it; an edition of an earlier date leaves it out.
    checks
        A digest of what that version checked it for; empty on a receipt from before these were kept.
    snapshot
        Whether it is the whole population of the days that it covers, or of the register, and replaces what was
        delivered of it before.
    source
        Where it comes from, for readers; empty where nobody says so.
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
    checks: str = ""
    snapshot: bool = False
    source: str = ""


@dataclass(frozen=True)
class RunsOut:
    """The days on which the first and the last accepted row of a delivery run out: until then they are kept."""

    first: date
    last: date


class ErasureCause(StrEnum):
    """Why rows were erased."""

    RAN_OUT = "ran out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ErasedRows:
    """How many accepted rows of a delivery an erasure deleted, when and why; `erasure` is the number of the erasure."""

    erasure: int
    on: date
    cause: ErasureCause
    rows: int


@dataclass(frozen=True)
class MendedRows:
    """Refused rows of an earlier delivery that this one holds mended: its number, theirs, and who mended them."""

    delivery: int
    rows: tuple[int, ...]
    by: str


class _ReadLater:
    """A receipt that is read in parts, on demand: of a hundred thousand, few are ever read whole.

    `_whole` returns the receipt of a delivery by its number. A receipt that is made as usual has none.
    """

    __slots__ = ("_whole",)

    if not TYPE_CHECKING:  # for whom each name would then be one of a receipt

        def __getattr__(self, name: str) -> Any:
            """Return a field that was not filled in; Python asks only then."""
            if name not in type(self).__slots__:
                raise AttributeError(name)
            whole = self._whole(self.delivery.number)
            for field in type(self).__slots__:
                object.__setattr__(self, field, getattr(whole, field))
            return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Receipt(_ReadLater):
    """The answer to a delivery; it quotes values of the file, so it goes back to its sender and to nobody else.

    `rows` is `accepted` plus `refused`. `refusal` is set when the file as a whole could not be read: then no row is
    counted. `refusals` are the first ones; all of them are kept beside the receipt. `same_as` names the earlier
    delivery with the same content: a file sent twice is one delivery, and its receipt says what was found.
    `replay_of` names the delivery whose refused rows were checked again: then the rows are those rows. `runs_out` is
    set where the contract says how long rows are kept. `erased` says what was deleted of it since: with the first of
    its rows the file as it arrived goes, and all that the receipt quotes. `replaced` is how many rows of earlier
    deliveries a snapshot took out of force. `said` is what `refusal` is made from, for other languages. `mends` says
    which refused rows of which delivery are in this one, mended. `job` is by what the desk calls the job that made it:
    where its worker was killed, the job done again finds its receipt. `set_aside` says that it is of an invented world
    in whose place another was simulated: none of its rows counts, until it is simulated again.
    """

    delivery: Delivery
    rows: int
    accepted: int
    refused: int = 0
    refusals: tuple[RowRefusal, ...] = ()
    notes: tuple[Note, ...] = ()
    refusal: str = ""
    same_as: int | None = None
    replay_of: int | None = None
    runs_out: RunsOut | None = None
    erased: tuple[ErasedRows, ...] = ()
    replaced: int = 0
    said: tuple[Fault, ...] = ()
    mends: MendedRows | None = None
    job: str = ""
    set_aside: bool = False

    @property
    def remaining(self) -> int:
        """The number of accepted rows that were not erased."""
        # What was accepted stays as the sender was told; erasures are counted beside it.
        return self.accepted - sum(one.rows for one in self.erased)


def covered(deliveries: Iterable[Delivery]) -> Coverage | None:
    """Return the days that all partners behind some deliveries tell all about.

    None where a delivery does not say which days it covers, or where days of a partner are missing.
    """
    by_partner: dict[str, list[Coverage | None]] = {}
    for one in deliveries:
        by_partner.setdefault(one.partner, []).append(one.covers)
    # Within a partner days add up; between partners only the days that all of them tell of are whole.
    whole = [_joined(spans) for spans in by_partner.values()]
    return _folded(Coverage.meets, whole) if whole else None


def _joined(spans: Sequence[Coverage | None]) -> Coverage | None:
    known = sorted((one for one in spans if one), key=lambda one: (one.first_day, one.last_day))
    # One delivery that does not say what it covers may fill a gap or leave one: nothing is known of the partner then.
    return _folded(Coverage.joins, known) if len(known) == len(spans) else None


def _folded(take: Callable[[Coverage, Coverage], Coverage | None], spans: Sequence[Coverage | None]) -> Coverage | None:
    """Take spans together from the first on; one that is not known leaves nothing known."""
    whole = spans[0]
    for one in spans[1:]:
        whole = take(whole, one) if whole and one else None
    return whole
