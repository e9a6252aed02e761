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
    exact: false              # the proven optimum, for small tables
    record: id                # what names a record, for the method of cell keys
    coarser:                  # merges that may be proposed
      - {name: years in pairs, dimension: year, merge: {2020-21: [2020, 2021], 2022-23: [2022, 2023]}}
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schakel.disclosure.profiles import DeclaredProfile, declare, find_profile
from schakel.disclosure.standalone.coarsening import Merge
from schakel.disclosure.tables.cubes import TOTAL, Variable, flat, tree
from schakel.model.errors import DeclarationError, Fault

_KNOWN = (
    *("dimensions", "count", "magnitude", "person", "record", "profile", "cost", "keep", "exact", "coarser"),
    *("rules", "method", "base"),
)


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


def read_specification(file: Path) -> Specification:
    """Read a specification from a file.

    Raises
    ------
    DeclarationError
        With a sentence for what is wrong.
    """
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeclarationError(Fault("there is no such file", str(file))) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise DeclarationError(Fault("this is no YAML", str(file))) from None
    return specify(given, file.parent, str(file))


def specify(given: object, folder: Path = Path(), file: str = "") -> Specification:
    """Check a specification given as a mapping; hierarchies that are files are read from `folder`.

    Raises
    ------
    DeclarationError
        With a sentence for what is wrong.
    """
    if not isinstance(given, Mapping) or not isinstance(given.get("dimensions"), Mapping) or not given["dimensions"]:
        raise DeclarationError(Fault("a specification names its dimensions", file))
    for name in given:
        if name not in _KNOWN:
            raise DeclarationError(Fault(f"a specification has no {name}; it has {', '.join(_KNOWN)}", file))
    if given.get("person") and given.get("count"):
        raise DeclarationError(Fault("persons are told apart in records, and a table with counts has none", file))
    sides = tuple(_side(str(name), side or {}, folder, file) for name, side in given["dimensions"].items())
    return Specification(
        sides,
        _profile(given),
        str(given.get("count") or ""),
        str(given.get("magnitude") or ""),
        str(given.get("person") or ""),
        str(given.get("cost") or "value"),
        tuple({str(name): str(code) for name, code in cell.items()} for cell in given.get("keep") or ()),
        bool(given.get("exact")),
        str(given.get("record") or ""),
        tuple(_merge(one, sides, file) for one in given.get("coarser") or ()),
    )


def _profile(given: Mapping[str, Any]) -> DeclaredProfile:
    if "profile" in given:
        return find_profile(str(given["profile"]))
    return declare("as declared", given)


def _merge(given: object, sides: Sequence[Side], file: str) -> Merge:
    """Read one alternative; codes that it does not name stay as they are."""
    if not isinstance(given, Mapping) or not given.get("dimension") or not isinstance(given.get("merge"), Mapping):
        raise DeclarationError(Fault("a coarser alternative says its dimension, and which codes it merges", file))
    dimension = str(given["dimension"])
    if dimension not in [side.name for side in sides]:
        raise DeclarationError(Fault(f"a coarser alternative names {dimension}, which is no dimension", file))
    coarser = {str(code): str(into) for into, codes in given["merge"].items() for code in codes}
    return Merge(str(given.get("name") or dimension), dimension, coarser)


def _side(name: str, given: Any, folder: Path, file: str) -> Side:
    if not isinstance(given, Mapping):
        raise DeclarationError(Fault(f"the dimension {name} says its total, and its hierarchy if it has one", file))
    total = str(given.get("total", TOTAL))
    if "hierarchy" in given:
        return Side(name, total, _edges_in(folder / str(given["hierarchy"])))
    parts = given.get("parts") or {}
    return Side(name, total, tuple((str(code), str(part)) for code, found in parts.items() for part in found))


def _edges_in(file: Path) -> tuple[tuple[str, str], ...]:
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))[1:]
    except FileNotFoundError:
        raise DeclarationError(Fault("there is no such hierarchy", str(file))) from None
    for number, row in enumerate(rows, start=2):
        if len(row) != 2 or not all(row):
            raise DeclarationError(Fault("a line of a hierarchy holds a code and one of its parts", str(file), number))
    return tuple((row[0], row[1]) for row in rows)
