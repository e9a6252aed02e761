"""XML: the elements at a declared path are rows; a child `born` is a column, as are `person/born` and `@id`.

What stands around rows is a column too where the contract has it: `../@code` is an attribute of the element that holds
the rows, and `../name` an element in it before the first row.

The text of a row itself is the column `text()`.

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
from schakel_base.errors import Fault, message

CHUNK = 1 << 18
_ABOVE = "../"
_TEXT = "text()"
"""What a row has as text of its own, beside or in place of elements."""
_DOCUMENT = "around-the-root"
"""What holds a root that is a row itself."""
_NOT_WELL_FORMED = message("Line {line}: the XML is not well-formed there.")
_TOO_MUCH = message(
    "Line {line}: the XML is nested too deeply there, or a value is longer than ten million characters."
)
_OTHER_ENCODING = message(
    "Line {line}: the bytes there are not in the encoding that the file says, or not UTF-8 if it says none."
)
_UNKNOWN_ENCODING = message("The file says that it is in an encoding that is not known; save it as UTF-8.")
_SAID_OF = {
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: _TOO_MUCH,
    etree.ErrorTypes.ERR_INVALID_ENCODING: _OTHER_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING: _UNKNOWN_ENCODING,
}
"""What is said of what the parser finds; of all else that it is not well-formed."""
_OF_SCHEMAS = "{http://www.w3.org/2001/XMLSchema-instance}"
"""Attributes that say where a schema is, and nothing of a row."""
_DEEP = "@* or */* or */@* or .//comment() or .//processing-instruction() or text()[normalize-space()]"
_IS_FLAT = etree.XPath(f"not({_DEEP})")
_ARE_FLAT = etree.XPath(f"not(*[{_DEEP}])")
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
        self._around = _Around([one.name for one in source.contract.delivered_columns], self._path[-1])
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
                around = self._around.rows_of(holder, count)
                for some in _named(holder, count, self._path[-1]):
                    found = True
                    yield _with(some, around) if around else some
        except etree.XMLSyntaxError as error:
            said = _SAID_OF.get(error.code, _NOT_WELL_FORMED)
            raise UnreadableFileError(said, line=str(error.lineno or 1)) from None
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
            holder = etree.Element(_DOCUMENT)
            holder.append(root)
            yield holder, 1


class _Around:
    """What stands around the rows of one element after another."""

    def __init__(self, columns: Sequence[str], row: str) -> None:
        # Whoever drafts a contract has no columns yet, and wants to see all of it.
        self._wanted = {one for one in columns if one.startswith(_ABOVE)} if columns else None
        self._row, self._holder = row, None
        self._found, self._is_before_rows = list[tuple[str, str]](), True

    def rows_of(self, holder: Any, count: int) -> Fields:
        """Return it for the rows among so many children, which are freed afterwards: so what came earlier is kept."""
        if self._wanted == set():
            return {}
        if holder is not self._holder:
            self._holder, self._found, self._is_before_rows = holder, [*_above(holder)], True
        for child in holder[:count] if self._is_before_rows else ():
            if isinstance(child.tag, str) and _name(child.tag) == self._row:
                self._is_before_rows = False
                break
            self._found += _texts_in(child, _ABOVE)
        found = _in_lists(self._found)
        return found if self._wanted is None else {name: text for name, text in found.items() if name in self._wanted}


def _above(element: Any) -> Iterator[tuple[str, str]]:
    """The attributes of an element and of those above it, and what these hold before the first of its name."""
    before = _ABOVE
    while element is not None and element.tag != _DOCUMENT:
        for name, value in element.items():
            if not name.startswith(_OF_SCHEMAS):
                yield f"{before}@{_name(name)}", value
        before, below, element = before + _ABOVE, element, element.getparent()
        for child in () if element is None else _before_the_first(element, below.tag):
            yield from _texts_in(child, before)


def _before_the_first(element: Any, tag: str) -> Iterator[Any]:
    """The children before the first with a tag."""
    for child in element:
        if child.tag == tag:
            return
        yield child


def _with(some: Named | Alike, around: Fields) -> Named | Alike:
    """Rows with what stands around all of them."""
    if isinstance(some, Alike):
        beside = [[value] * len(some.lines) for value in around.values()]
        return Alike((*some.names, *around), some.lines, [*some.columns, *beside])
    line, fields = some
    return line, fields if isinstance(fields, Fault) else {**fields, **around}


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
    own = _own_text(element)
    return _in_lists([*_texts(element, ""), *([] if own.isspace() or not own else [(_TEXT, own)])])


def _own_text(element: Any) -> str:
    """What stands before the first element in it and after each."""
    return "".join([element.text or "", *(one.tail or "" for one in element)])


def _in_lists(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts by name; those of one name as a list."""
    found: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for name, value in texts:
        if name in found:
            several.setdefault(name, [found[name]]).append(value)
        else:
            found[name] = value
    return found | {name: json.dumps(values, ensure_ascii=False) for name, values in several.items()}


def _texts(element: Any, before: str) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        yield f"{before}@{_name(name)}", value
    for child in element:
        yield from _texts_in(child, before)


def _texts_in(child: Any, before: str) -> Iterator[tuple[str, str]]:
    if not isinstance(child.tag, str):  # a comment or an instruction
        return
    name, text = before + _name(child.tag), child.text
    if len(child) or child.keys():
        yield from _texts(child, f"{name}/")
        text = _own_text(child)
    if text and not text.isspace():
        yield name, text
