"""What the templates are given of an answer on recidivism in one language: verdicts, curves and the definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.answers import ProtectedAnswer, VerdictKind
from schakel.disclosure.recidivism_answers import ProtectedRecidivism, ProtectedRecidivismPart
from schakel.model.recidivism import RecidivismQuestion
from schakel.publication.charts.curve_panels import curve, highest
from schakel.publication.charts.drawing import draw
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.views.finding import FindingView
from schakel.publication.views.research import ResearchView
from schakel_base.text import Text
from schakel_recidivism.cohort import Clock, Enough, Start


@dataclass(frozen=True)
class YearLine:
    """One year of a curve in words."""

    year: int
    share: str
    interval: str
    at_liberty: str


@dataclass(frozen=True)
class RecidivismPartView:
    """The verdict on one part in words, and its curve if it has one."""

    identifier: str
    title: str
    said: str
    persons: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    years: tuple[YearLine, ...]
    drawing: Markup | None


@dataclass(frozen=True)
class RecidivismKindView:
    """One kind of recidivism: all together first, then the parts."""

    name: str
    title: str
    parts: tuple[RecidivismPartView, ...]

    @property
    def whole(self) -> RecidivismPartView:
        """All together."""
        return self.parts[0]


@dataclass(frozen=True, eq=False)
class RecidivismView(ResearchView):
    """One answer in one language."""

    answer: ProtectedRecidivism
    language: Localisation
    content: ReleaseContent
    template = "recidivism.html"

    @property
    def question(self) -> RecidivismQuestion:
        """What was asked."""
        return self.answer.question

    @property
    def headline(self) -> str:
        """The verdict on all together, on the first kind of recidivism, in one sentence."""
        return self.kinds[0].whole.said if self.kinds else self.language.say("Nobody could be followed.")

    @property
    def basis(self) -> str:
        """How many were followed, from when until when, and for how many of the parts there is a share."""
        if not self.kinds:
            return ""
        cohort, date = self.question.cohort, self.language.date
        followed = self.language.say(
            "{persons} Their first case was disposed of from {first} to {last}.",
            persons=self.kinds[0].whole.persons,
            first=date(cohort.first_day),
            last=date(cohort.last_day),
        )
        return " ".join(filter(None, (followed, self._parts())))

    @property
    def is_refusal(self) -> bool:
        """Whether no share is given for all together."""
        return bool(self.kinds) and not self.kinds[0].whole.years

    @property
    def needed(self) -> tuple[str, ...]:
        """What the rules ask of each part, where one of them has no share."""
        if all(part.years for kind in self.kinds for part in kind.parts):
            return ()
        return (self.language.say("For a share: {enough}.", enough=self._enough(self.question.cohort.enough)),)

    def _parts(self) -> str:
        attribute, parts = self.content.attributes.get(self.question.attribute), self.kinds[0].parts[1:]
        if attribute is None or not parts:
            return ""
        return self.language.say(
            "By {attribute} there is a share for {enough} of {all}.",
            attribute=self.language.text(attribute.label),
            enough=sum(1 for part in parts if part.years),
            all=len(parts),
        )

    @cached_property
    def kinds(self) -> tuple[RecidivismKindView, ...]:
        """The kinds of recidivism in the order in which they were declared."""
        labels = self.answer.question.kinds
        found = []
        for name in dict.fromkeys(part.kind_of_recidivism for part in self.answer.parts):
            parts = [part for part in self.answer.parts if part.kind_of_recidivism == name]
            maximum = highest(parts)
            views = tuple(self._part(part, maximum) for part in parts)
            found.append(RecidivismKindView(name, self.language.label(labels[name]), views))
        return tuple(found)

    @property
    def definition(self) -> tuple[tuple[str, str], ...]:
        """What was declared, line by line, each with its heading."""
        say, cohort, chain = self.language.say, self.answer.question.cohort, self.answer.question.chain
        first, last, until = map(self.language.date, (cohort.first_day, cohort.last_day, cohort.observed_until))
        index = say("The first case of a person from {first} to {last} that ended in:", first=first, last=last)
        never = say("An offence committed before the disposal of the index case, and what ended in:")
        return (
            (say("Index case"), f"{index} {self._listed(chain.labels_of(cohort.disposals))}"),
            (say("Start of the clock"), self._start(cohort.starts)),
            (
                say("Observed"),
                say(
                    "Until {until} less {days} days in which registrations still come in, for {years} years at most",
                    until=until,
                    days=cohort.lag_days,
                    years=cohort.years,
                ),
            ),
            (say("Never a new case"), f"{never} {self._listed(chain.labels_of(cohort.never_counts))}"),
            (say("Enough for a share"), self._enough(cohort.enough)),
        )

    def _start(self, starts: Start) -> str:
        say = self.language.say
        return {
            Start.DISPOSAL: say("The day on which the index case was disposed of"),
            Start.RELEASE: say("The first release after the index case was disposed of"),
            Start.OFFENCE: say("The offence of the index case; a new one can count once that was disposed of"),
        }[starts]

    def _enough(self, enough: Enough) -> str:
        return self.language.say(
            "{persons} persons, {events} of them with a new case, and an interval of {width} to either side at most",
            persons=enough.persons,
            events=enough.events,
            width=self.language.share(enough.half_width),
        )

    def _listed(self, labels: Sequence[Text]) -> str:
        return ", ".join(self.language.text(label) for label in labels)

    def _part(self, part: ProtectedRecidivismPart, maximum: float) -> RecidivismPartView:
        title = self.language.label(part.label) if part.label else self.language.say("All together")
        identifier = "-".join(filter(None, ("curve", self.name, part.kind_of_recidivism, part.code)))
        return RecidivismPartView(
            identifier=identifier,
            title=title,
            said=self._said(part),
            persons=self.language.say("Persons followed: {number}.", number=self.language.figure(part.persons)),
            reasons=tuple(self.language.text(text) for text in part.reasons),
            cautions=tuple(self.language.text(text) for text in part.cautions),
            years=tuple(self._years(part)),
            drawing=self._drawing(part, title, maximum, identifier),
        )

    def _said(self, part: ProtectedRecidivismPart) -> str:
        shares = part.on(Clock.CALENDAR)
        if part.kind is VerdictKind.REFUSAL:
            return self.language.say("Refusal: too little was observed to give a share.")
        if not shares:
            return self.language.say("There is an estimate, but no rounding would hide a single person in it.")
        last, share = shares[-1], self.language.share
        return self.language.say(
            "{share} have a new case within {years} years; by chance that may be {lower} to {upper} "
            "({level} interval).",
            share=share(last.value),
            years=last.year,
            lower=share(last.lower),
            upper=share(last.upper),
            level=share(part.level or 0),
        )

    def _years(self, part: ProtectedRecidivismPart) -> Sequence[YearLine]:
        liberty = {one.year: one for one in part.on(Clock.LIBERTY)}
        share = self.language.share
        return [
            YearLine(
                one.year,
                share(one.value),
                self.language.say("{first} to {last}", first=share(one.lower), last=share(one.upper)),
                share(liberty[one.year].value) if one.year in liberty else "",
            )
            for one in part.on(Clock.CALENDAR)
        ]

    def _drawing(self, part: ProtectedRecidivismPart, title: str, maximum: float, identifier: str) -> Markup | None:
        if not part.shares:
            return None
        description = self.language.say("The share with a new case by the end of each year, with its interval.")
        return draw(curve(part, maximum, self.language), title, description, identifier)


def view_of(
    answer: ProtectedAnswer | ProtectedRecidivism, content: ReleaseContent, language: Localisation
) -> FindingView | RecidivismView:
    """Return the view of an answer of research."""
    if isinstance(answer, ProtectedRecidivism):
        return RecidivismView(answer, language, content)
    return FindingView(answer, language, content)
