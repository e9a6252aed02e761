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
from schakel.intake.formats.named import Fields, Named, NamedRows
from schakel.intake.prescan import UnreadableFileError

_IS_FLAT = etree.XPath("not(@* or */* or */@* or comment() or processing-instruction())")


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
        self._source, self._named = source, NamedRows(source)
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
                    yield element.sourceline, _values(element)
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


@cache
def _names(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The names of children; none where two have the same."""
    names = tuple(map(_name, tags))
    return names if len({*names}) == len(names) else ()


def _values(element: Any) -> Fields:
    # Most rows are a list of values, each under a name of its own: those are read in one go.
    if _IS_FLAT(element) and (names := _names(tuple([child.tag for child in element]))):
        return dict(zip(names, [child.text for child in element], strict=True))
    return _nested(element)


def _nested(element: Any) -> Fields:
    found: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for name, value in _texts(element, ""):
        if name in found:
            several.setdefault(name, [found[name]]).append(value)
        else:
            found[name] = value
    return found | {name: json.dumps(values, ensure_ascii=False) for name, values in several.items()}


def _texts(element: Any, before: str) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        yield f"{before}@{_name(name)}", value
    for child in element:
        if not isinstance(child.tag, str):  # a comment or an instruction
            continue
        name, text = before + _name(child.tag), child.text
        if len(child) or child.keys():
            yield from _texts(child, f"{name}/")
            # Its own text: what stands before the first element in it and after each.
            text = "".join([text or "", *(one.tail or "" for one in child)])
        if text and not text.isspace():
            yield name, text
