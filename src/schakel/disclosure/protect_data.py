"""Any table in, a protected one out: the room by itself, for a file or a data frame.

What comes out suppressed or rounded additively has passed the audit, or says that it has not. Suppressed cells carry
one mark, whatever the reason: which of them are too small themselves and which only hide others is not told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from schakel.disclosure.attack.audit import Audit, ExposureError, Finding
from schakel.disclosure.attack.rests import with_rests, zeros_beside
from schakel.disclosure.ledger import merged
from schakel.disclosure.next_methods import refusal
from schakel.disclosure.profiles import DeclaredProfile
from schakel.disclosure.protected import Mark
from schakel.disclosure.rounding.controlled import round_controlled
from schakel.disclosure.rounding.each import round_to
from schakel.disclosure.rounding.keyed_counts import keyed_counts
from schakel.disclosure.rounding.rounded_tables import round_cube
from schakel.disclosure.rules import apply_rules, margins_that_tell
from schakel.disclosure.standalone.attempts import attempts
from schakel.disclosure.standalone.frames import Counted, count_up
from schakel.disclosure.standalone.given_table import GivenTable, table_of
from schakel.disclosure.standalone.specification import Specification, specify
from schakel.disclosure.suppression.attacked import suppress_and_attack
from schakel.disclosure.suppression.problem import wish
from schakel.disclosure.suppression.respondents import singletons
from schakel.disclosure.tables.cubes import Cube
from schakel.disclosure.tables.equations import Key, Mask, Vector, name_of
from schakel.model.errors import DisclosureError

_ATTACKED = 20_000  # numbers in the relations; the attack on more takes too long, and the result says so
_NOT_ATTACKED = (
    "Every figure is shown as one of the two multiples of {base} around it ({word}); "
    "no program has tried to compute small ones from everything that is shown."
)


@dataclass(frozen=True)
class ProtectedData:
    """A table that may leave.

    Parameters
    ----------
    dimensions
        The names of the dimensions, in the order of the codes.
    cells
        Per cell its codes and its published value; None where it is suppressed.
    sentence
        How the figures are protected.
    suppressed, failing
        How many cells are suppressed, and how many of them failed a rule themselves. For the secured zone only.
    audited
        Whether it was attacked.
    narrowest
        The cells with the narrowest ranges that an attacker is left with. For the secured zone only.
    """

    dimensions: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], float | None], ...]
    profile: str
    sentence: str
    suppressed: int
    failing: int
    audited: bool = False
    narrowest: tuple[Finding, ...] = ()

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the published table as columns: the dimensions, `value`, and `status`, the mark of an absent value."""
        columns: dict[str, list[Any]] = {
            name: [codes[place] for codes, _ in self.cells] for place, name in enumerate(self.dimensions)
        }
        columns["value"] = [value for _, value in self.cells]
        columns["status"] = ["" if value is not None else Mark.PROTECTED.value for _, value in self.cells]
        return columns


def protect_data(data: Any, specification: Specification | Mapping[str, Any], secret: bytes = b"") -> ProtectedData:
    """Protect any data frame.

    Parameters
    ----------
    data
        A mapping of columns, or a data frame that speaks Arrow (pandas, Polars, DuckDB, PyArrow).
    specification
        What to protect and how, as read or as a mapping.
    secret
        What the method of cell keys makes its keys from.

    Raises
    ------
    SchakelError
        If the specification or the data are at fault, or if a cell cannot be protected.
    """
    asked = specification if isinstance(specification, Specification) else specify(specification)
    table = table_of(data)
    counted = count_up(table, asked)
    if asked.profile.method == "cell_key":
        return _keyed(counted, asked, table, secret)
    tried: list[DeclaredProfile] = []
    exposed: list[Key] = []
    for attempt in attempts(counted, asked):
        tried.append(attempt.asked.profile)
        try:
            return _METHODS[attempt.asked.profile.method](attempt.counted, attempt.asked, table)
        except ExposureError as error:
            exposed += error.cells
    first = f", first of all {name_of(exposed[0])}" if exposed else ""
    raise DisclosureError(refusal([], tried) + first)


def _suppressed(counted: Counted, asked: Specification, table: GivenTable) -> ProtectedData:
    equations = counted.cube.equations
    requirement, _ = apply_rules(asked.profile.rules, equations, counted.facts)
    held = margins_that_tell(equations, asked.profile.rules, counted.facts)
    guarded = with_rests(equations, held)
    wishes = wish(
        guarded.equations,
        merged(requirement, guarded.someone_else),
        np.append(_cost(counted, asked, table), np.zeros(len(held))),
        [equations.index(tuple(sorted(cell.items()))) for cell in _without_totals(asked)],
        respondents=singletons(equations, counted.facts.units) if asked.profile.singletons else (),
        zeros=zeros_beside(equations, held),
    )
    pattern, found = suppress_and_attack(guarded.equations, wishes, asked.exact)
    pattern = pattern[: len(equations)]
    values = [None if hidden else value for value, hidden in zip(equations.values.tolist(), pattern, strict=True)]
    return _outcome(counted.cube, values, asked, pattern, len(requirement.places), found)


def _without_totals(asked: Specification) -> list[dict[str, str]]:
    totals = {side.name: side.total for side in asked.sides}
    for cell in asked.keep:
        for name in cell:
            if name not in totals:
                raise DisclosureError(f"a cell to keep names {name}, which is no dimension")
    return [{name: code for name, code in cell.items() if code != totals[name]} for cell in asked.keep]


def _cost(counted: Counted, asked: Specification, table: GivenTable) -> Vector:
    equations = counted.cube.equations
    if asked.cost == "value":
        return equations.values
    if asked.cost == "cells":
        return np.ones(len(equations))
    weights = Specification(asked.sides, asked.profile, magnitude=asked.cost, notation=asked.notation)
    return count_up(table, weights).cube.equations.values


def _rounded(counted: Counted, asked: Specification, table: GivenTable) -> ProtectedData:
    del table
    equations = counted.cube.equations
    nothing = np.zeros(len(equations), dtype=bool)
    if equations.integer and equations.relations.nnz <= _ATTACKED:
        result, found = round_cube(equations, asked.profile)
        sentence = f"{_usual(asked)} ({result.word})"
    else:
        result, found = round_controlled(equations, asked.profile.base), None
        sentence = _NOT_ATTACKED.format(base=asked.profile.base, word=result.word)
    return _outcome(counted.cube, result.values.tolist(), asked, nothing, 0, found, sentence)


def _each_rounded(counted: Counted, asked: Specification, table: GivenTable) -> ProtectedData:
    del table
    rounded = round_to(asked.profile.base)
    values = [float(rounded(int(value))) for value in counted.cube.equations.values]
    return _outcome(counted.cube, values, asked, np.zeros(len(values), dtype=bool), 0, None)


def _keyed(counted: Counted, asked: Specification, table: GivenTable, secret: bytes) -> ProtectedData:
    if not asked.record or asked.count or asked.magnitude:
        raise DisclosureError("cell keys are for tables of records, with a column that names each: record")
    names = [str(name) for name in table.column(asked.record)]
    records = list(zip(*([str(code) for code in table.column(side.name)] for side in asked.sides), strict=True))
    values = keyed_counts(counted.cube, records, names, secret)
    return _outcome(counted.cube, values.tolist(), asked, np.zeros(len(values), dtype=bool), 0, None)


_METHODS: dict[str, Callable[[Counted, Specification, GivenTable], ProtectedData]] = {
    "suppression": _suppressed,
    "controlled_rounding": _rounded,
    "round_each": _each_rounded,
}


def _outcome(
    cube: Cube,
    values: list[float | None] | list[float],
    asked: Specification,
    pattern: Mask,
    failing: int,
    found: Audit | None,
    sentence: str = "",
) -> ProtectedData:
    codes = [
        tuple(v.codes[at] for v, at in zip(cube.variables, place, strict=True)) for place in np.ndindex(cube.shape)
    ]
    return ProtectedData(
        tuple(variable.name for variable in cube.variables),
        tuple(zip(codes, values, strict=True)),
        asked.profile.shown.name,
        sentence or _usual(asked),
        int(pattern.sum()),
        failing,
        found is not None,
        found.findings[:10] if found else (),
    )


def _usual(asked: Specification) -> str:
    return asked.profile.shown.sentence.in_language("en")
