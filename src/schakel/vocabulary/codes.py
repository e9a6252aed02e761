"""The lines of a mapping as a table of codes: source value, dates of validity, and the mask of what it may be."""

from datetime import date

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


def concepts_of(line: MappingLine, scheme: ConceptScheme) -> ConceptSet:
    """Return the set of concepts that one line of a mapping gives: all of the scheme where it cannot be mapped."""
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


def anything_table(alliance: Alliance) -> pa.Table:
    """Return, per attribute, the mask of everything that it may be."""
    rows = [
        {"attribute": name, "anything": alliance.scheme_of(name).anything.mask} for name in sorted(alliance.attributes)
    ]
    return pa.Table.from_pylist(rows, pa.schema([("attribute", pa.string()), ("anything", pa.int64())]))
