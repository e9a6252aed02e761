"""From the profiles of public bodies to an answer without a number: all of it is as it was delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from schakel.model.answer import Answer
from schakel.model.assessment import Assessment
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.contract import Contract
from schakel.research.self_assessment.commentary import comment
from schakel_base.text import Text


@dataclass(frozen=True)
class SelfAssessment:
    """What the bodies that a questionnaire was given to say about themselves."""

    kind: ClassVar[str] = "assessment"

    assessment: Assessment
    notes: tuple[Text, ...] = ()

    @property
    def name(self) -> str:
        """The name of the questionnaire."""
        return self.assessment.name

    @property
    def title(self) -> Text:
        """Its title."""
        return self.assessment.title

    @property
    def question(self) -> Text:
        """What it asks, in a sentence or two."""
        return self.assessment.summary

    @property
    def source(self) -> Text:
        """What it follows."""
        return Text({"en": self.assessment.framework.source})


def answer_of_bodies(
    assessment: Assessment, profiles: Sequence[AssessmentProfile], contract: Contract, synthetic: bool
) -> Answer:
    """Return the profiles of those who answered a questionnaire as an answer.

    If the contract of the partner who delivered the answers uses personal data, they do not leave.
    """
    return Answer(
        question=SelfAssessment(assessment),
        numbers={},
        comment=partial(comment, assessment, tuple(profiles)),
        is_published=True,
        as_delivered=contract,
        synthetic=synthetic,
    )
