"""A specification is read and checked: from a file, whose lines are in what is said about it, or from a mapping."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from schakel_base.errors import DeclarationError, DisclosureError, Fault
from schakel_base.faults import Faults
from schakel_base.schema import Schema
from schakel_base.yaml_file import YamlFile
from schakel_protection.profiles import COARSER, WITHHELD, Profile, declare, find_profile
from schakel_protection.standalone.argus import from_metadata, pairs_in_hrc
from schakel_protection.standalone.hierarchy import hierarchy, pairs_in_file, pairs_in_specification
from schakel_protection.standalone.notation import Notation
from schakel_protection.standalone.specification import Merge, Side, Specification, TableSet
from schakel_protection.tables.cubes import TOTAL

SCHEMA = Schema("schakel_protection.standalone", "protection")

COLUMNS = ("count", "magnitude", "weight", "person", "record", "cost", "request", "status", "below", "above")
"""The keys that name a column of the table; `cost` can be a word as well."""

Place = tuple[str, ...]


def read_specification(file: Path) -> TableSet:
    """Read a specification from a file.

    Parameters
    ----------
    file
        In YAML. Files that it names are read from the folder that it is in.

    Returns
    -------
    TableSet
        The tables, and how they are to be protected.

    Raises
    ------
    DeclarationError
        With a sentence for everything that is wrong, each with its line.
    """
    return _specified(replace(_with_metadata(SCHEMA.read(file), file.parent), file=str(file)), file.parent)


def specify(given: object) -> TableSet:
    """Check a specification given as a mapping; files that it names are read from where the program runs.

    Parameters
    ----------
    given
        A mapping with the keys of the file of a specification.

    Returns
    -------
    TableSet
        The tables, and how they are to be protected.

    Raises
    ------
    DeclarationError
        With a sentence for everything that is wrong.
    """
    document, faults = YamlFile("", _with_text_keys(given), {}), Faults()
    if SCHEMA.check(document, (), faults):
        raise DeclarationError(Fault(fault.sentence) for fault in faults.found)
    return _specified(_with_metadata(document, Path()), Path())


def _with_metadata(document: YamlFile, folder: Path) -> YamlFile:
    """The specification with what the metadata of tau-ARGUS add, which it names; its own word goes first."""
    given = document.value
    if "metadata" not in given:
        return document
    return replace(document, value=from_metadata(folder, given["metadata"]) | given)


def _with_text_keys(given: object) -> object:
    """The same as YAML would give it: keys are text."""
    if isinstance(given, Mapping):
        return {str(key): _with_text_keys(value) for key, value in given.items()}
    return [_with_text_keys(one) for one in given] if isinstance(given, list | tuple) else given


def _specified(document: YamlFile, folder: Path) -> TableSet:
    given = document.value
    sides = {name: _side(name, side or {}, document, folder) for name, side in given["dimensions"].items()}
    profile = _profile(document)
    if "tables" not in given:
        return TableSet({"": _specification(given, tuple(sides.values()), profile, document, ())})
    if "coarser" in given:
        raise _fault("merges are proposed for one table, and here are several", document, "coarser")
    tables = {}
    for name, own in given["tables"].items():
        chosen = tuple(_chosen(sides, own, document, ("tables", name)))
        asked = _specification({**given, **own}, chosen, profile, document, ("tables", name))
        tables[name] = replace(asked, file=folder / own["file"]) if "file" in own else asked
    return TableSet(tables)


def _chosen(sides: Mapping[str, Side], own: Mapping[str, Any], document: YamlFile, place: Place) -> Iterator[Side]:
    """The dimensions of one of several tables, each with its column in the file of that table."""
    names, columns = [str(name) for name in own["dimensions"]], own.get("columns", {})
    for name in names:
        if name not in sides:
            raise _fault(f"{name} is not a dimension; declared are {', '.join(sides)}", document, *place, "dimensions")
        yield replace(sides[name], column=str(columns.get(name, name)))
    for name in columns:
        if name not in names:
            raise _fault(
                f"{name} has a column, but is not a dimension of this table", document, *place, "columns", name
            )


def _specification(
    given: Mapping[str, Any], sides: tuple[Side, ...], profile: Profile, document: YamlFile, place: Place
) -> Specification:
    """What is said about one table, at a place of the document."""
    for name, whose in (("person", "persons are"), ("weight", "weights are")):
        if name in given and "count" in given:
            said = f"{whose} told apart in records, and a table with counts has none"
            raise _fault(said, document, *_stated(document, place, name))
    columns: dict[str, Any] = {name: str(given[name]) for name in COLUMNS if name in given}
    return Specification(
        sides,
        profile,
        keep=tuple(_kept(given.get("keep", ()), sides, document, place)),
        exact=given.get("exact", False),
        coarser=tuple(_merge(one, sides, document, number) for number, one in enumerate(given.get("coarser", ()))),
        notation=_notation(given, document, place),
        unit=str(given.get("unit", columns.get("magnitude") or columns.get("weight", ""))),
        apriori=Path(document.file).parent / given["apriori"] if "apriori" in given else None,
        **columns,
    )


def _kept(
    cells: Sequence[Mapping[str, Any]], sides: Sequence[Side], document: YamlFile, place: Place
) -> Iterator[Mapping[str, str]]:
    """The cells that are never suppressed, by their codes without totals."""
    totals = {side.name: side.total for side in sides}
    for cell in cells:
        for name in cell:
            if name not in totals:
                raise _fault(
                    f"a cell to keep names {name}, which is not a dimension",
                    document,
                    *_stated(document, place, "keep"),
                )
        yield {name: str(code) for name, code in cell.items() if str(code) != totals[name]}


def _fault(sentence: str, document: YamlFile, *place: str | int) -> DeclarationError:
    """What is wrong at a place of a specification; one that is a mapping has no lines."""
    line = document.line(*place) if document.file else None
    return DeclarationError(Fault(sentence, document.file, line))


def _stated(document: YamlFile, place: Place, key: str) -> Place:
    """The place of a table's key: with the table, or at the top for all tables."""
    return (*place, key) if (*place, key) in document.lines else (key,)


def _notation(given: Mapping[str, Any], document: YamlFile, place: Place) -> Notation:
    found = Notation(given.get("decimal", "."), given.get("thousands", ""))
    if found.decimal == found.thousands:
        raise _fault(
            f"decimal and thousands are both {found.decimal}", document, *_stated(document, place, "thousands")
        )
    return found


def _profile(document: YamlFile) -> Profile:
    given = document.value
    place = next((key for key in ("profile", "rules", "method") if key in given), "")
    with _said_of(document, place):
        found = find_profile(given["profile"]) if "profile" in given else declare("as declared", given)
    if found.name == WITHHELD:
        raise _fault(f"{WITHHELD} shows no count, so there is nothing to protect", document, place)
    following = tuple(given.get("next", found.next_methods))
    with _said_of(document, "next"):
        for name in following:
            if name != COARSER:
                find_profile(name)
    return replace(found, next_methods=following)


@contextmanager
def _said_of(document: YamlFile, place: str) -> Iterator[None]:
    """Say of a place of the specification what is wrong with what it names."""
    try:
        yield
    except DisclosureError as error:
        raise _fault(error.faults[0].sentence, document, place) from None


def _merge(given: Mapping[str, Any], sides: Sequence[Side], document: YamlFile, number: int) -> Merge:
    """Read one alternative; codes that it does not name stay as they are."""
    dimension = str(given["dimension"])
    if dimension not in [side.name for side in sides]:
        said = f"a coarser alternative names {dimension}, which is not a dimension"
        raise _fault(said, document, "coarser", number, "dimension")
    coarser = {str(code): into for into, codes in given["merge"].items() for code in codes}
    return Merge(given.get("name", dimension), dimension, coarser)


def _side(name: str, given: Mapping[str, Any], document: YamlFile, folder: Path) -> Side:
    total = str(given.get("total", TOTAL))
    if str(given.get("hierarchy", "")).endswith(".hrc"):
        pairs = pairs_in_hrc(folder / given["hierarchy"], total)
    elif "hierarchy" in given:
        pairs = pairs_in_file(folder / given["hierarchy"])
    else:
        pairs = pairs_in_specification(given.get("parts", {}), document, name)
    return Side(name, total, name, hierarchy(name, total, pairs) if pairs else None, given.get("ordered", False))
