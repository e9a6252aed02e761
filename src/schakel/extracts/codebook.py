"""The codebook of an extract: what each column holds, from whom, and what an empty cell means.

For people and programs alike: `codebook.csv` has a row per column, `concepts.csv` a row per code, and
`datapackage.json` says the same as a Tabular Data Package with Table Schemas (Frictionless Data), which R
(`frictionless`) and Python (`frictionless`, `csvw`) read.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schakel.extracts import phrases
from schakel.extracts.layout import BETWEEN, ExtractColumn, ExtractTable
from schakel.model.alliance import Alliance
from schakel.model.product import Product
from schakel_base.text import Text


@dataclass(frozen=True)
class Codebook:
    """What readers of an extract must know: its owner, whether it is invented, and its edition.

    A twin is of no edition; an edition of simulated deliveries is invented as well.
    """

    alliance: Alliance
    product: Product
    tables: Sequence[ExtractTable]
    synthetic: bool
    edition: str = ""

    @property
    def columns(self) -> Iterator[tuple[ExtractTable, ExtractColumn]]:
        """Every column with its table."""
        return ((table, column) for table in self.tables for column in table.columns)


def write_codebook(book: Codebook, place: Path) -> None:
    """Write `codebook.csv`, `concepts.csv` and `datapackage.json` beside the tables of an extract."""
    _write_csv(place / "codebook.csv", _columns(book))
    _write_csv(place / "concepts.csv", _codes(book))
    record = json.dumps(_package(book), indent=2, ensure_ascii=False)
    (place / "datapackage.json").write_text(record + "\n", "utf-8")


def _write_csv(file: Path, rows: Iterable[dict[str, str]]) -> None:
    listed = list(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        # All rows have the same columns: each is made by one function, and an extract has at least one column.
        writer = csv.DictWriter(opened, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


def _columns(book: Codebook) -> Iterator[dict[str, str]]:
    for table, column in book.columns:
        yield {
            "table": table.name,
            "column": column.name,
            "type": column.type,
            **_spoken(book, "label", column.label),
            **_spoken(book, "note", column.note),
            **_spoken(book, "empty_means", column.empty),
            "concepts": column.codes.name if column.codes else "",
            "between_concepts": BETWEEN if column.several else "",
            "contracts": _contracts(column),
            "product": book.product.name,
            **_spoken(book, "purpose", book.product.purpose),
            "product_ends": book.product.ends.isoformat(),
            "edition": book.edition,
            "synthetic": _flag(book.synthetic),
        }


def _codes(book: Codebook) -> Iterator[dict[str, str]]:
    # Many columns share a scheme: each list is written once.
    lists = {column.codes.name: column.codes for _, column in book.columns if column.codes}
    for one in lists.values():
        for code in one.codes:
            yield {
                "concepts": one.name,
                "code": code.code,
                **_spoken(book, "label", code.label),
                **_spoken(book, "definition", code.definition),
                "under": BETWEEN.join(code.above),
                "in_cells": _flag(code.held),
            }


def _package(book: Codebook) -> dict[str, Any]:
    product, language = book.product, book.alliance.languages[0]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{book.alliance.name}-{product.name}",
        "title": product.title.in_language(language),
        **_about_rows(book, language),
        "product": product.name,
        "purpose": product.purpose.in_language(language),
        "legal_ground": product.legal_ground.in_language(language),
        "users": [user.who.in_language(language) for user in product.users],
        "product_ends": product.ends.isoformat(),
        "resources": [_resource(table, language) for table in book.tables],
    }


def _about_rows(book: Codebook, language: str) -> dict[str, Any]:
    edition = {"edition": book.edition} if book.edition else {}
    invented = {"description": phrases.INVENTED.in_language(language)} if book.synthetic else {}
    return {"synthetic": book.synthetic, **edition, **invented}


def _resource(table: ExtractTable, language: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, language) for column in table.columns], "missingValues": [""]}
    # Events and links have several rows for one unit, and nothing beside them that is unique.
    if table.unit:
        schema["primaryKey"] = ["pseudonym"]
    return {
        "name": table.name,
        "title": table.title.in_language(language),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: ExtractColumn, language: str) -> dict[str, Any]:
    said = [column.note, column.empty]
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.label.in_language(language),
        "description": " ".join(text.in_language(language) for text in said if text),
    }
    if constraints := _constraints(column):
        field["constraints"] = constraints
    if column.type == "boolean":
        # What DuckDB writes; Table Schema would otherwise take `True` and `1` for true as well.
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.codes and not column.several:
        field["categories"] = [
            {"value": one.code, "label": one.label.in_language(language)} for one in column.codes.held
        ]
    if column.contracts:
        field["contracts"] = [f"{one.id} {one.version}" for one in column.contracts]
    return field


def _constraints(column: ExtractColumn) -> dict[str, Any]:
    # Where nothing is said of empty cells there are none.
    found: dict[str, Any] = {} if column.empty else {"required": True}
    if column.codes and not column.several:
        found["enum"] = [one.code for one in column.codes.held]
    return found


def _contracts(column: ExtractColumn) -> str:
    return BETWEEN.join(f"{one.id} {one.version}" for one in column.contracts)


def _spoken(book: Codebook, name: str, text: Text) -> dict[str, str]:
    return {f"{name}_{language}": text.in_language(language) for language in book.alliance.languages}


def _flag(value: bool) -> str:
    return str(value).lower()
