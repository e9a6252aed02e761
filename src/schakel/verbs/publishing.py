"""Publish: the tables of a product go through disclosure control, and what comes out becomes a release."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.disclosure.protected_assessment import ProtectedAssessment, protect_assessment
from schakel.model.alliance import Alliance
from schakel.model.delivery import Receipt
from schakel.model.product import Product
from schakel.publication import publish as write_release
from schakel.publication.content import DeliveredFile, Release, ReleaseContent, TableElsewhere
from schakel.publication.editions import released
from schakel.store.catalogue import Catalogue
from schakel.store.editions import find_edition, require_current
from schakel.store.workspace import Workspace
from schakel.verbs.assessing import profiles_of
from schakel.verbs.beside_tables import protected_answers, protected_differences
from schakel.verbs.protecting import OpenEdition
from schakel.verbs.provenance import is_synthetic
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_base.text import NOTHING


def publish(
    folder: Path, product: str, out: Path, edition: str = "latest", progress: Progress = silent, note: str = ""
) -> Release:
    """Publish a product of a built edition into the folder `out`, which keeps the releases of earlier editions.

    A `note` says what a correction corrects.

    Raises
    ------
    RequestError
        If there is no such product or edition, or it was released there already, or the product has ended, or the
        declarations have changed since the edition was built.
    DisclosureError
        If a table rests on real and on synthetic deliveries, or an assessment on personal data.
    """
    opened = open_edition(read(folder), edition)
    if opened.place.name in released(out):
        raise RequestError(f"edition {opened.place.name} was released here already; a release is never changed")
    return publish_from(opened, product, out, progress, note)


def open_edition(alliance: Alliance, edition: str) -> OpenEdition:
    """Open a built edition, so that its products can be published.

    Raises
    ------
    RequestError
        If there is no such edition, or the declarations have changed since it was built.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    place = find_edition(workspace.analysis_editions, edition)
    manifest = require_current(place, alliance.fingerprint)
    receipts = Catalogue(workspace).receipts()
    rests_on = {one.delivery.number: one for one in receipts if one.delivery.number in manifest.deliveries}
    return OpenEdition(alliance, place, manifest.as_of, manifest.code, rests_on)


def publish_from(edition: OpenEdition, product: str, out: Path, progress: Progress, note: str = "") -> Release:
    """Publish a product of an open edition."""
    return write_release(replace(content_of(edition, product), note=note), out, progress)


def content_of(edition: OpenEdition, product: str) -> ReleaseContent:
    """Return what a release of a product holds, protected.

    Raises
    ------
    RequestError
        If there is no such product, or it has ended.
    """
    return _content(edition, _product(edition.alliance, product, edition.as_of))


def _product(alliance: Alliance, name: str, as_of: date) -> Product:
    """Nothing is published outside a product, nor after the product has ended."""
    if name not in alliance.products:
        raise RequestError(f"no product is called {name}; there are: {', '.join(alliance.products) or 'none'}")
    product = alliance.products[name]
    if as_of > product.ends:
        raise RequestError(f"product {name} ended on {product.ends}; it cannot publish an edition of {as_of}")
    return product


def _content(edition: OpenEdition, product: Product) -> ReleaseContent:
    alliance = edition.alliance
    assessment = _assessment(edition, product)
    protected = edition.protect(product)
    beside = protected.beside
    return ReleaseContent(
        alliance=alliance.name,
        title=alliance.title,
        summary=alliance.summary,
        languages=alliance.languages,
        product=product,
        edition=edition.place.name,
        as_of=edition.as_of,
        declarations=alliance.fingerprint,
        code=edition.code,
        tables=protected.tables,
        quality=protected.quality,
        deliveries=tuple(_delivered_files(edition, protected.used)),
        schemes=tuple(alliance.schemes.values()),
        attributes=alliance.attributes,
        units=alliance.units,
        recommendations=alliance.recommendations,
        targets=alliance.targets,
        published_figures=alliance.published_figures,
        elsewhere=_elsewhere(alliance, product),
        answers=tuple(protected_answers(product, beside, protected.stated)),
        assessment=assessment,
        reuse=alliance.reuse,
        differences=tuple(protected_differences(alliance, product, beside, protected.stated)),
    )


def _assessment(edition: OpenEdition, product: Product) -> ProtectedAssessment | None:
    """The profiles that leave with the product, if it names an assessment."""
    if not product.assessment:
        return None
    alliance = edition.alliance
    assessment = next(one for one in alliance.assessments if one.name == product.assessment)
    numbers = sorted(edition.of_partner(assessment.partner))
    deliveries = [edition.receipts[number].delivery for number in numbers]
    profiles = profiles_of(assessment, alliance, edition.place.name, deliveries)
    contract = alliance.partners[assessment.partner].contract
    is_invented = is_synthetic(f"assessment {assessment.name}", numbers, edition.synthetic)
    return protect_assessment(assessment, profiles, contract, is_invented)


def _elsewhere(alliance: Alliance, product: Product) -> dict[str, TableElsewhere]:
    """The tables and answers that recommendations name and this product does not publish."""
    asked = alliance.recommendations
    named = {name for recommendation in asked for name in (*recommendation.tables, *recommendation.research)}
    titles = {name: one.title for name, one in alliance.indicators.items()}
    titles |= {name: one.title for name, one in alliance.research.items()}
    return {
        name: TableElsewhere(
            titles[name],
            tuple(other.title for other in alliance.products.values() if name in (*other.tables, *other.research)),
        )
        for name in sorted(named - {*product.tables, *product.research})
    }


def _delivered_files(edition: OpenEdition, receipts: Iterable[Receipt]) -> Iterator[DeliveredFile]:
    shipped = {(one.partner, one.file.name): one.source for one in edition.alliance.deliveries}
    for receipt in receipts:
        delivery = receipt.delivery
        otherwise = edition.source_of_invented if delivery.synthetic else NOTHING
        yield DeliveredFile(
            partner=edition.alliance.partners[delivery.partner].title,
            name=delivery.file_name,
            sha256=delivery.sha256,
            delivered=delivery.delivered,
            synthetic=delivery.synthetic,
            source=shipped.get((delivery.partner, delivery.file_name), otherwise),
        )
