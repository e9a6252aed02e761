"""Sample coverage (Chao and Tsay 1998): the share of the population's registrations that others confirm.

With three lists the dependence between them is estimated from their overlaps, by the one-step estimator when the
coverage is low (55% or less), as its authors advise. With more lists only the version without dependence is given.
"""

from itertools import combinations

from schakel_prevalence.existence import Existence
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.table import CaptureTable
from schakel_prevalence.thresholds import LOW_COVERAGE


def sample_coverage(table: CaptureTable) -> SizeEstimate:
    """Estimate the population from the sample coverage of three lists or more."""
    table = table.without_empty_lists()
    lists = len(table.lists)
    alone = {name: table.counts.get(1 << i, 0) for i, name in enumerate(table.lists)}
    coverage = 1 - sum(alone[name] / table.on_all(name) for name in table.lists) / lists
    if lists < 3 or coverage <= 0:
        return sized("sample-coverage", "", table.observed, 0.0, existence=Existence.NO_ESTIMATE)
    seen_by_others = table.observed - sum(alone.values()) / lists
    plain = seen_by_others / coverage
    if lists > 3:
        return sized("sample-coverage", "no dependence", table.observed, plain, coverage=coverage)
    population, model = _with_dependence(table, coverage, plain)
    return sized("sample-coverage", model, table.observed, population, coverage=coverage, without_dependence=plain)


def _with_dependence(table: CaptureTable, coverage: float, plain: float) -> tuple[float, str]:
    correction, confirmed = 0.0, 0.0
    shares: list[tuple[float, float]] = []
    for first, second in combinations(table.lists, 2):
        (third,) = set(table.lists) - {first, second}
        apart = table.on_all(first) + table.on_all(second) - table.on_all(first, third) - table.on_all(second, third)
        overlap = table.on_all(first, second) / (table.on_all(first) * table.on_all(second))
        shares.append((apart / (3 * coverage), overlap))
        correction += apart * overlap / (3 * coverage)
        confirmed += table.on_all(first, second)
    if coverage <= LOW_COVERAGE:
        return _one_step(_one_step(plain, plain, shares), plain, shares), "one step"
    return (confirmed / (3 * coverage) / (1 - correction) if correction < 1 else -1.0), "dependence"


def _one_step(population: float, plain: float, shares: list[tuple[float, float]]) -> float:
    """Correct the plain estimate for the dependence that the overlaps would show in a population of this size."""
    return plain + sum(share * (population * overlap - 1) for share, overlap in shares)
