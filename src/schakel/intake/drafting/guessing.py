"""Guesses how a file is written from the file itself: format, encoding, delimiter, header line."""

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from lxml import etree

from schakel.intake.header import DELIMITERS
from schakel.model.file_layout import FileFormat
from schakel.store.sealed import SealedFile
from schakel_base.errors import DeliveryError

LOOKED_AT = 1 << 20
"""The bytes at the beginning of a text from which its form is told."""

MANY = 10
"""Of rows an element has a few; of which it has so many, it is not a row itself but what holds them."""
_Path: TypeAlias = tuple[str, ...]
_ATTRIBUTE = "@"

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENCODINGS = ("utf-8", "cp1252", "latin-1")


@dataclass(frozen=True)
class FormOfFile:
    """The format of a file, and how its text is written."""

    format: FileFormat
    encoding: str = "utf-8"
    delimiter: str = ","


def guess(file: SealedFile, named: str, sheet: str = "", rows: str = "") -> FormOfFile:
    """Tell how a file is written; `sheet` and `rows` say where its rows are, where that cannot be told.

    Raises
    ------
    DeliveryError
        If it is packed twice, or it cannot be told where its rows or its columns are; `named` is what it is called.
    """
    with file.open() as opened:
        opening = opened.read(LOOKED_AT)
    if opening.startswith(b"PAR1"):
        return FormOfFile(FileFormat("parquet"))
    if opening.startswith(b"PK"):
        return FormOfFile(FileFormat(_workbook(file, named), sheet=sheet))
    if opening.startswith(b"\x1f\x8b"):
        raise DeliveryError(f"{named} is packed twice; unpack it once")
    encoding = _encoding(opening)
    text = opening.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return FormOfFile(FileFormat("xml", rows=rows or _path(opening, named)))
    if text.startswith("["):
        return FormOfFile(FileFormat("json"), encoding)
    if text.startswith("{"):
        return FormOfFile(_objects(text, rows, file, named, encoding), encoding)
    lines = text.splitlines()
    if _has_places(lines):
        raise DeliveryError(
            f"{named} has lines of one length without a delimiter, and no header: it may be of fixed width; nothing in "
            "it says where a column begins, so declare its `places`"
        )
    return _delimited(lines, encoding)


def _has_places(lines: Sequence[str]) -> bool:
    """Whether no line has a delimiter and all are as long as the first, which has a digit, as no header does."""
    whole = lines[:-1]  # the last may be cut off
    alike = len(whole) > 1 and len({len(line) for line in whole}) == 1
    return alike and any(map(str.isdigit, lines[0])) and not any(one in lines[0] for one in DELIMITERS)


def _workbook(file: SealedFile, named: str) -> str:
    try:
        with file.open() as opened, zipfile.ZipFile(opened) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        names = []
    if "[Content_Types].xml" in names:
        return "xlsx"
    if "mimetype" in names:
        return "ods"
    raise DeliveryError(f"{named} is packed twice; unpack it once")


def _encoding(opening: bytes) -> str:
    for mark, encoding in _MARKS:
        if opening.startswith(mark):
            return encoding
    # The last character may be cut off.
    return next(one for one in _ENCODINGS if _decodes(opening[: opening.rfind(b"\n") + 1] or opening, one))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _path(opening: bytes, named: str) -> str:
    """The path of the elements that are there most often, of those that lie least deep; more than once, if any are.

    Where these hold many times as many others with columns of their own, such as the cases of each court, those.
    """
    paths = Counter(_paths(opening))
    elements = {path: times for path, times in paths.items() if not path[-1].startswith(_ATTRIBUTE)}
    several = {path: times for path, times in elements.items() if times > 1}
    found = several or {path: times for path, times in elements.items() if len(path) == 2}
    if not found:
        raise DeliveryError(f"{named} has no elements that could be rows; say where they are with --rows")
    path, with_columns = _outermost(found), {one[:-1] for one in paths}
    while inside := {
        one: times
        for one, times in found.items()
        if one[: len(path)] == path != one and one in with_columns and times >= MANY * found[path]
    }:
        path = _outermost(inside)
    return "/" + "/".join(path)


def _outermost(paths: Mapping[_Path, int]) -> _Path:
    return min((len(path), -times, path) for path, times in paths.items())[2]


def _paths(opening: bytes) -> Iterator[_Path]:
    """The path of each element and of each attribute, from the root."""
    above: list[str] = []
    events = etree.iterparse(
        BytesIO(opening), events=("start", "end"), resolve_entities=False, load_dtd=False, recover=True
    )
    for event, element in events:
        if event == "end":
            above.pop()
        else:
            above.append(etree.QName(element).localname)
            yield (*above,)
            yield from ((*above, _ATTRIBUTE + name) for name in element.attrib)


def _objects(text: str, rows: str, file: SealedFile, named: str, encoding: str) -> FileFormat:
    first, *others = text.splitlines()
    with suppress(ValueError):
        row = json.loads(first)
        # A document may be one line: then it holds a list of rows, and is no row.
        if any(map(str.strip, others)) or not [*_lists(row)]:
            return FileFormat("json-lines", rows=rows)
    return FileFormat("json", rows=rows or _path_in_json(file, named, encoding))


def _path_in_json(file: SealedFile, named: str, encoding: str) -> str:
    """The path of the list with most objects in it, of those that lie least deep."""
    with suppress(ValueError):
        if lists := [*_lists(json.loads(file.read_text(encoding)))]:
            return min(lists)[2]
    raise DeliveryError(f"{named} is a JSON object without a list of objects; say where its rows are with --rows")


def _lists(value: object, *above: str) -> Iterator[tuple[int, int, str]]:
    """The depth of each list of objects that no list is above, less its length, and its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, *above, name)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield len(above), -len(value), ".".join(above)


def _delimited(lines: Sequence[str], encoding: str) -> FormOfFile:
    """The delimiter that gives most lines the same number of fields, above one; the header is the first such line."""
    width_of = {delimiter: _widths(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: _agreement(width_of[one]))
    [(usual, _)] = Counter(filter(None, width_of[best])).most_common(1) or [(1, 1)]
    before = width_of[best].index(usual) if lines else 0
    quote = "'" if lines and f"'{best}'" in lines[before] else '"'
    return FormOfFile(FileFormat(quote=quote, header=before + 1 if before else 0), encoding, best)


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    return [len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines[:200]]


def _agreement(widths: Sequence[int]) -> int:
    return max((times * (width - 1) for width, times in Counter(widths).items()), default=0)
