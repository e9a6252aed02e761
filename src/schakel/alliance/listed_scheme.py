"""A concept scheme as a simple list: a line for each concept, with its label and its definition.

The line without a notation is the scheme itself, and its label the title. Addresses are made from the names.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from schakel.alliance.concept_checks import check_scheme
from schakel.model.concept import Concept, ConceptScheme
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.text_file import read_text

ADDRESS = "https://schakel.example/id/"


def read_listed_scheme(folder: Path, file: str, languages: tuple[str, ...], faults: Faults) -> ConceptScheme | None:
    """Return the concept scheme in a CSV file, or None after noting why it has none.

    The name of the file is that of the scheme. It has a label and a definition in each of the languages, in any where
    none are asked.
    """
    text = read_text(folder, file, faults)
    if text is None:
        return None
    spoken = languages or _languages(text)
    header = ("notation", "broader", *(f"{what} {one}" for what in ("label", "definition") for one in spoken))
    name, rows = Path(file).stem, dict(read_records(text, file, header, faults))
    told = {line: dict(zip(header, fields, strict=True)) for line, fields in rows.items()}
    title = next((_text(row, "label", spoken) for row in told.values() if not row["notation"]), Text({}))
    concepts = {line: _concept(name, row, spoken) for line, row in told.items() if row["notation"]}
    scheme = ConceptScheme(name, f"{ADDRESS}{name}", title, tuple(concepts.values()))
    lines = {concept.uri: line for line, concept in reversed(concepts.items())}
    _check_notations(concepts, file, faults)
    if faults.in_file(file):
        return None
    check_scheme(scheme, languages, file, lines, faults)
    return None if faults.in_file(file) else scheme


def _languages(text: str) -> tuple[str, ...]:
    header = text.partition("\n")[0].strip().split(",")
    return tuple(one.removeprefix("label ") for one in header if one.startswith("label "))


def _text(row: Mapping[str, str], what: str, languages: tuple[str, ...]) -> Text:
    return Text({one: row[f"{what} {one}"] for one in sorted(languages) if row[f"{what} {one}"]})


def _concept(scheme: str, row: Mapping[str, str], languages: tuple[str, ...]) -> Concept:
    label, definition = (_text(row, what, languages) for what in ("label", "definition"))
    return Concept(row["notation"], f"{ADDRESS}{scheme}/{row['notation']}", label, definition, tuple(_broader(row)))


def _broader(row: Mapping[str, str]) -> Iterator[str]:
    yield from sorted(filter(None, (one.strip() for one in row["broader"].split(";"))))


def _check_notations(concepts: Mapping[int, Concept], file: str, faults: Faults) -> None:
    known = [concept.notation for concept in concepts.values()]
    if not known and not faults.in_file(file):
        faults.add("The scheme has no concept.", file, 1)
    first: dict[str, int] = {}
    for line, concept in concepts.items():
        if first.setdefault(concept.notation, line) != line:
            earlier = first[concept.notation]
            faults.add(f"The notation `{concept.notation}` stands in line {earlier} already.", file, line)
        for broader in concept.broader:
            if broader not in known:
                faults.add(f"There is no concept `{broader}` in this file{did_you_mean(broader, known)}", file, line)
