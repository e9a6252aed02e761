"""Tables for tests of disclosure control, and an attacker who shares nothing with ours: he counts."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from schakel_protection import Equations, cross, flat, tree
from schakel_protection.tables import Cube, Variable
from schakel_protection.tables.cubes import cross_records

DATA = Path(__file__).parent / "data" / "disclosure"


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file beside the tests."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def instance(size: str) -> Cube:
    """The synthetic table S, M or L."""
    records = read(f"{size}_micro.csv")
    edges = [(row["parent"], row["child"]) for row in read(f"{size}_region_hier.csv")]
    return cross_records([codes("year", records), tree("region", edges, "NL"), codes("form", records)], records)


def codes(name: str, records: list[dict[str, str]]) -> Variable:
    """A variable with the codes that some records hold."""
    return flat(name, sorted({record[name] for record in records}))


def square(rows: list[list[int]], **names: str) -> Cube:
    """A table of two variables from its inner cells: row and column, coded 1, 2, ..."""
    down, across = names.get("down", "row"), names.get("across", "column")
    leaves = {
        (str(r), str(c)): float(value) for r, row in enumerate(rows, start=1) for c, value in enumerate(row, start=1)
    }
    sides = [flat(down, sorted({at[0] for at in leaves})), flat(across, sorted({at[1] for at in leaves}))]
    return cross(sides, leaves)


def small_counts(table: Equations, most: int = 2) -> np.ndarray:
    """The cells of 1 to `most` units that are published."""
    return np.flatnonzero((table.values >= 1) & (table.values <= most) & ~table.hidden)


def mask(table: Equations, places: np.ndarray) -> np.ndarray:
    """The same cells as true and false."""
    marked = np.zeros(len(table), dtype=bool)
    marked[places] = True
    return marked


def possible_tables(matrix: np.ndarray, lower: np.ndarray, upper: np.ndarray, most: int) -> Iterator[np.ndarray]:
    """All tables of whole numbers that agree with what is known: every base cell is tried from 0 to `most`."""

    def extend(base: list[int], sums: np.ndarray) -> Iterator[np.ndarray]:
        if (sums > upper + 1e-9).any():
            return
        if len(base) == matrix.shape[1]:
            if (sums >= lower - 1e-9).all():
                yield sums
            return
        for value in range(most + 1):
            yield from extend([*base, value], sums + value * matrix[:, len(base)])

    yield from extend([], np.zeros(matrix.shape[0]))


def ranges_by_counting(
    table: Equations, lower: np.ndarray, upper: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """The smallest and the largest value of each cell over all possible tables."""
    found = np.array(list(possible_tables(table.matrix.toarray(), lower, upper, most)))
    return found.min(axis=0), found.max(axis=0)
