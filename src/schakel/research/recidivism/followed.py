"""Whether there is enough for a share, judged by the published figures, as readers can check.

A verdict by the counts would tell more than the figures: of 105 persons printed and a rule that asks for 100, a refusal
would say that there were 99.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from schakel.model.figure import Figures
from schakel.model.sentence import Sentence
from schakel.research.verdicts import SaidGate, SaidVerdict, VerdictKind
from schakel.research.words import Words
from schakel_base.verdict import Basis, Outcome
from schakel_recidivism import Clock, Cohort

say = Words("schakel.research.recidivism")

# Half the distance of two printed limits differs from a whole number of points by floating point alone.
_SAME = 1e-9


@dataclass(frozen=True)
class FollowedPart:
    """One kind of recidivism in one part, without its numbers: their names, and the years of each clock."""

    kind: str
    code: str
    verdict: SaidVerdict
    years: Mapping[Clock, tuple[int, ...]]

    @property
    def persons(self) -> str:
        """The name of the number of persons followed."""
        return f"persons/{self.code}"

    def share(self, clock: Clock, year: int, what: str = "") -> str:
        """Return the name of a share, or of `what` belongs to it, such as a limit."""
        return share_name(self.kind, self.code, clock, year, what)

    def is_shown(self, figures: Figures) -> bool:
        """Whether any share of it may leave."""
        named = (self.share(clock, year) for clock, years in self.years.items() for year in years)
        return self.verdict.kind is not VerdictKind.REFUSAL and any(not figures[name].mark for name in named)


def share_name(kind: str, code: str, clock: Clock, year: int, what: str = "") -> str:
    """Return the name of a share by kind of recidivism, part, clock and year, or of `what` belongs to it."""
    return "/".join(filter(None, (kind, code, clock, str(year), what)))


def judged(one: FollowedPart, figures: Figures, cohort: Cohort) -> FollowedPart:
    """Return a part with its verdict: a refusal where its figures are less than what is enough."""
    lacking = tuple(_lacking(one, figures, cohort))
    return replace(one, verdict=SaidVerdict(VerdictKind.REFUSAL, gates=lacking)) if lacking else one


def _lacking(one: FollowedPart, figures: Figures, cohort: Cohort) -> Iterator[SaidGate]:
    persons, enough = figures[one.persons].lower, cohort.enough
    if persons is not None and persons < enough.persons:
        # Nothing else is said of so few: not even whether anybody was followed long enough.
        yield _stopped(
            "persons",
            say("Fewer persons could be followed than the rule asks for (at least {number}).", number=enough.persons),
        )
    elif persons is not None and one.years[Clock.CALENDAR]:
        share, lower, upper = (figures[name].lower for name in _of_last_year(one))
        if share is not None and round(share * persons) < enough.events:
            yield _stopped(
                "events",
                say("Fewer persons have a new case than the rule asks for (at least {number}).", number=enough.events),
            )
        if lower is not None and upper is not None and upper - lower > 2 * enough.half_width + _SAME:
            wider = say(
                "The interval is wider than the rule allows (at most {number} percentage points to either side).",
                number=round(100 * enough.half_width, 1),
            )
            yield _stopped("half width", wider)


def _of_last_year(one: FollowedPart) -> Iterator[str]:
    """The names of the share by the last year, and of its limits."""
    year = one.years[Clock.CALENDAR][-1]
    yield from (one.share(Clock.CALENDAR, year, what) for what in ("", "lower", "upper"))


def _stopped(name: str, sentence: Sentence) -> SaidGate:
    return SaidGate(name, Outcome.STOP, Basis.DATA, sentence)
