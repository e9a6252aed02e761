"""Judgements about persons: entries with a moment, a reason and an author; reading them all gives who is who.

A person has a random id of 128 bits, given once and derived from nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa

from schakel_base.errors import RequestError

CREATED, ATTACHED, JOINED, SPLIT, UNDONE, SUGGESTED = "created", "attached", "joined", "split", "undone", "suggested"
APART, RELINKED, MOVED, RETIRED = "apart", "relinked", "moved", "retired"
ERASED = "erased"
"""What is left of an entry about a record that was erased: nothing but its place."""
CONFIRMED, REFUTED, UNDECIDED = "confirmed", "refuted", "undecided"
DOUBTED = "doubted"
"""Somebody looked at two persons and could not tell; it joins and parts nobody, and others are asked."""
ABOUT_PAIRS = (JOINED, APART, DOUBTED)
"""What people say about two persons: one, two, or nobody can tell."""
ONE_OR_TWO = (JOINED, SPLIT, APART)
"""Kinds by which people say who is one person and who is not: these outrank every model."""
VERDICTS = (CONFIRMED, REFUTED, UNDECIDED)
"""What people say about a pair that was drawn at random: it joins and parts nobody."""
BY_PEOPLE = (*ONE_OR_TWO, DOUBTED, RELINKED, *VERDICTS)
_ID_BYTES = 16


@dataclass(frozen=True)
class Judgement:
    """One entry.

    Parameters
    ----------
    kind
        `created`, `attached` and `split` give `record` to `person` (`split` takes it from `other`); `joined` lets
        `person` stand for `other`; `apart` says that they are two, `doubted` that somebody could not tell; `undone`
        takes back the entry `undoes`; `suggested` asks a person whether `person` and `other` are one. `relinked` says
        that people had all records linked again. With it come `moved`, which gives `record` to `person` and takes it
        from `other`, and `retired`, which lets `person` stand for `other`. Judgements of a sample say that the records
        `record` and `other` are of one person (`confirmed`) or not (`refuted`), or that nobody can tell (`undecided`).
    weight
        The evidence in bits, where a model judged.
    until
        The last day on which a judgement of a person holds; none where it holds for good.
    by
        The model, or the person who judged.
    model
        The model that weighed what a person judged.
    seen
        Keyed digests of what the two records said that a person compared: a record that changes has another.
    """

    kind: str
    at: date
    by: str
    reason: str
    person: str = ""
    record: str = ""
    other: str = ""
    undoes: int = -1
    weight: float = 0.0
    until: date | None = None
    model: str = ""
    seen: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    """A judgement under its number in the ledger."""

    number: int
    judgement: Judgement


@dataclass(frozen=True)
class PersonsOnADay:
    """Who is who on some day: the person of each record, and the person that a retired id leads to."""

    of_record: Mapping[str, str]
    leads_to: Mapping[str, str]

    def resolve(self, person: str) -> str:
        """Return the person that an id leads to; an id that was never retired leads to itself."""
        while person in self.leads_to:
            person = self.leads_to[person]
        return person

    def check_in_use(self, person: str) -> None:
        """Make sure that an id is one of somebody.

        Raises
        ------
        RequestError
            If it is nobody's, or leads to another.
        """
        if person in self.leads_to:
            raise RequestError("{person} was joined; it is {now} now", person=person, now=self.resolve(person))
        if person not in set(self.of_record.values()):
            raise RequestError("there is no person {person}", person=person)


def new_person() -> str:
    """Return an id for a person: 128 random bits, derived from nothing."""
    return secrets.token_hex(_ID_BYTES)


def new_persons(number: int) -> pa.Array:
    """Return ids for a number of persons."""
    digits, width = secrets.token_hex(_ID_BYTES * number), 2 * _ID_BYTES
    return pa.array([digits[start : start + width] for start in range(0, len(digits), width)], pa.string())


@dataclass(frozen=True)
class ByPerson:
    """Who judges, on which day and why, and the last day on which it holds (none: for good).

    Parameters
    ----------
    model, seen
        The model that weighed the two records that they compared, and keyed digests of what these said.

    Raises
    ------
    RequestError
        If no reason is given, or it would end before it begins.
    """

    name: str
    at: date
    reason: str
    until: date | None = None
    model: str = ""
    seen: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise RequestError("give a reason for your judgement")
        if self.until and self.until < self.at:
            raise RequestError(
                "a judgement of {day} cannot hold until {until}, which is earlier",
                day=str(self.at),
                until=str(self.until),
            )

    def judgement(self, kind: str, person: str = "", record: str = "", other: str = "", undoes: int = -1) -> Judgement:
        """Return the entry of what was judged."""
        return Judgement(
            kind,
            self.at,
            self.name,
            self.reason,
            person,
            record,
            other,
            undoes,
            until=self.until,
            model=self.model,
            seen=self.seen,
        )


def as_record(entry: LedgerEntry) -> dict[str, object]:
    """Return an entry as JSON."""
    judged = entry.judgement
    until = str(judged.until) if judged.until else None
    return {"number": entry.number, **asdict(judged), "at": str(judged.at), "until": until}
