"""What public bodies say about themselves may leave as they said it: it counts no persons, so nothing is rounded.

That holds only while the partner that delivers it uses no personal data. A `ProtectedAssessment` can be made by this
room alone.
"""

from collections.abc import Sequence
from dataclasses import InitVar, dataclass

from schakel.disclosure.protected import _SEAL
from schakel.model.assessment import Assessment
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.contract import Contract
from schakel_base.errors import DisclosureError

_PERSONAL = "personal"


@dataclass(frozen=True)
class ProtectedAssessment:
    """An assessment with the profiles of those who answered it."""

    assessment: Assessment
    profiles: tuple[AssessmentProfile, ...]
    synthetic: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError("only the disclosure room makes a protected assessment")


def protect_assessment(
    assessment: Assessment, profiles: Sequence[AssessmentProfile], contract: Contract, synthetic: bool
) -> ProtectedAssessment:
    """Let the profiles of an assessment leave as they are; `contract` is that of the partner that delivered them.

    Raises
    ------
    DisclosureError
        If any column in use holds personal data.
    """
    personal = [column.name for column in contract.used_columns if column.classification == _PERSONAL]
    if personal:
        raise DisclosureError(
            f"assessment {assessment.name} may not be published: {contract.partner} delivers personal data in "
            f"{', '.join(personal)}"
        )
    return ProtectedAssessment(assessment, tuple(profiles), synthetic, _SEAL)
