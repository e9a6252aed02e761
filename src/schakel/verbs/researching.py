"""Research: what an alliance asks, answered from the chain of an edition or a published table and kept beside it."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import reduce
from operator import or_
from pathlib import Path

from schakel.model.alliance import Alliance
from schakel.model.handing_on import HandOn
from schakel.model.prevalence import PartAnswer, PrevalenceAnswer, PrevalenceQuestion
from schakel.model.recidivism import RecidivismAnswer, RecidivismQuestion
from schakel.model.research import Answer, Question
from schakel.research import stored_recidivism
from schakel.research.registrations import entries
from schakel.research.stored import from_json, to_json
from schakel.store.engine import Input
from schakel.verbs.provenance import deliveries_of_units, is_synthetic
from schakel_base.progress import Progress, silent
from schakel_base.text import Text

FOLDER = "research"

Answers = dict[str, Future[str]]
"""What was handed on: the answer to each question, as it is stored, by the name of the question."""


def ask_about_tables(alliance: Alliance, hand_on: HandOn) -> Answers:
    """Hand on the questions about tables that somebody published: they wait for no delivery."""
    return {
        name: hand_on(answered, one, alliance, {}) for name, one in alliance.research.items() if _is_about_a_table(one)
    }


def ask_about_chain(alliance: Alliance, chain: Mapping[str, Input], hand_on: HandOn) -> Answers:
    """Hand on the questions about the chain of an edition."""
    return {
        name: hand_on(answered, one, alliance, chain)
        for name, one in alliance.research.items()
        if not _is_about_a_table(one)
    }


def _is_about_a_table(question: Question) -> bool:
    return isinstance(question, PrevalenceQuestion) and bool(question.table)


def store_answers(answers: Answers, edition: Path) -> None:
    """Wait for the answers, and keep them in the folder of an edition."""
    (edition / FOLDER).mkdir(exist_ok=True)
    for name, answer in answers.items():
        _file(edition, name).write_text(answer.result(), "utf-8")


def answered(question: Question, alliance: Alliance, chain: Mapping[str, Input], progress: Progress = silent) -> str:
    """Answer a question of an alliance, as it is stored."""
    progress(f"research {question.name}", 0)
    if isinstance(question, RecidivismQuestion):
        from schakel.research.recidivism import answer_chain  # takes scipy along, as below

        return stored_recidivism.to_json(answer_chain(question, chain, _masks(alliance)))
    return to_json(_answer(question, alliance, chain))


def _answer(question: PrevalenceQuestion, alliance: Alliance, chain: Mapping[str, Input]) -> tuple[PartAnswer, ...]:
    from schakel.research.answering import answer_chain, answer_table  # takes scipy along, which other verbs do without

    if question.table:
        return answer_table(question, alliance.folder / question.table)
    return answer_chain(question, entries(question, chain), _parts(question, alliance))


def _parts(question: PrevalenceQuestion, alliance: Alliance) -> dict[str, int]:
    """The concepts of each part, as a mask."""
    if question.parts is None:
        return {}
    return {code: _mask(alliance, question.parts.attribute, [code]) for code in question.parts.show}


def _masks(alliance: Alliance) -> Callable[[str, Sequence[str]], int]:
    return lambda attribute, concepts: _mask(alliance, attribute, concepts)


def _mask(alliance: Alliance, attribute: str, concepts: Sequence[str]) -> int:
    scheme = alliance.scheme_of(attribute)
    return reduce(or_, (scheme.leaves_of(concept).mask for concept in concepts), 0)


def answer_of(name: str, alliance: Alliance, edition: Path, synthetic: Mapping[int, bool]) -> Answer:
    """Return the stored answer to a question; `synthetic` says of each delivery whether it is invented.

    Raises
    ------
    DisclosureError
        If the answer rests on real and on synthetic deliveries.
    """
    question = alliance.research[name]
    content = _file(edition, name).read_text("utf-8")
    invented = is_synthetic(f"research {name}", deliveries_behind_answer(question, edition), synthetic)
    labels = _labels(question, alliance)
    if isinstance(question, RecidivismQuestion):
        return RecidivismAnswer(question, stored_recidivism.from_json(content), invented, labels)
    return PrevalenceAnswer(question, from_json(content), invented, labels)


def deliveries_behind_answer(question: Question, edition: Path) -> tuple[int, ...]:
    """Return the numbers of the deliveries that an answer rests on: none for a published table."""
    if isinstance(question, RecidivismQuestion):
        chain = question.chain
        units = dict.fromkeys((*chain.cases, *chain.through, chain.stay, chain.person))
        return deliveries_of_units(tuple(unit for unit in units if unit), edition)
    if question.table:
        return ()
    return deliveries_of_units((question.unit, *(question.parts.through if question.parts else ())), edition)


def _labels(question: Question, alliance: Alliance) -> dict[str, Text]:
    attribute, show = _split(question)
    concepts = alliance.scheme_of(attribute).by_notation if show else {}
    return {notation: concepts[notation].label for notation in show}


def _split(question: Question) -> tuple[str, tuple[str, ...]]:
    """The attribute by which an answer is split, and the concepts that have a part of their own."""
    if isinstance(question, RecidivismQuestion):
        return question.attribute, question.show
    return (question.parts.attribute, question.parts.show) if question.parts else ("", ())


def _file(edition: Path, name: str) -> Path:
    return edition / FOLDER / f"{name}.json"
