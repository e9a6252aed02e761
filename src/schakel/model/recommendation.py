"""A recommendation is what somebody asked of the chain; an alliance says what its tables answer to it, and what not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schakel_base.text import NOTHING, Text

COUNT = "count"  # what is quoted where no statistic is named


class AnswerStatus(StrEnum):
    """How far a recommendation is answered."""

    ANSWERED = "answered"
    PARTLY = "partly"
    WAITING = "waiting"


@dataclass(frozen=True)
class Letter:
    """Where the first answer stands: its source and web address; one that was not seen in the source is unverified.

    `passages` are quoted from it word for word, in its own `language`.
    """

    source: str
    address: str = ""
    verified: bool = True
    note: Text = NOTHING
    language: str = ""
    passages: tuple[str, ...] = ()


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
    """A sentence that answers: where it quotes a figure, the name of that figure stands in braces."""

    text: Text
    figures: Mapping[str, QuotedFigure] = field(default_factory=dict)


@dataclass(frozen=True)
class Recommendation:
    """What was asked, what a letter answered, and what the alliance answers now, with its tables and research.

    `answer` are the sentences that answer it, `how` says how they come about. `tables` are names of indicators,
    `reference` files of the alliance folder, `decisions` those of courts that belong to it, the latest first, `needs`
    what is still missing.
    """

    number: int
    name: str
    title: Text
    asked: Text
    letter_answered: Text
    letter: Letter
    status: AnswerStatus
    answer: tuple[AnswerSentence, ...] = ()
    how: Text = NOTHING
    tables: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    needs: tuple[Text, ...] = ()
    research: tuple[str, ...] = ()
    file: str = ""
