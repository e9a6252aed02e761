"""A count that asks more is part of one that asks less, and what it leaves of that is a count too.

Of 21 units prosecuted 20 were convicted: one was not. So it is with what is known of units, with attributes of which a
unit can have several concepts, with a population that asks more than that of another table, and with a total beside all
its periods. What is left has parts in its turn.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from schakel.disclosure.tables.concepts import Schemes
from schakel.disclosure.tables.gathering import Gathered, add_beside, growing, grown
from schakel.disclosure.tables.implied import implied_by
from schakel.disclosure.tables.naming import ReleasedTable, kind_of
from schakel.disclosure.tables.overlapping import Implied, Named, named, places_of
from schakel.disclosure.tables.several import covered
from schakel.model.table import TOTAL
from schakel_protection import EffortError
from schakel_protection.tables import CountBound, Equations, Key

_PERIOD, _UNDATED = "period", "in no period"
_MOST_RESTS = 20_000
"""So many rests that are found at once are tied; for more the next method is tried."""
_TOO_MANY = (
    "what counts leave of each other takes more work to protect than is allowed; merge categories (`coarser`), or name "
    "a profile that rounds, such as round-5-additive"
)
Printed = Mapping[str, Sequence[tuple[int, ...]]]
"""By table, and by cell of it, the places of the numbers that are printed."""


@dataclass(frozen=True)
class _Rest:
    """What a whole holds beside its parts, by the name of that, and by what it asks if that is a count of its own."""

    key: Key
    whole: int
    parts: tuple[int, ...]
    named: Named | None = None


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

    Raises
    ------
    EffortError
        If there are more of them than can be tied.
    """
    more = growing(cells)
    counts = {place: count for place, key in enumerate(gathered.places) if (count := named(key, schemes))}
    # Two tables can ask the same in other words: one of a phase, the other of its population.
    for first, other in _same(gathered, counts):
        gathered.defines(other, [first])
        add_beside(more, [first], [other])
    implied, totals = implied_by(gathered, counts, tables, schemes), list(_of_totals(gathered, tables, printed))
    for parts, twice in _of_several(gathered, counts, tables, schemes):
        add_beside(more, [twice.whole], (*parts, *twice.parts))
        totals.append(twice)
    rests = [*islice(_of_parts(gathered, counts, implied), _MOST_RESTS + 1), *totals]
    while rests:
        if len(rests) > _MOST_RESTS:
            raise EffortError(_TOO_MANY)
        base = _Base(gathered.equations(readable=False))
        for rest in rests:
            add_beside(more, _add(gathered, rest, base), (rest.whole, *rest.parts))
        at = gathered.places
        counts = {at[one.key]: one.named for one in rests if one.named and one.key in at} | counts
        # What is left has parts as well: of those who were not charged some were heard, and the others neither.
        new = (one for one in _of_parts(gathered, counts, implied) if one.key not in at)
        rests = list(islice(new, _MOST_RESTS + 1))
    return grown(more)


def _of_several(
    gathered: Gathered, counts: Mapping[int, Named], tables: Sequence[ReleasedTable], schemes: Schemes
) -> Iterator[tuple[Sequence[int], _Rest]]:
    """Add what narrower concepts count together, and yield their places with what they count more than once."""
    for place, count, parts, codes in list(covered(counts, tables, schemes)):
        together = gathered.read_off(count.beside(f"each of {codes}"), sum(gathered.values[part] for part in parts))
        gathered.defines(together, parts)
        yield parts, _Rest(count.beside(f"more than once of {codes}"), together, (place,))


def _same(gathered: Gathered, counts: Mapping[int, Named]) -> Iterator[tuple[int, int]]:
    first: dict[Named, int] = {}
    for place, count in counts.items():
        known = first.setdefault(count, place)
        if known != place and gathered.values[known] == gathered.values[place]:
            yield known, place


def _of_parts(gathered: Gathered, counts: Mapping[int, Named], implied: Implied) -> Iterator[_Rest]:
    """What each count leaves of those that ask less."""
    keys = tuple(gathered.places)
    at = places_of(counts)
    for place, (part, bound) in counts.items():
        for whole, rest in dict.fromkeys(part.wholes(implied)):
            for of in (bound, "") if bound else ("", CountBound.LOWER, CountBound.UPPER):
                if (whole, of) in at:
                    # Another table may show who did not come that far.
                    known = at.get((rest, of or bound), at.get((rest, "")))
                    said = f"{of or bound} of both" if of or bound else ""
                    key = rest.beside(said) if known is None else keys[known]
                    yield _Rest(key, at[whole, of], (place,), (rest, of or bound))


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
                    (question, _UNDATED)
                    for place in periods
                    for question, _ in keys[place]
                    if kind_of(question) == _PERIOD
                }
                yield _Rest(tuple(sorted([*keys[places[total]], *asked])), places[total], tuple(periods))


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
