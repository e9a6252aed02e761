"""Persons whose number, such as an age, is known to lie between two ends: the estimate over all its possible values.

Where nothing is open this is the doubly robust estimate of two lists. Where numbers are, each can lie anywhere between
its ends, and the estimate is lowest or highest where they lie as the lists do: those on one list alone at one end,
those on both at the other. So each kind of person (on the first list alone, on the second alone, on both) is put at
either end, those on both also half at each, and the range joins all that comes out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from schakel_base.errors import RequestError
from schakel_base.verdict import Interval
from schakel_prevalence.covariates import standardised
from schakel_prevalence.doubly_robust import METHOD, Corrected, corrected
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Flags, Floats
from schakel_prevalence.methods import Settings
from schakel_prevalence.registered import Registrations
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.thresholds import LARGEST_POPULATION

LEAST, MIDDLE, MOST = 0.0, 0.5, 1.0
SPLIT = -1.0
"""Half of the persons at each end."""
Way = tuple[float, float, float]
"""Where between their ends the numbers lie of those on the first list alone, on the second alone, and on both."""
Ways = tuple[Way, ...]
"""The same for each number."""
MIDDLES: Way = (MIDDLE, MIDDLE, MIDDLE)
WAYS: Ways = tuple(product((LEAST, MOST), (LEAST, MOST), (LEAST, MOST, SPLIT)))


def of_registrations(registrations: Registrations, settings: Settings) -> SizeEstimate:
    """Estimate from two lists of registrations that are independent given what is known of persons in numbers.

    Parameters
    ----------
    registrations
        With `numbers`. Who is on neither list was seen by another one.
    settings
        `model` names the two lists, as `A:B`.

    Returns
    -------
    As `over_open_numbers`; no estimate where one of the lists has nobody.

    Raises
    ------
    RequestError
        If it is not clear which two lists are meant.
    """
    pair = settings.model[0].split(":") if settings.model else list(registrations.names)
    if len(pair) != 2:
        raise RequestError(f"The method {METHOD} takes two lists; name them as A:B.")
    first, second = (_on(name, registrations) for name in pair)
    added = registrations.added if len(registrations.added) else 0.0
    found = over_open_numbers(
        first, second, registrations.numbers, seed=settings.seed, level=settings.level, added=added
    )
    return replace(found, model=":".join(pair))


def _on(name: str, registrations: Registrations) -> Flags:
    """Whether each person is on a list."""
    found = np.zeros(len(registrations.numbers), np.bool_)
    if name in registrations.names:
        found[registrations.person[registrations.list == registrations.names.index(name)]] = True
    return found


def over_open_numbers(
    first: Flags, second: Flags, numbers: Floats, *, seed: int = 1, level: float = 0.95, added: Floats | float = 0.0
) -> SizeEstimate:
    """Estimate the population from two lists that are independent given numbers; some of these can be open.

    Parameters
    ----------
    first, second
        Whether each person is on the first and on the second list, shape (persons,).
    numbers
        The least and the most that each number of each person can be, shape (persons, numbers, 2).
    seed
        Of the division of persons on which shares are fitted.
    level
        That of the interval.
    added
        The variance that rounding added to the number of persons, a share for each, shape (persons,).

    Returns
    -------
    The estimate with open numbers in the middle between their ends, and the interval that joins those of all ways in
    which they were put. Where such a way gives an estimate that chance alone does not, there is no single population.

    Notes
    -----
    Put at the ends one number after another, until nothing is lower or higher: with one open number these are all
    ways, with several not.
    """
    spread = numbers[:, :, 1] - numbers[:, :, 0]
    open_columns = np.flatnonzero((spread > 0).any(axis=0)).tolist()
    known: dict[Ways, Corrected | None] = {}

    def put(ways: Ways) -> Corrected | None:
        if ways not in known:
            design = _design(numbers[:, :, 0] + _shares(ways, first, second) * spread)
            known[ways] = corrected(first, second, design, seed=seed, added=added)
        return known[ways]

    middles: Ways = (MIDDLES,) * numbers.shape[1]
    middle = put(middles)
    if middle:
        _climb(middles, open_columns, lambda ways: _persons(put(ways)))
        _climb(middles, open_columns, lambda ways: -_persons(put(ways)))
    found = [one for one in known.values() if one]
    return _joined(middle, found, float(len(first)), level)


def _climb(ways: Ways, columns: Sequence[int], height: Callable[[Ways], float]) -> None:
    """Put one open number after another where the height is largest, until it stays."""
    before: Ways = ()
    while ways != before:
        before = ways
        for column in columns:
            tried = [(*ways[:column], way, *ways[column + 1 :]) for way in (ways[column], *WAYS)]
            ways = max(tried, key=height)


def _shares(ways: tuple[Way, ...], first: Flags, second: Flags) -> Floats:
    """Where between their ends the numbers of each person lie, shape (persons, numbers)."""
    kinds = (first & ~second, second & ~first, first & second)
    found = np.full((len(first), len(ways)), MIDDLE)
    for column, way in enumerate(ways):
        for inside, share in zip(kinds, way, strict=True):
            found[inside, column] = np.arange(inside.sum()) % 2 if share == SPLIT else share
    return found


def _design(values: Floats) -> Floats:
    return np.column_stack([np.ones(len(values)), *(standardised(column) for column in values.T)])


def _persons(found: Corrected | None) -> float:
    return LARGEST_POPULATION if found is None else found.population


def _joined(middle: Corrected | None, found: Sequence[Corrected], observed: float, level: float) -> SizeEstimate:
    """The estimate in the middle, with the interval that joins all; without a population if chance does not span it."""
    if middle is None:
        return sized(METHOD, "", observed, 0.0, existence=Existence.NO_ESTIMATE)
    each, own = [one.interval(observed, level) for one in found], middle.interval(observed, level)
    interval = Interval(min(one.lower for one in each), max(one.upper for one in each), level, own.kind)
    ends = [max(end(one.population for one in found), observed) for end in (min, max)]
    result = sized(
        METHOD, "", observed, max(middle.population, observed), standard_error=middle.error, intervals=(interval,)
    )
    within = own.lower <= ends[0] and ends[1] <= own.upper
    return replace(result, population=result.population if within else None)
