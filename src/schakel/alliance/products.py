"""products/<name>.yaml: what may be published, for which purpose, on which legal ground, until when."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.indicators import check_name
from schakel.alliance.names import Names
from schakel.alliance.substance import check_substance
from schakel.model.naming import web_folder
from schakel.model.product import CloserLook, DeclaredComparison, Heading, PlannedRelease, Product, Role, User
from schakel_base.faults import Faults
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile, read_yaml


def read_product(folder: Path, file: str, languages: tuple[str, ...], names: Names, faults: Faults) -> Product | None:
    """Return the product in a file, or None after noting why it cannot be read."""
    document = read_yaml(folder, file, faults)
    if document is None or schema.check(document, "product", languages, faults):
        return None
    check_name(document, faults)
    check_substance(document, faults)
    for index, ground in enumerate(document.value.get("grounds", ())):
        names.check("ground", ground, file, document.line("grounds", index))
    tables = list(_tables(document))
    for position, (table, *place) in enumerate(tables):
        names.check("indicator", table, file, document.line(*place))
        if table in [earlier for earlier, *_ in tables[:position]]:
            faults.add(f"The table `{table}` is listed twice.", file, document.line(*place))
    for index, question in enumerate(document.value.get("research", ())):
        names.check("research", question, file, document.line("research", index))
    names.check("profile", document.value.get("profile", ""), file, document.line("profile"))
    for index, partner in enumerate(document.value.get("public_sources", ())):
        names.check("partner", partner, file, document.line("public_sources", index))
    assessment = document.value.get("assessment", "")
    names.check("assessment", assessment, file, document.line("assessment"))
    joins = document.value.get("joins", {})
    for other in joins:
        names.check("product", other, file, document.line("joins", other))
        if other == document.value["name"]:
            faults.add("A product needs no permission to be joined to itself.", file, document.line("joins", other))
    comparisons = tuple(_comparisons(document, [table for table, *_ in tables], faults))
    texts = {key: Text(document.value[key]) for key in ("title", "summary", "purpose", "legal_ground")}
    begins, ends = (_day(document.value.get(key)) for key in ("begins", "ends"))
    assert ends is not None, "the schema requires an end"
    if begins and begins > ends:
        faults.add("The product ends before it begins.", file, document.line("begins"))
    return Product(
        name=document.value["name"],
        users=tuple(User(Text(one["who"]), Role(one["role"])) for one in document.value["users"]),
        grounds=tuple(document.value.get("grounds", ())),
        synthetic=document.value.get("synthetic", False),
        begins=begins,
        ends=ends,
        tables=tuple(table for table, *_ in tables),
        headings=tuple(Heading(Text(entry["heading"]), tuple(entry["tables"])) for entry in _headings(document)),
        profile=document.value.get("profile", ""),
        access_requests=document.value.get("access_requests", False),
        research=tuple(document.value.get("research", ())),
        file=file,
        assessment=assessment,
        report=document.value.get("report", False),
        coarsen="coarsen" in document.value,
        closer=tuple(
            CloserLook(one["monitor"], Text(one["title"]), Text(one["about"]))
            for one in document.value.get("closer", ())
        ),
        joins={other: Text(ground) for other, ground in joins.items()},
        comparisons=comparisons,
        address=web_folder(document.value.get("address", "")),
        releases=tuple(_planned(document.value.get("releases", ()))),
        public_sources=tuple(document.value.get("public_sources", ())),
        **texts,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _planned(entries: Iterable[dict[str, Any]]) -> list[PlannedRelease]:
    found = [PlannedRelease(date.fromisoformat(entry["on"]), Text(entry["what"])) for entry in entries]
    return sorted(found, key=lambda one: one.on)


def _tables(document: YamlFile) -> Iterator[tuple[str, *tuple[str | int, ...]]]:
    """Every table with the place where it is named: first those without a heading."""
    entries = document.value.get("tables", [])
    for index, entry in enumerate(entries):
        if isinstance(entry, str):
            yield entry, "tables", index
    for index, entry in enumerate(entries):
        for position, table in enumerate(entry["tables"]) if isinstance(entry, dict) else ():
            yield table, "tables", index, "tables", position


def _comparisons(document: YamlFile, tables: list[str], faults: Faults) -> Iterator[DeclaredComparison]:
    """The comparisons; a figure is that of a table of this product, and two comparisons have two names."""
    names: set[str] = set()
    for index, value in enumerate(document.value.get("comparisons", ())):
        for key in ("from", "to"):
            # A figure is written as table, slice and moment: what comes first is its table.
            if (table := re.split("[:/@]", value[key])[0]) not in tables:
                line = document.line("comparisons", index, key)
                faults.add(f"The table `{table}` is not among the tables of this product.", document.file, line)
        if value["name"] in names:
            line = document.line("comparisons", index, "name")
            faults.add(f"The comparison `{value['name']}` is listed twice.", document.file, line)
        names.add(value["name"])
        yield DeclaredComparison(value["name"], Text(value["title"]), value["from"], value["to"])


def _headings(document: YamlFile) -> list[dict[str, Any]]:
    return [entry for entry in document.value.get("tables", []) if isinstance(entry, dict)]
