"""The lines of a mapping as tables: codes with the days on which they are valid, and what each can mean."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, repeat
from typing import Any

import pyarrow as pa

from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import ConceptScheme, ConceptSet
from schakel.model.mapping import MappingLine, Match
from schakel.vocabulary.masks import SURE, mask_columns, most_sure_words, most_words

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
_CODE = ("partner", "column_name", "attribute", "source_value", "valid_from", "valid_until")
ANYTHING = ""
"""What a line gives that cannot be mapped: no concept has this notation."""


def concepts_of(line: MappingLine, scheme: ConceptScheme) -> ConceptSet:
    """Return the set of concepts that one line of a mapping gives: all of the scheme where it cannot be mapped."""
    # A code that cannot be mapped is a claim all the same: one that leaves everything open.
    return _together(_given_by([line]), scheme)


def meant_by(partner: Partner, column: str, lines: Collection[int], scheme: ConceptScheme) -> ConceptSet:
    """Return what some lines of the mapping of a partner, by their numbers, say together of a value in a column."""
    found = (line for line in partner.mapping if line.column == column and line.line in lines)
    return _together(_given_by(found), scheme)


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


_Code = tuple[str, str, str, str]
"""A partner, a column, an attribute that it claims, and a value."""


def _claimed(alliance: Alliance) -> Iterator[tuple[_Code, MappingLine]]:
    """Each code with each line that is about it."""
    for partner in alliance.partners.values():
        claimed = {column: sorted(attributes) for column, attributes in attributes_of_columns(partner).items()}
        for line in partner.mapping:
            for value in line.values:
                for attribute in claimed[line.column]:
                    yield (partner.name, line.column, attribute, value), line


def _row(code: _Code, line: MappingLine) -> dict[str, Any]:
    return {**dict(zip(_CODE, (*code, *_days(line)), strict=True)), "mapping_line": line.line}


def _days(line: MappingLine) -> tuple[date, date]:
    return line.valid_from or BEGINNING, line.valid_until or END


def meaning_table(alliance: Alliance) -> pa.Table:
    """Return what each code means, one row per span of days in which its lines stay the same, none overlapping.

    Several lines that are valid on one day give the union of what they give.
    """
    lines: dict[_Code, list[MappingLine]] = {}
    for code, line in _claimed(alliance):
        lines.setdefault(code, []).append(line)
    words, sure_words, rows = most_words(alliance), most_sure_words(alliance), list[tuple[Any, ...]]()
    masks = dict[tuple[str, frozenset[str]], tuple[int, ...]]()  # a few, in which thousands of codes have their meaning
    for code, found in lines.items():
        attribute = code[2]
        for first, end, said in _spans(found):
            if (mask := masks.get((attribute, said))) is None:
                concepts = _together(said, alliance.scheme_of(attribute))
                # Nobody asks what is sure of an attribute with one value.
                sure = concepts.sure if alliance.attributes[attribute].many else ()
                mask = masks[attribute, said] = (*_padded(concepts.words, words), *_padded(sure, sure_words))
            rows.append((*code, first, end, *mask))
    names = (*mask_columns("mask", words), *(mask_columns(SURE, sure_words) if sure_words else ()))
    fields = [*(SCHEMA.field(name) for name in _CODE), *(pa.field(name, pa.int64()) for name in names)]
    columns = zip(*rows, strict=True) if rows else repeat(())
    schema = pa.schema(fields)
    return pa.table(dict(zip(schema.names, columns, strict=False)), schema=schema)


def _padded(mask: Sequence[int], words: int) -> tuple[int, ...]:
    """A mask in more words: one that is shorter has nothing in those that it lacks."""
    return (*mask, *(0,) * words)[:words]


def _together(said: Collection[str], scheme: ConceptScheme) -> ConceptSet:
    """What some concepts say together, as lines of a mapping give them."""
    return scheme.anything if ANYTHING in said else scheme.leaves_of(*said)


def _spans(lines: Sequence[MappingLine]) -> Iterator[tuple[date, date, frozenset[str]]]:
    """Between the days on which any line begins or ends nothing changes, so a value has one meaning a day."""
    if len(lines) == 1:
        yield (*_days(lines[0]), _given_by(lines))
        return
    for first, end in pairwise(sorted({day for line in lines for day in _days(line)})):
        said = [line for line in lines for since, until in [_days(line)] if since <= first and end <= until]
        if said:
            yield first, end, _given_by(said)


def _given_by(lines: Iterable[MappingLine]) -> frozenset[str]:
    return frozenset([ANYTHING if line.match is Match.NONE else line.concept for line in lines])
