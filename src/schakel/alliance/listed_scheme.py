"""A concept scheme as a simple list: a line for each concept, or a key in alliance.yaml.

A line without a notation is the scheme itself, and its label the title. Addresses are made from the names.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from schakel.alliance.concept_checks import check_scheme
from schakel.model.concept import Concept, ConceptScheme
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.text_file import read_text

ADDRESS = "https://schakel.example/id/"
_DEFINITION = "definition"


def read_listed_scheme(
    folder: Path, file: str, languages: tuple[str, ...], faults: Faults, title: Text = NOTHING
) -> ConceptScheme | None:
    """Return the concept scheme in a CSV file, or None after noting why it has none.

    The name of the file is that of the scheme. It has a label in each of the languages, in any where none are asked,
    and a definition in each or in none.

    Parameters
    ----------
    title
        What it is called if it does not say so itself.
    """
    text = read_text(folder, file, faults)
    if text is None:
        return None
    header = _header(text, languages or _languages(text))
    name, rows = Path(file).stem, dict(read_records(text, file, header, faults))
    told = {line: dict(zip(header, fields, strict=True)) for line, fields in rows.items()}
    titles = (_text(row, "label") for row in told.values() if not row["notation"])
    concepts = {line: _concept(name, row) for line, row in told.items() if row["notation"]}
    scheme = ConceptScheme(name, f"{ADDRESS}{name}", next(titles, title), tuple(concepts.values()))
    lines = {concept.uri: line for line, concept in reversed(concepts.items())}
    _check_notations(concepts, file, faults)
    if faults.in_file(file):
        return None
    check_scheme(scheme, languages, file, lines, faults, defined=any(_DEFINITION in one for one in header))
    return None if faults.in_file(file) else scheme


def scheme_of_keys(name: str, labels: Mapping[str, Text], title: Text) -> ConceptScheme:
    """Return the scheme of an attribute that lists its concepts in alliance.yaml: notations with their labels."""
    concepts = (Concept(one, f"{ADDRESS}{name}/{one}", label, NOTHING) for one, label in labels.items())
    return ConceptScheme(name, f"{ADDRESS}{name}", title, tuple(concepts))


def _header(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a list: a list without levels has no `broader`, and one that defines nothing no definitions."""
    first = text.partition("\n")[0]
    levels, defined = ("broader",) * ("broader" in first), (_DEFINITION,) * (_DEFINITION in first)
    return ("notation", *levels, *(f"{what} {one}" for what in ("label", *defined) for one in languages))


def _languages(text: str) -> tuple[str, ...]:
    header = text.partition("\n")[0].strip().split(",")
    return tuple(one.removeprefix("label ") for one in header if one.startswith("label "))


def _text(row: Mapping[str, str], what: str) -> Text:
    said = {column.removeprefix(f"{what} "): text for column, text in row.items() if column.startswith(f"{what} ")}
    return Text({language: said[language] for language in sorted(said) if said[language]})


def _concept(scheme: str, row: Mapping[str, str]) -> Concept:
    label, definition = _text(row, "label"), _text(row, _DEFINITION)
    return Concept(row["notation"], f"{ADDRESS}{scheme}/{row['notation']}", label, definition, tuple(_broader(row)))


def _broader(row: Mapping[str, str]) -> Iterator[str]:
    yield from sorted(filter(None, (one.strip() for one in row.get("broader", "").split(";"))))


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
