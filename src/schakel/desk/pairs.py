"""Pairs of persons at the desk: which to judge first, the evidence for a pair, and people's judgements.

Queue and ledger are those of `schakel judge`: what is judged at a terminal and what is judged here is one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from schakel.desk.visible.part import NotVisibleError, VisiblePart
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.judging.queue import PairsQueue, PersonsToJudge, Place, keep_queue, kept_queue, made_queue
from schakel.identity.judging.review import Compared, RecordLine, SideBySide
from schakel.identity.who_is_who.history import PersonEvent, person_history
from schakel.identity.who_is_who.judgements import (
    ABOUT_PAIRS,
    APART,
    BY_PEOPLE,
    DOUBTED,
    JOINED,
    SUGGESTED,
    UNDONE,
    ByPerson,
    LedgerEntry,
)
from schakel.identity.who_is_who.kept import open_ledger, sealed_folder
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.ledger_files import entries_of
from schakel.store.editions import editions_in
from schakel_base import clock
from schakel_base.errors import RequestError

PAIRS_OF_A_PAGE = 100
PURPOSE = "who is who"
"""For what somebody looks at pairs, as the access log has it, where they need not say it themselves."""


@dataclass(frozen=True)
class QueuePage:
    """A page of the pairs that wait, how many there are, and what was decided last, the latest first.

    `has_samples` says whether there is an edition, of which samples are drawn.
    """

    pairs: Sequence[PersonsToJudge]
    waiting: int
    decided: Sequence[LedgerEntry]
    has_samples: bool = False

    @property
    def next(self) -> Place | None:
        """The place after which the next page begins, if this one is full."""
        return self.pairs[-1].place if len(self.pairs) == PAIRS_OF_A_PAGE else None


@dataclass(frozen=True)
class PersonOverTime:
    """What happened to a person; of the entries in `changed` the records say something else since."""

    name: str
    events: Sequence[PersonEvent]
    changed: frozenset[int]


@dataclass(frozen=True)
class ShownPair:
    """Two persons side by side.

    Parameters
    ----------
    attributes
        Those that one of the compared records has.
    listed
        What the pair weighed, in bits, when it came onto the list; None for one that was drawn at random.
    """

    found: SideBySide
    attributes: tuple[str, ...]
    with_values: bool
    listed: float | None = None


class PairsOffice(VisiblePart):
    """The pairs of an alliance for somebody who judges; the ledger names them as the access log does."""

    def queue(self, after: Place | None = None) -> QueuePage:
        """Return a page of the pairs that wait, in the order of `schakel judge review`, from a place on."""
        if self.office.alliance.persons is None:
            return QueuePage([], 0, [])
        with self.reading("list pairs of persons", PURPOSE):
            queue = self._queue()
            has_samples = bool(editions_in(self.office.workspace.analysis_editions))
            return QueuePage(queue.page(after, PAIRS_OF_A_PAGE), queue.waiting, queue.decided, has_samples)

    def look(self, one: str, other: str, purpose: str = "") -> ShownPair:
        """Return a pair of the queue: with what partners wrote if a purpose is given, else levels and bits alone.

        Raises
        ------
        NotVisibleError
            If nobody is asked to judge these two.
        """
        self.require_persons()
        action = "look at persons" if purpose else "compare persons"
        with self.reading(action, purpose or PURPOSE, persons=f"{one} {other}"):
            waiting = self._waiting(one, other)
            return replace(shown(self._side_by_side(waiting)[1], bool(purpose)), listed=waiting.weight)

    def decide(self, decision: str, one: str, other: str, reason: str) -> None:
        """Record a judgement on a pair, with the model and what was compared; the one in force is not repeated.

        Raises
        ------
        NotVisibleError
            If nobody is asked to judge these two.
        RequestError
            If there is no reason, or somebody else writes into the alliance.
        """
        self.require_persons()
        if decision not in ABOUT_PAIRS:
            raise RequestError("choose what you decide")
        by = ByPerson(self.asker.name, clock.today(), reason)
        with self.office.alone(), self.reading("judge persons", PURPOSE, persons=f"{one} {other}"):
            ledger = open_ledger(self.office.folder)
            if any(_says(said, decision, {one, other}, by) for said in _standing(ledger)):
                return
            reviewing, found = self._side_by_side(self._waiting(one, other))
            elder, younger = found.persons
            by = reviewing.having_seen(by, found)
            if decision == JOINED:
                ledger.join(elder, younger, by)
            elif decision == APART:
                ledger.keep_apart(elder, younger, by)
            else:
                ledger.append([by.judgement(decision, elder, other=younger)])
            self.keep()

    def undo(self, number: int, reason: str) -> None:
        """Take back a decision about a pair, as `take_back` does."""
        self.take_back(number, reason, _standing)

    def take_back(self, number: int, reason: str, standing: Callable[[Ledger], Sequence[LedgerEntry]]) -> None:
        """Take back one of some entries by an entry of its own; what was taken back already is not taken back again.

        Parameters
        ----------
        standing
            Returns the entries of a ledger that may be taken back.

        Raises
        ------
        NotVisibleError
            If it is none of these.
        RequestError
            If there is no reason, or somebody else writes into the alliance.
        """
        self.require_persons()
        by = ByPerson(self.asker.name, clock.today(), reason)
        with self.office.alone(), self.reading("judge undo", PURPOSE):
            ledger = open_ledger(self.office.folder)
            if number in {said.number for said in standing(ledger)}:
                ledger.undo([number], by)
                self.keep()
            elif number not in {entry.judgement.undoes for entry in ledger.judged(UNDONE)}:
                raise NotVisibleError

    def history(self, person: str) -> PersonOverTime:
        """Return what happened to a person about whom people are or were asked.

        Raises
        ------
        NotVisibleError
            If nobody was ever asked about such a person.
        """
        self.require_persons()
        with self.reading("history of a person", PURPOSE, persons=person):
            ledger = open_ledger(self.office.folder)
            if not any(one.judgement.kind in (SUGGESTED, *BY_PEOPLE) for one in ledger.about({person})):
                raise NotVisibleError
            events = person_history(ledger, person)
            return PersonOverTime(person, events, self._changed(ledger, events))

    def _changed(self, ledger: Ledger, events: Sequence[PersonEvent]) -> frozenset[int]:
        """Return the entries about records that say something else by now."""
        standing = [one.entry for one in events if one.entry.judgement.seen and not one.undone]
        if not standing:
            return frozenset()
        persons = ledger.persons(clock.today())
        in_use, reviewing = set(persons.of_record.values()), self.reviewing()
        found = set[int]()
        for entry in standing:
            both = {persons.resolve(one) for one in (entry.judgement.person, entry.judgement.other)}
            lines = reviewing.review.side_by_side(sorted(both & in_use), reviewing.day).lines
            if not set(entry.judgement.seen.split()) <= {reviewing.digest(line) for line in lines}:
                found.add(entry.number)
        return frozenset(found)

    def reviewing(self) -> LoggedReview:
        """Return what the records in force say about everybody.

        Raises
        ------
        RequestError
            If there is no edition yet.
        """
        if not editions_in(self.office.workspace.analysis_editions):
            raise RequestError(
                "records are compared once a statistician has built an edition; the pairs wait until then"
            )
        return LoggedReview.of_alliance(self.office.alliance, clock.today())

    def _queue(self) -> PairsQueue:
        folder, day = sealed_folder(self.office.folder), clock.today()
        if kept := kept_queue(folder, day):
            return kept
        try:
            with self.office.alone():
                return keep_queue(folder, day)
        except RequestError:  # somebody else writes: a page can be read all the same
            return made_queue(folder, day)

    def keep(self) -> None:
        """Prepare the queue, so that the next person who looks need not wait."""
        keep_queue(sealed_folder(self.office.folder), clock.today())

    def require_persons(self) -> None:
        """Make sure that the alliance links persons.

        Raises
        ------
        NotVisibleError
            If it does not.
        """
        if self.office.alliance.persons is None:
            raise NotVisibleError

    def _waiting(self, one: str, other: str) -> PersonsToJudge:
        # Nobody looks up others at the desk than those of whom somebody asks.
        if pair := self._queue().find(one, other):
            return pair
        raise NotVisibleError

    def _side_by_side(self, pair: PersonsToJudge) -> tuple[LoggedReview, SideBySide]:
        reviewing = self.reviewing()
        return reviewing, reviewing.review.side_by_side((pair.one, pair.other), reviewing.day)


def shown(found: SideBySide, with_values: bool) -> ShownPair:
    """Return two persons side by side as a page shows them; without values where nobody said what for."""
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


def _standing(ledger: Ledger) -> list[LedgerEntry]:
    """Return what people said about pairs and nobody took back, the latest first."""
    return entries_of(ledger.latest(ABOUT_PAIRS, clock.today()))


def _says(entry: LedgerEntry, decision: str, persons: set[str], by: ByPerson) -> bool:
    """Whether a decision is in force; each judge who could not tell has their own reason."""
    said = entry.judgement
    own = decision != DOUBTED or (said.by, said.reason) == (by.name, by.reason)
    return said.kind == decision and {said.person, said.other} == persons and own
