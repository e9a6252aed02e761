"""Tables for tests of disclosure control, and an attacker who shares nothing with ours: he counts."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from schakel_protection.tables import Cube, Equations, Key, Variable, cross, flat, tree
from schakel_protection.tables.equations import Reserved, sparse_rows

DATA = Path(__file__).parent / "data"


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


def key_of(**codes: str) -> Key:
    """Return the key of a cell from codes by variable, totals left out."""
    return tuple(sorted(codes.items()))


def cross_records(variables: Sequence[Variable], records: Iterable[Mapping[str, str]], magnitude: str = "") -> Cube:
    """Build the cube that counts records, or sums their `magnitude`."""
    leaves: dict[tuple[str, ...], float] = {}
    for record in records:
        at = tuple(record[variable.name] for variable in variables)
        leaves[at] = leaves.get(at, 0.0) + (float(record[magnitude]) if magnitude else 1.0)
    return cross(variables, leaves, integer=not magnitude)


def from_sums(
    keys: Sequence[Key], sums: Sequence[Iterable[int]], base: Sequence[float], integer: bool = True
) -> Equations:
    """Published cells as sums (each the places of what it adds up) over base cells that stay hidden."""
    values = np.asarray(base, dtype=float)
    base_keys = [((Reserved.BASE, str(place)),) for place in range(len(values))]
    width = len(keys)
    entries = [(row, width + place, 1.0) for row, places in enumerate(sums) for place in places]
    entries += [(row, row, -1.0) for row in range(width)]
    relations = sparse_rows(entries, width, width + len(values))
    published = np.asarray(relations[:, width:] @ values, dtype=float)
    hidden = np.arange(width + len(values)) >= width
    return Equations((*keys, *base_keys), np.concatenate([published, values]), relations, hidden, integer=integer)
