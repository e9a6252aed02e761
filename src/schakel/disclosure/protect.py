"""The one way out: tables and statements go in; all of it comes out protected, or nothing does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from schakel.disclosure.amounts import ProtectedAmounts, protect_amounts
from schakel.disclosure.certificates import Certificates
from schakel.disclosure.listed import listed
from schakel.disclosure.protected import _SEAL, ProtectedCell, ProtectedTable, StatedFigures
from schakel.disclosure.ranking import rank
from schakel.disclosure.statistics import draw
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.stated import Statement
from schakel.disclosure.tables.table_equations import TableEquations, equations_of
from schakel.model.figure import Figure, Mark
from schakel.model.indicator import AMOUNT
from schakel.model.table import Table
from schakel_base.errors import Fault
from schakel_base.progress import Progress, silent, telling
from schakel_protection import Profile, find_profile
from schakel_protection.releases import ProtectedParts, ReleaseRecord

FIGURES_PER_SECOND = 1000
"""Figures that are rounded and attacked in a second, as measured: 1,100 to 1,450 on releases of 1,171 to 6,486."""
_HIDDEN = Figure(None, None, Mark.PROTECTED)


@dataclass(frozen=True, eq=False)
class ProtectedTogether:
    """Tables that may leave beside each other, and the figures of each statement beside them, by name."""

    tables: Mapping[str, ProtectedTable]
    stated: Mapping[str, StatedFigures]
    _counts: ProtectedParts
    _amounts: ProtectedAmounts | None = None

    @property
    def all_released(self) -> ReleaseRecord:
        """What all of them give away."""
        return self.release("", "", [*self.tables, *self.stated])

    def release(self, product: str, edition: str, names: Sequence[str]) -> ReleaseRecord:
        """Return what some of the tables and statements give away, for the ledger."""
        counts = self._counts.record(product, edition, names)
        amounts = self._amounts.release(product, edition, names) if self._amounts else None
        return replace(counts, amounts=amounts)


def protect(table: Table, profile: str) -> ProtectedTable:
    """Protect a table under a named profile, by itself.

    Returns
    -------
    ProtectedTable
        What may be published of it, if nothing else leaves that shares a cell with it.

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
    before: Sequence[ReleaseRecord] = (),
    statements: Sequence[Statement] = (),
    seed: bytes = b"",
    certificates: Certificates | None = None,
    progress: Progress = silent,
) -> ProtectedTogether:
    """Protect tables that leave beside each other, and what is stated beside them, knowing what left before.

    Parameters
    ----------
    before
        What left earlier, of this and other products.
    statements
        Counts that leave outside tables.
    seed
        A secret from which the choice between roundings is drawn, so that nobody can make it again; without one each
        count goes to the nearest that adds up.
    certificates
        Where what was protected before is kept, to be used again; nowhere by default.
    progress
        Told what is protected, and about how long it takes.

    Returns
    -------
    ProtectedTogether
        Figures for every table and statement, and the record for the release ledger.

    Raises
    ------
    DisclosureError
        If no profile has this name, or if all of it cannot be protected under it.
    """
    rules = find_profile(profile)
    left = [release.equations.keys for release in before if not release.drawn]
    equations = equations_of(*tables, statements=statements, before=left)
    counts = _protected(equations, rules, before, seed, certificates, progress)
    leaving = {name: _figures(counts, name) for name in counts.of_table}
    amounts = protect_amounts(tables, rules, before, counts)
    sums = {one.name: amounts.figures(one.name) if amounts else {} for one in tables}
    made = {one.name: _made(one.table, leaving[one.name], sums[one.name]) for one in tables}
    return ProtectedTogether(made, {one.name: leaving[one.name] for one in statements}, counts, amounts)


def _protected(
    equations: TableEquations,
    rules: Profile,
    before: Sequence[ReleaseRecord],
    seed: bytes,
    certificates: Certificates | None,
    progress: Progress,
) -> ProtectedParts:
    question = certificates.question(equations, rules, before, seed) if certificates else ""
    kept = certificates.find(question, equations, rules) if certificates else None
    if kept is not None:
        return kept
    progress(_to_protect(equations, rules), 0.0)
    with telling(progress):
        counts = ProtectedParts.of(equations, rules, before, seed)
    if certificates:
        certificates.keep(question, equations, counts)
    return counts


def _to_protect(equations: TableEquations, rules: Profile) -> Fault:
    """How many figures are protected and, under rounding, about how long that takes: what is told later follows it.

    How long suppression takes is not known before its first cells are hidden.
    """
    figures = len({place for printed in equations.printed.values() for places in printed for place in places})
    seconds = figures / FIGURES_PER_SECOND
    if rules.method == "controlled_rounding" and seconds > 1:
        return Fault(
            "protect {figures} figures, about {seconds} s", fields={"figures": figures, "seconds": round(seconds)}
        )
    return Fault("protect {figures} figures", fields={"figures": figures})


def _figures(counts: ProtectedParts, name: str) -> StatedFigures:
    part = counts.of_table[name]
    return StatedFigures(part.profiles[name], tuple(_figure(numbers) for numbers in part.printed(name)))


def _figure(numbers: Sequence[float]) -> Figure:
    """One number, or two bounds; a mark where any of them is left out."""
    return _HIDDEN if np.isnan(numbers).any() else Figure(numbers[0], numbers[-1])


def _made(table: Table, leaving: StatedFigures, amounts: Mapping[tuple[str, ...], Figure]) -> ProtectedTable:
    figures = iter(leaving.figures)
    counts = {cell.coordinates: next(figures) for cell in table.cells}
    told = {
        name: {cell.coordinates: next(figures) for cell in cells} for name, cells in table.told_by_statistics.items()
    }
    drawn = {
        one.kind: draw(one, table.dimensions, counts, leaving.profile, told)
        for one in table.indicator.statistics
        if one.kind != AMOUNT
    }
    if amounts:
        # Of a table of which no count is shown no sum is either.
        drawn[AMOUNT] = dict.fromkeys(amounts, _HIDDEN) if leaving.profile.withholds else dict(amounts)
    sides = listed(rank(table.dimensions, counts), counts)
    codes = [{category.code for category in side.categories} for side in sides]
    cells = tuple(
        ProtectedCell(at, count, {kind: figures[at] for kind, figures in drawn.items() if at in figures})
        for at, count in counts.items()
        if all(code in side for code, side in zip(at, codes, strict=True))
    )
    return ProtectedTable(
        table.indicator, sides, cells, leaving.profile, table.synthetic, _SEAL, table.complete, table.is_told
    )
