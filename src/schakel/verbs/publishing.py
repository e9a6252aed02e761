"""Publish: the tables of a product go through disclosure control, and what comes out becomes a release."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.disclosure.protect import protect
from schakel.indicators.quality import quality_tables
from schakel.model.alliance import Alliance
from schakel.model.delivery import Receipt
from schakel.model.errors import RequestError
from schakel.model.product import Product
from schakel.model.progress import Progress, silent
from schakel.model.text import NOTHING
from schakel.publication import publish as write_release
from schakel.publication.content import DeliveredFile, Release, ReleaseContent
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel.verbs.building import build_edition, tables_of
from schakel.verbs.delivering import deliver_all
from schakel.verbs.editions import find_edition, read_manifest


def publish(folder: Path, product: str, out: Path, edition: str = "latest", progress: Progress = silent) -> Release:
    """Publish a product of a built edition into the folder `out`.

    Raises
    ------
    RequestError
        If there is no such product or edition, or the product has ended, or the declarations have changed since the
        edition was built.
    """
    return publish_edition(read(folder), product, out, edition, progress)


def publish_edition(alliance: Alliance, product: str, out: Path, edition: str, progress: Progress) -> Release:
    """Publish a product of an alliance that has been read."""
    workspace = Workspace.of(alliance.folder)
    place = find_edition(workspace.analysis_editions, edition)
    manifest = read_manifest(place)
    if manifest["declarations"] != alliance.fingerprint:
        raise RequestError(f"the declarations have changed since edition {place.name} was built; build it again")
    chosen = _product(alliance, product, date.fromisoformat(str(manifest["as_of"])))
    return write_release(_content(alliance, chosen, place, manifest, _receipts(workspace, manifest)), out, progress)


def run(folder: Path, out: Path, as_of: date | None = None, progress: Progress = silent) -> Release:
    """Deliver the files that come with an alliance, build the edition, and publish its first product.

    Raises
    ------
    SchakelError
        If a declaration or a request is at fault, or the alliance declares no product.
    """
    alliance = read(folder)
    if not alliance.products:
        raise RequestError(f"{alliance.name} declares no product, so there is nothing to publish")
    deliver_all(alliance, progress)
    built = build_edition(alliance, as_of, progress)
    return publish_edition(alliance, next(iter(alliance.products)), out, built.edition.name, progress)


def _product(alliance: Alliance, name: str, as_of: date) -> Product:
    """Nothing is published outside a product, nor after the product has ended."""
    if name not in alliance.products:
        raise RequestError(f"no product is called {name}; there are: {', '.join(alliance.products) or 'none'}")
    product = alliance.products[name]
    if as_of > product.ends:
        raise RequestError(
            f"product {name} ended on {product.ends}; an edition of {as_of} cannot be published under it"
        )
    return product


def _receipts(workspace: Workspace, manifest: Mapping[str, object]) -> tuple[Receipt, ...]:
    numbers = manifest["deliveries"]
    assert isinstance(numbers, list)
    return tuple(receipt for receipt in Catalogue(workspace).receipts() if receipt.delivery.number in numbers)


def _content(
    alliance: Alliance, product: Product, place: Path, manifest: Mapping[str, object], receipts: tuple[Receipt, ...]
) -> ReleaseContent:
    synthetic = any(receipt.delivery.synthetic for receipt in receipts)
    tables = tables_of(alliance, place, synthetic)
    quality = quality_tables(alliance, receipts, synthetic)
    return ReleaseContent(
        alliance=alliance.name,
        title=alliance.title,
        summary=alliance.summary,
        languages=alliance.languages,
        product=product,
        edition=place.name,
        as_of=date.fromisoformat(str(manifest["as_of"])),
        declarations=alliance.fingerprint,
        code=str(manifest["code"]),
        tables=tuple(protect(tables[name], product.profile) for name in product.tables),
        quality=tuple(protect(table, product.profile) for table in quality),
        deliveries=tuple(_delivered_file(alliance, receipt) for receipt in receipts),
        schemes=tuple(alliance.schemes.values()),
        attributes=alliance.attributes,
        units=alliance.units,
    )


def _delivered_file(alliance: Alliance, receipt: Receipt) -> DeliveredFile:
    delivery = receipt.delivery
    shipped = {one.file.name: one.source for one in alliance.deliveries if one.partner == delivery.partner}
    return DeliveredFile(
        partner=alliance.partners[delivery.partner].title,
        name=delivery.file_name,
        sha256=delivery.sha256,
        delivered=delivery.delivered,
        synthetic=delivery.synthetic,
        source=shipped.get(delivery.file_name, NOTHING),
    )
