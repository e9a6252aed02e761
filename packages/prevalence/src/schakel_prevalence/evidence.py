"""Everything that the gates look at, computed once for one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from schakel_base.errors import RequestError
from schakel_base.verdict import Interval
from schakel_prevalence import thresholds
from schakel_prevalence.bootstrap import resample
from schakel_prevalence.existence import Existence
from schakel_prevalence.heterogeneity import lower_bound
from schakel_prevalence.lattice import Floats, Lattice
from schakel_prevalence.methods import SELECTORS, Replicated, Settings, estimate, point
from schakel_prevalence.result import SizeEstimate
from schakel_prevalence.selection import by_stepwise, rank
from schakel_prevalence.stepwise import stepwise
from schakel_prevalence.table import CaptureTable

SIDE_REPLICATES = 1000
"""The most replicates for what an estimate is compared with; never more than the estimate itself has."""
SIDE_CONTENDERS = 20


@dataclass(frozen=True)
class Neighbour:
    """The estimate of the table with one list left out or two taken together."""

    lists: tuple[str, ...]
    population: float | None
    interval: Interval | None = None


@dataclass(frozen=True)
class KnownList:
    """One list as a population of known size, estimated from the other lists."""

    name: str
    size: int
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, eq=False)
class Evidence:
    """The material of the verdict; what was not worth computing any more is empty."""

    table: CaptureTable
    settings: Settings
    outcome: Replicated
    start: Existence
    close: Floats = field(default_factory=lambda: np.empty(0))
    path: Mapping[str, float] = field(default_factory=dict)
    orders: tuple[float, ...] = ()
    families: Mapping[str, SizeEstimate] = field(default_factory=dict)
    dropped: tuple[Neighbour, ...] = ()
    merged: tuple[Neighbour, ...] = ()
    known: tuple[KnownList, ...] = ()
    lower_bound: float | None = None

    @property
    def result(self) -> SizeEstimate:
        """The estimate that the verdict is about."""
        return self.outcome.result


def first_evidence(table: CaptureTable, settings: Settings) -> Evidence:
    """Return the estimate, and whether it exists."""
    # Selection starts from independent lists, so where these have no estimate no path leads to one.
    start = point("independence", table, settings).existence
    return Evidence(table, settings, estimate(table, settings), start)


def all_evidence(first: Evidence) -> Evidence:
    """Add what the estimate is to be held against: other models, methods, lists and bounds."""
    table, settings = first.table.without_empty_lists(), first.settings
    lattice = Lattice.of(table)
    ranked = rank(lattice, settings.order)
    return replace(
        first,
        close=ranked.within(thresholds.CLOSE_MODELS) if ranked.models else np.empty(0),
        path=threshold_path(lattice),
        orders=_orders(lattice),
        families={name: _safe_point(name, table, settings) for name in settings.families},
        dropped=tuple(_dropped(table, name, settings) for name in sorted(table.lists)) if len(table.lists) > 3 else (),
        merged=tuple(_merged(table, pair, settings) for pair in combinations(sorted(table.lists), 2)),
        known=tuple(_known(table, name, settings) for name in sorted(table.lists)),
        lower_bound=lower_bound(lattice),
    )


def threshold_path(lattice: Lattice) -> dict[str, float]:
    """Return the population at each stepwise threshold at which there is one."""
    ends = {
        f"{p:g}": lattice.observed + float(stepwise(lattice, lattice.counts[None, :], p).unseen[0])
        for p in thresholds.PATH_THRESHOLDS
    }
    return {p: n for p, n in ends.items() if np.isfinite(n)}


def _orders(lattice: Lattice) -> tuple[float, ...]:
    """Return the population of the best model of order two and of order three, up to five lists."""
    if not 4 <= len(lattice.lists) <= 5:
        return ()
    found = (rank(lattice).best_of_order(order) for order in (2, 3))
    return tuple(population for population in found if population is not None)


def _safe_point(name: str, table: CaptureTable, settings: Settings) -> SizeEstimate:
    try:
        return point(name, table, replace(settings, method=name))
    except RequestError:  # the family does not take tables of this shape
        return SizeEstimate(name, "", table.observed, Existence.NOT_ESTIMABLE)


def _neighbour_settings(settings: Settings) -> Settings:
    # A fixed model names lists that a neighbour no longer has.
    name = settings.method if settings.method in SELECTORS and settings.method != "fixed" else "stepwise"
    replicates = _on_the_side(settings)
    return replace(settings, method=name, order=2, replicates=replicates, contenders=SIDE_CONTENDERS)


def _on_the_side(settings: Settings) -> int:
    return min(SIDE_REPLICATES, settings.replicates)


def _dropped(table: CaptureTable, name: str, settings: Settings) -> Neighbour:
    smaller = table.drop(name)
    outcome = estimate(smaller, _neighbour_settings(settings))
    interval = next((i for i in outcome.result.intervals if i.kind == "percentile"), None)
    return Neighbour((name,), outcome.result.population, interval)


def _merged(table: CaptureTable, pair: tuple[str, str], settings: Settings) -> Neighbour:
    smaller = table.merge(*pair)
    if len(smaller.lists) < 3:
        return Neighbour(pair, None)
    chosen = _neighbour_settings(settings)
    return Neighbour(pair, point(chosen.method, smaller, chosen).population)


def _known(table: CaptureTable, name: str, settings: Settings) -> KnownList:
    """Estimate a list from the others, if thirty of its persons are seen there and an estimate exists."""
    size, others = table.on_all(name), table.within(name).without_empty_lists()
    if others.observed < thresholds.KNOWN_SEEN or len(others.lists) < 2:
        return KnownList(name, size)
    # The share of replicates without an estimate is held to the same limit as that of the whole table.
    lattice = Lattice.of(others)
    tables = resample(lattice, _on_the_side(settings))
    populations = by_stepwise()(lattice, tables)
    if not np.isfinite(stepwise(lattice, lattice.counts[None, :]).unseen[0]):
        return KnownList(name, size)
    usable = populations[np.isfinite(populations)]
    if len(usable) < (1 - (thresholds.SHARE_WITHOUT_ESTIMATE.stop or 0)) * len(populations):
        return KnownList(name, size)
    lower, upper = np.quantile(usable, [0.025, 0.975])
    return KnownList(name, size, float(lower), float(upper))
