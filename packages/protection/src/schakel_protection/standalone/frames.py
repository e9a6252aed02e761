"""A table as a cube with the facts that rules ask for."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import isclose
from typing import Any

import numpy as np

from schakel_protection.rules import Facts, contributors_looked_at
from schakel_protection.standalone.given_table import GivenTable
from schakel_protection.standalone.specification import Specification
from schakel_protection.tables.cubes import Cube, Variable, cross, wrong_totals
from schakel_protection.tables.equations import Mask, Vector
from schakel_protection.thresholds import ODDS_OF_A_TOTAL

Codes = tuple[str, ...]
_Contributors = Sequence[tuple[Codes, float, Hashable]]  # of each row its codes, how much it adds, and whose it is


@dataclass(frozen=True, eq=False)
class Counted:
    """A cube and the facts of its cells.

    `alone` names, by the codes of finest cells with one contributor, who that is: a person, or the number of a row.
    """

    cube: Cube
    facts: Facts
    alone: Mapping[Codes, Hashable] = field(default_factory=dict)


def count_up(table: GivenTable, specification: Specification) -> Counted:
    """Build the cube that a specification describes from a table.

    Raises
    ------
    DisclosureError
        If a column is missing, a number is none or negative, a total is not the sum of its parts, or a code that is no
        total is the sum of all others.
    """
    rows = _rows(table, specification)
    variables = [side.variable([at[place] for at in rows]) for place, side in enumerate(specification.sides)]
    notation = specification.notation
    value_column = specification.magnitude or specification.count
    values = _numbers(table, value_column, notation.number if specification.magnitude else notation.count, len(rows))
    values = _weighted(values, table, specification)
    leaves, totals = _sorted_out(table, variables, [side.column for side in specification.sides], rows, values)
    if len(rows) == len(leaves) + len(totals):
        _refuse_totals_taken_for_parts(table, specification, leaves, rows)
    cube = cross(variables, leaves, integer=not (specification.magnitude or specification.weight))
    for at, sentence in wrong_totals(cube, totals):
        raise table.fault(sentence, rows.index(at), value_column)
    counts = _numbers(table, specification.count, notation.count, len(rows))
    names: Sequence[Hashable] = table.column(specification.person) if specification.person else range(len(rows))
    contributors = list(zip(rows, values, names, strict=True))
    requests = _requests(table, specification.request, names)
    return Counted(cube, _facts(cube, counts, contributors, specification, requests), _alone(counts, contributors))


def _rows(table: GivenTable, specification: Specification) -> list[Codes]:
    columns = [_codes(table, side.column) for side in specification.sides]
    return list(zip(*columns, strict=True))


def _codes(table: GivenTable, name: str) -> list[str]:
    values = table.column(name)
    for row, value in enumerate(values):
        # Only nan differs from itself: so a library of tables writes what is absent.
        if value is None or value == "" or value != value:
            raise table.fault("there is no code", row, name)
    return [str(value) for value in values]


def _numbers(table: GivenTable, name: str, read: Callable[[Any], float], count: int) -> list[float]:
    """The numbers of a column; without one every row counts as 1."""
    if not name:
        return [1.0] * count
    numbers = []
    for row, value in enumerate(table.column(name)):
        try:
            numbers.append(read(value))
        except ValueError as error:
            raise table.fault(str(error), row, name) from None
    return numbers


def _sorted_out(
    table: GivenTable,
    variables: Sequence[Variable],
    columns: Sequence[str],
    rows: Sequence[Codes],
    values: Sequence[float],
) -> tuple[dict[Codes, float], dict[Codes, float]]:
    """Part the rows into finest cells, which add up, and totals, which are checked."""
    leaves: dict[Codes, float] = {}
    totals: dict[Codes, float] = {}
    for row, (at, value) in enumerate(zip(rows, values, strict=True)):
        for variable, column, code in zip(variables, columns, at, strict=True):
            if code not in variable.position:
                raise table.fault(f"{code} is not a code of the hierarchy", row, column)
        fine = all(code not in variable.splits for variable, code in zip(variables, at, strict=True))
        if not fine and at in totals:
            raise table.fault(f"the total {' x '.join(at)} stands there twice", row)
        # Rows of one finest cell add up, since a file may have a row per person; a total is stated once.
        (leaves if fine else totals)[at] = leaves.get(at, 0.0) + value if fine else value
    return leaves, totals


def _refuse_totals_taken_for_parts(
    table: GivenTable, specification: Specification, leaves: Mapping[Codes, float], rows: Sequence[Codes]
) -> None:
    """Refuse a total under another name than the declared one: as a part it would count everybody twice."""
    for place, side in enumerate(specification.sides):
        code = None if side.hierarchy else _sum_of_all_others(leaves, place)
        if code is not None:
            said = (
                f"{code} is the sum of all other codes, so that {side.total} would count everything twice; "
                f"declare `total: {code}`, or the codes below {side.total} with `parts` if this is chance"
            )
            raise table.fault(said, [at[place] for at in rows].index(code), side.column)


def _sum_of_all_others(leaves: Mapping[Codes, float], place: int) -> str | None:
    """Return the code of a dimension that is the sum of the others wherever it stands; None if that may be chance."""
    lines: dict[Codes, dict[str, float]] = {}
    for at, value in leaves.items():
        lines.setdefault(at[:place] + at[place + 1 :], {})[at[place]] = value
    codes = sorted({at[place] for at in leaves})
    likely = (code for code in codes if _odds_of_chance(code, lines.values()) >= ODDS_OF_A_TOTAL * len(codes))
    return next(likely, None)


def _odds_of_chance(code: str, lines: Iterable[Mapping[str, float]]) -> float:
    """Against how many to one a code is the sum of the others on each line by chance; 0 if it is not on some line.

    Of numbers about as large as a sum, one in so many is that sum. A sum of one number is no evidence: two are alike.
    """
    odds = 1.0
    for line in lines:
        others = [value for other, value in line.items() if other != code and value > 0]
        if not isclose(line.get(code, 0.0), sum(others)):
            return 0.0
        odds *= max(sum(others), 1.0) if len(others) > 1 else 1.0
    return odds


def _weighted(values: Sequence[float], table: GivenTable, specification: Specification) -> list[float]:
    """What each row of a sample represents in the population."""
    weights = _numbers(table, specification.weight, specification.notation.number, len(values))
    return [value * weight for value, weight in zip(values, weights, strict=True)]


def _facts(
    cube: Cube,
    counts: Sequence[float],
    contributors: _Contributors,
    specification: Specification,
    requests: AbstractSet[Hashable],
) -> Facts:
    """The facts of a table; of a sample, one unit more or fewer changes a count by its weight."""
    # Of plain counts the number of units is the value of the cell, and each contributes 1.
    if not (specification.magnitude or specification.weight or specification.person or specification.request):
        return Facts(cube.equations.values)
    records, held = _held(cube, counts, contributors)
    persons = np.array([float(len(found)) for found in held]) if specification.person else None
    largest = _largest(held, contributors_looked_at(specification.profile.rules))
    # In an empty cell anybody could be: one unit more is reckoned at the largest weight of all.
    heaviest = np.where(largest[:, 0] > 0, largest[:, 0], largest[:, 0].max(initial=0.0))
    weighted = specification.weight and not specification.magnitude
    asked = _largest_asked(held, requests) if specification.request else None
    return Facts(records, persons, largest, heaviest if weighted else None, asked)


def _largest_asked(held: Sequence[Mapping[Hashable, float]], requests: AbstractSet[Hashable]) -> Mask:
    """Whether the largest contributor to each cell asked for protection."""
    return np.array(
        [bool(found) and max(found, key=lambda name: found[name]) in requests for found in held], dtype=bool
    )


def _requests(table: GivenTable, column: str, names: Sequence[Hashable]) -> frozenset[Hashable]:
    """Who asked for protection: those with anything but nothing, 0 or no in some record."""
    said = table.column(column) if column else [""] * len(names)
    no = ("", "0", "no", "none", "false")
    return frozenset(name for name, value in zip(names, said, strict=True) if str(value).strip().lower() not in no)


def _held(
    cube: Cube, counts: Sequence[float], contributors: _Contributors
) -> tuple[Vector, list[dict[Hashable, float]]]:
    """Return the records in every cell, and who contributes how much to it."""
    records = np.zeros(len(cube.equations))
    held: list[dict[Hashable, float]] = [{} for _ in range(len(cube.equations))]
    for count, (at, value, name) in zip(counts, contributors, strict=True):
        # A given total is in no cell: its parts are counted.
        for cell in cube.holding(at):
            records[cell] += count
            # By name, since a person with several records is one contributor, who knows all of them.
            held[cell][name] = held[cell].get(name, 0.0) + value
    return records, held


def _alone(counts: Sequence[float], contributors: _Contributors) -> dict[Codes, Hashable]:
    """The names at the codes where no other contributes."""
    names: dict[Codes, set[Hashable]] = {}
    for count, (at, _, name) in zip(counts, contributors, strict=True):
        if count:
            names.setdefault(at, set()).add(name)
    return {at: next(iter(found)) for at, found in names.items() if len(found) == 1}


def _largest(held: Sequence[Mapping[Any, float]], most: int) -> Vector:
    largest = np.zeros((len(held), most))
    for cell, found in enumerate(held):
        top = sorted(found.values(), reverse=True)[:most]
        largest[cell, : len(top)] = top
    return largest
