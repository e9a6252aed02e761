"""The one door out: a table goes in, a `ProtectedTable` comes out, or nothing does."""

from collections.abc import Callable, Mapping

from schakel.disclosure.profiles import DeclaredProfile, find_profile
from schakel.disclosure.protected import _SEAL, Figure, ProtectedCell, ProtectedTable
from schakel.disclosure.ranking import rank
from schakel.disclosure.rounding.each import round_counts
from schakel.disclosure.statistics import draw
from schakel.disclosure.suppression.suppressed_table import suppress_counts
from schakel.model.errors import DisclosureError
from schakel.model.table import Table


def protect(table: Table, profile: str) -> ProtectedTable:
    """Protect a table under a named profile.

    Raises
    ------
    DisclosureError
        If no profile has this name, or if the table cannot be protected under it.
    """
    rules = find_profile(profile)
    if rules.method not in _METHODS:
        raise DisclosureError(f"the profile {profile} protects by {rules.method}, which is not for tables of bounds")
    counts = _METHODS[rules.method](table, rules)
    drawn = {
        statistic.kind: draw(statistic, table.dimensions, counts, rules.minimum_base)
        for statistic in table.indicator.statistics
    }
    cells = tuple(
        ProtectedCell(at, count, {kind: figures[at] for kind, figures in drawn.items() if at in figures})
        for at, count in counts.items()
    )
    return ProtectedTable(table.indicator, rank(table.dimensions, counts), cells, rules.shown, table.synthetic, _SEAL)


def _rounded(table: Table, profile: DeclaredProfile) -> Mapping[tuple[str, ...], Figure]:
    return round_counts(table, profile.base)


_METHODS: dict[str, Callable[[Table, DeclaredProfile], Mapping[tuple[str, ...], Figure]]] = {
    "round_each": _rounded,
    "suppression": suppress_counts,
}
