"""Extract: single units for analysts inside the secured zone, under a product's own pseudonyms.

The same person has another pseudonym in another product. Two products can be joined only where both declare it, with
the ground; every extract and every join is logged with the purpose of the product. An extract never leaves the
workspace: only protected tables do. Its codebook explains it, and a synthetic twin can be had without any access.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from schakel.alliance import read
from schakel.alliance.products_in_use import product_in_use
from schakel.extracts import (
    LABEL,
    Codebook,
    join_table,
    layout_of,
    write_codebook,
    write_rows,
    write_synthetic,
    write_table,
)
from schakel.identity.domains import Domains, pairs_of
from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators.open_edition import OpenEdition, open_edition
from schakel.model.product import Product
from schakel.store.access_log import user_name
from schakel.store.own_folder import close_to_others, own_folder
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables
from schakel_base.errors import RequestError


@dataclass(frozen=True)
class Extract:
    """The place of an extract, what its pseudonyms begin with, and how many units it has."""

    folder: Path
    label: str
    units: int


def extract(folder: Path, product: str, edition: str = "latest", join: str = "") -> Extract:
    """Write the single units that a product may see, under its own pseudonyms, inside the analysis zone.

    Its tables say which units and attributes it may see. With the name of another product to `join`, a table gives both
    pseudonyms of the units that both have.

    Raises
    ------
    RequestError
        If there is no such product in use or no such edition, nobody uses it as an analyst, its key was destroyed, the
        declarations have changed since the edition was built, or the products may not be joined.
    DisclosureError
        If it rests on real deliveries and on synthetic ones.
    """
    domains = Domains.open(folder, edition)
    chosen = domains.product(product)
    chosen.require_analyst()
    key = domains.register.current(product, user_name())
    # Permission comes before the record: what was refused was not read.
    other = _permitted(domains, chosen, join) if join else None
    with domains.reading("extract", chosen, label=key.label, **({"join": join} if join else {})):
        opened = open_edition(domains.alliance, domains.edition.name)
        own = domains.pseudonyms(chosen, KeyedHash.of(key))
        book = Codebook(domains.alliance, chosen, layout_of(domains.alliance, chosen), _is_invented(opened, chosen))
        # Emptied first, so that no table of an earlier extract stays beside the new ones under another pseudonym.
        place = _emptied(domains.workspace.extract(opened.name, product))
        write_rows(book.tables, domains.alliance, {**chain_tables(opened.place), "own": own}, place)
        if other:
            theirs = domains.pseudonyms(other, KeyedHash.of(domains.register.current(join, user_name())))
            write_table(pairs_of(own, theirs, product, join), place / "join.csv")
            book = replace(book, tables=(*book.tables, join_table(domains.alliance, chosen, other)))
        write_codebook(replace(book, edition=opened.name), place)
        close_to_others(place)
        return Extract(place, key.label, own.num_rows)


def extract_synthetic(folder: Path, product: str) -> Extract:
    """Write the synthetic twin of the extract of a product: the same columns, from the declarations alone.

    It reads nothing that was delivered and needs no key, so it stands outside the zones.

    Raises
    ------
    RequestError
        If there is no such product in use.
    """
    alliance = read(folder)
    chosen = product_in_use(alliance, product)
    place = _emptied(Workspace.of(alliance.folder, alliance.name).synthetic_extract(product))
    tables = layout_of(alliance, chosen)
    units = write_synthetic(tables, alliance, chosen, place)
    write_codebook(Codebook(alliance, chosen, tables, synthetic=True), place)
    return Extract(place, LABEL, units)


def _permitted(domains: Domains, product: Product, join: str) -> Product:
    other = domains.product(join)
    # Both must declare it: a join gives each the attributes of the other.
    for one, name in ((product, other.name), (other, product.name)):
        if name not in one.joins:
            raise RequestError(
                "{product} and {other} may not be joined: {one} does not declare under `joins` that its units may be "
                "joined with those of {name}, and on what ground",
                product=product.name,
                other=other.name,
                one=one.name,
                name=name,
            )
    return other


def _is_invented(edition: OpenEdition, product: Product) -> bool:
    """Real and synthetic deliveries do not meet in an extract, as they do not in a table."""
    behind = edition.deliveries_behind(*edition.alliance.kinds_counted(product))
    return edition.is_synthetic(f"the extract of {product.name}", behind)


def _emptied(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return own_folder(place)
