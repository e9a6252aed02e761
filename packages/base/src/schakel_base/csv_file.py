"""A declaration in CSV: one line per value, under a header that says exactly which columns there are.

A line is read as a small document of its own, so that a JSON Schema can say what is wrong with it as with a YAML file.
An empty field is absent. A text for people has one column per language: `measure nl`, `measure en`.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from schakel_base.faults import Faults
from schakel_base.schema import Schema
from schakel_base.text_file import read_text
from schakel_base.yaml_file import YamlFile

Record = tuple[int, list[str]]
"""A line of CSV: the line of the file at which it begins, and its fields."""


def read_records(text: str, file: str, header: Sequence[str], faults: Faults) -> Iterator[Record]:
    """Yield the records below the header; empty lines are left out, and lines of another length are noted.

    Parameters
    ----------
    header
        The columns that the first line must have, in this order.
    faults
        Gets a fault for another first line (then nothing is read), for a line with more or fewer fields, and for a line
        that is not CSV (then the rest is not read).

    Yields
    ------
    tuple of int and list of str
        The line where the record begins, from 1, and its fields, all of them text.
    """
    records = _records(text, file, faults)
    _, first = next(records, (1, []))
    if first != list(header):
        faults.add(f"The first line must be `{','.join(header)}`.", file, 1)
        return
    for line, fields in records:
        if len(fields) == len(header):
            yield line, fields
        else:
            faults.add(f"This line has {len(fields)} fields; it must have {len(header)}.", file, line)


def _records(text: str, file: str, faults: Faults) -> Iterator[Record]:
    # `strict` refuses a quote in the middle of a field; without it a field silently swallows the lines that follow.
    reader, line = csv.reader(StringIO(text, newline=""), strict=True), 1
    try:
        for fields in reader:
            if fields:
                yield line, fields
            # A quoted field can hold line ends, so a record begins after the last line of the one before it.
            line = reader.line_num + 1
    except csv.Error as error:
        faults.add(f"This line is not valid CSV: {error}.", file, line)


def read_documents(
    folder: Path, file: str, declared: Schema, languages: tuple[str, ...], faults: Faults
) -> Iterator[YamlFile]:
    """Yield the lines of a file that satisfy the schema `declared`, each as a document; note every fault.

    The schema names the columns, in their order. Without languages the columns cannot be known.

    Parameters
    ----------
    declared
        The schema of one line; its properties are the columns.
    languages
        The languages of the alliance: a text has a column for each.

    Yields
    ------
    YamlFile
        A line without faults, as a map from column to text.
    """
    text = read_text(folder, file, faults) if languages else None
    columns = declared.load()["properties"]
    texts = {name for name, asked in columns.items() if asked.get("$ref", "").endswith("/text")}
    header = [part for name in columns for part in _columns_of(name, name in texts, languages)]
    for line, fields in read_records(text, file, header, faults) if text is not None else ():
        document = YamlFile(file, _value(dict(zip(header, fields, strict=True)), texts, languages), {(): line})
        if not declared.check(document, languages, faults):
            yield document


def _columns_of(name: str, is_text: bool, languages: tuple[str, ...]) -> list[str]:
    return [f"{name} {language}" for language in languages] if is_text else [name]


def _value(fields: dict[str, str], texts: set[str], languages: tuple[str, ...]) -> dict[str, object]:
    """The fields that are filled, with the languages of a text gathered in one map."""
    plain = {name: field for name, field in fields.items() if field and name.rpartition(" ")[0] not in texts}
    gathered = {name: {tag: said for tag in languages if (said := fields[f"{name} {tag}"])} for name in texts}
    return plain | {name: said for name, said in gathered.items() if said}
