"""Any data frame as columns, and columns as a cube with the facts that rules ask for."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa

from schakel.disclosure.rules import Facts
from schakel.disclosure.standalone.specification import Specification
from schakel.disclosure.tables.cubes import Cube, Variable, cross, refuse_wrong_totals
from schakel.disclosure.tables.equations import Vector
from schakel.model.errors import DisclosureError

Columns = Mapping[str, Sequence[Any]]
Codes = tuple[str, ...]
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[-+]?[0-9]+)?|[-+]?(nan|inf)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_MOST = 2.0**53  # counts up to here are exact
_TOP = 3  # contributions kept per cell; rules look at two


def columns_of(data: Any) -> dict[str, list[Any]]:
    """Return the columns of a data frame: a mapping of columns, or anything that speaks Arrow or has `to_dict`.

    Raises
    ------
    DisclosureError
        If it is none of these, or if its columns differ in length.
    """
    if isinstance(data, Mapping):
        columns = {str(name): list(values) for name, values in data.items()}
    elif hasattr(data, "__arrow_c_stream__"):
        columns = pa.table(data).to_pydict()
    elif hasattr(data, "to_dict"):
        columns = {str(name): list(values) for name, values in data.to_dict("list").items()}
    else:
        raise DisclosureError(f"a {type(data).__name__} is no data frame")
    if len({len(values) for values in columns.values()}) > 1:
        raise DisclosureError("the columns of the table differ in length")
    return columns


@dataclass(frozen=True, eq=False)
class Counted:
    """A cube and the facts of its cells."""

    cube: Cube
    facts: Facts


def count_up(columns: Columns, specification: Specification) -> Counted:
    """Build the cube that a specification describes from the columns of a table.

    Raises
    ------
    DisclosureError
        If a column is missing, a number is none or negative, or a total is not the sum of its parts.
    """
    rows = _rows(columns, specification)
    variables = [side.variable([at[place] for at in rows]) for place, side in enumerate(specification.sides)]
    value_column = specification.magnitude or specification.count
    given = _column(columns, value_column, len(rows))
    if not specification.magnitude:
        _refuse_thousands(given)
    values = [_number(value, row) for row, value in enumerate(given, start=1)]
    if not specification.magnitude:
        _refuse_parts_of_units(values)
    leaves, totals = _sorted_out(variables, rows, values)
    cube = cross(variables, leaves, integer=not specification.magnitude)
    refuse_wrong_totals(cube, totals)
    return Counted(cube, _facts(columns, specification, cube, rows, values))


def _rows(columns: Columns, specification: Specification) -> list[Codes]:
    for side in specification.sides:
        if side.name not in columns:
            raise DisclosureError(f"the table has no column {side.name}")
    return [
        tuple(_code(value, side.name, row) for side, value in zip(specification.sides, at, strict=True))
        for row, at in enumerate(zip(*(columns[side.name] for side in specification.sides), strict=True), start=1)
    ]


def _code(value: Any, name: str, row: int) -> str:
    if value is None or value == "" or value != value:
        raise DisclosureError(f"row {row} has no code of {name}")
    return str(value)


def _column(columns: Columns, name: str, count: int) -> Sequence[Any]:
    if not name:
        return [1.0] * count
    if name not in columns:
        raise DisclosureError(f"the table has no column {name}")
    return columns[name]


def _number(value: Any, row: int) -> float:
    written = value.strip() if isinstance(value, str) else ""
    if isinstance(value, str) and not _NUMBER.fullmatch(written):
        hint = "; decimals are written with a point" if _NUMBER.fullmatch(written.replace(",", ".", 1)) else ""
        raise DisclosureError(f"row {row} holds {value!r}, which is not a number{hint}")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise DisclosureError(f"row {row} holds {value!r}, which is not a number") from None
    if math.isnan(number) or math.isinf(number):
        raise DisclosureError(f"row {row} has no number")
    if number < 0:
        raise DisclosureError(f"row {row} is negative ({number:g})")
    return number


def _refuse_thousands(values: Sequence[Any]) -> None:
    """In a count, 1.000 is a thousand in one country and one in another."""
    for row, value in enumerate(values, start=1):
        if isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
            raise DisclosureError(f"row {row} holds {value!r}: counts are written without signs between thousands")


def _refuse_parts_of_units(values: Sequence[float]) -> None:
    for row, value in enumerate(values, start=1):
        if value != round(value):
            raise DisclosureError(f"row {row} holds {value:g}, which is no whole number of units")
        if value > _MOST:
            raise DisclosureError(f"row {row} holds {value:g}, which is more than can be counted exactly")


def _sorted_out(
    variables: Sequence[Variable], rows: Sequence[Codes], values: Sequence[float]
) -> tuple[dict[Codes, float], dict[Codes, float]]:
    """Part the rows into finest cells, which add up, and totals, which are checked."""
    leaves: dict[Codes, float] = {}
    totals: dict[Codes, float] = {}
    for number, (at, value) in enumerate(zip(rows, values, strict=True), start=1):
        for variable, code in zip(variables, at, strict=True):
            if code not in variable.position:
                raise DisclosureError(f"row {number}: {code} is no code of {variable.name}")
        fine = all(code not in variable.splits for variable, code in zip(variables, at, strict=True))
        if not fine and at in totals:
            raise DisclosureError(f"row {number}: the total {' x '.join(at)} stands there twice")
        (leaves if fine else totals)[at] = leaves.get(at, 0.0) + value if fine else value
    return leaves, totals


def _facts(
    columns: Columns, specification: Specification, cube: Cube, rows: Sequence[Codes], values: Sequence[float]
) -> Facts:
    counts = [_number(n, row) for row, n in enumerate(_column(columns, specification.count, len(rows)), start=1)]
    if not specification.magnitude and not specification.person:
        return Facts(cube.equations.values)
    persons = _column(columns, specification.person, len(rows)) if specification.person else range(len(rows))
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
