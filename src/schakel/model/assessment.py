"""An assessment is a questionnaire: questions in themes, each of a level, with the answers that can be given.

Its answers come in as deliveries of a partner, like everything else. Where public bodies answer about themselves, the
answer is one of four, and unknown is never read as no.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schakel.model.places import Boundaries
from schakel_base.text import NOTHING, Text


class Reply(StrEnum):
    """What a body may answer about itself: the concepts of the answers."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class BuildingBlock:
    """A part of a theme, in the words of the framework: `theme` is the id of the theme, `source` its place."""

    theme: str
    text: str
    source: str


@dataclass(frozen=True)
class BuildingBlocks:
    """The parts that a framework has under its themes, as found when they were last sought: perhaps none."""

    sought_on: date
    found: tuple[BuildingBlock, ...] = ()


@dataclass(frozen=True)
class Framework:
    """What the questionnaire follows: when it was published, whether it binds anybody, where it is, and its parts."""

    published: str
    binding: bool
    source: str
    verified: bool
    building_blocks: BuildingBlocks | None = None


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
    """An answer as a delivery writes it, and its concept."""

    value: str
    concept: str
    label: Text


@dataclass(frozen=True)
class AssessmentQuestion:
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
    questions: tuple[AssessmentQuestion, ...]

    def at_level(self, level: str) -> tuple[AssessmentQuestion, ...]:
        """The questions of one level."""
        return tuple(question for question in self.questions if question.level == level)


@dataclass(frozen=True)
class Subject:
    """A body that answers, by the code that partners write, and the region that it lies in.

    `concept` is the code under which tables count it together with others like it, if there is one.
    """

    code: str
    name: str
    region: str
    concept: str = ""


@dataclass(frozen=True)
class AnswerColumns:
    """The columns of the partner's contract that carry an answer; `evidence` is empty where none is asked for."""

    subject: str
    question: str
    answer: str
    date: str
    evidence: str = ""


@dataclass(frozen=True)
class ProfileSource:
    """Where the answers are and who gives them; `regions` and `plural` are what their regions and they are called.

    `boundaries` are those of the subjects, by code; an area of none of them is drawn and has no answers.
    """

    columns: AnswerColumns
    subjects: tuple[Subject, ...]
    regions: Text
    boundaries: Boundaries | None = None
    plural: Text = NOTHING


@dataclass(frozen=True)
class Assessment:
    """A questionnaire that `partner` delivers the answers to; its themes and questions are concepts of `scheme`.

    `asks_for` names what an answer has beside it: a date, evidence. With `profiles` each subject has one.
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
    profiles: ProfileSource | None = None

    @property
    def questions(self) -> Iterator[AssessmentQuestion]:
        """All questions, theme after theme."""
        return (question for theme in self.themes for question in theme.questions)

    @property
    def replies(self) -> Mapping[Reply, Text]:
        """What each reply is called."""
        # A questionnaire may allow answers of its own besides; only these four mean the same for every body.
        return {Reply(one.concept): one.label for one in self.answers if one.concept in set(Reply)}
