"""Step four of four: composes a release from what was protected; `publication` writes it."""

from collections.abc import Iterable, Iterator

from schakel.disclosure.gathered import GatheredProduct
from schakel.disclosure.protecting import ProtectedProduct
from schakel.indicators.declared_by import declared_by
from schakel.indicators.erased_figures import still_answered
from schakel.indicators.open_edition import OpenEdition
from schakel.intake.arriving import name_of
from schakel.model.alliance import Alliance
from schakel.model.delivery import Receipt
from schakel.model.product import Product
from schakel.publication.content import DeliveredFile, OtherMonitor, ReleaseContent, TableElsewhere
from schakel.simulation import declares_simulation, read_simulation
from schakel.verbs.proving import Proved
from schakel_base.text import NOTHING, Text


def compose(
    edition: OpenEdition, gathered: GatheredProduct, protected: ProtectedProduct, proved: Proved
) -> ReleaseContent:
    """Return what the release of a product holds: what was protected, and what its alliance declares for readers."""
    alliance, product = edition.alliance, gathered.product
    return ReleaseContent(
        alliance=alliance.name,
        title=alliance.title,
        summary=alliance.summary,
        languages=alliance.languages,
        product=product,
        edition=edition.name,
        as_of=edition.as_of,
        declarations=alliance.fingerprint,
        declared={name: declared_by(alliance.indicators[name], alliance) for name in product.tables},
        code=edition.code,
        tables=protected.tables,
        quality=protected.quality,
        deliveries=tuple(_delivered_files(alliance, gathered.rests_on)),
        schemes=tuple(alliance.schemes.values()),
        attributes=alliance.attributes,
        units=alliance.units,
        linked_units=alliance.linked_units,
        recommendations=still_answered(edition),
        targets=alliance.targets,
        published_figures=alliance.published_figures,
        elsewhere=_elsewhere(alliance, product),
        concluded=protected.deciding.concluded,
        answers=protected.answers,
        lent=tuple(one for name, one in protected.deciding.public.items() if name not in product.research),
        reuse=alliance.reuse,
        grounds=tuple(alliance.grounds[name] for name in product.grounds),
        ledger=proved.ledger,
        log=proved.log,
    )


def _elsewhere(alliance: Alliance, product: Product) -> dict[str, TableElsewhere]:
    """The tables and answers that recommendations and targets name and this product does not publish."""
    asked = alliance.recommendations
    named = {name for recommendation in asked for name in (*recommendation.tables, *recommendation.research)}
    named |= {target.counted_by.table for target in alliance.targets if target.counted_by}
    titles = {name: one.title for name, one in alliance.indicators.items()}
    titles |= {name: one.title for name, one in alliance.research.items()}
    others = {other.name: (*other.tables, *other.research) for other in alliance.products.values()}
    return {
        name: TableElsewhere(
            titles[name],
            tuple(OtherMonitor(other, alliance.products[other].title) for other in others if name in others[other]),
            name in alliance.research,
        )
        for name in sorted(named - {*product.tables, *product.research})
    }


def _delivered_files(alliance: Alliance, receipts: Iterable[Receipt]) -> Iterator[DeliveredFile]:
    shipped = {(one.partner, name_of(one.files)): one.source for one in alliance.deliveries}
    simulated = read_simulation(alliance).source if declares_simulation(alliance.folder) else NOTHING
    for receipt in receipts:
        delivery = receipt.delivery
        # A Text needs words in each language; who delivers says it in one.
        said = Text(dict.fromkeys(alliance.languages, delivery.source)) if delivery.source else NOTHING
        otherwise = said or (simulated if delivery.synthetic else NOTHING)
        # A partner may write into the name of a file what no reader should know.
        is_public = delivery.synthetic or delivery.partner in alliance.public_partners
        yield DeliveredFile(
            partner=alliance.partners[delivery.partner].title,
            name=delivery.file_name if is_public else f"{delivery.partner}-{delivery.number}",
            sha256=delivery.sha256 if is_public else "",
            delivered=delivery.delivered,
            synthetic=delivery.synthetic,
            source=shipped.get((delivery.partner, delivery.file_name), otherwise),
        )
