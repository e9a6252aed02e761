"""What the templates are given of one answer of research in one language: the verdict in words, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from schakel.disclosure.answers import ProtectedAnswer, ProtectedVerdict, VerdictKind
from schakel.model.prevalence import PrevalenceQuestion
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.views.research import ResearchView
from schakel_base.text import Text
from schakel_base.verdict import Basis


@dataclass(frozen=True)
class AssumedLine:
    """One line of what was assumed: the assumption, what was declared of it, and the reason."""

    name: str
    status: str
    reason: str


@dataclass(frozen=True)
class VerdictView:
    """The verdict on one part, in words. `shown` are the reasons that the data give, `declared` those of people."""

    title: str
    said: str
    seen: str
    shown: tuple[str, ...]
    declared: tuple[str, ...]
    cautions: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FindingView(ResearchView):
    """One answer in one language."""

    answer: ProtectedAnswer
    language: Localisation
    content: ReleaseContent
    template = "finding.html"

    @property
    def question(self) -> PrevalenceQuestion:
        """What was asked."""
        return self.answer.question

    @property
    def headline(self) -> str:
        """The verdict on all together, in one sentence."""
        return self._said(self.answer.verdicts[0])

    @property
    def basis(self) -> str:
        """How many were seen, and the first reason against an estimate."""
        return " ".join([self.whole.seen, *(self.whole.shown or self.whole.declared)[:1]])

    @property
    def is_refusal(self) -> bool:
        """Whether no figure is given for all together."""
        return self.answer.verdicts[0].kind is VerdictKind.REFUSAL

    @property
    def needed(self) -> tuple[str, ...]:
        """What would be needed for an estimate of all together."""
        return self.whole.needed

    @cached_property
    def whole(self) -> VerdictView:
        """The verdict on all together."""
        return self._verdict(self.answer.verdicts[0])

    @property
    def parts(self) -> tuple[VerdictView, ...]:
        """The verdicts on the parts."""
        return tuple(self._verdict(one) for one in self.answer.verdicts[1:])

    @property
    def assumed(self) -> tuple[AssumedLine, ...]:
        """What was declared of the assumptions."""
        say = self.language.say
        names = {
            "closed population": say("closed population"),
            "equal visibility": say("equal visibility"),
            "independence": say("independence"),
            "registration effect": say("no registration effect"),
            "perfect linkage": say("perfect linkage"),
            "stationarity": say("stationarity"),
        }
        statuses = {
            "holds because": say("holds"),
            "does not hold": say("does not hold"),
            "unknown": say("unknown"),
        }
        return tuple(
            AssumedLine(capital(names[one.name]), statuses[one.status], self.language.text(one.reason))
            for one in self.answer.question.assumptions
        )

    @property
    def target(self) -> str:
        """Which population is meant."""
        return {
            "present at a date": self.language.say("those present at a date"),
            "ever present in the period": self.language.say("all who were ever present in the period"),
        }[self.answer.question.target]

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists, by their labels; none for a published table."""
        return tuple(self.language.text(one.label) for one in self.answer.question.lists)

    @property
    def period(self) -> str:
        """From when until when, where the question says so."""
        question = self.answer.question
        if not question.lists or question.first_day == question.first_day.min:
            return ""
        first, last = self.language.date(question.first_day), self.language.date(question.last_day)
        return self.language.say("{first} to {last}", first=first, last=last)

    def _verdict(self, one: ProtectedVerdict) -> VerdictView:
        return VerdictView(
            title=self.language.label(one.label) if one.label else self.language.say("All together"),
            said=self._said(one),
            seen=self._seen(one),
            shown=self._texts(one.reasons(Basis.DATA)),
            declared=self._texts(one.reasons(Basis.DECLARED)),
            cautions=self._texts(one.cautions),
            needed=self._texts(one.needed),
        )

    def _seen(self, one: ProtectedVerdict) -> str:
        say, number = self.language.say, self.language.figure(one.observed)
        unit = self.content.units.get(self.question.unit)
        if unit is None or not self.period:
            return say("Seen on the lists: {number}.", number=number)
        units = self.language.text(unit.plural)
        return say("Seen on the lists, {period}: {number} {units}.", period=self.period, number=number, units=units)

    def _texts(self, texts: Sequence[Text]) -> tuple[str, ...]:
        return tuple(self.language.text(text) for text in texts)

    def _said(self, one: ProtectedVerdict) -> str:
        say, number = self.language.say, self.language.figure
        if one.value is None:
            nobody = say("The lists have seen nobody, so nothing can be estimated.")
            refusal = say("Refusal: no reliable estimate can be given.")
            return nobody if one.kind is VerdictKind.NOBODY else refusal
        value = number(one.value)
        if one.interval is None:
            least = one.kind is VerdictKind.AT_LEAST
            return (
                say("At least {number}; no estimate can be given.", number=value)
                if least
                else say("At most {number}; no estimate can be given.", number=value)
            )
        interval = number(one.interval)
        said = {"number": value, "interval": interval, "level": self.language.share(one.level or 0)}
        if one.kind is VerdictKind.CAUTION:
            return say("Estimate with caution: {number}; by chance it may be {interval} ({level} interval).", **said)
        return say("Estimate: {number}; by chance it may be {interval} ({level} interval).", **said)
