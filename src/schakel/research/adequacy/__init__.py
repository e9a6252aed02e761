"""For which factors do published judgments show the effect on a sentence? Computed from the rows of a partner.

Texts stay in the intake zone: what is kept are counts.
"""

from collections.abc import Mapping

from schakel.alliance.kinds import AskedOf, QuestionKind
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.research.adequacy.declaration import read
from schakel.research.adequacy.question import AdequacyQuestion, Factor, FoundJudgments, WishedPoint
from schakel.store.engine import Input

__all__ = ["KIND", "AdequacyQuestion", "Factor", "FoundJudgments", "WishedPoint"]


def _asked_of(question: AdequacyQuestion) -> AskedOf:
    columns = (question.identifier, question.text, question.decided, question.case)
    return AskedOf(partner=question.partner, columns=tuple(one for one in columns if one))


def _find(question: AdequacyQuestion, alliance: Alliance, rows: Mapping[str, Input]) -> FoundJudgments:
    from schakel.research.adequacy.asking import read_judgments  # compiles patterns, which other verbs do without

    return read_judgments(question, rows[question.partner], alliance.folder)


def _answer(question: AdequacyQuestion, found: FoundJudgments, alliance: Alliance) -> Answer:
    from schakel.research.adequacy.answer import answer  # takes libraries along, which other verbs do without

    return answer(question, found, alliance)


KIND = QuestionKind(read, _asked_of, _find, FoundJudgments, _answer)
