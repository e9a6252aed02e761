"""A form asks for the columns of a contract, question by question; the answers become rows of a delivery.

The contract decides what is right. A form decides how it is asked: in which words and order, and of whom.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schakel_base.text import NOTHING, Text

UNSENT_DAYS = 90
"""Days for which what was begun and not sent is kept after its last answer, where a form says nothing."""


class AnswerKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


class FilledByDesk(StrEnum):
    """What the desk fills in itself."""

    NUMBER = "number"
    """The number of the form, which stays the same when its answers are corrected."""
    TODAY = "today"
    """The day on which it is sent."""
    SUBJECT = "subject"
    """The code of the body that answers about itself."""


@dataclass(frozen=True)
class FormOption:
    """An answer that can be chosen: the value that a row has, and what people read."""

    value: str
    label: Text


@dataclass(frozen=True)
class FormCondition:
    """That a question is asked only if the answer to another one is among some."""

    question: str
    values: frozenset[str]


@dataclass(frozen=True)
class FormAnswer:
    """What somebody answered: a value, or that they do not know; neither where a question was passed over."""

    value: str = ""
    is_unknown: bool = False


@dataclass(frozen=True)
class FormQuestion:
    """One question of a form.

    Parameters
    ----------
    name
        By which its answer is kept. It never changes its meaning.
    column
        The column of the contract that the answer is written in.
    label
        The question itself.
    options
        What can be chosen; empty where the answer is typed.
    unknown
        What is written where somebody does not know; None where they have to.
    when
        Whether it is asked; None for always.
    evidence_of
        The question whose answer it proves; empty for others.
    """

    name: str
    column: str
    label: Text
    kind: AnswerKind = AnswerKind.TEXT
    help: Text = NOTHING
    options: tuple[FormOption, ...] = ()
    required: bool = False
    unknown: str | None = ""
    when: FormCondition | None = None
    evidence_of: str = ""

    def written(self, answer: FormAnswer) -> str:
        """Return what a row has where this is answered."""
        return (self.unknown or "") if answer.is_unknown else answer.value


@dataclass(frozen=True)
class FormSection:
    """Questions that are asked on one page."""

    title: Text
    questions: tuple[FormQuestion, ...]
    help: Text = NOTHING


@dataclass(frozen=True)
class FormInbox:
    """That what arrives is followed up at the desk.

    Parameters
    ----------
    unit
        The kind of unit that is followed up.
    number, day, sender
        The columns with its number, with its day, and with who sent it.
    """

    unit: str
    number: str
    day: str
    sender: str


@dataclass(frozen=True)
class FormRow:
    """A row that answers became: its values, and the questions that they answer, both by column."""

    values: Mapping[str, str]
    questions: Mapping[str, str]


@dataclass(frozen=True)
class EntryForm:
    """A form of a partner.

    Parameters
    ----------
    name
        Of the partner, or of the questionnaire.
    partner
        Whose delivery it becomes.
    given
        What the desk fills in, by column.
    question_column
        Where each answer is a row of its own: the column with the name of the question. Empty where all are one row.
    synthetic
        Whether what is filled in is invented: then every figure made of it says so.
    inbox
        How what arrives is followed up; None where it is not.
    kept_unsent
        In days: how long what was begun and not sent is kept after its last answer.
    """

    name: str
    partner: str
    title: Text
    sections: tuple[FormSection, ...]
    about: Text = NOTHING
    given: tuple[tuple[str, FilledByDesk], ...] = ()
    question_column: str = ""
    synthetic: bool = False
    inbox: FormInbox | None = None
    kept_unsent: int = UNSENT_DAYS

    @property
    def questions(self) -> Iterator[FormQuestion]:
        """All questions, section after section."""
        return (question for section in self.sections for question in section.questions)

    def asked(self, answers: Mapping[str, FormAnswer]) -> Sequence[FormQuestion]:
        """Return the questions that are asked of somebody who gave these answers."""
        found: dict[str, FormQuestion] = {}
        for one in self.questions:
            when = one.when
            # What hangs on a question that is not asked any more is not asked either, whatever it was answered once.
            if when is None or (
                when.question in found and answers.get(when.question, FormAnswer()).value in when.values
            ):
                found[one.name] = one
        return tuple(found.values())

    def rows(self, answers: Mapping[str, FormAnswer], given: Mapping[FilledByDesk, str]) -> list[FormRow]:
        """Return the rows that answers become: one for all, or one for each question that has an answer."""
        always, asked = {column: given[kind] for column, kind in self.given}, self.asked(answers)
        if not self.question_column:
            return [_row(always, asked, answers)]
        return [
            _row(always | {self.question_column: one.name}, [one, *_evidence(one, asked)], answers)
            for one in asked
            if not one.evidence_of and answers.get(one.name, FormAnswer()) != FormAnswer()
        ]


def _evidence(question: FormQuestion, asked: Iterable[FormQuestion]) -> Iterator[FormQuestion]:
    return (one for one in asked if one.evidence_of == question.name)


def _row(always: Mapping[str, str], questions: Sequence[FormQuestion], answers: Mapping[str, FormAnswer]) -> FormRow:
    written = {one.column: one.written(answers.get(one.name, FormAnswer())) for one in questions}
    return FormRow(dict(always) | written, {one.column: one.name for one in questions})
