"""What to protect, and how, once a specification has been read and checked (`reading.py`).

A specification is a small YAML file:

    dimensions:
      region: {total: NL, hierarchy: regions.csv}   # or parts: {NL: [A, B], A: [A1, A2]}
      form: {total: Total}                           # codes straight under the total
      year: {ordered: true}                          # neighbours may be joined in coarser classes
    count: n                  # the column with counts; leave out if each row is a record
    magnitude: amount         # the column to sum instead, if any
    weight: w                 # how many units of the population a record stands for, in a sample
    person: person            # several rows of one person count once
    profile: alliance         # or: rules, method, base
    cost: value               # or: cells, or the name of a column
    keep: [{region: NL}]      # cells that are never suppressed
    next: [coarser]           # what to try where the attack blocks the table; by default what the profile declares
    request: asked            # the column that says who asked for protection, for the rule `request`
    status: sdcStatus         # what is said of cells beforehand: u (unsafe), z or p (to be kept), s, x, w
    below: lpl                # how far below and above its value an unsafe cell must stay open,
    above: upl                # where that is more than its rules ask
    apriori: table.hst        # the same from an a priori file of tau-ARGUS
    metadata: table.rda       # columns and dimensions as metadata of tau-ARGUS declare them
    exact: false              # the proven optimum, for small tables
    record: id                # what names a record, for the method of cell keys
    decimal: ","              # the sign before decimals; a point by default
    thousands: "."            # the sign between thousands; none by default
    coarser:                  # merges that may be proposed
      - {name: years in pairs, dimension: year, merge: {2020-21: [2020, 2021], 2022-23: [2022, 2023]}}
    tables:                   # instead of one table over all dimensions: several, which leave together
      by-form: {dimensions: [region, form]}
      by-sex: {dimensions: [region, sex], file: by-sex.csv, columns: {sex: geslacht}, unit: victims}
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schakel_protection.profiles import Profile
from schakel_protection.standalone.notation import Notation
from schakel_protection.tables.cubes import Variable, flat

_DIGITS = 20  # more than a number in a code has


@dataclass(frozen=True)
class Merge:
    """Coarser classes for one dimension: codes and the coarser code each goes to; others stay as they are."""

    name: str
    variable: str
    coarser: Mapping[str, str]


@dataclass(frozen=True)
class Side:
    """One dimension as declared: its name, its total, its column in the table, and its hierarchy if it has one.

    Neighbours of an `ordered` one, such as years or classes of age, may be joined to make it coarser.
    """

    name: str
    total: str
    column: str
    hierarchy: Variable | None = None
    ordered: bool = False

    def variable(self, codes: Sequence[str]) -> Variable:
        """Return the variable, with the codes that the data hold where none are declared."""
        order = _by_numbers if self.ordered else None
        return self.hierarchy or flat(self.name, sorted(set(codes) - {self.total}, key=order), self.total)


def _by_numbers(code: str) -> tuple[str, str]:
    """What sorts as the numbers in a code do, so that the neighbour of 9 is 10; then as the code itself."""
    return re.sub(r"\d+", lambda number: number[0].zfill(_DIGITS), code), code


@dataclass(frozen=True)
class Specification:
    """What is asked of one table.

    `unit` is what it counts or sums: tables of one unit have cells in common. `file` is the table, where the
    specification names it.
    """

    sides: tuple[Side, ...]
    profile: Profile
    count: str = ""
    magnitude: str = ""
    weight: str = ""
    person: str = ""
    cost: str = "value"
    keep: tuple[Mapping[str, str], ...] = ()
    exact: bool = False
    record: str = ""
    coarser: tuple[Merge, ...] = ()
    notation: Notation = field(default_factory=Notation)
    unit: str = ""
    file: Path | None = None
    request: str = ""
    status: str = ""
    below: str = ""
    above: str = ""
    apriori: Path | None = None

    @property
    def names_cells(self) -> bool:
        """Whether something is said about single cells beforehand, so that their classes cannot be merged."""
        return bool(self.status or self.below or self.above or self.apriori)


@dataclass(frozen=True)
class TableSet:
    """The tables of a specification by name; one without `tables` holds a single table, which has no name."""

    tables: Mapping[str, Specification]

    @property
    def only(self) -> Specification | None:
        """The table that has no name, if there is one."""
        return self.tables.get("")
