"""What to protect, and how: the specification that stands beside a table, read and checked.

A specification is a small YAML file:

    dimensions:
      region: {total: NL, hierarchy: regions.csv}   # or parts: {NL: [A, B], A: [A1, A2]}
      form: {total: Total}                           # codes straight under the total
    count: n                  # the column with counts; leave out if each row is a record
    magnitude: amount         # the column to sum instead, if any
    person: person            # several rows of one person count once
    profile: alliance         # or: rules, method, base
    cost: value               # or: cells, or the name of a column
    keep: [{region: NL}]      # cells that are never suppressed
    next: [coarser]           # what to try where the attack blocks the table; by default what the profile declares
    exact: false              # the proven optimum, for small tables
    record: id                # what names a record, for the method of cell keys
    decimal: ","              # the sign before decimals; a point by default
    thousands: "."            # the sign between thousands; none by default
    coarser:                  # merges that may be proposed
      - {name: years in pairs, dimension: year, merge: {2020-21: [2020, 2021], 2022-23: [2022, 2023]}}
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.faults import Faults
from schakel.alliance.yaml_file import YamlFile, read_yaml
from schakel.disclosure.profiles import COARSER, DeclaredProfile, declare, find_profile
from schakel.disclosure.standalone.coarsening import Merge
from schakel.disclosure.standalone.hierarchy import hierarchy, pairs_in_file, pairs_in_specification
from schakel.disclosure.standalone.notation import Notation
from schakel.disclosure.tables.cubes import TOTAL, Variable, flat
from schakel.model.errors import DeclarationError, DisclosureError, Fault


@dataclass(frozen=True)
class Side:
    """One dimension as declared: its name, its total, and its hierarchy if it has one."""

    name: str
    total: str
    hierarchy: Variable | None = None

    def variable(self, codes: Sequence[str]) -> Variable:
        """Return the variable, with the codes that the data hold where none are declared."""
        return self.hierarchy or flat(self.name, sorted(set(codes) - {self.total}), self.total)


@dataclass(frozen=True)
class Specification:
    """A checked specification."""

    sides: tuple[Side, ...]
    profile: DeclaredProfile
    count: str = ""
    magnitude: str = ""
    person: str = ""
    cost: str = "value"
    keep: tuple[Mapping[str, str], ...] = ()
    exact: bool = False
    record: str = ""
    coarser: tuple[Merge, ...] = ()
    notation: Notation = field(default_factory=Notation)


def read_specification(file: Path) -> Specification:
    """Read a specification from a file.

    Raises
    ------
    DeclarationError
        With a sentence for everything that is wrong, each with its line.
    """
    faults = Faults()
    document = read_yaml(file.parent, file.name, faults)
    if document is not None:
        schema.check(document, "protection", (), faults)
    faults.raise_if_any()
    assert document is not None  # else it would have raised
    return _specified(replace(document, file=str(file)), file.parent)


def specify(given: object) -> Specification:
    """Check a specification given as a mapping; hierarchies that are files are read from where the program runs.

    Raises
    ------
    DeclarationError
        With a sentence for everything that is wrong.
    """
    document, faults = YamlFile("", _with_text_keys(given), {}), Faults()
    if schema.check(document, "protection", (), faults):
        raise DeclarationError(Fault(fault.sentence) for fault in faults.found)
    return _specified(document, Path())


def _with_text_keys(given: object) -> object:
    """The same as YAML would give it: keys are text."""
    if isinstance(given, Mapping):
        return {str(key): _with_text_keys(value) for key, value in given.items()}
    return [_with_text_keys(one) for one in given] if isinstance(given, list | tuple) else given


def _specified(document: YamlFile, folder: Path) -> Specification:
    given = document.value
    if "person" in given and "count" in given:
        raise _fault("persons are told apart in records, and a table with counts has none", document, "person")
    sides = tuple(_side(name, side or {}, document, folder) for name, side in given["dimensions"].items())
    count, magnitude, person, record = (str(given.get(name, "")) for name in ("count", "magnitude", "person", "record"))
    return Specification(
        sides,
        _profile(document),
        count,
        magnitude,
        person,
        cost=str(given.get("cost", "value")),
        keep=tuple({name: str(code) for name, code in cell.items()} for cell in given.get("keep", ())),
        exact=given.get("exact", False),
        record=record,
        coarser=tuple(_merge(one, sides, document, place) for place, one in enumerate(given.get("coarser", ()))),
        notation=_notation(document),
    )


def _fault(sentence: str, document: YamlFile, *place: str | int) -> DeclarationError:
    """What is wrong at a place of a specification; one that is a mapping has no lines."""
    line = document.line(*place) if document.file else None
    return DeclarationError(Fault(sentence, document.file, line))


def _notation(document: YamlFile) -> Notation:
    found = Notation(document.value.get("decimal", "."), document.value.get("thousands", ""))
    if found.decimal == found.thousands:
        raise _fault(f"decimal and thousands are both {found.decimal}", document, "thousands")
    return found


def _profile(document: YamlFile) -> DeclaredProfile:
    given = document.value
    place = next((key for key in ("profile", "rules", "method") if key in given), "")
    with _said_of(document, place):
        found = find_profile(given["profile"]) if "profile" in given else declare("as declared", given)
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


def _merge(given: Mapping[str, Any], sides: Sequence[Side], document: YamlFile, place: int) -> Merge:
    """Read one alternative; codes that it does not name stay as they are."""
    dimension = str(given["dimension"])
    if dimension not in [side.name for side in sides]:
        said = f"a coarser alternative names {dimension}, which is no dimension"
        raise _fault(said, document, "coarser", place, "dimension")
    coarser = {str(code): into for into, codes in given["merge"].items() for code in codes}
    return Merge(given.get("name", dimension), dimension, coarser)


def _side(name: str, given: Mapping[str, Any], document: YamlFile, folder: Path) -> Side:
    total = str(given.get("total", TOTAL))
    if "hierarchy" in given:
        pairs = pairs_in_file(folder / given["hierarchy"])
    else:
        pairs = pairs_in_specification(given.get("parts", {}), document, name)
    return Side(name, total, hierarchy(name, total, pairs) if pairs else None)
