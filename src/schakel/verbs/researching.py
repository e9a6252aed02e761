"""Research: the questions that an alliance declares, answered from the chain of an edition and kept beside it."""

from collections.abc import Mapping
from pathlib import Path

from schakel.model.alliance import Alliance
from schakel.model.progress import Progress
from schakel.model.research import PartAnswer, Prevalence, PrevalenceAnswer
from schakel.model.text import Text
from schakel.research.registrations import entries
from schakel.research.stored import from_json, to_json
from schakel.store.engine import Input
from schakel.verbs.provenance import deliveries_of_units, is_synthetic

FOLDER = "research"


def research(alliance: Alliance, chain: Mapping[str, Input], edition: Path, progress: Progress) -> None:
    """Answer every question of an alliance, and store the answers in the folder of an edition."""
    for number, question in enumerate(alliance.research.values()):
        progress(f"research {question.name}", number / len(alliance.research))
        (edition / FOLDER).mkdir(exist_ok=True)
        _file(edition, question.name).write_text(to_json(_answer(question, alliance, chain)), "utf-8")


def _answer(question: Prevalence, alliance: Alliance, chain: Mapping[str, Input]) -> tuple[PartAnswer, ...]:
    from schakel.research.answering import answer_chain, answer_table  # takes scipy along, which other verbs do without

    if question.table:
        return answer_table(question, alliance.folder / question.table)
    return answer_chain(question, entries(question, chain), _parts(question, alliance))


def _parts(question: Prevalence, alliance: Alliance) -> dict[str, int]:
    """The concepts of each part, as a mask."""
    if question.parts is None:
        return {}
    scheme = alliance.scheme_of(question.parts.attribute)
    return {notation: scheme.leaves_of(notation).mask for notation in question.parts.show}


def answer_of(name: str, alliance: Alliance, edition: Path, synthetic: Mapping[int, bool]) -> PrevalenceAnswer:
    """Return the stored answer to a question; `synthetic` says of each delivery whether it is invented.

    Raises
    ------
    DisclosureError
        If the answer rests on real and on synthetic deliveries.
    """
    question = alliance.research[name]
    parts = from_json(_file(edition, name).read_text("utf-8"))
    numbers = deliveries_behind_answer(question, edition)
    return PrevalenceAnswer(
        question, parts, is_synthetic(f"research {name}", numbers, synthetic), _labels(question, alliance)
    )


def deliveries_behind_answer(question: Prevalence, edition: Path) -> tuple[int, ...]:
    """Return the numbers of the deliveries that an answer rests on: none for a published table."""
    if question.table:
        return ()
    return deliveries_of_units((question.unit, *(question.parts.through if question.parts else ())), edition)


def _labels(question: Prevalence, alliance: Alliance) -> dict[str, Text]:
    if question.parts is None:
        return {}
    concepts = alliance.scheme_of(question.parts.attribute).by_notation
    return {notation: concepts[notation].label for notation in question.parts.show}


def _file(edition: Path, name: str) -> Path:
    return edition / FOLDER / f"{name}.json"
