"""The lines of a mapping as a table of codes: source value, dates of validity, and the mask of what it may be."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

import pyarrow as pa

from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import ConceptScheme, ConceptSet
from schakel.model.mapping import MappingLine, Match

BEGINNING = date.min
END = date.max

SCHEMA = pa.schema(
    [
        ("partner", pa.string()),
        ("column_name", pa.string()),
        ("attribute", pa.string()),
        ("source_value", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_until", pa.date32()),
        ("mask", pa.int64()),
        ("mapping_line", pa.int64()),
    ]
)

_CODE = ("partner", "column_name", "attribute", "source_value")


def concepts_of(line: MappingLine, scheme: ConceptScheme) -> ConceptSet:
    """Return the set of concepts that one line of a mapping gives: all of the scheme where it cannot be mapped."""
    # A code that cannot be mapped is a claim all the same: one that leaves everything open.
    return scheme.anything if line.match is Match.NONE else scheme.leaves_of(line.concept)


def attributes_of_columns(partner: Partner) -> dict[str, set[str]]:
    """Return, per column, the attributes about which it makes claims: of a unit, or of an event."""
    found: dict[str, set[str]] = {}
    for column in partner.contract.columns:
        if column.attribute:
            found.setdefault(column.name, set()).add(column.attribute)
    for event in partner.contract.events:
        for attribute, name in event.claims:
            found.setdefault(name, set()).add(attribute)
    return found


def code_table(alliance: Alliance) -> pa.Table:
    """Return the codes of all partners, one row per line of a mapping and attribute that its column claims."""
    rows = [
        {
            "partner": partner.name,
            "column_name": line.column,
            "attribute": attribute,
            "source_value": line.source_value,
            "valid_from": line.valid_from or BEGINNING,
            "valid_until": line.valid_until or END,
            "mask": concepts_of(line, alliance.scheme_of(attribute)).mask,
            "mapping_line": line.line,
        }
        for partner in alliance.partners.values()
        for claimed in (attributes_of_columns(partner),)
        for line in partner.mapping
        for attribute in sorted(claimed[line.column])
    ]
    return pa.Table.from_pylist(rows, SCHEMA)


MEANINGS = pa.schema([field for field in SCHEMA if field.name != "mapping_line"])


def meaning_table(alliance: Alliance) -> pa.Table:
    """Return what each code means, one row per span of days in which its lines stay the same, none overlapping.

    Several lines that are valid on one day give the union of what they give.
    """
    lines: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for line in code_table(alliance).to_pylist():
        lines.setdefault(tuple(line[name] for name in _CODE), []).append(line)
    rows = [{**dict(zip(_CODE, code, strict=True)), **span} for code, found in lines.items() for span in _spans(found)]
    return pa.Table.from_pylist(rows, MEANINGS)


def _spans(lines: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    # Cut at every day on which any line begins or ends: in between nothing changes, so a value finds one meaning a day.
    for first, end in pairwise(sorted({line[name] for line in lines for name in ("valid_from", "valid_until")})):
        masks = [line["mask"] for line in lines if line["valid_from"] <= first and end <= line["valid_until"]]
        if masks:
            yield {"valid_from": first, "valid_until": end, "mask": reduce(or_, masks)}


def anything_table(alliance: Alliance) -> pa.Table:
    """Return, per attribute, the mask of everything that it may be."""
    rows = [
        {"attribute": name, "anything": alliance.scheme_of(name).anything.mask} for name in sorted(alliance.attributes)
    ]
    return pa.Table.from_pylist(rows, pa.schema([("attribute", pa.string()), ("anything", pa.int64())]))
