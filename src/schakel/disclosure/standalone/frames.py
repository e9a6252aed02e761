"""A table as a cube with the facts that rules ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from schakel.disclosure.rules import Facts
from schakel.disclosure.standalone.given_table import GivenTable
from schakel.disclosure.standalone.specification import Specification
from schakel.disclosure.tables.cubes import Cube, Variable, cross, wrong_totals
from schakel.disclosure.tables.equations import Vector

Codes = tuple[str, ...]
_TOP = 3  # contributions kept per cell; rules look at two


@dataclass(frozen=True, eq=False)
class Counted:
    """A cube and the facts of its cells."""

    cube: Cube
    facts: Facts


def count_up(table: GivenTable, specification: Specification) -> Counted:
    """Build the cube that a specification describes from a table.

    Raises
    ------
    DisclosureError
        If a column is missing, a number is none or negative, or a total is not the sum of its parts.
    """
    rows = _rows(table, specification)
    variables = [side.variable([at[place] for at in rows]) for place, side in enumerate(specification.sides)]
    notation = specification.notation
    value_column = specification.magnitude or specification.count
    values = _numbers(table, value_column, notation.number if specification.magnitude else notation.count, len(rows))
    leaves, totals = _sorted_out(table, variables, rows, values)
    cube = cross(variables, leaves, integer=not specification.magnitude)
    for at, sentence in wrong_totals(cube, totals):
        raise table.fault(sentence, rows.index(at), value_column)
    return Counted(cube, _facts(table, specification, cube, rows, values))


def _rows(table: GivenTable, specification: Specification) -> list[Codes]:
    columns = [_codes(table, side.name) for side in specification.sides]
    return list(zip(*columns, strict=True))


def _codes(table: GivenTable, name: str) -> list[str]:
    values = table.column(name)
    for row, value in enumerate(values):
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
    table: GivenTable, variables: Sequence[Variable], rows: Sequence[Codes], values: Sequence[float]
) -> tuple[dict[Codes, float], dict[Codes, float]]:
    """Part the rows into finest cells, which add up, and totals, which are checked."""
    leaves: dict[Codes, float] = {}
    totals: dict[Codes, float] = {}
    for row, (at, value) in enumerate(zip(rows, values, strict=True)):
        for variable, code in zip(variables, at, strict=True):
            if code not in variable.position:
                raise table.fault(f"{code} is no code of the hierarchy", row, variable.name)
        fine = all(code not in variable.splits for variable, code in zip(variables, at, strict=True))
        if not fine and at in totals:
            raise table.fault(f"the total {' x '.join(at)} stands there twice", row)
        (leaves if fine else totals)[at] = leaves.get(at, 0.0) + value if fine else value
    return leaves, totals


def _facts(
    table: GivenTable, specification: Specification, cube: Cube, rows: Sequence[Codes], values: Sequence[float]
) -> Facts:
    counts = _numbers(table, specification.count, specification.notation.number, len(rows))
    if not specification.magnitude and not specification.person:
        return Facts(cube.equations.values)
    persons = table.column(specification.person) if specification.person else range(len(rows))
    return _facts_of_records(cube, rows, values, counts, persons)


def _facts_of_records(
    cube: Cube, rows: Sequence[Codes], values: Sequence[float], counts: Sequence[float], persons: Sequence[Any]
) -> Facts:
    """Count records and persons, and keep the largest contributions, in every cell that a record is in."""
    above = [{code: _above(variable, code) for code in variable.leaves} for variable in cube.variables]
    shape = cube.shape
    records = np.zeros(len(cube.equations))
    held: list[dict[Any, float]] = [{} for _ in range(len(cube.equations))]
    for at, value, count, person in zip(rows, values, counts, persons, strict=True):
        if any(code not in known for code, known in zip(at, above, strict=True)):
            continue  # a given total: its parts are counted
        for place in product(*(known[code] for code, known in zip(at, above, strict=True))):
            cell = int(np.ravel_multi_index(place, shape))
            records[cell] += count
            held[cell][person] = held[cell].get(person, 0.0) + value
    return Facts(records, np.array([float(len(found)) for found in held]), _largest(held))


def _above(variable: Variable, leaf: str) -> list[int]:
    column = variable.leaves.index(leaf)
    return np.flatnonzero(variable.membership[:, column]).tolist()


def _largest(held: Sequence[Mapping[Any, float]]) -> Vector:
    largest = np.zeros((len(held), _TOP))
    for cell, found in enumerate(held):
        top = sorted(found.values(), reverse=True)[:_TOP]
        largest[cell, : len(top)] = top
    return largest
