"""Judging a clerical sample at a keyboard: pairs drawn at random, and what they say about all pairs."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import Any

from schakel.cli.judging_session import Lock, show_text
from schakel.cli.review_text import ReviewWords, visible
from schakel.identity.clerical import Sample, SampledPair, judgement
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.rater_agreement import RaterAgreement
from schakel.identity.who_is_who.judgements import CONFIRMED, REFUTED, UNDECIDED
from schakel.store.access_log import user_name

KEYS = {"1": CONFIRMED, "2": REFUTED, "3": UNDECIDED}
_STOP = ("", "0")


def sample_text(sample: Sample, of: str, words: ReviewWords) -> str:
    """Return what a sample tells, in a sentence."""
    said = {"of": words.say(f"of {of}"), "pairs": words.number(len(sample.pairs))}
    if not sample.verdicts:
        return words.say("not begun" if sample.pairs else "no sample", **said)
    low, high = sample.share_of_one_person()
    counts = {"one": CONFIRMED, "two": REFUTED, "undecided": UNDECIDED}
    said |= {name: words.number(sample.count(verdict)) for name, verdict in counts.items()}
    said |= {"looked_at": words.number(len(sample.verdicts)), "low": words.percent(low), "high": words.percent(high)}
    return f"{words.say('sampled', **said)}{_agreement_text(sample.agreement(), words)}"


def _agreement_text(found: RaterAgreement, words: ReviewWords) -> str:
    """Return how far two judges agree, in sentences; nothing where no two judged a pair."""
    if not found.pairs:
        return ""
    said = {"pairs": words.number(found.pairs), "alike": words.number(found.alike)}
    if found.kappa is None:
        return f" {words.say('agreed on one', **said)}"
    figures = {"kappa": found.kappa, "low": found.low, "high": found.high}
    return f" {words.say('agreed', **said, **{name: words.share(one) for name, one in figures.items()})}"


def sample_record(sample: Sample) -> dict[str, Any]:
    """Return what a sample tells, for machines."""
    low, high = sample.share_of_one_person()
    return {
        "pairs": len(sample.pairs),
        "looked_at": len(sample.verdicts),
        **{verdict: sample.count(verdict) for verdict in KEYS.values()},
        "of_one_person": [low, high],
        "agreement": asdict(sample.agreement()),
    }


@dataclass
class SamplingSession:
    """One session; every verdict is recorded immediately, so it can stop at any moment."""

    reviewing: LoggedReview
    words: ReviewWords
    of: str
    size: int
    group: str = ""
    ask: Callable[[str], str] = input
    tell: Callable[[str], None] = print
    lock: Lock = nullcontext

    def run(self) -> None:
        """Go through the pairs until enough are judged, somebody stops, or none are left."""
        sample = self.reviewing.sample(self.of, self.group)
        # A sample goes on where it was left: its pairs have one order, which does not depend on who judges.
        begun = len(sample.verdicts)
        try:
            for place, pair in enumerate(sample.waiting, begun + 1):
                if place > self.size or not self._judge(pair, place, len(sample.pairs)):
                    return
        except (EOFError, KeyboardInterrupt):
            self.tell("")

    def _judge(self, pair: SampledPair, place: int, pairs: int) -> bool:
        """Show a pair and enter what is said about it; return whether to go on."""
        heading = self.words.say(
            "sample heading", place=place, total=min(self.size, pairs), pairs=self.words.number(pairs),
            of=self.words.say(f"of {self.of}"),
        )  # fmt: skip
        found = self.reviewing.pair(pair.records)
        self.tell(f"{heading}\n{show_text(found, self.words, values=True)}")
        while (key := self.ask(f"{self.words.say('sample keys')}\n{self.words.say('choose')}").strip()) not in KEYS:
            if key in _STOP:
                return False
            self.tell(self.words.say("no key", key=visible(key)))
        entry = judgement(KEYS[key], pair, user_name(), self.reviewing.day, self.of)
        entry = self.reviewing.having_seen(entry, found)
        ledger = self.reviewing.review.ledger
        self.tell(self.words.say("entered", numbers=ledger.size))
        with self.lock():
            ledger.append([entry])
        return True
