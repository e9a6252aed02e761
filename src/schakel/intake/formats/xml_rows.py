"""XML: the elements at a declared path are rows; a child `born` is a column, as are `person/born` and `@id`.

No document type, no entities, no network: what a file may be is in the file. Namespaces are passed over. A name that
stands several times in a row stays as the JSON list of its values: none of them is chosen.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from lxml import etree

from schakel.intake.formats.batch import ArrivedFile, Batch
from schakel.intake.formats.named import Alike, Fields, Named, NamedRows
from schakel.intake.prescan import UnreadableFileError
from schakel_base.errors import Fault

CHUNK = 1 << 18
_IS_FLAT = etree.XPath("not(@* or */* or */@* or comment() or processing-instruction())")
_ARE_FLAT = etree.XPath("not(*[@* or */* or */@* or comment() or processing-instruction()])")
"""The same of all children of an element: one question, where asking each takes as long as reading it."""


class XmlDocument:
    """The rows of a document.

    Raises
    ------
    UnreadableFileError
        While reading: if it is not well-formed, has a document type, or has no element at the path.
    """

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

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        yield from self._named.remarks()

    def _rows(self) -> Iterator[Named | Alike]:
        found = False
        try:
            for holder, count in self._parsed():
                _refuse_document_type(holder)
                for some in _named(holder, count, self._path[-1]):
                    found = True
                    yield some
        except etree.XMLSyntaxError as error:
            raise UnreadableFileError(
                "Line {line}: the XML is not well-formed there.", line=str(error.lineno or 1)
            ) from None
        if not found:
            raise UnreadableFileError(
                "The file has no `{place}`, the rows of the contract.", place=f"/{'/'.join(self._path)}"
            )

    def _parsed(self) -> Iterator[tuple[Any, int]]:
        """Elements above rows, each with how many of its children are there; these are freed when the next is asked."""
        above = self._path[:-1]
        parser = etree.XMLPullParser(
            ("start", "end"),
            tag=f"{{*}}{(above or self._path)[-1]}",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        holder = None
        while chunk := self._source.file.read(CHUNK):
            parser.feed(chunk)
            for event, element in parser.read_events():
                if event == "start" and above and _path_of(element) == above:
                    holder = element
                elif event == "end" and element is holder:
                    yield from _freed(holder, len(holder))
                    holder = None
            if holder is not None:
                # The last child may go on in the next chunk.
                yield from _freed(holder, len(holder) - 1)
        root = parser.close()
        _refuse_document_type(root)
        if not above:
            holder = etree.Element("document")
            holder.append(root)
            yield holder, 1


def _freed(holder: Any, count: int) -> Iterator[tuple[Any, int]]:
    if count > 0:
        yield holder, count
        # Nobody may hold a child by now: lxml would keep each that is held as a document of its own.
        del holder[:count]


def _named(holder: Any, count: int, name: str) -> Iterator[Named | Alike]:
    rows = [*holder.iterchildren(f"{{*}}{name}")]
    if rows and count < len(holder) and rows[-1] is holder[-1]:
        rows.pop()
    yield from _alike(rows) if rows and _ARE_FLAT(holder) else _one_by_one(rows)


def _alike(rows: Sequence[Any]) -> Iterable[Named | Alike]:
    """Most rows are a list of values, each under a name of its own, and the same names in each: read in one go."""
    cells = [cell for row in rows for cell in row]
    tags = [cell.tag for cell in cells]
    width = len(rows[0])
    names = _names(tuple(tags[:width]))
    if not names or {*map(len, rows)} != {width} or tags != tags[:width] * len(rows):
        return _one_by_one(rows)
    texts = [cell.text for cell in cells]
    return [Alike(names, [row.sourceline for row in rows], [texts[place::width] for place in range(width)])]


def _one_by_one(rows: Sequence[Any]) -> Iterable[Named]:
    return [(row.sourceline, _values(row)) for row in rows]


def _refuse_document_type(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise UnreadableFileError("The file has a document type (DTD), which may change what is read; leave it out.")


def _path_of(element: Any) -> list[str]:
    return [_name(one.tag) for one in reversed([element, *element.iterancestors()])]


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
