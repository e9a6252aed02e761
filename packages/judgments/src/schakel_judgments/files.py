"""Files with judgments: one document, an answer of the search service, or a table with one judgment in a row."""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from schakel_base.errors import DeliveryError, Fault
from schakel_judgments.judgment import Judgment, TextPart
from schakel_judgments.parts import Structure, before_signature
from schakel_judgments.sources import SOURCES
from schakel_judgments.sources.xml_file import local_name, read_xml_file

IDENTIFIER = "ecli"
LONGEST_TEXT = 100_000_000
"""Characters of one field of a table; Python itself reads no more than 131,072, and judgments can be longer."""
_PARTS = {part.value: part for part in TextPart}
_WHOLE = Structure()


def read_judgments(file: Path, structure: Structure = _WHOLE) -> Iterator[Judgment]:
    """Return the judgments in a file, one after the other.

    Parameters
    ----------
    file
        XML of a source in `SOURCES`, or JSON lines or CSV, the last two as they are or as `.gz`. A table has a column
        `ecli` (European Case Law Identifier, Council conclusions 2011/C 127/01) and at least one of `summary`,
        `reasoning` and `decision`.
    structure
        How a text without sections is split, and where the names of officials begin: `structure` of the rules. If it
        is left out, such a text stays whole.

    Raises
    ------
    DeliveryError
        If the file cannot be read, with its row.
    """
    kind = next((suffix for suffix in reversed(file.suffixes) if suffix != ".gz"), "")
    with refused_in_a_sentence(file):
        yield from _READERS.get(kind, _xml)(file, structure)


@contextmanager
def refused_in_a_sentence(file: Path) -> Iterator[None]:
    """Say in one sentence why a file, or a table in it, cannot be read."""
    csv.field_size_limit(LONGEST_TEXT)  # of the whole process, which others set for what they read
    try:
        yield
    except FileNotFoundError:
        raise DeliveryError(Fault("There is no such file.", str(file))) from None
    except UnicodeDecodeError:
        raise DeliveryError(Fault("This is not UTF-8 text.", str(file))) from None
    except csv.Error as error:
        raise DeliveryError(Fault(f"This is not valid CSV: {error}.", str(file))) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise DeliveryError(Fault("This is not a whole file of gzip.", str(file))) from None
    except RecursionError:
        raise DeliveryError(Fault("This file is nested too deeply to be read.", str(file))) from None


def _xml(file: Path, structure: Structure) -> Iterator[Judgment]:
    """Read the document by its root element, which shows its source."""
    root = read_xml_file(file)
    documents = {name: read for source in SOURCES.values() for name, read in source.documents.items()}
    if local_name(root) not in documents:
        expected = " or ".join(f"`{name}`" for name in documents)
        raise DeliveryError(
            Fault(f"This is not a judgment: {expected} is expected, not `{local_name(root)}`.", str(file))
        )
    yield from documents[local_name(root)](root, structure, str(file))


def _json_lines(file: Path, structure: Structure) -> Iterator[Judgment]:
    for number, line in enumerate(_open(file), start=1):
        try:
            # The error names the line, for a file of a whole year is too long to search.
            row = json.loads(line)
        except ValueError:
            raise DeliveryError(Fault("This line is no JSON.", str(file), number)) from None
        yield _judgment(row if isinstance(row, dict) else {}, structure, file, number)


def _csv(file: Path, structure: Structure) -> Iterator[Judgment]:
    rows = csv.DictReader(_open(file))
    for row in rows:
        yield _judgment(row, structure, file, rows.line_num)


def _judgment(row: dict[str, Any], structure: Structure, file: Path, number: int) -> Judgment:
    texts = {part: _text(row.get(name)) for name, part in _PARTS.items() if row.get(name)}
    if not isinstance(row.get(IDENTIFIER), str) or not row[IDENTIFIER] or not (texts or set(row) & set(_PARTS)):
        named = ", ".join(f"`{name}`" for name in _PARTS)
        raise DeliveryError(Fault(f"A judgment needs `{IDENTIFIER}` and one of {named}.", str(file), number))
    if TextPart.DECISION in texts:
        texts[TextPart.DECISION] = before_signature(texts[TextPart.DECISION], structure)
    return Judgment(row[IDENTIFIER], {part: text for part, text in texts.items() if text})


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _open(file: Path) -> Iterator[str]:
    # Decompressed whole, so that a file that was cut off is refused before its first judgment is given out.
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    yield from StringIO(content.decode("utf-8-sig"), newline="")


_READERS: dict[str, Callable[[Path, Structure], Iterator[Judgment]]] = {".jsonl": _json_lines, ".csv": _csv}
