"""Pairs of persons at the desk: which to judge first, what speaks for a pair, and what people said of it.

Queue and ledger are those of `schakel judge`: what is judged at a terminal and what is judged here is one.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import pyarrow as pa

from schakel.desk.office import Office
from schakel.desk.visible.part import NotVisibleError
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.judging.review import Compared, PersonsToJudge, RecordLine, SideBySide, pairs_to_judge
from schakel.identity.who_is_who.judgements import APART, JOINED, UNDECIDED, UNDONE, ByPerson, LedgerEntry
from schakel.identity.who_is_who.kept import open_ledger
from schakel.identity.who_is_who.ledger import Ledger
from schakel.store.access_log import asked_by, reading
from schakel.store.one_writer import one_writer
from schakel_base import clock
from schakel_base.errors import RequestError

PAIR_DECISIONS = (JOINED, APART, UNDECIDED)
"""What can be said of a pair: one person, two persons, nobody can tell."""
_PURPOSE = "who is who"


@dataclass(frozen=True)
class ShownPair:
    """Two persons side by side; `attributes` are those of which one of the compared records says something."""

    found: SideBySide
    attributes: tuple[str, ...]
    with_values: bool


@dataclass(frozen=True)
class PairDecision:
    """What somebody said of two persons, as an entry of the ledger."""

    entry: LedgerEntry
    persons: tuple[str, str]


@dataclass(frozen=True)
class PairsOffice:
    """The pairs of an alliance for somebody who judges, named as the ledger and the access log name them."""

    office: Office
    name: str

    def queue(self) -> tuple[list[PersonsToJudge], list[PairDecision]]:
        """Return the pairs that wait, in the order of `schakel judge review`, and what was decided, latest first."""
        if self.office.alliance.persons is None:
            return [], []
        with self._reading("list pairs of persons"):
            ledger = open_ledger(self.office.folder)
            return pairs_to_judge(ledger, clock.today()), list(_standing(ledger))

    def look(self, one: str, other: str, purpose: str = "") -> ShownPair:
        """Return a pair of the queue: with what partners wrote if a purpose is given, else levels and bits alone.

        Raises
        ------
        NotVisibleError
            If nobody is asked to judge these two.
        """
        self._require_persons()
        action = "look at persons" if purpose else "compare persons"
        with self._reading(action, purpose or _PURPOSE, persons=f"{one} {other}"):
            return _shown(self._side_by_side(one, other), bool(purpose))

    def decide(self, decision: str, one: str, other: str, reason: str) -> None:
        """Record what somebody says of a pair; what stands already is not recorded again.

        Raises
        ------
        NotVisibleError
            If nobody is asked to judge these two.
        RequestError
            If there is no reason, or somebody else writes into the alliance.
        """
        self._require_persons()
        if decision not in PAIR_DECISIONS:
            raise RequestError("choose what you decide")
        by = ByPerson(self.name, clock.today(), reason)
        with _alone(self.office), self._reading("judge persons", persons=f"{one} {other}"):
            ledger = open_ledger(self.office.folder)
            if any(_says(said, decision, {one, other}, by) for said in _standing(ledger)):
                return
            pair = _asked(ledger, one, other)
            if decision == JOINED:
                ledger.join(pair.one, pair.other, by)
            elif decision == APART:
                ledger.keep_apart(pair.one, pair.other, by)
            else:
                record, its_other = self._compared_records(one, other)
                ledger.append([by.judgement(UNDECIDED, record=record, other=its_other)])

    def undo(self, number: int, reason: str) -> None:
        """Take a decision back, by an entry of its own; what was taken back already is not taken back again.

        Raises
        ------
        NotVisibleError
            If the entry is no decision about a pair.
        RequestError
            If there is no reason, or somebody else writes into the alliance.
        """
        self._require_persons()
        by = ByPerson(self.name, clock.today(), reason)
        with _alone(self.office), self._reading("judge undo"):
            ledger = open_ledger(self.office.folder)
            if number in {said.entry.number for said in _standing(ledger)}:
                ledger.undo([number], by)
            elif number not in {entry.judgement.undoes for entry in ledger.judged(UNDONE)}:
                raise NotVisibleError

    def _require_persons(self) -> None:
        if self.office.alliance.persons is None:
            raise NotVisibleError

    def _side_by_side(self, one: str, other: str) -> SideBySide:
        found = LoggedReview.open(self.office.folder, None, [], clock.today())
        pair = _asked(found.review.ledger, one, other)
        return found.review.side_by_side((pair.one, pair.other), found.day)

    def _compared_records(self, one: str, other: str) -> list[str]:
        compared = self._side_by_side(one, other).compared
        if compared is None:
            raise RequestError("no row in force is about one of these two")
        # As samples name a pair: what was said of it is found whoever is named first.
        return sorted((compared.one.records[0], compared.other.records[0]))

    @contextmanager
    def _reading(self, action: str, purpose: str = _PURPOSE, **what: str) -> Iterator[None]:
        products = ", ".join(self.office.alliance.products)
        with asked_by(self.name), reading(self.office.workspace, action, purpose, products, **what):
            yield


@contextmanager
def _alone(office: Office) -> Iterator[None]:
    """Be the only one that writes; a clerk is told of nobody's command."""
    with ExitStack() as held:
        try:
            held.enter_context(one_writer(office.workspace, "schakel desk"))
        except RequestError:
            raise RequestError("somebody else writes into this alliance now; try again in a moment") from None
        yield


def _asked(ledger: Ledger, one: str, other: str) -> PersonsToJudge:
    """Return the pair of the queue with two persons: nobody looks up others at the desk."""
    for pair in pairs_to_judge(ledger, clock.today()):
        if {pair.one, pair.other} == {one, other}:
            return pair
    raise NotVisibleError


def _shown(found: SideBySide, with_values: bool) -> ShownPair:
    compared = found.compared
    sides = (compared.one, compared.other) if compared else ()
    said = compared.evidence.attributes if compared else ()
    # What neither says speaks for nothing.
    attributes = tuple(name for name in said if any(line.values[name] for line in sides))
    if not with_values:
        # Taken out here, so that no template can show them.
        found = replace(found, lines=tuple(map(_hidden, found.lines)), compared=compared and _hidden_both(compared))
    return ShownPair(found, attributes, with_values)


def _hidden(line: RecordLine) -> RecordLine:
    return replace(line, values={})


def _hidden_both(compared: Compared) -> Compared:
    return replace(compared, one=_hidden(compared.one), other=_hidden(compared.other))


def _standing(ledger: Ledger) -> Iterator[PairDecision]:
    """Give what people said of pairs and nobody took back, the latest first."""
    entries = [entry for kind in PAIR_DECISIONS for entry in ledger.judged(kind, clock.today())]
    persons = _persons_of(ledger, entries)
    for entry in sorted(entries, key=lambda one: -one.number):
        said = entry.judgement
        names = (
            (persons.get(said.record, ""), persons.get(said.other, "")) if said.record else (said.person, said.other)
        )
        yield PairDecision(entry, names)


def _persons_of(ledger: Ledger, entries: list[LedgerEntry]) -> Mapping[str, str]:
    """Return the person of each record of which nobody could tell."""
    records = {name for one in entries if one.judgement.record for name in (one.judgement.record, one.judgement.other)}
    return ledger.persons(clock.today(), pa.array(sorted(records), pa.string())).of_record


def _says(said: PairDecision, decision: str, persons: set[str], by: ByPerson) -> bool:
    """Whether a decision stands; that nobody could tell is said by each for a reason of their own."""
    judged = said.entry.judgement
    own = decision != UNDECIDED or (judged.by, judged.reason) == (by.name, by.reason)
    return judged.kind == decision and set(said.persons) == persons and own
