"""The profiles that bodies gave themselves in an assessment, as they leave with a product."""

from schakel.disclosure.protected_assessment import ProtectedAssessment, protect_assessment
from schakel.indicators.assessment_profiles import profiles_of
from schakel.model.product import Product
from schakel.verbs.open_edition import OpenEdition
from schakel.verbs.provenance import is_synthetic


def protected_assessment(edition: OpenEdition, product: Product) -> ProtectedAssessment | None:
    """Return the profiles that leave with a product, if it names an assessment.

    Raises
    ------
    DisclosureError
        If they rest on personal data, or on real deliveries and on synthetic ones.
    """
    if not product.assessment:
        return None
    assessment = next(one for one in edition.alliance.assessments if one.name == product.assessment)
    numbers = edition.deliveries_of(assessment.partner)
    deliveries = [edition.receipts[number].delivery for number in numbers]
    profiles = profiles_of(assessment, edition.alliance, edition.name, deliveries)
    contract = edition.alliance.partners[assessment.partner].contract
    invented = is_synthetic(f"assessment {assessment.name}", numbers, edition.synthetic)
    return protect_assessment(assessment, profiles, contract, invented)
