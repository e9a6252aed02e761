"""JSON: a list of objects, or an object on each line; an object in an object is read as `outer.inner`.

Numbers stay as they are written. A list stays as the JSON that it is: no value of it is chosen.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from schakel.intake.formats.batch import ArrivedFile, Batch, OpenedFile
from schakel.intake.formats.named import Fields, Named, NamedRows
from schakel.intake.formats.text import OpenText, open_text
from schakel.intake.prescan import LONGEST_LINE, UnreadableFileError, with_halves_shown
from schakel_base.errors import Fault, SchakelError, message

CHARACTERS_AT_A_TIME = 1 << 16
_SPACE = " \t\r\n"
_TWICE = message("Line {line}: a name occurs twice in one object.")
_TWICE_IN_A_ROW = message("a name occurs twice in one object.")


class _NoFieldsError(SchakelError):
    """A value that is no row; the fault says why."""


class _Documents:
    """A file of objects."""

    has_lines = True

    def __init__(self, source: ArrivedFile, text: OpenText, rows: Callable[[OpenText, str], Iterator[Named]]) -> None:
        self._text, self._named = text, NamedRows(source)
        self._rows, self._path = rows, source.contract.format.rows
        self.matched = self._named.matched

    @property
    def header(self) -> list[str]:
        return self._named.header

    def batches(self) -> Iterator[Batch]:
        yield from self._named.batches(self._rows(self._text, self._path))

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        yield from self._text.remarks()
        yield from self._named.remarks()


def open_json_lines(source: ArrivedFile) -> OpenedFile:
    """Open JSON Lines: text with an object on each line.

    Raises
    ------
    UnreadableFileError
        If it is not the text that the contract declares.
    """
    return _Documents(source, open_text(source), _lines)


def open_json(source: ArrivedFile) -> OpenedFile:
    """Open a JSON document: a list of objects, at the path that the contract declares.

    Raises
    ------
    UnreadableFileError
        If it is not the text that the contract declares.
    """
    return _Documents(source, open_text(source, longest_line=0), _elements)


def _lines(text: OpenText, path: str) -> Iterator[Named]:
    for line, written in enumerate(text.text, start=1):
        if written.strip():
            yield line, _fields_or_why(written, path)
        else:
            text.blank_lines += 1


def _fields_or_why(written: str, path: str) -> Fields | Fault:
    try:
        value = _DECODER.decode(written)
        for step in filter(None, path.split(".")):
            value = value if isinstance(value, _Doubled) else value[step]
        return _fields(value)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Fault(message("the line is not a JSON object."))
    except _NoFieldsError as reason:
        return reason.faults[0]


def _elements(text: OpenText, path: str) -> Iterator[Named]:
    """The elements of the list at a path, each decoded by itself, so that the document is never in memory whole."""
    window, steps = _Window(text), [*filter(None, path.split("."))]
    try:
        for step in steps:
            window.enter(step)
        yield from window.elements()
        window.leave(steps)
    except RecursionError:
        raise window.fault(message("Line {line}: it is nested too deeply.")) from None


class _Window:
    """The part of a document that is in memory, and the line on which it begins."""

    def __init__(self, text: OpenText) -> None:
        self._file, self._text, self._place, self._line = text, "", 0, 1

    def fault(self, said: str, **fields: str) -> UnreadableFileError:
        """Return a sentence about the place that was reached."""
        return UnreadableFileError(said, line=str(self._line), **fields)

    def enter(self, step: str) -> None:
        """Go to the value of a key of the object that comes next; what stands before it is passed over."""
        self._expect("{")
        while self._value() != step:
            self._expect(":")
            self._pass_over()
            if self._next() != ",":
                raise UnreadableFileError("The file has no `{place}` where the contract has its rows.", place=step)
            self._place += 1
        self._expect(":")

    def elements(self) -> Iterator[Named]:
        """The elements of the list that comes next, with their lines."""
        for _ in self._parts("[", "]"):
            self._next()
            line, value = self._line, self._value()
            try:
                yield line, _fields(value)
            except _NoFieldsError as reason:
                yield line, reason.faults[0]

    def leave(self, steps: Sequence[str]) -> None:
        """Read on to the end of the document, so that nothing behind the list is left without a word."""
        for step in reversed(steps):
            while self._next() == ",":
                self._place += 1
                if self._named_value() == step:
                    raise self.fault(_TWICE)
            self._expect("}")
        if self._next():
            raise self.fault(message("Line {line}: the document has ended, and something else follows."))

    def _parts(self, opening: str, closing: str) -> Iterator[None]:
        """Stop before each part of the list or object that comes next; whoever asks reads the part."""
        self._expect(opening)
        if self._next() != closing:
            yield
            while self._next() != closing:
                self._expect(",")
                yield
        self._place += 1

    def _named_value(self) -> Any:
        """Pass over a name and its value, and return the name."""
        name = self._value()
        self._expect(":")
        self._pass_over()
        return name

    def _pass_over(self) -> None:
        """Pass over the next value, part by part, since a list of other rows may be long."""
        match self._next():
            case "[":
                for _ in self._parts("[", "]"):
                    self._pass_over()
            case "{":
                for _ in self._parts("{", "}"):
                    self._named_value()
            case _:
                self._value()

    def _next(self) -> str:
        """The next character that is no space; empty at the end of the file."""
        while True:
            while self._place < len(self._text) and self._text[self._place] in _SPACE:
                self._line += self._text[self._place] == "\n"
                self._place += 1
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def _expect(self, character: str) -> None:
        if self._next() != character:
            raise self.fault(message("Line {line}: there is no `{character}` where one must be."), character=character)
        self._place += 1

    def _value(self) -> Any:
        """Decode the next value."""
        self._next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._place)
            except ValueError:
                # It may be cut off by the window; a value without an end would be read into memory whole.
                if len(self._text) - self._place > LONGEST_LINE or not self._more():
                    raise self.fault(
                        message(
                            "Line {line}: the JSON is broken there, or one row is longer than a million characters."
                        )
                    ) from None
                continue
            # A number at the end of the window may go on behind it.
            if end < len(self._text) or not self._more():
                self._line += self._text.count("\n", self._place, end)
                self._place = end
                return value

    def _more(self) -> bool:
        read = self._file.text.read(max(CHARACTERS_AT_A_TIME, len(self._text) - self._place))
        self._text, self._place = self._text[self._place :] + read, 0
        return bool(read)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Doubled:
    """An object in which a name occurs twice: only the row that it is in, or is, cannot be read for it."""


def _pairs(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any] | _Doubled:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Doubled()


class _Written(str):
    """A number as it is written: another one may have more digits than a number of ours, or a sign that it loses."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_Written, parse_int=_Written, parse_constant=_no_constant
)
_PLAIN = frozenset({str, _Written, type(None)})


def _fields(value: Any) -> Fields:
    if isinstance(value, _Doubled):
        raise _NoFieldsError(_TWICE_IN_A_ROW)
    if not isinstance(value, dict):
        raise _NoFieldsError(message("it is not a JSON object."))
    if {*map(type, value.values())} <= _PLAIN:
        return value
    fields = dict[str, str | None]()
    for name, part in _flat(value, ""):
        if name in fields:
            raise _NoFieldsError(message("`{name}` occurs twice."), name=with_halves_shown(name))
        fields[name] = part
    return fields


def _flat(value: dict[str, Any], before: str) -> Iterator[tuple[str, str | None]]:
    for name, part in value.items():
        if isinstance(part, dict):
            yield from _flat(part, f"{before}{name}.")
        else:
            yield f"{before}{name}", _text(part)


def _text(part: Any) -> str | None:
    if part is None or isinstance(part, str):
        return part
    return _as_json(part)


def _as_json(part: Any) -> str:
    """JSON as it was, with its numbers as they are written."""
    match part:
        case _Written():
            return str(part)
        case _Doubled():
            raise _NoFieldsError(_TWICE_IN_A_ROW)
        case list():
            return f"[{', '.join(map(_as_json, part))}]"
        case dict():
            named = (f"{_as_json(name)}: {_as_json(value)}" for name, value in part.items())
            return f"{{{', '.join(named)}}}"
        case _:
            return json.dumps(part, ensure_ascii=False)
