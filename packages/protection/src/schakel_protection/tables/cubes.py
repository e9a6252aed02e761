"""Crossed variables with totals: every combination of codes is a cell, every split of a code a relation.

A variable is a tree of codes. A code may be split in several ways (a municipality list by province and by court
district): each is one more partition of the same leaves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_base.errors import DisclosureError
from schakel_protection.tables.equations import Equations, Key, Vector, refuse_bad_values

TOTAL = "Total"
_ADDS_UP = 1e-6


class HierarchyError(DisclosureError):
    """Codes that are no tree: what is wrong, in which pair of code and part, and with which of the two."""

    def __init__(self, variable: str, said: str, pair: tuple[str, str], of_part: bool = True) -> None:
        super().__init__(f"{variable}: {said}")
        self.said, self.pair, self.of_part = said, pair, of_part


@dataclass(frozen=True)
class Variable:
    """One side of a cube: its name, the code of its total, and per code that has parts the ways it is split.

    Parameters
    ----------
    name
        What it is called in the names of cells.
    total
        The code above all others.
    splits
        By code that has parts: each way to split it, as its parts.
    """

    name: str
    total: str
    splits: Mapping[str, tuple[tuple[str, ...], ...]]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes, the total first, each before its parts."""
        found: dict[str, None] = {}
        waiting = [self.total]
        while waiting:
            code = waiting.pop()
            if code not in found:
                found[code] = None
                # Reversed twice, since the last of a stack comes first: codes stay in the order in which they were
                # declared.
                waiting += [part for split in reversed(self.splits.get(code, ())) for part in reversed(split)]
        return tuple(found)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes without parts."""
        return tuple(code for code in self.codes if code not in self.splits)

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each code."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def membership(self) -> NDArray[np.float64]:
        """Codes by leaves: 1 where the leaf lies under the code."""
        under = self.check()
        return np.array([[float(leaf in under[code]) for leaf in self.leaves] for code in self.codes])

    def check(self) -> dict[str, frozenset[str]]:
        """Return the leaves under each code.

        Raises
        ------
        HierarchyError
            If a code is a part of itself, or if parts overlap.
        DisclosureError
            If two splits of a code do not hold the same leaves: a hierarchy with a hole.
        """
        under: dict[str, frozenset[str]] = {}
        for code in self._parts_first():
            under[code] = self._leaves_under(code, under)
        return under

    def _leaves_under(self, code: str, under: Mapping[str, frozenset[str]]) -> frozenset[str]:
        ways = [self._leaves_of(code, split, under) for split in self.splits.get(code, ())]
        if len(set(ways)) > 1:
            missing = sorted(frozenset.union(*ways) - frozenset.intersection(*ways))
            raise DisclosureError(f"{self.name}: one way to split {code} lacks {', '.join(missing)}")
        return ways[0] if ways else frozenset([code])

    def _leaves_of(self, code: str, split: Iterable[str], under: Mapping[str, frozenset[str]]) -> frozenset[str]:
        leaves: set[str] = set()
        for part in split:
            if leaves & under[part]:
                raise HierarchyError(self.name, f"two parts of {code} overlap", (code, part))
            leaves |= under[part]
        return frozenset(leaves)

    def _parts_first(self) -> list[str]:
        order: dict[str, None] = {}
        # Depth first, each code with the way down to it: one that is on its own way is a part of itself.
        waiting: list[tuple[str, tuple[str, ...]]] = [(self.total, ())]
        while waiting:
            code, above = waiting[-1]
            if code in above:
                raise HierarchyError(self.name, f"{code} is a part of itself", (above[-1], code))
            parts = [part for split in self.splits.get(code, ()) for part in split if part not in order]
            if code in order or not parts:
                order[code] = None
                waiting.pop()
            else:
                waiting += [(part, (*above, code)) for part in parts]
        return list(order)


def flat(name: str, codes: Sequence[str], total: str = TOTAL) -> Variable:
    """Make a variable whose codes stand directly under its total.

    Parameters
    ----------
    name
        What it is called in the names of cells.
    codes
        The codes, without the total.
    total
        The code of the total.
    """
    return Variable(name, total, {total: (tuple(codes),)})


def tree(name: str, edges: Iterable[tuple[str, str]], total: str) -> Variable:
    """Make a variable from pairs of code and part.

    Parameters
    ----------
    name
        What it is called in the names of cells.
    edges
        Pairs of a code and one of its parts, as the lines of a hierarchy file of tau-ARGUS or sdcHierarchies say.
    total
        The code above all others.

    Raises
    ------
    HierarchyError
        If a code hangs under nothing (a hierarchy with a hole), or under two others.
    """
    parts: dict[str, list[str]] = {}
    above: dict[str, str] = {}
    for code, part in edges:
        if part in above:
            raise HierarchyError(name, f"{part} is a part of {above[part]} already", (code, part))
        above[part] = code
        parts.setdefault(code, []).append(part)
    made = Variable(name, total, {code: (tuple(found),) for code, found in parts.items()})
    loose = [code for code in parts if code not in made.position]
    if loose:
        pair = (loose[0], parts[loose[0]][0])
        raise HierarchyError(name, f"{loose[0]} hangs under nothing; the total is {total}", pair, of_part=False)
    return made


@dataclass(frozen=True, eq=False)
class Cube:
    """Crossed variables and the equations of all their cells, in the order of the codes."""

    variables: tuple[Variable, ...]
    equations: Equations

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of codes per variable."""
        return tuple(len(variable.codes) for variable in self.variables)

    def key(self, codes: Sequence[str]) -> Key:
        """Return the key of the cell at these codes, one per variable."""
        return _key(self.variables, codes)

    def codes(self, place: int) -> tuple[str, ...]:
        """Return the codes of the cell at a place, one per variable."""
        at = np.unravel_index(place, self.shape)
        return tuple(side.codes[code] for side, code in zip(self.variables, at, strict=True))

    @cached_property
    def _above(self) -> list[dict[str, list[int]]]:
        """Per variable and code without parts, the places of that code and of those above it."""
        return [
            {code: np.flatnonzero(side.membership[:, place]).tolist() for place, code in enumerate(side.leaves)}
            for side in self.variables
        ]

    def holding(self, codes: Sequence[str]) -> Iterator[int]:
        """Yield the places of all cells that hold what has these codes; none where one of them has parts."""
        above = (known.get(code, ()) for known, code in zip(self._above, codes, strict=True))
        return (int(np.ravel_multi_index(place, self.shape)) for place in product(*above))


def cross(variables: Sequence[Variable], leaves: Mapping[tuple[str, ...], float], integer: bool = True) -> Cube:
    """Build the cube of some variables from the value of its finest cells; absent ones are 0.

    Parameters
    ----------
    variables
        One per dimension.
    leaves
        The value of each finest cell, in units, by its codes: one without parts per variable.
    integer
        Whether the values are counts; false for magnitudes.

    Returns
    -------
    Cube
        One cell per combination of codes, totals included, in row-major order of the codes; every cell that has parts
        is defined by one relation.

    Raises
    ------
    DisclosureError
        If a code is unknown or has parts, or if a value is negative or missing.
    """
    sides = tuple(variables)
    values = _totals(sides, _grid(sides, leaves))
    keys = [
        _key(sides, [side.codes[place] for side, place in zip(sides, at, strict=True)])
        for at in np.ndindex(values.shape)
    ]
    relations = _relations(sides, values)
    hidden = np.zeros(values.size, dtype=bool)
    return Cube(sides, Equations(tuple(keys), values.ravel(), relations, hidden, integer=integer))


def wrong_totals(cube: Cube, given: Mapping[tuple[str, ...], float]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the totals that are not the sum of their parts, each with a sentence.

    Parameters
    ----------
    cube
        The table as its finest cells make it.

    Yields
    ------
    tuple of codes and str
        A total that differs by more than a millionth, and a sentence.
    """
    for codes, value in given.items():
        computed = cube.equations.values[cube.equations.index(cube.key(codes))]
        # Amounts in a file are rounded; a total that differs by less is a sum of the same amounts.
        if abs(computed - value) > _ADDS_UP * (1 + abs(value)):
            yield codes, f"the cell {' x '.join(codes)} holds {value:g}, but its parts add up to {computed:g}"


def _key(variables: Sequence[Variable], codes: Sequence[str]) -> Key:
    # Without totals, and sorted: tables of other dimensions then name the same cell alike, and are linked by that.
    pairs = zip(variables, codes, strict=True)
    return tuple(sorted((variable.name, code) for variable, code in pairs if code != variable.total))


def _grid(variables: Sequence[Variable], leaves: Mapping[tuple[str, ...], float]) -> Vector:
    places = [{code: place for place, code in enumerate(variable.leaves)} for variable in variables]
    grid = np.zeros([len(variable.leaves) for variable in variables])
    refuse_bad_values((_key(variables, codes) for codes in leaves), np.array(list(leaves.values()), dtype=float))
    for codes, value in leaves.items():
        for variable, code, known in zip(variables, codes, places, strict=True):
            if code not in known:
                raise DisclosureError(f"{variable.name}: {code} is not a code without parts")
        grid[tuple(known[code] for code, known in zip(codes, places, strict=True))] = value
    return grid


def _totals(variables: Sequence[Variable], grid: Vector) -> Vector:
    for axis, variable in enumerate(variables):
        grid = np.moveaxis(np.tensordot(variable.membership, grid, axes=(1, axis)), 0, axis)
    return grid


def _relations(variables: Sequence[Variable], values: Vector) -> sparse.csr_array:
    """One relation per cell that has parts: along the side where fewest of them are filled, so it stays sparse."""
    filled = values > 0
    strides = np.array([int(np.prod(values.shape[axis + 1 :])) for axis in range(values.ndim)])
    rows: list[int] = []
    columns: list[int] = []
    weights: list[float] = []
    count = 0
    for at in np.ndindex(values.shape):
        ways = _ways_to_split(variables, at)
        if not ways:
            continue
        place = int(np.dot(at, strides))
        # A total can be split along any dimension, and each split says the same, given those of the other cells. Sparse
        # relations are solved sooner.
        axis, parts = min(ways, key=lambda way: int(filled[_along(at, *way)].sum()))
        columns += [place, *(place + (np.array(parts) - at[axis]) * strides[axis]).tolist()]
        weights += [-1.0, *[1.0] * len(parts)]
        rows += [count] * (len(parts) + 1)
        count += 1
    return sparse.csr_array((weights, (rows, columns)), shape=(count, values.size))


def _ways_to_split(variables: Sequence[Variable], at: tuple[int, ...]) -> list[tuple[int, list[int]]]:
    return [
        (axis, [variable.position[part] for part in split])
        for axis, (variable, place) in enumerate(zip(variables, at, strict=True))
        for split in variable.splits.get(variable.codes[place], ())
    ]


def _along(at: tuple[int, ...], axis: int, parts: list[int]) -> tuple[int | list[int], ...]:
    return (*at[:axis], parts, *at[axis + 1 :])
