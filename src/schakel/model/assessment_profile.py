"""The profile of one body: its answers about itself, question by question, now and before.

A newer answer replaces an older one from the year in which it is given. A profile is for a conversation with that
body; nothing here orders bodies or adds them up to one number.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from schakel.model.assessment import Reply, Subject, Theme
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class GivenAnswer:
    """What was answered to a question (by its id), on which day, and on what evidence if any was given."""

    question: str
    reply: Reply
    given_on: date
    evidence: Text = NOTHING


@dataclass(frozen=True)
class AssessmentProfile:
    """All answers of a subject, the oldest first."""

    subject: Subject
    answers: tuple[GivenAnswer, ...]

    @cached_property
    def latest(self) -> Mapping[str, GivenAnswer]:
        """The answer that holds now, by the id of its question."""
        # The oldest first, so that the last answer to a question is the one that stays.
        return {answer.question: answer for answer in self.answers}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years in which anything was answered."""
        return tuple(sorted({answer.given_on.year for answer in self.answers}))

    def standing(self, year: int) -> Mapping[str, GivenAnswer]:
        """The answers that held at the end of a year, by the id of their question."""
        return {answer.question: answer for answer in self.answers if answer.given_on.year <= year}

    def tally(self, theme: Theme, year: int) -> Counter[Reply]:
        """How many questions of a theme had each reply at the end of a year; unanswered ones had none."""
        standing = self.standing(year)
        return Counter(standing[question.id].reply for question in theme.questions if question.id in standing)
