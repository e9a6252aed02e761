"""Rows are written as a file of their contract, in any format: what is read from it is what was written."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from arrivals import SHELTER, source
from written_files import format_of

from schakel.desk.written_rows import WRITERS, file_of
from schakel.intake.formats import FORMATS
from schakel.model import FileFormat
from schakel.model.contract import Contract
from schakel_base.errors import RequestError

COLUMNS = ("number", "asked", "kind", "age", "remark")
ROWS = [
    dict(zip(COLUMNS, ("007", "2021-02-01", "sex", "31", "calls back"), strict=True)),
    dict(zip(COLUMNS, ("=1+1", "", "a; b", "", "it's < 5 € é"), strict=True)),
]
TOLD = {
    "a header lower down": FileFormat("delimited", header=3),
    "no quotes": FileFormat("delimited", quote="none"),
    "a sheet lower down": FileFormat("xlsx", header=4),
    "a path": FileFormat("json-lines", rows="of.it"),
} | {name: format_of(name, COLUMNS) for name in WRITERS}


def contract(form: FileFormat) -> Contract:
    return replace(SHELTER, format=form, encoding="utf-8")


def read(content: bytes, form: FileFormat) -> list[Mapping[str, str]]:
    opened = FORMATS[form.name](source(content, COLUMNS, format=form))
    found = []
    for batch in opened.batches():
        columns = [[str(one) if one is not None else "" for one in column] for column in batch.columns]
        found += [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
    return found


def test_every_format_is_written() -> None:
    assert WRITERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("form", TOLD.values(), ids=TOLD)
def test_what_is_read_is_what_was_written(form: FileFormat) -> None:
    content, ending = file_of(contract(form), ROWS)
    assert ending and read(content, form) == ROWS


@pytest.mark.parametrize(
    "form, encoding, value, said",
    [
        (FileFormat(), "ascii", "é", "cannot hold the character é"),
        (FileFormat(quote="none"), "utf-8", "a,b", "cannot hold the character ,"),
        (format_of("fixed-width", COLUMNS), "utf-8", "x" * 13, "has room for 12 characters"),
        (format_of("xml", COLUMNS), "utf-8", "\x01", "cannot be written as the contract describes"),
    ],
)
def test_a_value_that_a_file_cannot_hold_is_refused(form: FileFormat, encoding: str, value: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        file_of(replace(contract(form), encoding=encoding), [{"kind": value}])
