"""XML: the elements at a declared path are rows; a child `born` is a column, as are `person/born` and `@id`.

No document type, no entities, no network: what a file may be is in the file. Namespaces are passed over. A name that
stands several times in a row stays as the JSON list of its values: none of them is chosen.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from schakel.intake.formats.batch import ArrivedFile, Batch, OpenedFile
from schakel.intake.formats.named import Named, NamedRows
from schakel.intake.prescan import UnreadableFileError


def open_xml(source: ArrivedFile) -> OpenedFile:
    """Open an XML document.

    Raises
    ------
    UnreadableFileError
        While reading: if it is not well-formed, has a document type, or has no element at the path.
    """
    return _Document(source)


class _Document:
    has_lines = True

    def __init__(self, source: ArrivedFile) -> None:
        self._source, self._named = source, NamedRows(source.contract)
        self._path = source.contract.format.rows.strip("/").split("/")
        self.matched = self._named.matched

    @property
    def header(self) -> list[str]:
        return self._named.header

    def batches(self) -> Iterator[Batch]:
        yield from self._named.batches(self._rows())

    def remarks(self) -> Iterator[tuple[str, str]]:
        yield from self._named.remarks()

    def _rows(self) -> Iterator[Named]:
        events = etree.iterparse(
            self._source.file,
            tag=f"{{*}}{self._path[-1]}",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        parent, fits, found = None, False, False
        try:
            for _, element in events:
                if parent is None or element.getparent() is not parent:
                    parent = element.getparent()
                    fits = _path_of(element) == self._path
                    _refuse_document_type(element)
                if fits:
                    found = True
                    yield element.sourceline, {name: _one(values) for name, values in _values(element).items()}
                    _forget(element)
        except etree.XMLSyntaxError as error:
            raise UnreadableFileError(f"Line {error.lineno or 1}: the XML is not well-formed there.") from None
        _refuse_document_type(events.root)
        if not found:
            raise UnreadableFileError(f"The file has no `/{'/'.join(self._path)}`, the rows of the contract.")


def _refuse_document_type(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise UnreadableFileError("The file has a document type (DTD), which may change what is read; leave it out.")


def _path_of(element: Any) -> list[str]:
    return [_name(one.tag) for one in reversed([element, *element.iterancestors()])]


def _forget(element: Any) -> None:
    """Free a row that was read, and what stood before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


@cache
def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _values(element: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    _collect(element, "", found)
    return found


def _collect(element: Any, before: str, found: dict[str, list[str]]) -> None:
    for name, value in element.attrib.items():
        found.setdefault(f"{before}@{_name(name)}", []).append(value)
    for child in element:
        if not isinstance(child.tag, str):  # a comment or an instruction
            continue
        name = before + _name(child.tag)
        if len(child) or child.attrib:
            _collect(child, f"{name}/", found)
        # Of an element with elements in it, its own text: what stands before the first of them and after each.
        text = "".join([child.text or "", *(one.tail or "" for one in child)]) if len(child) else child.text
        if text and text.strip():
            found.setdefault(name, []).append(text)


def _one(values: list[str]) -> str:
    return values[0] if len(values) == 1 else json.dumps(values, ensure_ascii=False)
