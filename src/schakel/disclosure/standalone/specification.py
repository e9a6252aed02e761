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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.faults import Faults
from schakel.alliance.yaml_file import YamlFile, read_yaml
from schakel.disclosure.profiles import COARSER, DeclaredProfile, declare, find_profile
from schakel.disclosure.standalone.coarsening import Merge
from schakel.disclosure.standalone.csv_table import read_lines
from schakel.disclosure.standalone.notation import Notation
from schakel.disclosure.tables.cubes import TOTAL, Variable, flat, tree
from schakel.model.errors import DeclarationError, Fault


@dataclass(frozen=True)
class Side:
    """One dimension as declared: its column, its total, and pairs of code and part (none for a flat one)."""

    name: str
    total: str
    edges: tuple[tuple[str, str], ...]

    def variable(self, codes: Sequence[str]) -> Variable:
        """Return the variable, with the codes that the data hold where none are declared.

        Raises
        ------
        DisclosureError
            If its hierarchy has a hole, an overlap, or a code that is a part of itself.
        """
        if not self.edges:
            return flat(self.name, sorted(set(codes) - {self.total}), self.total)
        made = tree(self.name, self.edges, self.total)
        made.check()
        return made


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
    return _specified(document.value, file.parent, str(file))


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
    return _specified(document.value, Path(), "")


def _with_text_keys(given: object) -> object:
    """The same as YAML would give it: keys are text."""
    if isinstance(given, Mapping):
        return {str(key): _with_text_keys(value) for key, value in given.items()}
    return [_with_text_keys(one) for one in given] if isinstance(given, list | tuple) else given


def _specified(given: Mapping[str, Any], folder: Path, file: str) -> Specification:
    if "person" in given and "count" in given:
        raise DeclarationError(Fault("persons are told apart in records, and a table with counts has none", file))
    sides = tuple(_side(name, side or {}, folder) for name, side in given["dimensions"].items())
    count, magnitude, person, record = (str(given.get(name, "")) for name in ("count", "magnitude", "person", "record"))
    return Specification(
        sides,
        _profile(given),
        count,
        magnitude,
        person,
        cost=str(given.get("cost", "value")),
        keep=tuple({name: str(code) for name, code in cell.items()} for cell in given.get("keep", ())),
        exact=given.get("exact", False),
        record=record,
        coarser=tuple(_merge(one, sides, file) for one in given.get("coarser", ())),
        notation=_notation(given, file),
    )


def _notation(given: Mapping[str, Any], file: str) -> Notation:
    found = Notation(given.get("decimal", "."), given.get("thousands", ""))
    if found.decimal == found.thousands:
        raise DeclarationError(Fault(f"decimal and thousands are both {found.decimal}", file))
    return found


def _profile(given: Mapping[str, Any]) -> DeclaredProfile:
    found = find_profile(given["profile"]) if "profile" in given else declare("as declared", given)
    following = tuple(given.get("next", found.next_methods))
    for name in following:
        if name != COARSER:
            find_profile(name)
    return replace(found, next_methods=following)


def _merge(given: Mapping[str, Any], sides: Sequence[Side], file: str) -> Merge:
    """Read one alternative; codes that it does not name stay as they are."""
    dimension = str(given["dimension"])
    if dimension not in [side.name for side in sides]:
        raise DeclarationError(Fault(f"a coarser alternative names {dimension}, which is no dimension", file))
    coarser = {str(code): into for into, codes in given["merge"].items() for code in codes}
    return Merge(given.get("name", dimension), dimension, coarser)


def _side(name: str, given: Mapping[str, Any], folder: Path) -> Side:
    total = str(given.get("total", TOTAL))
    if "hierarchy" in given:
        return Side(name, total, _edges_in(folder / given["hierarchy"]))
    parts = given.get("parts", {})
    return Side(name, total, tuple((code, str(part)) for code, found in parts.items() for part in found))


def _edges_in(file: Path) -> tuple[tuple[str, str], ...]:
    for line, row in read_lines(file)[1:]:
        if len(row) != 2 or not all(row):
            raise DeclarationError(Fault("a line of a hierarchy holds a code and one of its parts", str(file), line))
    return tuple((row[0], row[1]) for _, row in read_lines(file)[1:])
