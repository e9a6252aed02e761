"""An assessment is a questionnaire: questions in themes, each of a level, with the answers that can be given.

Its answers come in as deliveries of a partner, like everything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schakel.model.text import NOTHING, Text


@dataclass(frozen=True)
class Framework:
    """What the questionnaire follows: when it was published, whether it binds anybody, and where it stands."""

    published: str
    binding: bool
    source: str
    verified: bool


@dataclass(frozen=True)
class Wording:
    """Who worded the questions; a wording that is not that of the framework is not verified."""

    by: str
    verified: bool
    note: Text = NOTHING


@dataclass(frozen=True)
class Level:
    """For whom a question is meant."""

    name: str
    label: Text
    meaning: Text


@dataclass(frozen=True)
class PossibleAnswer:
    """An answer as a delivery writes it, and the concept that it stands for."""

    value: str
    concept: str
    label: Text


@dataclass(frozen=True)
class Question:
    """One question; its `id` is the notation of a concept."""

    id: str
    level: str
    question: Text


@dataclass(frozen=True)
class Theme:
    """Questions that belong together."""

    id: str
    concept: str
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Assessment:
    """A questionnaire that `partner` delivers the answers to; its themes and questions are concepts of `scheme`.

    `asks_for` names what an answer has beside it: a date, evidence.
    """

    name: str
    title: Text
    summary: Text
    partner: str
    scheme: str
    framework: Framework
    wording: Wording
    levels: tuple[Level, ...]
    answers: tuple[PossibleAnswer, ...]
    themes: tuple[Theme, ...]
    asks_for: tuple[str, ...] = ()
    file: str = ""

    @property
    def questions(self) -> Iterator[Question]:
        """All questions, theme after theme."""
        return (question for theme in self.themes for question in theme.questions)
