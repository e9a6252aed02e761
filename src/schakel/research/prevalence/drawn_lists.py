"""Drawing the lists behind a published verdict: a multiple of five persons for each combination of lists.

A verdict says which rules failed, and of true lists one person more or fewer can decide that: readers could tell how
many are on exactly these lists. So for each way to be on lists (which lists, and there certainly in which parts) the
persons go up or down to a multiple of five, by a threshold that is drawn once for each question and way, from a secret.
At least five numbers of persons then give the same lists and the same verdict, and on average nobody comes or goes. A
person keeps the dates of somebody who was counted.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BASE = 5
"""Persons: of each way to be on lists so many numbers stay possible, as of a rounded figure."""
WAY = "way"
_Way = tuple[str, ...]


def drawn(
    entries: pa.Table, within: Mapping[str, npt.NDArray[np.bool_]], seed: bytes, numbers: Sequence[str] = ()
) -> pa.Table:
    """Return entries of a multiple of `BASE` persons for each way to be on lists.

    Parameters
    ----------
    entries
        Who is on which list: `unit`, numbered by nothing but what is known, and `list`, among other columns.
    within
        Which entries are certainly of each part; shape (entries,).
    seed
        A secret: whoever knew it would know the thresholds.
    numbers
        The columns with what is known of a person in numbers.

    Returns
    -------
    pyarrow.Table
        The same columns, persons numbered anew; who stands for several is several persons. Beside them `WAY`, the
        number of the way in which a person is on lists.
    """
    rows: dict[int, list[int]] = defaultdict(list)
    for row, unit in enumerate(entries["unit"].to_pylist()):
        rows[unit].append(row)
    marks = _marks(entries, within, numbers)
    ways: dict[_Way, list[int]] = defaultdict(list)
    for unit, own in sorted(rows.items()):
        ways[tuple(sorted({marks[row] for row in own}))].append(unit)
    chosen = [(unit, n) for n, way in enumerate(sorted(ways)) for unit in _chosen(ways[way], _threshold(way, seed))]
    taken = [row for unit, _ in chosen for row in rows[unit]]
    anew = [(number, way) for number, (unit, way) in enumerate(chosen) for _ in rows[unit]]
    units, of_way = (pa.array([one[place] for one in anew], pa.int64()) for place in (0, 1))
    column = entries.column_names.index("unit")
    return entries.take(pa.array(taken, pa.int64())).set_column(column, "unit", units).append_column(WAY, of_way)


def _marks(entries: pa.Table, within: Mapping[str, npt.NDArray[np.bool_]], numbers: Sequence[str]) -> list[str]:
    """The list of each entry, with the parts that it is certainly of and the numbers of its person."""
    flags = np.array([within[part] for part in sorted(within)], dtype=bool).reshape(len(within), entries.num_rows)
    names = [f"{name} {inside.tolist()}" for name, inside in zip(entries["list"].to_pylist(), flags.T, strict=True)]
    if not numbers:
        return names
    known = zip(*(entries[column].to_pylist() for column in numbers), strict=True)
    return [f"{name} {ends}" for name, ends in zip(names, known, strict=True)]


def _threshold(way: _Way, seed: bytes) -> int:
    """From 0 to 4: what a number of persons is raised by before it goes down to a multiple."""
    digest = hashlib.blake2b("\n".join(way).encode(), key=hashlib.sha256(seed).digest()).digest()
    return int.from_bytes(digest, "big") % BASE


def _chosen(units: Sequence[int], threshold: int) -> list[int]:
    """Some persons evenly spread, each once or more, as many as the multiple says."""
    wanted = (len(units) + threshold) // BASE * BASE
    return [units[place * len(units) // wanted] for place in range(wanted)]
