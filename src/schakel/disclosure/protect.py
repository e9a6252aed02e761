"""The one door out: tables go in, and what is stated beside them; all of it comes out protected, or nothing does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schakel.disclosure.ledger import Release
from schakel.disclosure.profiles import DeclaredProfile, find_profile
from schakel.disclosure.protected import _SEAL, Figure, Mark, ProtectedCell, ProtectedTable
from schakel.disclosure.ranking import rank
from schakel.disclosure.rounding.each import round_each
from schakel.disclosure.rounding.rounded_tables import round_tables
from schakel.disclosure.shown import Method, Shown
from schakel.disclosure.statistics import draw
from schakel.disclosure.suppression.suppressed_tables import suppress_tables
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.stated import Statement
from schakel.disclosure.tables.table_equations import TableEquations, equations_of
from schakel.model.errors import DisclosureError
from schakel.model.table import Table

METHODS: dict[str, Method] = {
    "round_each": round_each,
    "controlled_rounding": round_tables,
    "suppression": suppress_tables,
}
_HIDDEN = Figure(None, None, Mark.PROTECTED)


@dataclass(frozen=True, eq=False)
class ProtectedTogether:
    """Tables that may leave beside each other, and the figures of each statement beside them, by name."""

    tables: Mapping[str, ProtectedTable]
    stated: Mapping[str, tuple[Figure, ...]]
    _equations: TableEquations
    _shown: Shown

    @property
    def all_released(self) -> Release:
        """What all of them give away."""
        return self.release("", "", [*self.tables, *self.stated])

    def release(self, product: str, edition: str, names: Sequence[str]) -> Release:
        """Return what some of the tables and statements give away, for the ledger."""
        cells = self._equations.cells_of(names)
        equations, shown = self._equations.equations, self._shown
        return Release(
            product,
            edition,
            equations.among(cells),
            shown.known.among(cells),
            shown.values[cells],
            shown.promised.among(cells),
        )


def protect(table: Table, profile: str) -> ProtectedTable:
    """Protect a table under a named profile, by itself.

    Raises
    ------
    DisclosureError
        If no profile has this name, or if the table cannot be protected under it.
    """
    alone = ReleasedTable(table)
    return protect_together([alone], profile).tables[alone.name]


def protect_together(
    tables: Sequence[ReleasedTable],
    profile: str,
    before: Sequence[Release] = (),
    statements: Sequence[Statement] = (),
) -> ProtectedTogether:
    """Protect tables that leave beside each other, and what is stated beside them, knowing what left before.

    Raises
    ------
    DisclosureError
        If no profile has this name, or if all of it cannot be protected under it.
    """
    rules = find_profile(profile)
    if rules.method not in METHODS:
        raise DisclosureError(f"the profile {profile} protects by {rules.method}, which is not for tables of bounds")
    equations = equations_of(*tables, statements=statements)
    shown = METHODS[rules.method](equations, rules, before)
    figures = {name: tuple(_figure(shown, places) for places in cells) for name, cells in equations.printed.items()}
    made = {one.name: _made(one.table, _by_cell(one.table, figures[one.name]), rules) for one in tables}
    return ProtectedTogether(made, {one.name: figures[one.name] for one in statements}, equations, shown)


def _by_cell(table: Table, figures: Sequence[Figure]) -> dict[tuple[str, ...], Figure]:
    return {cell.coordinates: figure for cell, figure in zip(table.cells, figures, strict=True)}


def _figure(shown: Shown, places: Sequence[int]) -> Figure:
    """One number, or two bounds; a mark where any of them is left out."""
    numbers = [float(shown.values[place]) for place in places]
    return _HIDDEN if np.isnan(numbers).any() else Figure(numbers[0], numbers[-1])


def _made(table: Table, counts: Mapping[tuple[str, ...], Figure], rules: DeclaredProfile) -> ProtectedTable:
    drawn = {
        statistic.kind: draw(statistic, table.dimensions, counts, rules.minimum_base)
        for statistic in table.indicator.statistics
    }
    cells = tuple(
        ProtectedCell(at, count, {kind: figures[at] for kind, figures in drawn.items() if at in figures})
        for at, count in counts.items()
    )
    return ProtectedTable(table.indicator, rank(table.dimensions, counts), cells, rules.shown, table.synthetic, _SEAL)
