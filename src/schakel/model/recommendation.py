"""A recommendation: what somebody asked of the chain, and what the alliance's tables answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schakel_base.text import NOTHING, Text

COUNT = "count"  # what is quoted where no statistic is named


class AnswerStatus(StrEnum):
    """How far a recommendation, or a part of it, is answered; refused is what cannot be answered, with reasons."""

    ANSWERED = "answered"
    REFUSED = "refused"
    PARTLY = "partly"
    WAITING = "waiting"


def of_all(statuses: Iterable[AnswerStatus]) -> AnswerStatus:
    """Return the status of a whole: that of its parts where they share one, else partly; without parts it waits."""
    found = set(statuses) or {AnswerStatus.WAITING}
    return found.pop() if len(found) == 1 else AnswerStatus.PARTLY


@dataclass(frozen=True)
class Letter:
    """Where the first answer is: its source and web address; an answer not seen in its source is unverified.

    Its answer is that of the day it was written `on`, if that is known. `passages` are quoted from it word for
    word, in its own `language`.
    """

    source: str
    address: str = ""
    verified: bool = True
    note: Text = NOTHING
    language: str = ""
    passages: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True)
class Decision:
    """A decision of a court, by its ECLI: what it is about in the court's own words, in the language given."""

    on: date
    ecli: str
    subject: str
    language: str
    source: str


@dataclass(frozen=True)
class QuotedFigure:
    """A figure of a table: its count or a statistic, at a category of each dimension (the first if none is named)."""

    table: str
    at: Mapping[str, str] = field(default_factory=dict)
    measure: str = COUNT


@dataclass(frozen=True)
class AnswerSentence:
    """A sentence that answers: where it quotes a figure, the name of that figure is in braces."""

    text: Text
    figures: Mapping[str, QuotedFigure] = field(default_factory=dict)


@dataclass(frozen=True)
class DeclaredPicture:
    """The table whose first chart shows an answer at a glance, or its figures `at` these categories of some dimensions.

    Figures are shown along the dimension that is left. `title` says what they are, if the title of the table does not.
    """

    table: str = ""
    at: Mapping[str, str] = field(default_factory=dict)
    title: Text = NOTHING


@dataclass(frozen=True)
class Concluded:
    """What research concluded, without a figure: whether there is an answer, as a whole and for each part of it."""

    is_answered: bool
    parts: tuple[bool, ...] = ()


@dataclass(frozen=True)
class DecidedBy:
    """The research whose conclusion decides a status: as a whole, or that on each of its parts."""

    research: str
    each_part: bool = False

    def status(self, concluded: Mapping[str, Concluded]) -> AnswerStatus:
        """Return what follows from what research concluded; research that nobody publishes leaves the answer open."""
        # Not published is not refused: the question may still be answered in a later release.
        if self.research not in concluded:
            return AnswerStatus.WAITING
        found = concluded[self.research]
        # A refusal as a whole has no parts to look at, and counts as one.
        answered = found.parts if self.each_part and found.parts else (found.is_answered,)
        return of_all(AnswerStatus.ANSWERED if one else AnswerStatus.REFUSED for one in answered)


@dataclass(frozen=True)
class AskedPart:
    """A part of a recommendation: `what` of the question, its status or what decides it, and the `short` answers.

    `short` has the answer in a few words for each status that the part can have. `quoting` says the same with figures,
    where it is answered and a release has these.
    """

    what: Text
    decided: AnswerStatus | DecidedBy
    short: Mapping[AnswerStatus, Text] = field(default_factory=dict)
    quoting: AnswerSentence | None = None

    def status(self, concluded: Mapping[str, Concluded]) -> AnswerStatus:
        """Return how far it is answered, by what research concluded."""
        return self.decided.status(concluded) if isinstance(self.decided, DecidedBy) else self.decided


@dataclass(frozen=True)
class Recommendation:
    """What was asked, what a letter answered, and what the alliance answers now, with its tables and research.

    `parts` are what it asks for, each with a status of its own. `answer` are the sentences that answer it, `how` says
    how they come about, `picture` is what shows it at a glance, where declared. `tables` are names of indicators,
    `reference` files of the alliance folder, `decisions` those of courts that belong to it, the latest first, `needs`
    what is still missing.
    """

    number: int
    name: str
    title: Text
    asked: Text
    letter_answered: Text
    letter: Letter
    parts: tuple[AskedPart, ...] = ()
    answer: tuple[AnswerSentence, ...] = ()
    how: Text = NOTHING
    tables: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    needs: tuple[Text, ...] = ()
    research: tuple[str, ...] = ()
    picture: DeclaredPicture | None = None
    file: str = ""

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The names of the research that decides any of its parts."""
        return tuple(part.decided.research for part in self.parts if isinstance(part.decided, DecidedBy))

    def status(self, concluded: Mapping[str, Concluded]) -> AnswerStatus:
        """Return how far it is answered: what its parts have in common, else partly."""
        return of_all(part.status(concluded) for part in self.parts)
