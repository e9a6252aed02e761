"""The lines of a mapping as tables: of codes, with the days on which they are valid, and of what each may be then."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

import pyarrow as pa

from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import ConceptScheme, ConceptSet
from schakel.model.mapping import MappingLine, Match
from schakel.vocabulary.masks import mask_columns, most_words

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
        ("mapping_line", pa.int64()),
    ]
)
_CODE, _DAYS = ("partner", "column_name", "attribute", "source_value"), ("valid_from", "valid_until")
_Line = tuple[Mapping[str, Any], ConceptSet]


def concepts_of(line: MappingLine, scheme: ConceptScheme) -> ConceptSet:
    """Return the set of concepts that one line of a mapping gives: all of the scheme where it cannot be mapped."""
    # A code that cannot be mapped is a claim all the same: one that leaves everything open.
    return scheme.anything if line.match is Match.NONE else scheme.leaves_of(line.concept)


def meant_by(partner: Partner, column: str, lines: Collection[int], scheme: ConceptScheme) -> ConceptSet:
    """Return what some lines of the mapping of a partner, by their numbers, say together of a value in a column."""
    found = (line for line in partner.mapping if line.column == column and line.line in lines)
    return reduce(or_, (concepts_of(line, scheme) for line in found))


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
    return pa.Table.from_pylist([_row(*claimed) for claimed in _claimed(alliance)], SCHEMA)


def _claimed(alliance: Alliance) -> Iterator[tuple[Partner, MappingLine, str]]:
    for partner in alliance.partners.values():
        claimed = attributes_of_columns(partner)
        for line in partner.mapping:
            for attribute in sorted(claimed[line.column]):
                yield partner, line, attribute


def _row(partner: Partner, line: MappingLine, attribute: str) -> dict[str, Any]:
    code = dict(zip(_CODE, (partner.name, line.column, attribute, line.source_value), strict=True))
    days = {"valid_from": line.valid_from or BEGINNING, "valid_until": line.valid_until or END}
    return {**code, **days, "mapping_line": line.line}


def meaning_table(alliance: Alliance) -> pa.Table:
    """Return what each code means, one row per span of days in which its lines stay the same, none overlapping.

    Several lines that are valid on one day give the union of what they give.
    """
    lines: dict[tuple[str, ...], list[_Line]] = {}
    for partner, line, attribute in _claimed(alliance):
        row, concepts = _row(partner, line, attribute), concepts_of(line, alliance.scheme_of(attribute))
        lines.setdefault(tuple(row[name] for name in _CODE), []).append((row, concepts))
    columns = mask_columns("mask", most_words(alliance))
    rows = []
    for code, found in lines.items():
        for span, concepts in _spans(found):
            # A shorter mask than that of another attribute has nothing in the words that it lacks.
            words = dict.fromkeys(columns, 0) | dict(zip(columns, concepts.words, strict=False))
            rows.append({**dict(zip(_CODE, code, strict=True)), **span, **words})
    masks = [pa.field(name, pa.int64()) for name in columns]
    return pa.Table.from_pylist(rows, pa.schema([*(SCHEMA.field(name) for name in (*_CODE, *_DAYS)), *masks]))


def _spans(lines: Sequence[_Line]) -> Iterator[tuple[Mapping[str, date], ConceptSet]]:
    # Cut at every day on which any line begins or ends: in between nothing changes, so a value finds one meaning a day.
    for first, end in pairwise(sorted({row[name] for row, _ in lines for name in _DAYS})):
        said = [concepts for row, concepts in lines if row["valid_from"] <= first and end <= row["valid_until"]]
        if said:
            yield dict(zip(_DAYS, (first, end), strict=True)), reduce(or_, said)
