"""The last published tables about the units of an inbox, read from the open data.

An officer sees each thing that arrived. How many there are in all is what left the gate, protected, and nothing else.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schakel.desk.office import Office
from schakel.model.figure import Figure, Mark
from schakel.model.product import Product
from schakel_base.text import Text

LAST_PERIODS = 3


@dataclass(frozen=True)
class PublishedRow:
    """A line of a published table: what it is about, how deep that lies, and a figure for each column."""

    label: Text
    level: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ShownTable:
    """A published table as far as it is shown: its first dimension down, and its second across, the last periods of it.

    Parameters
    ----------
    definition
        What it counts, and how often: each unit once, or as often as it was sent.
    """

    title: Text
    definition: Text
    about: Text
    columns: tuple[Text, ...]
    rows: tuple[PublishedRow, ...]
    is_synthetic: bool


@dataclass(frozen=True)
class PublishedPicture:
    """What the last release of a product shows of a kind of unit, and how it was protected."""

    title: Text
    edition: str
    as_of: date
    protection: Text
    tables: tuple[ShownTable, ...]


def published_pictures(office: Office, unit: str) -> list[PublishedPicture]:
    """Return what was last released of a kind of unit, by product; of one that was withdrawn nothing is left."""
    found = []
    for product in office.alliance.publishing_products:
        data = office.public(product.name) / "data"
        names = _tables_about(office, product, unit)
        files = [data / f"{name}.json" for name in names if (data / f"{name}.csv").is_file()]
        if files:
            found.append(_picture(product.title, [(json.loads(file.read_bytes()), file) for file in files]))
    return found


def _tables_about(office: Office, product: Product, unit: str) -> list[str]:
    """The tables of a unit, and those under one title with one of them: how often it was sent is beside it."""
    units = {name: one.unit for name, one in office.alliance.indicators.items()}
    titled = {name for one in product.headings for name in one.tables}
    groups = [*((name,) for name in product.tables if name not in titled), *(one.tables for one in product.headings)]
    return [name for group in groups if unit in {units.get(name) for name in group} for name in group]


def _picture(title: Text, told: Sequence[tuple[Mapping[str, Any], Path]]) -> PublishedPicture:
    tables = tuple(_table(about, file.with_suffix(".csv")) for about, file in told if len(about["dimensions"]) <= 2)
    first, _ = told[0]
    as_of = date.fromisoformat(first["as_of"])
    return PublishedPicture(title, first["edition"], as_of, Text(first["protection"]["sentence"]), tables)


def _table(about: Mapping[str, Any], file: Path) -> ShownTable:
    down, *others = about["dimensions"]
    across = [one for other in others for one in _shown_of(other)]
    figures = _figures(file, [one["name"].replace("-", "_") for one in about["dimensions"]])
    rows = tuple(
        PublishedRow(Text(one["label"]), one["level"], tuple(figures[key] for key in _keys(one, across)))
        for one in down["categories"]
    )
    columns = tuple(Text(one["label"]) for one in across) or (Text(about["unit"]["label"]),)
    words = (Text(about["title"]), Text(about["definition"]), Text(down["label"]))
    return ShownTable(*words, columns, rows, bool(about["synthetic"]))


def _shown_of(dimension: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The categories of a dimension that are shown across: of periods their total and the last ones."""
    totals = [one for one in dimension["categories"] if one["code"] is None]
    others = [one for one in dimension["categories"] if one["code"] is not None]
    return totals + (others[-LAST_PERIODS:] if dimension["kind"] == "period" else others)


def _keys(row: Mapping[str, Any], across: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    code = row["code"] or ""
    return [(code, one["code"] or "") for one in across] or [(code,)]


def _figures(file: Path, dimensions: Sequence[str]) -> dict[tuple[str, ...], Figure]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {tuple(row[name] for name in dimensions): _figure(row) for row in csv.DictReader(lines)}


def _figure(row: Mapping[str, str]) -> Figure:
    if row["mark"]:
        return Figure(None, None, Mark(row["mark"]))
    return Figure(float(row["lower"]), float(row["upper"] or "inf"))
