"""A person over time: which records came and went, with whom it was joined, kept apart or split, when and by whom."""

from dataclasses import dataclass, replace

from schakel.identity.who_is_who.judgements import (
    APART,
    ATTACHED,
    BY_PEOPLE,
    CREATED,
    DOUBTED,
    JOINED,
    MOVED,
    RETIRED,
    SPLIT,
    UNDONE,
    LedgerEntry,
)
from schakel.identity.who_is_who.ledger import NOBODY, Ledger

_TOLD = (CREATED, ATTACHED, JOINED, SPLIT, APART, DOUBTED, MOVED, RETIRED)
_TOGETHER = (CREATED, ATTACHED, SPLIT, MOVED)
"""Of these there is an entry for each record."""


@dataclass(frozen=True)
class PersonEvent:
    """What happened to a person.

    Parameters
    ----------
    entry
        The first of the entries that say so.
    records
        How many records it is about; none where it is about persons.
    undone
        The entry that took it back, if one did.
    """

    entry: LedgerEntry
    records: int
    undone: LedgerEntry | None

    @property
    def by_people(self) -> bool:
        """Whether people said so, and not a model."""
        return self.entry.judgement.kind in BY_PEOPLE


def person_history(ledger: Ledger, person: str) -> list[PersonEvent]:
    """Return what happened to a person and to all whose ids lead to it today, in order; nothing of nobody.

    What was said of a pair in a sample is not in it: another may still be asked.
    """
    persons = ledger.persons(records=NOBODY)
    now = persons.resolve(person)
    ids = {person, now, *(one for one in persons.leads_to if persons.resolve(one) == now)}
    undone = {one.judgement.undoes: one for one in ledger.judged(UNDONE)}
    found = dict[object, PersonEvent]()
    for entry in ledger.about(ids):
        if (said := entry.judgement).kind not in _TOLD:
            continue
        back, of_records = undone.get(entry.number), said.kind in _TOGETHER
        alike = (said.kind, said.at, said.by, said.reason, said.person, said.other, back and back.judgement)
        key = alike if of_records else entry.number
        one = found.get(key)
        found[key] = replace(one, records=one.records + 1) if one else PersonEvent(entry, int(of_records), back)
    return list(found.values())
