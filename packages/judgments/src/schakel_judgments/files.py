"""Files with judgments: one document, an answer of the search service, or a table with one judgment in a row."""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from schakel_base.csv_text import distinct_names, separator_of
from schakel_base.errors import DeliveryError, Fault
from schakel_judgments.judgment import Judgment, Structure, TextPart, before_signature
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
        `reasoning` and `decision`, and it can have `court` and `decided` (a day in ISO form). Commas, semicolons or
        tabs stand between its columns.
    structure
        How a text without sections is split, where the names of officials begin, and what the columns of a table are
        called: `structure` of the rules. If it is left out, such a text stays whole.

    Yields
    ------
    Judgments whose court has the name that the structure gives its code in the ECLI, if any.

    Raises
    ------
    DeliveryError
        If the file cannot be read, with its row.
    """
    with refused_in_a_sentence(file):
        for one in _READERS.get(_kind(file), _xml)(file, structure):
            yield replace(one, court=structure.courts.get(one.court_code) or one.court or one.court_code)


@dataclass(frozen=True)
class GatheredJudgments:
    """The judgments in several files, each once; what is wrong with a file; how many judgments came more than once."""

    judgments: tuple[Judgment, ...]
    faults: tuple[Fault, ...]
    repeated: int


def gather_judgments(paths: Iterable[Path], structure: Structure = _WHOLE) -> GatheredJudgments:
    """Read the judgments in files and folders; a file that cannot be read does not keep the others from being read.

    Parameters
    ----------
    paths
        Files as `read_judgments` takes them, or folders, of which every such file is read, also in folders within.
    structure
        As in `read_judgments`.

    Returns
    -------
    Each judgment once, as the fullest text that came of it, in the order in which they came first; the faults of files
    that cannot be read or hold no judgment.
    """
    found: dict[str, Judgment] = {}
    faults: list[Fault] = []
    repeated: set[str] = set()
    for file in _files(paths):
        try:
            judgments = list(read_judgments(file, structure))
        except DeliveryError as error:
            faults += error.faults
            continue
        if not judgments:
            faults.append(Fault("There is no judgment in this file.", str(file)))
        for one in judgments:
            if one.identifier in found:
                repeated.add(one.identifier)
            if one.identifier not in found or _characters(one) > _characters(found[one.identifier]):
                found[one.identifier] = one
    return GatheredJudgments(tuple(found.values()), tuple(faults), len(repeated))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        within = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in within if not path.is_dir() or _kind(file) in _KINDS)


def _kind(file: Path) -> str:
    return next((suffix for suffix in reversed(file.suffixes) if suffix != ".gz"), "")


def _characters(judgment: Judgment) -> int:
    return sum(map(len, judgment.parts.values()))


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


def read_rows(lines: Iterable[str], file: Path) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return the columns of a table of text, and its rows, each with the line at which it ends.

    Parameters
    ----------
    lines
        Of CSV with a header, with commas, semicolons or tabs between the values.
    file
        What to call the table in a fault.

    Raises
    ------
    DeliveryError
        If two columns have one name, or a row has more or fewer cells than there are columns: a text with a comma in it
        would lose what follows the comma.
    """
    lines = list(lines)
    reader = csv.reader(lines, delimiter=separator_of(lines[0].strip("\r\n") if lines else ""))
    columns = tuple(distinct_names(next(reader, [])))
    rows = [(reader.line_num, cells) for cells in reader if cells]
    for line, cells in rows:
        if len(cells) != len(columns):
            raise DeliveryError(Fault(f"The row has {len(cells)} cells for {len(columns)} columns.", str(file), line))
    return columns, [(line, dict(zip(columns, cells, strict=True))) for line, cells in rows]


def _xml(file: Path, structure: Structure) -> Iterator[Judgment]:
    """Read the document by its root element, which shows its source."""
    if file.stat().st_size == 0:
        return
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
    for line, row in read_rows(_open(file), file)[1]:
        yield _judgment(row, structure, file, line)


def _judgment(said: dict[str, Any], structure: Structure, file: Path, number: int) -> Judgment:
    row = {structure.columns.get(name, name): value for name, value in said.items()}
    texts = {part: _text(row.get(name)) for name, part in _PARTS.items() if row.get(name)}
    if not isinstance(row.get(IDENTIFIER), str) or not row[IDENTIFIER] or not (texts or set(row) & set(_PARTS)):
        named = ", ".join(f"`{name}`" for name in _PARTS)
        raise DeliveryError(Fault(f"A judgment needs `{IDENTIFIER}` and one of {named}.", str(file), number))
    if TextPart.DECISION in texts:
        texts[TextPart.DECISION] = before_signature(texts[TextPart.DECISION], structure)
    parts = {part: text for part, text in texts.items() if text}
    return Judgment(row[IDENTIFIER].strip(), parts, str(row.get("court") or ""), _day(row.get("decided")))


def _day(text: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(str(text))
    return None


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _open(file: Path) -> Iterator[str]:
    # Decompressed whole, so that a file that was cut off is refused before its first judgment is given out.
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    yield from StringIO(content.decode("utf-8-sig"), newline="")


_READERS: dict[str, Callable[[Path, Structure], Iterator[Judgment]]] = {".jsonl": _json_lines, ".csv": _csv}
_KINDS = {".xml", ".atom", *_READERS}
