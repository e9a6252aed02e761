"""Which of the things that units can meet follows from another: no declaration says that a phase is part of another.

Where a table shows both it is seen. Of what no table shows beside each other readers may know it, wherever the counts
of both allow it.
"""

from collections.abc import Iterable, Mapping
from itertools import permutations

from schakel.disclosure.tables.concepts import Schemes
from schakel.disclosure.tables.gathering import Gathered
from schakel.disclosure.tables.naming import ReleasedTable, key_of_cell, kind_of, overlaps
from schakel.disclosure.tables.overlapping import AskedCount, Implied, Named, Pair
from schakel.model.table import Cell
from schakel_protection.tables import Key


def implied_by(
    gathered: Gathered, counts: Mapping[int, Named], tables: Iterable[ReleasedTable], schemes: Schemes
) -> Implied:
    """Return what is true of all units of which something else is; not of two things that are true of the same units.

    Parameters
    ----------
    counts
        By place, what is counted there.
    """
    shown, apart = set[tuple[Pair, Pair]](), set[tuple[Pair, Pair]]()
    for one in tables:
        for cells in _beside_each_other(one, schemes):
            for (narrow, part), (broad, whole) in permutations(cells.items(), 2):
                (shown if _is_inside(one, part, whole) else apart).add((narrow, broad))
    found: dict[Pair, frozenset[Pair]] = {}
    for narrow, broad in (shown - apart) | (_allowed(gathered, counts) - shown - apart):
        found[narrow] = found.get(narrow, frozenset()) | {broad}
    return {
        narrow: frozenset(one for one in wide if narrow not in found.get(one, ())) for narrow, wide in found.items()
    }


def _allowed(gathered: Gathered, counts: Mapping[int, Named]) -> set[tuple[Pair, Pair]]:
    """Pairs of which one can be part of the other, as far as their counts go."""
    fits, exceeds = set[tuple[Pair, Pair]](), set[tuple[Pair, Pair]]()
    for places in _counted_alike(counts):
        for (narrow, part), (broad, whole) in permutations(places.items(), 2):
            (fits if gathered.values[part] <= gathered.values[whole] else exceeds).add((narrow, broad))
    return fits - exceeds


def _counted_alike(counts: Mapping[int, Named]) -> Iterable[dict[Pair, int]]:
    """Return the places of counts that differ in one thing that they ask, by that."""
    found: dict[tuple[str, AskedCount, str], dict[Pair, int]] = {}
    for place, (count, bound) in counts.items():
        for pair in count.overlapping:
            others = AskedCount(count.overlapping - {pair}, count.others)
            found.setdefault((pair[0], others, bound), {})[pair] = place
    return found.values()


def _beside_each_other(one: ReleasedTable, schemes: Schemes) -> Iterable[dict[Pair, Cell]]:
    """Return the cells of a table that differ in one overlapping thing that they ask, by that."""
    found: dict[tuple[str, Key], dict[Pair, Cell]] = {}
    for cell in one.table.cells:
        key = key_of_cell(one, cell)
        for pair in key:
            if overlaps(pair[0], schemes):
                others = tuple(other for other in key if other != pair)
                found.setdefault((kind_of(pair[0]), others), {})[pair] = cell
    return found.values()


def _is_inside(one: ReleasedTable, part: Cell, whole: Cell) -> bool:
    """Whether all units of a cell are in another, those that may be as well; base cells of nobody say nothing."""
    base = one.table.base
    ends = ((part.lower, whole.lower), (part.upper, whole.upper))
    return all(place in outside or not base[place] for inside, outside in ends for place in inside)
