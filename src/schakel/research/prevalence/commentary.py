"""What is said of a hidden population: the verdict, the reasons by what they rest on, what was assumed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from schakel.model.alliance import Unit
from schakel.model.answer import (
    Commentary,
    Conclusion,
    OpenList,
    Record,
)
from schakel.model.blocks import (
    Block,
    FactsBlock,
    NamedFact,
    NotesBlock,
    ParagraphBlock,
    PartLine,
    PartsBlock,
    RemarkBlock,
    VerdictBlock,
)
from schakel.model.figure import Figures
from schakel.model.sentence import Bound, Capital, Joined, Percent, Ref, Sentence, Value
from schakel.research.prevalence.calibration import calibration
from schakel.research.prevalence.method import method_page
from schakel.research.prevalence.picture import why_not
from schakel.research.prevalence.question import Covariates, PrevalenceQuestion
from schakel.research.verdicts import TOO_FEW, SaidVerdict, VerdictKind
from schakel.research.words import ALL_TOGETHER, FOR_EACH_PART, WITH_CAUTION, Words
from schakel_base.text import Text
from schakel_base.verdict import Basis

say = Words("schakel.research.prevalence")


FEW = 20
"""Units as printed; behind a figure under it may be fewer than 10, which is too few for output checking."""
ASSUMPTIONS = {
    "closed population": say("nobody comes or goes (closed population)"),
    "equal visibility": say("everyone is equally visible"),
    "independence": say("being on one list says nothing of being on another (independence)"),
    "registration effect": say("a registration makes the next no more or less likely"),
    "perfect linkage": say("everyone is linked without error"),
    "stationarity": say("registering goes on at an even pace (stationarity)"),
}
STATUSES = {
    "holds because": say("holds"),
    "does not hold": say("does not hold"),
    "unknown": say("unknown"),
}
METHODS: dict[str, Value] = {
    "stepwise": say("a model built up step by step (stepwise)"),
    "bic": say("the model that fits best for its size (BIC)"),
    "aic": say("the model that is expected to predict best (AIC)"),
    "decomposable": say("an average over many models (decomposable)"),
    "thresholding": say("a model of the strong links between lists alone (thresholding)"),
    "latent-classes": say("a model of kinds of persons that nobody observed (latent classes)"),
}
"""What methods are to who does not compute them; others have a name that says enough."""
TARGETS = {
    "present at a date": say("those present at a date"),
    "ever present in the period": say("all who were ever present in the period"),
}


@dataclass(frozen=True)
class SeenPart:
    """One part, without its numbers: what may be said of its verdict, and the names of its figures.

    `measured` are the gates that stopped an estimate by a ratio: the key of their words, and the name of their figure.
    `certain` names the figure of how many there are without any model; it is empty where that is not known.
    """

    code: str
    verdict: SaidVerdict
    needed: tuple[Text, ...] = ()
    measured: tuple[tuple[str, str], ...] = ()
    certain: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether there is an estimate, a range or a bound."""
        return self.verdict.kind not in (VerdictKind.REFUSAL, VerdictKind.TOO_FEW)

    @property
    def observed(self) -> str:
        """The name of the number of units that the lists have."""
        return f"observed/{self.code}"

    @property
    def value(self) -> str:
        """The name of the estimate or the bound."""
        return f"value/{self.code}"

    @property
    def interval(self) -> str:
        """The name of the interval of the estimate."""
        return f"interval/{self.code}"


@dataclass(frozen=True)
class PrevalenceComment:
    """Says what the figures show; it holds what was declared, and of what was found no number."""

    question: PrevalenceQuestion
    seen: tuple[SeenPart, ...]
    labels: Mapping[str, Text]
    unit: Unit | None

    def __call__(self, figures: Figures) -> Commentary:
        return replace(self, seen=tuple(self._judged(one, figures) for one in self.seen))._said_of(figures)

    def _judged(self, one: SeenPart, figures: Figures) -> SeenPart:
        """Return a part as its figure judges it: of too few, perhaps nobody, nothing else is said."""
        seen = figures[one.observed].lower
        if self.question.table or (seen is not None and seen >= FEW):
            return one
        return SeenPart(one.code, SaidVerdict(VerdictKind.REFUSAL) if seen is None else TOO_FEW)

    def _said_of(self, figures: Figures) -> Commentary:
        return Commentary(
            conclusion=self._conclusion(),
            blocks=tuple(self._blocks(figures)),
            facts=tuple(self._facts()),
            protection=self._protection(),
            method=method_page(calibration()),
            open_list=OpenList(
                "hidden-populations",
                say("How many there are: verdicts"),
                tuple(self._records()),
            ),
        )

    def _conclusion(self) -> Conclusion:
        whole, *parts = self.seen
        reasons = (*whole.verdict.stopped(Basis.DATA), *whole.verdict.stopped(Basis.DECLARED))
        return Conclusion(
            headline=_said(whole),
            basis=Joined((self._how_many(whole), *reasons[:1]), " "),
            is_refusal=not whole.is_answered,
            needed=whole.needed,
            parts=tuple(one.is_answered for one in parts),
        )

    def _blocks(self, figures: Figures) -> Iterator[Block]:
        whole, *parts = self.seen
        yield RemarkBlock(
            say(
                "This verdict rests on a published table of real registrations, unlike the figures "
                "that a simulator made up."
            )
        )
        yield VerdictBlock(_said(whole), self._how_many(whole))
        if whole.certain and figures[whole.certain].lower is not None:
            yield ParagraphBlock(self._certain(whole), opening=say("Without any model:"))
        if chart := why_not(self.question.name, whole.measured, figures):
            yield chart
        yield from _reasons(whole, 3)
        yield NotesBlock(
            whole.needed,
            say("What would be needed for an estimate"),
            3,
        )
        if parts:
            lines = (
                PartLine(self._title(one), Joined((_said(one), self._how_many(one)), " "), tuple(_reasons(one, 4)))
                for one in parts
            )
            yield PartsBlock(FOR_EACH_PART, tuple(lines))
        yield FactsBlock(
            say("What was assumed"),
            tuple(self._assumed()),
        )
        yield NotesBlock(
            tuple(self._not_said()),
            say("What was not said"),
            3,
        )

    def _certain(self, one: SeenPart) -> Sentence:
        """How many there are at least whatever is assumed of the lists, and what errors of linkage take off that."""
        number, missed, false = Ref(one.certain), self.question.missed_links, self.question.false_links
        if missed is None:
            return say(
                "there are at least {number}: so many were seen, and they were linked without error.", number=number
            )
        if not false:
            return say(
                "there are at least {number}. Of the links between registrations {missed} were missed, so some persons "
                "count twice among those seen.",
                number=number,
                missed=Percent(missed),
            )
        return say(
            "there are at least {number}. Of the links between registrations {missed} were missed, so some persons "
            "count twice among those seen; {false} join two persons.",
            number=number,
            missed=Percent(missed),
            false=Percent(false),
        )

    def _assumed(self) -> Iterator[NamedFact]:
        """What is said of each assumption; of what nobody declared, that it is unknown."""
        declared = {one.name: one for one in self.question.assumptions}
        for name, label in ASSUMPTIONS.items():
            one = declared.get(name)
            said = (one.reason, STATUSES[one.status]) if one else (say("Nobody said."), STATUSES["unknown"])
            yield NamedFact(Capital(label), *said)
        if self.question.covariates.pair:
            yield NamedFact(self._independent(self.question.covariates), self._where_open())

    def _independent(self, described: Covariates) -> Sentence:
        """What a pair of lists is taken to be, given what describes who is on them."""
        labels = {one.name: one.label for one in self.question.lists}
        first, second = (labels.get(name, name) for name in described.pair)
        return say(
            "Being on the list {first} says nothing of being on {second}, given: {columns}",
            columns=_columns(described),
            first=first,
            second=second,
        )

    def _where_open(self) -> Value:
        rests = say("One way to the range rests on this (doubly robust).")
        if not self.question.covariates.units:
            return rests
        open_numbers = say(
            "Where a number is not known, or can be several, the range holds for all that it can be; only if that "
            "makes less difference than chance is there one figure."
        )
        return Joined((rests, open_numbers), " ")

    def _not_said(self) -> Iterator[Sentence]:
        """What nobody told, and would decide whether more can be said; of the chain order and dates are known."""
        question = self.question
        if question.table and not question.order:
            yield say("In what order of time the lists were kept: it can show that people come and go.")
        if question.table:
            yield say(
                "On what dates persons were registered: dates test whether people come and go, whether everyone is "
                "equally visible, and whether a registration changes the odds of the next."
            )
        linked_well = any(
            one.name == "perfect linkage" and one.status == "holds because" for one in question.assumptions
        )
        if question.missed_links is None and not linked_well:
            yield say(
                "What share of the links was missed: who is linked to nobody by mistake counts double, and then fewer "
                "were seen."
            )
        elif question.missed_links is not None and question.false_links is None:
            yield say("What share of the links joins two persons: they are taken to be none.")

    def _facts(self) -> Iterator[NamedFact]:
        question = self.question
        yield NamedFact(
            say("Population"),
            TARGETS[question.target],
        )
        if question.lists:
            yield NamedFact(
                say("Lists"),
                Joined(tuple(one.label for one in question.lists), "; "),
            )
        if self._period:
            yield NamedFact(
                say("Period"),
                self._period,
            )
        if question.is_corrected:
            yield NamedFact(
                say("Errors of linkage"),
                say(
                    "corrected for {missed} of the links missed and {false} of them false",
                    missed=Percent(question.missed_links or 0.0),
                    false=Percent(question.false_links or 0.0),
                ),
            )
        if question.covariates != Covariates():
            yield NamedFact(say("Covariates"), _given(question.covariates))
        resampled = say(
            "{number} tables drawn at random, to measure what chance may do",
            number=question.replicates,
        )
        compared = say(
            "methods compared: {methods}",
            methods=Joined(tuple(METHODS.get(name, name) for name in question.methods)),
        )
        yield NamedFact(
            say("Computing"),
            Joined((resampled, *((compared,) if question.methods else ())), "; "),
        )

    def _protection(self) -> Value:
        if self.question.table:
            return say("The table is published, so its counts are given as they are.")
        refusal = say(
            "Of a refusal no figure is given but how many the lists have seen; ratios only where they have seen enough."
        )
        judged = say(
            "Judged are lists that were drawn from the real ones: for each set of lists a multiple of five persons is "
            "on exactly these. So the verdict does not tell how many there really are."
        )
        if not self.question.covariates.units:
            return Joined((refusal, judged), " ")
        by_number = say("It is a multiple of five for each value of the numbers as well, and no table of them leaves.")
        return Joined((refusal, judged, by_number), " ")

    @property
    def _period(self) -> Sentence | None:
        """From when until when, where the question says so."""
        question = self.question
        if not question.lists or question.first_day == question.first_day.min:
            return None
        return say(
            "{first} to {last}",
            first=question.first_day,
            last=question.last_day,
        )

    def _title(self, one: SeenPart) -> Value:
        return Capital(self.labels[one.code]) if one.code in self.labels else ALL_TOGETHER

    def _how_many(self, one: SeenPart) -> Sentence:
        number = Ref(one.observed)
        if self.question.is_corrected:
            return say("On the lists, corrected for errors of linkage: {number}.", number=number)
        if self.unit is None or self._period is None:
            return say(
                "Seen on the lists: {number}.",
                number=number,
            )
        units = self.unit.plural
        return say(
            "Seen on the lists, {period}: {number} {units}.",
            period=self._period,
            number=number,
            units=units,
        )

    def _records(self) -> Iterator[Record]:
        for one in self.seen:
            has_value = one.is_answered and one.verdict.kind is not VerdictKind.RANGE
            has_interval = one.verdict.level is not None
            yield {
                "research": self.question.name,
                "title": self.question.title,
                "part": one.code,
                "label": self.labels.get(one.code, Text()),
                "verdict": one.verdict.kind.value,
                "observed": Ref(one.observed),
                "value": Ref(one.value) if has_value else None,
                "interval_lower": Ref(one.interval) if has_interval else None,
                "interval_upper": Ref(one.interval, bound=Bound.UPPER) if has_interval else None,
                "mark": Ref(one.value if has_value else one.interval, bound=Bound.MARK) if one.is_answered else None,
                "reasons": one.verdict.reasons,
            }


def _columns(described: Covariates) -> Joined:
    return Joined((*described.categories, *described.numbers, *(one.label for one in described.units)))


def _given(described: Covariates) -> Value:
    columns = _columns(described)
    return columns if described.pair else say("{columns}; models within the categories", columns=columns)


def _reasons(one: SeenPart, level: int) -> Iterator[NotesBlock]:
    yield NotesBlock(
        one.verdict.stopped(Basis.DATA),
        say("What the data show against it"),
        level,
    )
    yield NotesBlock(
        one.verdict.stopped(Basis.DECLARED),
        say("What is declared against it"),
        level,
    )
    yield NotesBlock(one.verdict.cautions, WITH_CAUTION, level)


def _said(one: SeenPart) -> Sentence:
    """The verdict in one sentence."""
    number, interval = Ref(one.value), Ref(one.interval)
    return {
        VerdictKind.TOO_FEW: say("The lists have seen too few for an estimate."),
        VerdictKind.REFUSAL: say("No reliable estimate can be given."),
        VerdictKind.AT_LEAST: say(
            "At least {number}; no estimate can be given.",
            number=number,
        ),
        VerdictKind.AT_MOST: say(
            "At most {number}; no estimate can be given.",
            number=number,
        ),
        VerdictKind.RANGE: say(
            "There are {interval}; no number in that range is likelier than another.",
            interval=interval,
        ),
        VerdictKind.CAUTION: say(
            "Estimate with caution: {number}. Allowing for what the lists cannot show: {interval}.",
            number=number,
            interval=interval,
        ),
        VerdictKind.ESTIMATE: say(
            "Estimate: {number}. Allowing for what the lists cannot show: {interval}.",
            number=number,
            interval=interval,
        ),
    }[one.verdict.kind]
