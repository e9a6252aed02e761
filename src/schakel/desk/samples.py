"""A clerical sample at the desk: each pair is judged by two people, and neither knows what the other says.

Somebody sees what their own verdicts are, and what the sample tells as soon as nothing waits that another one judged
and they did not. What speaks for a pair is not weighed for them: whoever knows what the model thinks says it after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schakel.desk.pairs import PURPOSE, PairsOffice, ShownPair, shown
from schakel.desk.visible.part import NotVisibleError
from schakel.identity.clerical import JUDGES, OF, Sample, SampledPair, judgement, own_verdicts
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.who_is_who.judgements import VERDICTS, LedgerEntry
from schakel_base import clock
from schakel_base.errors import RequestError

_LATEST = 20


@dataclass(frozen=True)
class SamplePage:
    """A sample as one of its judges sees it.

    Parameters
    ----------
    of
        Of which pairs it is: `joined` or `apart`.
    pairs
        How many could be drawn.
    number, shown
        The pair to judge next, and its records; none where the asker has judged all.
    mine
        What the asker said, the latest first.
    told
        The sample, as soon as the asker may know what others said.
    """

    of: str
    pairs: int
    number: str
    shown: ShownPair | None
    mine: Sequence[LedgerEntry]
    told: Sample | None


@dataclass(frozen=True)
class SamplesOffice:
    """The samples of an alliance for somebody who judges."""

    pairs: PairsOffice

    def look(self, of: str, with_values: bool = False) -> SamplePage:
        """Return a sample with the pair to judge next: with what partners wrote if that is asked for.

        Raises
        ------
        NotVisibleError
            If there is no such sample.
        """
        self._require(of)
        with self.pairs.reading("judge sample", PURPOSE):
            name, reviewing = self.pairs.asker.name, self.pairs.reviewing()
            sample = reviewing.sample(of)
            pair = next(sample.waiting_for(name), None)
            found = _side_by_side(reviewing, pair, with_values) if pair else None
            mine = own_verdicts(reviewing.review.ledger, reviewing.day, name, of)
            told = sample if sample.is_open_to(name) else None
            return SamplePage(of, len(sample.pairs), pair.number if pair else "", found, mine[:_LATEST], told)

    def judge(self, of: str, number: str, verdict: str) -> None:
        """Record the asker's judgement on a pair; the same judgement is not recorded again.

        Raises
        ------
        NotVisibleError
            If there is no such sample, or the pair is not theirs to judge.
        RequestError
            If nothing is said, something else was said before, or somebody else writes into the alliance.
        """
        self._require(of)
        if verdict not in VERDICTS:
            raise RequestError("choose what you decide")
        with self.pairs.office.alone(), self.pairs.reading("judge sample", PURPOSE):
            name, reviewing = self.pairs.asker.name, self.pairs.reviewing()
            sample = reviewing.sample(of)
            pair = next((one for one in sample.pairs if one.number == number), None)
            if pair is None:
                raise NotVisibleError
            said = sample.said_of(pair)
            if said.get(name, verdict) != verdict:
                raise RequestError("you judged this pair differently before; undo that first")
            if name in said:
                return
            if len(said) >= JUDGES:
                raise NotVisibleError
            entry = judgement(verdict, pair, name, reviewing.day, of)
            seen = reviewing.review.pair(pair.records, reviewing.day)
            reviewing.review.ledger.append([reviewing.having_seen(entry, seen)])
            self.pairs.keep()

    def undo(self, of: str, number: int, reason: str) -> None:
        """Undo the asker's own judgement on a pair, as `take_back` of pairs does."""
        self._require(of)
        name, day = self.pairs.asker.name, clock.today()
        self.pairs.take_back(number, reason, lambda ledger: own_verdicts(ledger, day, name, of))

    def _require(self, of: str) -> None:
        self.pairs.require_persons()
        if of not in OF:
            raise NotVisibleError


def _side_by_side(reviewing: LoggedReview, pair: SampledPair, with_values: bool) -> ShownPair:
    # Who looks at values is in the log with the persons that they are of.
    found = reviewing.pair(pair.records) if with_values else reviewing.review.pair(pair.records, reviewing.day)
    return shown(found, with_values)
