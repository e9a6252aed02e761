"""How many have a new case, how often and how soon? Asked of the chain, answered by the library of recidivism."""

from collections.abc import Mapping
from functools import partial

from schakel.model.alliance import Alliance
from schakel.model.recidivism import RecidivismPart, RecidivismQuestion
from schakel.research.kind import AskedOf, QuestionKind
from schakel.research.recidivism.answer import answer
from schakel.research.words import mask_of
from schakel.store.engine import Input


def _asked_of(question: RecidivismQuestion) -> AskedOf:
    chain = question.chain
    units = dict.fromkeys((*chain.cases, *chain.through, chain.stay, chain.person))
    return AskedOf(tuple(unit for unit in units if unit))


def _find(question: RecidivismQuestion, alliance: Alliance, chain: Mapping[str, Input]) -> tuple[RecidivismPart, ...]:
    from schakel.research.recidivism.asking import answer_chain  # takes scipy along, which other verbs do without

    return answer_chain(question, chain, partial(mask_of, alliance))


RECIDIVISM = QuestionKind(_asked_of, _find, tuple[RecidivismPart, ...], answer)
