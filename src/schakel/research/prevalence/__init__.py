"""How many are there? Answered by the prevalence library, from lists of the chain or a published table."""

from collections.abc import Mapping

from schakel.alliance.kinds import AskedOf, QuestionKind
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.research.prevalence.declaration import read
from schakel.research.prevalence.question import (
    CaptureList,
    Covariates,
    DeclaredAssumption,
    PartAnswer,
    Parts,
    PrevalenceQuestion,
    UnitNumber,
)
from schakel.research.prevalence.registrations import entries
from schakel.research.words import leaves_of
from schakel.store.engine import Input
from schakel.store.workspace import Workspace

__all__ = [
    "KIND",
    "CaptureList",
    "Covariates",
    "DeclaredAssumption",
    "PartAnswer",
    "Parts",
    "PrevalenceQuestion",
    "UnitNumber",
]


def _asked_of(question: PrevalenceQuestion) -> AskedOf:
    if question.table:
        return AskedOf()
    through = [unit for number in question.covariates.units for unit in number.through]
    return AskedOf((question.unit, *(question.parts.through if question.parts else ()), *through))


def _find(question: PrevalenceQuestion, alliance: Alliance, chain: Mapping[str, Input]) -> tuple[PartAnswer, ...]:
    from schakel.research.prevalence.asking import answer_chain, answer_table  # takes scipy along

    if question.table:
        return answer_table(question, alliance.folder / question.table)
    parts = question.parts
    concepts = {code: leaves_of(alliance, parts.attribute, [code]) for code in parts.show} if parts else {}
    words = alliance.scheme_of(parts.attribute).words if parts else 1
    seed = Workspace.of(alliance.folder, alliance.name).seed_of_lists(question.lists_in_words)
    told = [number.attribute for number in question.covariates.units if number.attribute]
    schemes = {attribute: alliance.scheme_of(attribute) for attribute in told}
    return answer_chain(question, entries(question, chain, words, schemes), concepts, seed)


def _answer(question: PrevalenceQuestion, found: tuple[PartAnswer, ...], alliance: Alliance) -> Answer:
    from schakel.research.prevalence.answer import answer  # takes libraries along, which other verbs do without

    return answer(question, found, alliance)


KIND = QuestionKind(read, _asked_of, _find, tuple[PartAnswer, ...], _answer)
