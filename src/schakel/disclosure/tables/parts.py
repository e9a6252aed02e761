"""A count that asks more is part of one that asks less, and what it leaves of that is a count too.

Of 21 units prosecuted 20 were convicted: one was not. So it is with what is known of units, with attributes of which a
unit can have several concepts, with a population that asks more than that of another table, and with a total beside all
its periods. Which phase follows another no declaration says; that all units of one are in the other is seen in the
tables that show both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from schakel.disclosure.tables.concepts import Schemes
from schakel.disclosure.tables.gathering import Gathered, with_added
from schakel.disclosure.tables.naming import PHASE, ReleasedTable, conditions_of, key_of_cell, overlaps
from schakel.model.table import TOTAL, Cell
from schakel_protection.tables import CountBound, Equations, Key, Reserved

_PERIOD, _UNDATED = "period", "in no period"
_OF_COUNTS = frozenset(Reserved) - {Reserved.UNIT, Reserved.BOUND}
_Pair = tuple[str, str]
_Implied = Mapping[_Pair, frozenset[_Pair]]
"""By what is asked of a unit, what all units of which that is true are as well."""
Printed = Mapping[str, Sequence[tuple[int, ...]]]
"""By table, and by cell of it, the places of the numbers that are printed."""


@dataclass(frozen=True)
class _Count:
    """What a count asks: of this what units can meet beside other such things (`overlapping`), and all else."""

    overlapping: frozenset[_Pair]
    others: frozenset[_Pair]

    def wholes(self, implied: _Implied) -> Iterator["_Count"]:
        """Yield the counts that this one is part of: without one thing that it asks, or with what that implies."""
        for one in sorted(self.overlapping):
            rest = self.overlapping - {one}
            yield _Count(rest, self.others)
            yield from (_Count(rest | {other}, self.others) for other in sorted(implied.get(one, frozenset()) - rest))

    def less(self, part: "_Count") -> "_Count":
        """Return what this count holds beside a part of it."""
        without = frozenset((question, f"not {code}") for question, code in part.overlapping - self.overlapping)
        return _Count(self.overlapping | without, self.others)

    def named(self, bound: str) -> Key:
        """Return its name among the cells, where it is what one bound of a count leaves of that of another."""
        beside = [(str(Reserved.BESIDE), f"{bound} of both")] if bound else []
        return tuple(sorted([*self.overlapping, *self.others, *beside]))


@dataclass(frozen=True)
class _Rest:
    """What a whole holds beside its parts, by the name of that."""

    key: Key
    whole: int
    parts: tuple[int, ...]


def add_rests_of_parts(
    gathered: Gathered,
    cells: Mapping[str, frozenset[int]],
    tables: Sequence[ReleasedTable],
    printed: Printed,
    schemes: Schemes,
) -> dict[str, frozenset[int]]:
    """Tie counts to those that they are part of, and return the cells of each table with what is left added.

    Parameters
    ----------
    schemes
        Of the attributes of which a unit has one concept: their concepts are sums, and leave no rest here.
    """
    base, more = _Base(gathered.equations(readable=False)), dict(cells)
    counts = {place: named for place, key in enumerate(gathered.places) if (named := _named(key, schemes))}
    # Two tables can ask the same in other words: one of a phase, the other of its population.
    for first, other in _same(gathered, counts):
        gathered.defines(other, [first])
        more = with_added(more, [first], [other])
    rests = [*_of_parts(gathered, counts, _implied(tables, schemes)), *_of_totals(gathered, tables, printed)]
    for rest in rests:
        more = with_added(more, _add(gathered, rest, base), (rest.whole, *rest.parts))
    return more


def _named(key: Key, schemes: Schemes) -> tuple[_Count, str] | None:
    """Return what a count of units asks, and which bound of it a cell is; None of what is no such count."""
    said = dict(key)
    bound = said.get(Reserved.BOUND, "")
    if said.keys() & _OF_COUNTS or bound == CountBound.UNCLEAR or Reserved.UNIT not in said:
        return None
    unit, conditions = conditions_of(key)
    pairs = {pair for pair in key if pair[0] not in (Reserved.UNIT, Reserved.BOUND)}
    overlapping = {pair for pair in pairs if overlaps(pair[0], schemes)}
    met = frozenset([*overlapping, *((PHASE, one) for one in conditions)])
    return _Count(met, frozenset([*(pairs - overlapping), (str(Reserved.UNIT), unit)])), bound


def _same(gathered: Gathered, counts: Mapping[int, tuple[_Count, str]]) -> Iterator[tuple[int, int]]:
    first: dict[tuple[_Count, str], int] = {}
    for place, named in counts.items():
        known = first.setdefault(named, place)
        if known != place and gathered.values[known] == gathered.values[place]:
            yield known, place


def _of_parts(gathered: Gathered, counts: Mapping[int, tuple[_Count, str]], implied: _Implied) -> Iterator[_Rest]:
    """What each count leaves of those that ask less."""
    keys = tuple(gathered.places)
    at = {named: place for place, named in reversed(list(counts.items()))}
    for place, (part, bound) in counts.items():
        for whole in dict.fromkeys(part.wholes(implied)):
            for of in (bound, "") if bound else ("", CountBound.LOWER, CountBound.UPPER):
                if (whole, of) in at:
                    rest, left = whole.less(part), of or bound
                    # Another table may show who did not come that far.
                    key = keys[at[rest, left]] if (rest, left) in at else rest.named(left)
                    yield _Rest(key, at[whole, of], (place,))


def _of_totals(gathered: Gathered, tables: Iterable[ReleasedTable], printed: Printed) -> Iterator[_Rest]:
    """What each total holds beside all its periods: the event did not happen to these units, or nobody knows when."""
    keys = tuple(gathered.places)
    for one in tables:
        places = {cell.coordinates: found[0] for cell, found in zip(one.table.cells, printed[one.name], strict=False)}
        kinds = {rule.name: rule.kind for rule in one.table.indicator.dimensions}
        for at, side in enumerate(one.table.dimensions):
            for total in [where for where in places if kinds.get(side.name) == _PERIOD and where[at] == TOTAL]:
                periods = [places[*total[:at], period.code, *total[at + 1 :]] for period in side.categories[1:]]
                asked = {
                    (question, _UNDATED) for place in periods for question, _ in keys[place] if _is_of_period(question)
                }
                yield _Rest(tuple(sorted([*keys[places[total]], *asked])), places[total], tuple(periods))


def _is_of_period(question: str) -> bool:
    return question.split(" ")[0] == _PERIOD


class _Base:
    """Of which base cells the cells are sums."""

    def __init__(self, equations: Equations) -> None:
        self._matrix, self._places = equations.matrix, equations.base

    def between(self, whole: int, parts: Iterable[int]) -> list[int]:
        """Return the places of the base cells of a whole that no part has; none if the parts have others."""
        inside, outside = {column for part in parts for column in self._of(part)}, self._of(whole)
        return [int(self._places[column]) for column in sorted(outside - inside)] if inside <= outside else []

    def _of(self, cell: int) -> set[int]:
        return set(self._matrix.indices[slice(*self._matrix.indptr[cell : cell + 2])].tolist())


def _add(gathered: Gathered, rest: _Rest, base: _Base) -> list[int]:
    """Say that a whole is its parts and a rest; return the place of the rest, if all were counted alike."""
    left = gathered.values[rest.whole] - sum(gathered.values[part] for part in rest.parts)
    known = gathered.places.get(rest.key)
    if rest.whole in rest.parts or left < 0 or (known is not None and gathered.values[known] != left):
        return []
    if known is None:
        known = gathered.read_off(rest.key, left)
        # So that whoever is alone in it is known to be the one who is in the whole.
        if units := base.between(rest.whole, rest.parts):
            gathered.defines(known, units)
    gathered.defines(rest.whole, (*rest.parts, known))
    return [known]


def _implied(tables: Iterable[ReleasedTable], schemes: Schemes) -> _Implied:
    """Return what is true of all units of which something else is, in each table that shows both."""
    shown, apart = set[tuple[_Pair, _Pair]](), set[tuple[_Pair, _Pair]]()
    for one in tables:
        for cells in _beside_each_other(one, schemes):
            for (narrow, part), (broad, whole) in permutations(cells.items(), 2):
                (shown if _is_inside(one, part, whole) else apart).add((narrow, broad))
    found: dict[_Pair, frozenset[_Pair]] = {}
    for narrow, broad in shown - apart:
        found[narrow] = found.get(narrow, frozenset()) | {broad}
    return found


def _beside_each_other(one: ReleasedTable, schemes: Schemes) -> Iterable[dict[_Pair, Cell]]:
    """Return the cells of a table that differ in one overlapping thing that they ask, by that."""
    found: dict[tuple[str, Key], dict[_Pair, Cell]] = {}
    for cell in one.table.cells:
        key = key_of_cell(one, cell)
        for pair in key:
            if overlaps(pair[0], schemes):
                others = tuple(other for other in key if other != pair)
                found.setdefault((pair[0].split(" ")[0], others), {})[pair] = cell
    return found.values()


def _is_inside(one: ReleasedTable, part: Cell, whole: Cell) -> bool:
    """Whether all units of a cell are in another, those that may be as well; base cells of nobody say nothing."""
    base = one.table.base
    ends = ((part.lower, whole.lower), (part.upper, whole.upper))
    return all(place in outside or not base[place] for inside, outside in ends for place in inside)
