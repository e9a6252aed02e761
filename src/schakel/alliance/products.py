"""products/<name>.yaml: what may be published, for which purpose, on which legal ground, until when."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.substance import check_substance
from schakel.alliance.written_out import Terms
from schakel.model.naming import web_folder
from schakel.model.product import DeclaredComparison, Heading, PlannedRelease, Product
from schakel_base.nouns import noun_of, nouns_of
from schakel_base.text import Text

_PlacedTable = tuple[str, *tuple[str | int, ...]]
"""The name of a table, and where in the document it stands."""
_NAMED = {"grounds": "ground", "research": "research", "public_sources": "partner", "joins": "product"}
"""What a product names in lists, or by keys, and the kind of thing that each is."""


def read_product(reading: FolderReading, file: str, terms: Terms) -> Product | None:
    """Return the product in a file, or None after noting why it cannot be read."""
    short = reading.document(file, "product")
    if short is None:
        return None
    declared = terms.product(short)
    value, tables = declared.document.value, list(_tables(declared.document.value))
    _check(declared, tables)
    product = noun_of(
        Product,
        {"profile": "", **value},
        tables=tuple(table for table, *_ in tables),
        headings=tuple(noun_of(Heading, entry, title=Text(entry["heading"])) for entry in _headings(value)),
        coarsen="coarsen" in value,
        comparisons=tuple(_comparisons(declared, [table for table, *_ in tables])),
        address=web_folder(value.get("address", "")),
        releases=tuple(sorted(nouns_of(PlannedRelease, value, "releases"), key=lambda one: one.on)),
        file=file,
    )
    if product.begins and product.begins > product.ends:
        declared.add("The product ends before it begins.", "begins")
    return product


def check_profiles(reading: FolderReading, products: Sequence[Product]) -> None:
    """Note where two products that are in use at one time publish a table under different profiles."""
    for product, earlier in combinations(reversed(products), 2):
        twice = [one for one in product.tables if one in earlier.tables]
        document = reading.document(product.file, "product")
        if twice and document and _differ(product, earlier):
            places = {table: place for table, *place in _tables(document.document.value)}
            document.add(
                f"`{'`, `'.join(twice)}` would leave under `{product.profile}` here and under `{earlier.profile}` in "
                f"{earlier.file}; two ways to protect one table tell more than either.",
                *places.get(twice[0], ["tables"]),
            )


def _differ(one: Product, other: Product) -> bool:
    """Whether two products that publish have different profiles, and there is a day on which both are in use."""
    if one.access_requests or other.access_requests or one.profile == other.profile:
        return False
    first = max(product.begins or date.min for product in (one, other))
    return first <= min(one.ends, other.ends)


def _check(declared: DeclaredDocument, tables: list[_PlacedTable]) -> None:
    """Note what is named and does not exist, what is listed twice, and where a product has no substance."""
    value = declared.document.value
    declared.own_name()
    check_substance(declared)
    for position, (table, *place) in enumerate(tables):
        declared.name("indicator", table, *place)
        if table in [earlier for earlier, *_ in tables[:position]]:
            declared.add(f"The table `{table}` is listed twice.", *place)
    _check_pages(declared)
    for key, kind in _NAMED.items():
        named = value.get(key, ())
        for index, name in enumerate(named):
            declared.name(kind, name, key, name if isinstance(named, dict) else index)
    for key in ("profile", "assessment"):
        declared.name(key, value.get(key, ""), key)
    if value["name"] in value.get("joins", {}):
        declared.add("A product needs no permission to be joined to itself.", "joins", value["name"])


def _tables(value: dict[str, Any]) -> Iterator[_PlacedTable]:
    """Every table with the place where it is named: first those without a heading."""
    entries = value.get("tables", [])
    for index, entry in enumerate(entries):
        if isinstance(entry, str):
            yield entry, "tables", index
    for index, entry in enumerate(entries):
        for position, table in enumerate(entry["tables"]) if isinstance(entry, dict) else ():
            yield table, "tables", index, "tables", position


def _comparisons(declared: DeclaredDocument, tables: list[str]) -> Iterator[DeclaredComparison]:
    """The comparisons; a figure is that of a table of this product, and two comparisons have two names."""
    names: set[str] = set()
    for index, value in enumerate(declared.document.value.get("comparisons", ())):
        for key in ("from", "to"):
            # A figure is written as table, slice and moment: what comes first is its table.
            if (table := re.split("[:/@]", value[key])[0]) not in tables:
                sentence = f"The table `{table}` is not among the tables of this product."
                declared.add(sentence, "comparisons", index, key)
        if value["name"] in names:
            declared.add(f"The comparison `{value['name']}` is listed twice.", "comparisons", index, "name")
        names.add(value["name"])
        yield DeclaredComparison(value["name"], Text(value["title"]), value["from"], value["to"])


def _check_pages(declared: DeclaredDocument) -> None:
    """Note a page that two headings have, and one that none has."""
    pages: list[str] = []
    for index, entry in enumerate(declared.document.value.get("tables", ())):
        page = entry.get("page", "") if isinstance(entry, dict) else ""
        if page and page in pages:
            declared.add(f"Two headings have the page `{page}`.", "tables", index, "page")
        pages.append(page)
    for index, look in enumerate(declared.document.value.get("closer", ())):
        if (page := look.get("page", "")) and page not in pages:
            declared.add(f"No heading has a page `{page}`.", "closer", index, "page")


def _headings(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in value.get("tables", []) if isinstance(entry, dict)]
