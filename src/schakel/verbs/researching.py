"""Research: answers an alliance's questions when an edition is built, and stores the findings with it.

A question is asked as soon as the data are there that it is asked of: at once, when the rows of a partner are in force,
or when the chain has been made.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace

from schakel.alliance.kinds import AskedOf, kind_of
from schakel.indicators.assessment_profiles import profiles_of
from schakel.indicators.open_edition import OpenEdition
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.model.handing_on import HandOn
from schakel.model.product import Product
from schakel.model.research import ResearchQuestion
from schakel.research.self_assessment import answer_of_bodies
from schakel.research.stored import from_json, to_json
from schakel.store.engine import Input
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile, SealedFolder
from schakel_base.errors import Fault, RequestError
from schakel_base.progress import Progress, silent

FOLDER = "research"

Answers = dict[str, Future[str]]
"""What was handed on: what is found of each question, as it is stored, by the name of the question."""


def ask_at_once(alliance: Alliance, hand_on: HandOn) -> Answers:
    """Hand on the questions that bring their own data: they wait for no delivery."""
    return _ask(alliance, {}, hand_on, lambda asked: not asked.units and not asked.partner)


def ask_about_rows(alliance: Alliance, rows: Mapping[str, Input], hand_on: HandOn) -> Answers:
    """Hand on the questions about the rows of a partner that are in force."""
    return _ask(alliance, rows, hand_on, lambda asked: bool(asked.partner))


def ask_about_chain(alliance: Alliance, chain: Mapping[str, Input], hand_on: HandOn) -> Answers:
    """Hand on the questions about the chain of an edition."""
    return _ask(alliance, chain, hand_on, lambda asked: bool(asked.units))


def _ask(
    alliance: Alliance, inputs: Mapping[str, Input], hand_on: HandOn, can_be_asked: Callable[[AskedOf], bool]
) -> Answers:
    asked = {name: kind_of(one.kind).asked_of(one) for name, one in alliance.research.items()}
    return {
        name: hand_on(find, one, alliance, inputs)
        for name, one in alliance.research.items()
        if can_be_asked(asked[name])
    }


def find(
    question: ResearchQuestion, alliance: Alliance, inputs: Mapping[str, Input], progress: Progress = silent
) -> str:
    """Return what is found of a question of an alliance, as it is stored."""
    progress(Fault("research {name}", fields={"name": question.name}), 0)
    kind = kind_of(question.kind)
    return to_json(kind.find(question, alliance, inputs), kind.found)


def store_answers(answers: Answers, edition: SealedFolder) -> None:
    """Wait for the answers, and keep them in the folder of an edition."""
    own_folder(edition.folder(FOLDER).path)
    for name, answer in answers.items():
        _file(edition, name).write_text(answer.result())


def answers_of_research(edition: OpenEdition, product: Product) -> Iterator[Answer]:
    """Yield the answers to the questions of research that a product names."""
    return (answer_of(name, edition) for name in product.research)


def answers_of_bodies(edition: OpenEdition, product: Product) -> Iterator[Answer]:
    """Yield what public bodies say about themselves, if the product names their questionnaire.

    Raises
    ------
    DisclosureError
        If some of them were invented and some were not.
    """
    for assessment in edition.alliance.assessments:
        if assessment.name == product.assessment:
            numbers = edition.deliveries_of(assessment.partner)
            deliveries = [edition.receipts[number].delivery for number in numbers]
            profiles = profiles_of(assessment, edition.alliance, deliveries)
            contract = edition.alliance.partners[assessment.partner].contract
            invented = edition.is_synthetic(f"assessment {assessment.name}", numbers)
            yield replace(answer_of_bodies(assessment, profiles, contract, invented), deliveries=numbers)


def answer_of(name: str, edition: OpenEdition) -> Answer:
    """Return the answer to a question, from what was found when the edition was built.

    Raises
    ------
    DisclosureError
        If the answer rests on real and on synthetic deliveries.
    RequestError
        If the edition was built by a version that kept answers in another form.
    """
    question = edition.alliance.research[name]
    kind = kind_of(question.kind)
    try:
        found = from_json(_file(edition.place, name).read_text(), kind.found)
    # Whatever an earlier version wrote that cannot be read: the sentence says what to do, and the cause stays with it.
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        sentence = f"edition {edition.name} was built by an earlier version of Schakel; build it again"
        raise RequestError(sentence) from error
    numbers = _deliveries_behind(question, edition)
    invented = edition.is_synthetic(f"research {name}", numbers)
    return replace(kind.answer(question, found, edition.alliance), synthetic=invented, deliveries=numbers)


def _deliveries_behind(question: ResearchQuestion, edition: OpenEdition) -> tuple[int, ...]:
    """Return the numbers of the deliveries that an answer uses: none if a question brings its own data."""
    asked = kind_of(question.kind).asked_of(question)
    if asked.partner:
        return edition.deliveries_of(asked.partner)
    return edition.deliveries_behind(*asked.units) if asked.units else ()


def _file(edition: SealedFolder, name: str) -> SealedFile:
    return edition.folder(FOLDER) / f"{name}.json"
