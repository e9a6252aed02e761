"""Judging pairs of persons one by one at a keyboard: what is shown, asked and recorded."""

import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from schakel.cli.review_text import ReviewWords, side_by_side_text, visible
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.judging.queue import PersonsToJudge
from schakel.identity.judging.review import LoosePerson, SideBySide
from schakel.identity.who_is_who.judgements import ByPerson
from schakel.store.access_log import user_name
from schakel_base.errors import RequestError

Lock = Callable[[], AbstractContextManager[None]]
"""Takes the lock of whoever writes into an alliance: for one judgement, since somebody may look for an hour."""

ONE, TWO, SPLIT, NEXT, STOP = "1", "2", "3", "", "0"
_WIDTH = 100


def queue_text(queue: Sequence[PersonsToJudge], words: ReviewWords) -> str:
    """Return the pairs to judge, a line each, without a value."""
    lines = [f"{one.one} {one.other} {words.say('queued', weight=words.bits(one.weight))}" for one in queue]
    return "\n".join(lines) or words.say("empty")


def loose_text(found: Sequence[LoosePerson], words: ReviewWords) -> str:
    """Return the persons that may be several, a line each, without a value."""
    lines = [words.say("loose", person=one.person, lines=one.lines, share=f"{one.density:.0%}") for one in found]
    return "\n".join(lines) or words.say("none loose")


def show_text(found: SideBySide, words: ReviewWords, values: bool) -> str:
    """Return records of persons side by side; without values, that is said."""
    text = side_by_side_text(found, words, shutil.get_terminal_size((_WIDTH, 24)).columns, values)
    return text if values else f"{text}\n{words.say('hidden')}"


def side_by_side_record(found: SideBySide) -> dict[str, Any]:
    """Return records of persons side by side for machines: levels, bits and ids, and no value."""
    lines = [{name: value for name, value in asdict(line).items() if name != "values"} for line in found.lines]
    compared = found.compared and {
        "lines": [found.compared.one.number, found.compared.other.number], **asdict(found.compared.evidence)
    }  # fmt: skip
    return {"persons": found.persons, "lines": lines, "compared": compared}


@dataclass
class Session:
    """One session; every judgement is recorded immediately, so it can stop at any moment."""

    reviewing: LoggedReview
    words: ReviewWords
    ask: Callable[[str], str] = input
    tell: Callable[[str], None] = print
    judged: int = 0
    passed: set[tuple[str, str]] = field(default_factory=set)
    lock: Lock = nullcontext

    def run(self) -> None:
        """Go through the pairs until the judge stops or none are left."""
        queue = self.reviewing.queue()
        if not queue:
            self.tell(self.words.say("empty"))
            return
        try:
            while left := [one for one in queue if (one.one, one.other) not in self.passed]:
                before = self.judged
                if not self._judge(left[0], len(left)):
                    break
                # A judgement can settle or change other pairs; passing one over changes none.
                queue = self.reviewing.queue() if self.judged > before else queue
        # Whoever walks away loses nothing: what was judged is in the ledger.
        except (EOFError, KeyboardInterrupt):
            self.tell("")
        self.tell(self.words.say("done", judged=self.judged, left=len(self.reviewing.queue())))

    def _judge(self, pair: PersonsToJudge, left: int) -> bool:
        """Show a pair and enter what is said about it; return whether to go on."""
        try:
            found = self.reviewing.side_by_side((pair.one, pair.other))
        except RequestError as error:  # somebody else judged it meanwhile
            self.tell(str(error))
            return self._pass(pair)
        self.tell(f"{self._heading(pair, left)}\n{show_text(found, self.words, values=True)}")
        key = self.ask(f"{self.words.say('keys')}\n{self.words.say('choose')}").strip()
        if key in (STOP, NEXT):
            return key == NEXT and self._pass(pair)
        try:
            self._enter(key, pair, found)
        except RequestError as error:
            self.tell(str(error))
        return True

    def _pass(self, pair: PersonsToJudge) -> bool:
        self.passed.add((pair.one, pair.other))
        return True

    def _heading(self, pair: PersonsToJudge, left: int) -> str:
        thresholds, place = self.reviewing.review.model.thresholds, self.judged + len(self.passed) + 1
        weights = {
            "weight": pair.weight, "join": thresholds.join, "review": thresholds.review
        }  # fmt: skip
        said = {name: self.words.bits(weight) for name, weight in weights.items()}
        return self.words.say("heading", place=place, total=place + left - 1, **said)

    def _enter(self, key: str, pair: PersonsToJudge, found: SideBySide) -> None:
        if key not in (ONE, TWO, SPLIT):
            raise RequestError(self.words.say("no key", key=visible(key)))
        split_off = self._lines_of_one(found) if key == SPLIT else ("", ())
        reason = self.ask(self.words.say("why"))
        if not reason.strip():
            return
        ledger = self.reviewing.review.ledger
        first = ledger.size
        by = self.reviewing.having_seen(ByPerson(user_name(), self.reviewing.day, reason, self._until()), found)
        # Only now, since the questions before it may wait for hours.
        with self.lock():
            if key == ONE:
                ledger.join(pair.one, pair.other, by)
            elif key == TWO:
                ledger.keep_apart(pair.one, pair.other, by)
            else:
                ledger.split(*split_off, by)
        self.judged += 1
        self.tell(self.words.say("entered", numbers=" ".join(map(str, range(first, ledger.size)))))

    def _until(self) -> date | None:
        """Ask for the last day on which a judgement holds."""
        said = self.ask(self.words.say("until")).strip()
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            raise RequestError(self.words.say("no day", day=visible(said))) from None

    def _lines_of_one(self, found: SideBySide) -> tuple[str, Sequence[str]]:
        """Ask which lines are of somebody else; return their person and their records."""
        said = {number.strip() for number in self.ask(self.words.say("which lines")).split(",")}
        lines = [line for line in found.lines if str(line.number) in said]
        if len(lines) != len(said) or len({line.person for line in lines}) != 1:
            raise RequestError(self.words.say("no lines"))
        return lines[0].person, [record for line in lines for record in line.records]


def at_a_keyboard() -> bool:
    """Whether a person is at a terminal, the only place where partners' values are shown."""
    return sys.stdin.isatty() and sys.stdout.isatty()
