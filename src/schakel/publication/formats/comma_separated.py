"""CSV with its description beside it, as CSV on the Web asks (W3C, Metadata Vocabulary for Tabular Data, 2015).

UTF-8, a comma, a header, one line per cell; numbers have a point and no separator of thousands.
"""

from collections.abc import Mapping
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Mark
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.columns import DataColumn, columns, rows
from schakel.publication.localisation import localise
from schakel.publication.open_data import facts, to_json
from schakel_base.csv_text import lines


def csv_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return the cells of a table as CSV, and what describes them."""
    name = f"{table.indicator.name}.csv"
    cells = lines([[column.name for column in columns(table, content)], *rows(table, content)])
    return {name: cells, f"{name}-metadata.json": to_json(_description(table, content, name))}


def _description(table: ProtectedTable, content: ReleaseContent, name: str) -> dict[str, Any]:
    terms = content.reuse
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": by_language(_texts(table.indicator.title, content)),
        "dc:description": by_language(_texts(table.indicator.definition, content)),
        "dc:source": by_language(_texts(table.indicator.source, content)),
        **({"dc:publisher": by_language(_texts(terms.publisher, content))} if terms else {}),
        **({"dc:license": {"@id": terms.licence}} if terms else {}),
        "dc:identifier": f"{content.alliance}/{content.product.name}/{table.indicator.name}/{content.edition}",
        "dc:issued": {"@value": content.as_of.isoformat(), "@type": "xsd:date"},
        "rdfs:comment": _comments(table, content),
        "dialect": {"lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [_column(column) for column in columns(table, content)],
            "primaryKey": [variable(dimension.name) for dimension in table.dimensions],
        },
    }


def _texts(text: Any, content: ReleaseContent) -> dict[str, str]:
    return {tag: localise(tag).text(text) for tag in content.languages}


def _comments(table: ProtectedTable, content: ReleaseContent) -> list[dict[str, str]]:
    return [
        {"@value": f"{label}: {said}", "@language": tag}
        for tag in content.languages
        for label, said in facts(table, content, localise(tag))
    ]


def _column(column: DataColumn) -> dict[str, Any]:
    if column.name.endswith("mark"):
        # A mark is one of four words: whoever validates the file can hold it against these.
        datatype: Any = {"base": "string", "format": "|".join(mark.value for mark in Mark)}
    else:
        datatype = column.datatype
    return {
        "name": variable(column.name),
        "titles": column.name,
        "datatype": datatype,
        "dc:title": by_language(column.title),
    }


def by_language(texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Return texts by language in the manner of JSON-LD."""
    return [{"@value": said, "@language": tag} for tag, said in texts.items() if said]


def variable(name: str) -> str:
    """Return the name of a column as a variable of a URI template, which knows no hyphen."""
    return name.replace("-", "_")
