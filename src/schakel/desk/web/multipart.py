"""A form with a file, read while it arrives: first its fields, then the file in pieces, without a temporary file.

The reader of the framework would put the file into a temporary folder, in clear.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from schakel_base.errors import RequestError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

LARGEST_FIELD = 1 << 16
_MOST_FIELDS = 50


@dataclass
class SentForm:
    """What was filled in before the file, the name of the file, and its content as far as it came."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str = ""
    pieces: list[bytes] = field(default_factory=list)
    in_file: bool = False


class _Parts:
    """Receives the parts of a form and sorts them."""

    def __init__(self, form: SentForm) -> None:
        self.form = form
        self._headers: dict[bytes, bytes] = {}
        self._field_name, self._field_value, self._name = b"", b"", ""
        self._value = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self.on_part_begin,
            "on_header_field": self.on_header_field,
            "on_header_value": self.on_header_value,
            "on_header_end": self.on_header_end,
            "on_headers_finished": self.on_headers_finished,
            "on_part_data": self.on_part_data,
            "on_part_end": self.on_part_end,
        }

    def on_part_begin(self) -> None:
        self._headers, self._value = {}, bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._field_name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._field_value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._field_name.lower()] = self._field_value
        self._field_name, self._field_value = b"", b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self.form.in_file = b"filename" in options
        if self.form.in_file:
            if self.form.file_name:
                raise RequestError("send one file at a time")
            self.form.file_name = options[b"filename"].decode("utf-8", "replace")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self.form.in_file:
            self.form.pieces.append(data[start:end])
        elif len(self._value) + end - start > LARGEST_FIELD:
            raise RequestError("a field of the form is too long")
        else:
            self._value += data[start:end]

    def on_part_end(self) -> None:
        if not self.form.in_file:
            if len(self.form.fields) >= _MOST_FIELDS:
                raise RequestError("the form has too many fields")
            self.form.fields[self._name] = self._value.decode("utf-8", "replace").strip()
        self.form.in_file = False


async def sent_form(request: Request) -> AsyncIterator[SentForm]:
    """Yield a form again and again as it arrives; take its `pieces` away each time.

    Raises
    ------
    RequestError
        If it is no form with a file.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise RequestError("choose a file to send")
    form = SentForm()
    parser = MultipartParser(options[b"boundary"], _Parts(form).callbacks())
    try:
        async for piece in request.stream():
            parser.write(piece)
            yield form
        parser.finalize()
    except FormParserError:
        raise RequestError("the form arrived damaged; send it again") from None
