"""The metadata of a table in one plain JSON file, in all languages."""

from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Mark
from schakel.model.table import TOTAL
from schakel.publication.addresses import scheme_of
from schakel.publication.content import ReleaseContent
from schakel.publication.linkage_notes import counts_linked, linkage_note
from schakel.publication.localisation import localise
from schakel.publication.open_data import texts, to_json


def metadata_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return the metadata of a table."""
    return {f"{table.indicator.name}.json": to_json(metadata(table, content))}


def metadata(table: ProtectedTable, content: ReleaseContent) -> dict[str, Any]:
    """Return what a reader needs to understand the figures of a table."""
    return {
        "name": table.indicator.name,
        "alliance": content.alliance,
        "product": content.product.name,
        "edition": content.edition,
        "as_of": content.as_of.isoformat(),
        "synthetic": table.synthetic,
        "status": table.indicator.status.value,
        "title": texts(table.indicator.title, content),
        "definition": texts(table.indicator.definition, content),
        "unit": {"code": table.indicator.unit, "label": texts(content.counted(table.indicator), content)},
        "source": texts(table.indicator.source, content),
        "publisher": texts(content.reuse.publisher, content) if content.reuse else None,
        "licence": content.reuse.licence if content.reuse else None,
        "notes": [*_linkage(table, content), *(texts(note, content) for note in table.indicator.notes)],
        "breaks": [
            {
                "on": one.on.isoformat(),
                "label": texts(one.label, content),
                "source": texts(one.source, content),
                "verified": one.verified,
            }
            for one in table.indicator.breaks
        ],
        "dimensions": [_dimension(table, index, content) for index in range(len(table.dimensions))],
        "statistics": [
            {"kind": one.kind, "along": one.along, "label": texts(one.label, content)}
            for one in table.indicator.statistics
        ],
        "protection": {
            "profile": table.profile.name,
            "sentence": texts(table.profile.sentence, content),
            "source": table.profile.source,
            "verified": table.profile.verified,
        },
        "marks": {mark.value: {tag: localise(tag).mark_meaning(mark) for tag in content.languages} for mark in Mark},
        "data": f"{table.indicator.name}.csv",
    }


def _linkage(table: ProtectedTable, content: ReleaseContent) -> list[dict[str, str]]:
    """What linking leaves open in a table, in the languages of the release."""
    if not counts_linked(table, content):
        return []
    return [{tag: linkage_note(content, localise(tag)) for tag in content.languages}]


def _dimension(table: ProtectedTable, index: int, content: ReleaseContent) -> dict[str, Any]:
    dimension, rule = table.dimensions[index], table.indicator.dimensions[index]
    scheme = scheme_of(rule, content)
    return {
        "name": dimension.name,
        "kind": rule.kind,
        "label": texts(dimension.label, content),
        "scheme": scheme.uri if scheme else None,
        "categories": [
            {
                "code": None if one.code == TOTAL else one.code,
                "level": one.level,
                "label": texts(one.label, content),
            }
            for one in dimension.categories
        ],
    }
