"""What answers the questions of a product of an edition: each kind of question has a function that yields answers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from schakel.indicators.assessment_profiles import profiles_of
from schakel.model.answer import Answer
from schakel.model.product import Product
from schakel.research.self_assessment import answer_of_bodies
from schakel.verbs.comparing_figures import explained_differences
from schakel.verbs.open_edition import OpenEdition
from schakel.verbs.researching import answers_of_research


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
            profiles = profiles_of(assessment, edition.alliance, edition.name, deliveries)
            contract = edition.alliance.partners[assessment.partner].contract
            invented = edition.is_synthetic(f"assessment {assessment.name}", numbers)
            yield replace(answer_of_bodies(assessment, profiles, contract, invented), deliveries=numbers)


ANSWERED_BY: tuple[Callable[[OpenEdition, Product], Iterable[Answer]], ...] = (
    explained_differences,
    answers_of_research,
    answers_of_bodies,
)
"""The functions, in the order in which readers meet their answers."""
