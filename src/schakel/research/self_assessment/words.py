"""The possible answers, and a missing answer, as signs and in words."""

from collections.abc import Mapping

from schakel.model.assessment import Assessment, Reply
from schakel.model.sentence import Value
from schakel.research.words import Words

say = Words("schakel.research.self_assessment")

NO_ANSWER = "none"  # a question that was not answered: not the same as the answer that it is unknown


def words_of(assessment: Assessment) -> Mapping[str, Value]:
    """Return the words for the four replies and the absence of one, by the names of their signs."""
    return {**{reply.value: assessment.replies[reply] for reply in Reply}, NO_ANSWER: say("not answered")}
