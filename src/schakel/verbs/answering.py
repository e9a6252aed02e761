"""What answers the questions of a product: each asker yields answers, and says on which deliveries they rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from schakel.indicators.assessment_profiles import profiles_of
from schakel.model.answer import Answer
from schakel.model.assessment import Assessment
from schakel.model.product import Product
from schakel.research.self_assessment import answer_of_bodies
from schakel.verbs.comparing_figures import explained_differences
from schakel.verbs.open_edition import OpenEdition
from schakel.verbs.researching import answer_of, deliveries_behind_answer


@dataclass(frozen=True)
class Asker:
    """Yields the answers of one kind to what a product asks of an edition, and the numbers of the deliveries behind."""

    answers: Callable[[OpenEdition, Product], Iterable[Answer]]
    deliveries: Callable[[OpenEdition, Product], Iterable[int]]


def _behind_differences(*_: object) -> tuple[int, ...]:
    """Figures that differ are among the tables of a product, and rest on no other deliveries."""
    return ()


def _research(edition: OpenEdition, product: Product) -> Iterator[Answer]:
    return (answer_of(name, edition) for name in product.research)


def _behind_research(edition: OpenEdition, product: Product) -> Iterator[int]:
    for name in product.research:
        yield from deliveries_behind_answer(edition.alliance.research[name], edition)


def _assessments(edition: OpenEdition, product: Product) -> Iterator[Assessment]:
    return (one for one in edition.alliance.assessments if one.name == product.assessment)


def _self_assessments(edition: OpenEdition, product: Product) -> Iterator[Answer]:
    for assessment in _assessments(edition, product):
        numbers = edition.deliveries_of(assessment.partner)
        deliveries = [edition.receipts[number].delivery for number in numbers]
        yield answer_of_bodies(
            assessment,
            profiles_of(assessment, edition.alliance, edition.name, deliveries),
            edition.alliance.partners[assessment.partner].contract,
            edition.is_synthetic(f"assessment {assessment.name}", numbers),
        )


def _behind_self_assessments(edition: OpenEdition, product: Product) -> Iterator[int]:
    for assessment in _assessments(edition, product):
        yield from edition.deliveries_of(assessment.partner)


ASKERS: tuple[Asker, ...] = (
    Asker(explained_differences, _behind_differences),
    Asker(_research, _behind_research),
    Asker(_self_assessments, _behind_self_assessments),
)
"""The askers, in the order in which readers meet their answers."""
