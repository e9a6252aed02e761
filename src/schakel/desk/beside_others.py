"""A body's answers about itself, now and before, compared with those of similar bodies, without a ranking."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schakel.indicators.assessment_profiles import profiles_of
from schakel.model.alliance import Alliance
from schakel.model.assessment import Assessment, Reply
from schakel.model.assessment_profile import AssessmentProfile, GivenAnswer
from schakel.model.delivery import Delivery

FEWEST = 10
"""Others that must have answered, before anything is said about them: of fewer it could be told who said what."""


@dataclass(frozen=True)
class BesideOthers:
    """The profile of a body, and how many others of its kind gave each reply to a question: none where they are few.

    Parameters
    ----------
    others
        By question.
    number
        How many others answered anything.
    is_synthetic
        Whether some answers are invented.
    """

    assessment: Assessment
    profile: AssessmentProfile
    others: Mapping[str, Counter[Reply]]
    number: int
    is_synthetic: bool

    def before(self, question: str) -> GivenAnswer | None:
        """Return the answer to a question before the one that holds now; None where there is none."""
        given = [one for one in self.profile.answers if one.question == question]
        return given[-2] if len(given) > 1 else None


def beside_others(alliance: Alliance, code: str, deliveries: Sequence[Delivery]) -> list[BesideOthers]:
    """Return what a body answered, to each questionnaire that asks it, beside others of its kind."""
    return [
        _beside(one, alliance, code, deliveries)
        for one in alliance.assessments
        if one.profiles and code in {subject.code for subject in one.profiles.subjects}
    ]


def _beside(assessment: Assessment, alliance: Alliance, code: str, deliveries: Sequence[Delivery]) -> BesideOthers:
    profiles = profiles_of(assessment, alliance, deliveries)
    own = next(one for one in profiles if one.subject.code == code)
    others = [one for one in profiles if one.answers and one is not own and one.subject.region == own.subject.region]
    counted = others if len(others) >= FEWEST else []
    counts: dict[str, Counter[Reply]] = {
        question.id: Counter(one.latest[question.id].reply for one in counted if question.id in one.latest)
        for question in assessment.questions
    }
    synthetic = any(one.synthetic for one in deliveries if one.partner == assessment.partner)
    return BesideOthers(assessment, own, counts, len(others), synthetic)
