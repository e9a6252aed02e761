"""The equations of all tables of bounds in a release, and of the counts published outside tables.

A cell that is certain has one count. A cell that is not has two published sums, its lower and its upper bound; and
their difference, the number of units that can be in the cell but need not, is itself a count of few units. It is
never printed, but whoever reads both bounds knows it: so it is among the cells as a hidden one.

Tables of one release are read beside each other. Two that count the same units of the same population, by the same
question, have the cells in common that they both show, whatever the tables and their dimensions are called.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from schakel.disclosure.tables.classes import add_sums_of_classes, with_sums_of_classes
from schakel.disclosure.tables.concepts import Schemes, add_sums_of_concepts, with_sums_of_concepts
from schakel.disclosure.tables.gathering import Gathered
from schakel.disclosure.tables.half_open import add_half_open
from schakel.disclosure.tables.naming import ReleasedTable, asking_less, asks_more, bounded, key_of_cell
from schakel.disclosure.tables.nobody import empty_places
from schakel.disclosure.tables.parts import add_rests_of_parts
from schakel.disclosure.tables.stated import Statement, add_statements, counts_by_what_they_ask
from schakel.model.asked import Asked
from schakel.model.table import Cell
from schakel_protection import Profile
from schakel_protection.releases import LinkedTables, ReleaseRecord
from schakel_protection.tables import CountBound, Key, Reserved


@dataclass(frozen=True, eq=False)
class TableEquations(LinkedTables):
    """The equations of some tables and statements.

    Parameters
    ----------
    then
        The cells of stated counts that were known in an earlier edition, with what they ask.
    schemes
        Of the attributes of the tables of which a unit has one concept.
    tables
        What they are the equations of.
    """

    then: tuple[tuple[tuple[Key, ...], Asked], ...] = ()
    schemes: Schemes = field(default_factory=dict)
    tables: tuple[ReleasedTable, ...] = ()

    @cached_property
    def exact(self) -> "TableEquations":
        """The same for counts that are printed as they are, so that what a part leaves of its whole can be read off.

        Of two rounded counts the difference leaves no fewer numbers possible than the figures do.
        """
        gathered = Gathered.of(self.equations, self.readable)
        own = [one for one in self.tables if one.name in self.printed]
        cells = add_rests_of_parts(gathered, self.cells, own, self.printed, self.schemes)
        cells = add_half_open(gathered, cells, own, self.printed)
        equations, readable = gathered.equations(readable=False), gathered.equations(readable=True)
        return replace(self, equations=equations, readable=readable, cells=cells)

    def known_of(self, release: ReleaseRecord, /) -> ReleaseRecord:
        """Return a release before as readers of these tables know it: with the wider classes and concepts of these."""
        wider = with_sums_of_classes(release, self.equations.keys)
        return with_sums_of_concepts(wider, self.equations.keys, self.schemes)

    def same_in(self, release: ReleaseRecord, /) -> Iterator[tuple[int, int]]:
        """Yield the stated counts of an earlier day that left with the tables of that day, and have not changed since.

        A count is the same only if nothing about it changed: else it is protected as a new one.
        """
        if release.drawn or not self.then:
            return
        known = counts_by_what_they_ask(release.equations.keys)
        for keys, asked in self.then:
            here = [self.equations.index(key) for key in keys if key in self.equations]
            there = known.get(replace(asked, moment=""), ()) if _day(asked.moment) == _day(release.edition) else ()
            # Compared by the true values, since equal printed numbers can hide a change; the change is what must be
            # protected.
            if [*self.equations.values[here]] == [*release.equations.values[list(there)]]:
                yield from zip(here, there, strict=True)

    def printed_under(self, profile: Profile, /) -> "TableEquations":
        """Return what a reader knows of them under a profile: under suppression counts are printed as they are."""
        return self.exact if profile.suppresses else self


def _day(edition: str) -> str:
    """The reference date that the name of an edition begins with."""
    return edition[:10]


def equations_of(
    *tables: ReleasedTable, statements: Sequence[Statement] = (), before: Sequence[Sequence[Key]] = ()
) -> TableEquations:
    """Write tables as sums over their base cells, and over those in which nobody was counted; then what is stated.

    Parameters
    ----------
    before
        The counts of each release before.

    Returns
    -------
    TableEquations
        Every number that is printed, and every sum between them that a reader knows.
    """
    gathered = Gathered()
    printed: dict[str, tuple[tuple[int, ...], ...]] = {}
    cells: dict[str, frozenset[int]] = {}
    # Of a phase that all units reached the count is that of all units, which other tables may show: they come first.
    for one in sorted(tables, key=asks_more):
        first = len(gathered.entries)
        printed[one.name] = (*_add_cells(gathered, one), *_add_told(gathered, one))
        cells[one.name] = frozenset(column for _, column, _ in gathered.entries[first:])
    schemes = {name: scheme for one in tables for name, scheme in one.table.schemes.items()}
    cells = add_sums_of_classes(gathered, cells, before)
    cells = add_sums_of_concepts(gathered, cells, before, schemes)
    placed = add_statements(gathered, statements)
    keys = tuple(gathered.places)
    then = ((tuple(keys[at] for at in places), asked) for one in placed.values() for places, asked in one.then)
    return TableEquations(
        gathered.equations(readable=False),
        gathered.equations(readable=True),
        {one.name: printed[one.name] for one in tables} | {name: one.printed for name, one in placed.items()},
        cells | {name: one.cells for name, one in placed.items()},
        {name: one.shares for name, one in placed.items()},
        then=tuple(dict.fromkeys(then)),
        schemes=schemes,
        tables=tables,
    )


def _add_cells(gathered: Gathered, one: ReleasedTable) -> Iterator[tuple[int, ...]]:
    empty = empty_places(one.table)
    return (_add(gathered, one, cell, empty.get(cell.coordinates, ())) for cell in one.table.cells)


def _add_told(gathered: Gathered, one: ReleasedTable) -> Iterator[tuple[int, ...]]:
    """Add what bounds of statistics tell besides, as cells: protected with them, and the same in the next edition."""
    for along, cells in one.table.told_by_statistics.items():
        also = ((Reserved.UNCLEAR, along),)
        for cell in cells:
            # Nobody was unclear, for all that a reader knows.
            nobody = () if cell.lower else (f"{along} {','.join(cell.coordinates)}",)
            yield _add(gathered, one, cell, nobody, also)


def _add(
    gathered: Gathered, one: ReleasedTable, cell: Cell, empty: Sequence[int | str], also: Key = ()
) -> tuple[int, ...]:
    """Add a cell with what it is the sum of, and return the places of the numbers that are printed for it."""
    base, lower, unclear = one.table.base, set(cell.lower), set(cell.upper) - set(cell.lower)
    certain = [(str(part), base[part]) for part in sorted(lower)] + [(f"nobody {number}", 0) for number in empty]
    between = [(str(part), base[part]) for part in sorted(unclear)]
    named = partial(_named, gathered, one, cell, also)
    if not unclear:
        return (_add_sum(gathered, one, named("", _sum(certain)), certain),)
    low = _add_sum(gathered, one, named(CountBound.LOWER, _sum(certain)), certain)
    open_ = _add_sum(gathered, one, named(CountBound.UNCLEAR, _sum(between)), between, hidden=True)
    # The upper bound is written as lower plus unclear and not over its base cells: the same sum, in two entries instead
    # of many.
    high = gathered.cell(*named(CountBound.UPPER, sum(base[part] for part in cell.upper)))
    gathered.derived.append(open_)
    gathered.defines(high, (low, open_))
    return low, high


def _sum(parts: Sequence[tuple[str, int]]) -> int:
    return sum(count for _, count in parts)


def _add_sum(
    gathered: Gathered,
    one: ReleasedTable,
    named: tuple[Key, int],
    parts: Sequence[tuple[str, int]],
    hidden: bool = False,
) -> int:
    place = gathered.cell(*named, hidden)
    base = [gathered.cell(((Reserved.BASE, f"{one.name}:{part}"),), count, True) for part, count in parts]
    gathered.defines(place, base)
    return place


def _named(gathered: Gathered, one: ReleasedTable, cell: Cell, also: Key, bound: str, value: int) -> tuple[Key, int]:
    """Name a cell; after its table, where something else is counted under the same name.

    A cell of rows that are each a unit is the count of these units where an earlier table shows that number: other
    deliveries may name units of the kind too. So is a phase that all units reached, and what is known of all of them.
    """
    units = ((Reserved.UNIT, cell.unit),) if cell.unit else ()
    if units and units in gathered.places and gathered.values[gathered.places[units]] == value:
        return units, value
    key = tuple(sorted([*key_of_cell(one, cell), *also]))
    key = bounded(key, bound) if bound else key
    for everybody in asking_less(key):
        if everybody in gathered.places and gathered.values[gathered.places[everybody]] == value:
            return everybody, value
    known = gathered.places.get(key)
    if known is not None and gathered.values[known] != value:
        return tuple(sorted([*key, (Reserved.TABLE, f"{one.name}:{','.join(cell.coordinates)}")])), value
    return key, value
