"""The one door out: a table goes in, a `ProtectedTable` comes out, or nothing does."""

from schakel.disclosure.profiles import PROFILES
from schakel.disclosure.protected import _SEAL, ProtectedCell, ProtectedTable
from schakel.disclosure.ranking import rank
from schakel.disclosure.rounding_each import round_counts
from schakel.disclosure.statistics import draw
from schakel.model.errors import DisclosureError
from schakel.model.table import Table


def protect(table: Table, profile: str) -> ProtectedTable:
    """Protect a table under a named profile.

    Raises
    ------
    DisclosureError
        If no profile has this name.
    """
    if profile not in PROFILES:
        raise DisclosureError(f"no disclosure profile is called {profile}; known are {', '.join(sorted(PROFILES))}")
    rules = PROFILES[profile]
    counts = round_counts(table, rules.base)
    drawn = {
        statistic.kind: draw(statistic, table.dimensions, counts, rules.minimum_base)
        for statistic in table.indicator.statistics
    }
    cells = tuple(
        ProtectedCell(at, count, {kind: figures[at] for kind, figures in drawn.items() if at in figures})
        for at, count in counts.items()
    )
    return ProtectedTable(table.indicator, rank(table.dimensions, counts), cells, rules.shown, table.synthetic, _SEAL)
