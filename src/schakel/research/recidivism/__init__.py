"""How many have a new case, how often and how soon? Answered from the chain by the recidivism library."""

from collections.abc import Mapping
from functools import partial

from schakel.alliance.kinds import AskedOf, QuestionKind
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.research.recidivism.declaration import read
from schakel.research.recidivism.question import ChainCases, DisposalRule, RecidivismPart, RecidivismQuestion, YearShare
from schakel.research.words import leaves_of
from schakel.store.engine import Input

__all__ = ["KIND", "ChainCases", "DisposalRule", "RecidivismPart", "RecidivismQuestion", "YearShare"]


def _asked_of(question: RecidivismQuestion) -> AskedOf:
    chain = question.chain
    units = dict.fromkeys((*chain.cases, *chain.through, chain.stay, chain.person))
    return AskedOf(tuple(unit for unit in units if unit))


def _find(question: RecidivismQuestion, alliance: Alliance, chain: Mapping[str, Input]) -> tuple[RecidivismPart, ...]:
    from schakel.research.recidivism.asking import answer_chain  # takes scipy along, which other verbs do without

    return answer_chain(question, chain, partial(leaves_of, alliance))


def _answer(question: RecidivismQuestion, found: tuple[RecidivismPart, ...], alliance: Alliance) -> Answer:
    from schakel.research.recidivism.answer import answer  # takes libraries along, which other verbs do without

    return answer(question, found, alliance)


KIND = QuestionKind(read, _asked_of, _find, tuple[RecidivismPart, ...], _answer)
