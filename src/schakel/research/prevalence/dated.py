"""Individual registrations with dates: the assumptions that histories hide can be tested.

* A closed population registers its people at any time; where people come and go, the registrations of one person lie
  closer together than chance would have it.
* Where registration raises or lowers the odds of the next one, those seen before are caught more or less often.
* Where visibility differs, some persons are registered far more often than chance would have it; or persons of one
  group are seen by several lists more often than those of another.
* Where the process is stationary, new persons appear at an even rate.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import chdtrc

from schakel.research.prevalence.lattice import Floats, Integers
from schakel.research.prevalence.table import CaptureTable

PERIODS = 5
SHUFFLES = 999
SMALLEST_GROUP = 20


@dataclass(frozen=True)
class Registration:
    """One person on one list at one date; `person` is a pseudonym.

    One that `follows` from an earlier one (the same case at the next list) says nothing of who comes and goes.
    """

    person: str
    list: str
    on: date
    follows: bool = False


Naming = Callable[[Registration], str]


@dataclass(frozen=True)
class Test:
    """A statistic, in the unit that its maker names, and the probability of one as extreme under the assumption."""

    statistic: float
    probability: float
    of_groups: bool = False


def as_table(registrations: Sequence[Registration]) -> CaptureTable:
    """Return the capture histories over the lists."""
    return _table(registrations, sorted({r.list for r in registrations}), lambda r: r.list)


def as_occasions(registrations: Sequence[Registration], periods: int = PERIODS) -> CaptureTable:
    """Return the capture histories over equal periods, in order of time."""
    days = _days(registrations)
    place = np.minimum(days * periods // max(int(days.max()) + 1, 1), periods - 1)
    names = [f"period {i + 1}" for i in range(periods)]
    lookup = {id(r): names[int(p)] for r, p in zip(registrations, place, strict=True)}
    return _table(registrations, names, lambda r: lookup[id(r)])


def _table(registrations: Sequence[Registration], names: Sequence[str], of: Naming) -> CaptureTable:
    on: dict[str, set[str]] = {}
    for registration in registrations:
        on.setdefault(registration.person, set()).add(of(registration))
    return CaptureTable.from_rows(names, (([int(name in lists) for name in names], 1) for lists in on.values()))


def _days(registrations: Sequence[Registration]) -> Integers:
    ordinals = np.array([r.on.toordinal() for r in registrations], dtype=np.int64)
    return np.asarray(ordinals - ordinals.min())


def _persons(registrations: Sequence[Registration]) -> Integers:
    codes = {person: i for i, person in enumerate(sorted({r.person for r in registrations}))}
    return np.array([codes[r.person] for r in registrations], dtype=np.int64)


def turnover(registrations: Sequence[Registration], seed: int = 1) -> Test:
    """Test closure: the mean gap between a person's registrations, by that of shuffled dates. Below one: turnover."""
    days, persons = _days(registrations), _persons(registrations)
    generator = np.random.default_rng(seed)
    mean_gap = _mean_gap(persons)
    seen = mean_gap(days)
    shuffled = np.array([mean_gap(generator.permutation(days)) for _ in range(SHUFFLES)])
    if not np.isfinite(seen) or shuffled.mean() <= 0:
        return Test(float("nan"), 1.0)
    return Test(float(seen / shuffled.mean()), float((1 + (shuffled <= seen).sum()) / (SHUFFLES + 1)))


def _mean_gap(persons: Integers) -> Callable[[Integers], float]:
    """Return what takes the mean gap of days: of each person the gaps add up to the last day less the first."""
    order = np.argsort(persons, kind="stable")
    first = np.flatnonzero(np.diff(persons[order], prepend=-1))
    gaps = len(persons) - len(first)

    def of(days: Integers) -> float:
        own = days[order]
        reach = np.maximum.reduceat(own, first) - np.minimum.reduceat(own, first)
        return float(reach.sum() / gaps) if gaps else float("nan")

    return of


def visibility(registrations: Sequence[Registration]) -> Test:
    """Test equal visibility: the spread of registrations per person by that of a truncated Poisson."""
    times = np.bincount(_persons(registrations)).astype(np.float64)
    mean = times.mean()
    if mean <= 1:
        return Test(float("nan"), 1.0)
    rate = _truncated_rate(float(mean))
    expected = mean * (1 + rate - mean)
    spread = float(times.var() / expected)
    return Test(spread, float(chdtrc(len(times), len(times) * spread)))


def visibility_of_groups(registrations: Sequence[Registration], groups: Mapping[str, str]) -> Test:
    """Test equal visibility between groups: the share seen by several lists, largest by smallest, chi-squared.

    Persons without a group are left out, and so are groups of under `SMALLEST_GROUP` persons.
    """
    lists: dict[str, set[str]] = {}
    for registration in registrations:
        lists.setdefault(registration.person, set()).add(registration.list)
    counts = {group: np.zeros(2) for group in sorted(set(groups.values()))}
    for person, group in groups.items():
        if person in lists:
            counts[group][int(len(lists[person]) > 1)] += 1
    seen = np.array([pair for pair in counts.values() if pair.sum() >= SMALLEST_GROUP])
    if len(seen) < 2 or not seen.sum(axis=0).all():
        return Test(float("nan"), 1.0)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    shares = seen[:, 1] / seen.sum(axis=1)
    ratio = float(shares.max() / shares.min()) if shares.min() else float("inf")
    return Test(ratio, float(chdtrc(len(seen) - 1, ((seen - expected) ** 2 / expected).sum())), of_groups=True)


def _truncated_rate(mean: float) -> float:
    rate = mean
    for _ in range(200):
        rate = mean * -np.expm1(-rate)
    return float(rate)


def stationarity(registrations: Sequence[Registration], periods: int = PERIODS) -> Test:
    """Test an even inflow: registrations per period, largest by smallest, and the chi-squared test of equality."""
    days = _days(registrations)
    counts: Floats = np.histogram(days, bins=periods)[0].astype(np.float64)
    statistic = ((counts - counts.mean()) ** 2 / counts.mean()).sum()
    ratio = float(counts.max() / counts.min()) if counts.min() else float("inf")
    return Test(ratio, float(chdtrc(periods - 1, statistic)))
