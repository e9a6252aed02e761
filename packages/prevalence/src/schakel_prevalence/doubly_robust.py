"""Two lists that are independent within persons of equal covariates: a doubly robust estimate.

Of persons with covariates x, the share that anybody saw is q12 / (q1 q2): q1 and q2 are the shares of those seen who
are on each list, q12 on both. The mean of its inverse over those seen is how many persons there are by one that was
seen. The plain mean is as wrong as the models of the shares; with the first-order error taken off, what remains is the
product of the errors of the shares, so that the interval holds although these are no better than they are (Das, Kennedy
and Jewell 2021).

Shares are regressions of a few columns, so those of all persons give the estimate. Fitted on a part of few persons they
would make it depend on how persons are divided, by half its standard error, and be too low. The standard error comes
from shares that were fitted on other persons than those to whom they are applied: else it would be too small.

Taking the error off can itself add one. Of a few hundred persons hardly anybody is on both lists where the shares are
small, and whoever is not stands for dozens there. So the interval holds both, with the error and without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
from scipy.special import expit, ndtri

from schakel_base.errors import RequestError
from schakel_base.verdict import Interval
from schakel_prevalence.covariates import as_columns, as_number
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Flags, Floats, Integers
from schakel_prevalence.logistic import logistic
from schakel_prevalence.methods import Settings
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.strata import StratifiedTable

METHOD = "doubly-robust"
FOLDS = 5
SMALLEST_SHARE = 0.005
"""Below it the share on both lists is taken to be so much: one person would stand for thousands (as drpop does)."""


def doubly_robust(
    first: Flags, second: Flags, design: Floats, *, folds: int = FOLDS, seed: int = 1, level: float = 0.95
) -> SizeEstimate:
    """Estimate the population from two lists that are independent given covariates.

    Parameters
    ----------
    first, second
        Whether each person is on the first and on the second list, shape (persons,). Who is on neither was seen by
        another list.
    design
        Covariates, numbers or categories as columns, shape (persons, columns); the first column is ones.
    folds
        Into how many parts persons are divided for the standard error; with one, the shares are those of the estimate.
    seed
        Of the division.
    level
        That of the interval.

    Returns
    -------
    The population with its standard error; no estimate where in some part nobody is on both lists, or nobody
    is on one of them alone.

    Raises
    ------
    RequestError
        If the lists and the covariates are not of the same persons.

    Notes
    -----
    Das, Kennedy and Jewell 2021, with logistic regressions of the shares.
    """
    if not len(first) == len(second) == len(design):
        raise RequestError("The lists and the covariates are not of the same persons.")
    observed, found = float(len(first)), corrected(first, second, design, folds, seed)
    if found is None:
        return sized(METHOD, "", observed, 0.0, existence=Existence.NO_ESTIMATE)
    interval = found.interval(observed, level)
    return sized(METHOD, "", observed, found.population, standard_error=found.error, intervals=(interval,))


@dataclass(frozen=True)
class Corrected:
    """A population without the first-order error of its fits, its standard error, and `fitted`, with that error.

    All are in persons.
    """

    population: float
    error: float
    fitted: float

    def interval(self, observed: float, level: float) -> Interval:
        """Return the interval around both populations; it begins at the persons seen if it would below."""
        reach = float(ndtri((1 + level) / 2)) * self.error
        low, high = sorted((self.population, self.fitted))
        return Interval(max(low - reach, observed), high + reach, level, "normal")


def corrected(
    first: Flags, second: Flags, design: Floats, folds: int = FOLDS, seed: int = 1, added: Floats | float = 0.0
) -> Corrected | None:
    """Return the population as it comes out, which can be below the persons seen; None without an estimate.

    Parameters
    ----------
    first, second, design, folds, seed
        As `doubly_robust` takes them.
    added
        The variance of the number of persons beside that of chance, a share for each, shape (persons,).
    """
    everybody = np.zeros(len(first), np.int64)
    own = _terms(first, second, design, everybody)
    of_others = _terms(first, second, design, np.random.default_rng(seed).permutation(len(first)) % folds)
    if own is None or of_others is None:
        return None
    terms = of_others.corrected
    population, seen = float(terms.sum()), len(first) / terms.sum()
    variance = max(population * (seen * terms.var() + (1 - seen) / seen), 0.0)
    # To first order one person more is as many more in all as the term of that person.
    error = float(np.sqrt(variance + (added * terms**2).sum()))
    return Corrected(float(own.corrected.sum()), error, float(own.fitted.sum()))


@dataclass(frozen=True, eq=False)
class _Terms:
    """How many persons each person seen represents: as `fitted`, and `corrected` for the first-order error."""

    fitted: Floats
    corrected: Floats


def _terms(first: Flags, second: Flags, design: Floats, part: Integers) -> _Terms | None:
    """How many persons each person seen represents, by shares of the other parts; None if there are none."""
    terms = _Terms(np.empty(len(first)), np.empty(len(first)))
    for fold in range(int(part.max(initial=0)) + 1):
        held = part == fold
        used = ~held if (~held).any() else held
        shares = _shares(first[used], second[used], design[used], design[held])
        if shares is None:
            return None
        terms.fitted[held] = shares.stands_for
        terms.corrected[held] = shares.corrected(first[held], second[held])
    return terms


@dataclass(frozen=True, eq=False)
class _Shares:
    """Of persons who were seen, the shares on the first list, on the second and on both, given their covariates."""

    first: Floats
    second: Floats
    both: Floats

    @property
    def stands_for(self) -> Floats:
        """How many persons one who was seen represents."""
        return np.asarray(self.first * self.second / self.both)

    def corrected(self, first: Flags, second: Flags) -> Floats:
        """Return how many persons one who was seen represents, without the first-order error of the shares."""
        return np.asarray(self.stands_for * (first / self.first + second / self.second - (first & second) / self.both))


def _shares(first: Flags, second: Flags, design: Floats, wanted: Floats) -> _Shares | None:
    """Fit each outcome among the persons for whom no earlier one is true, so that shares add up to one."""
    outcomes = [first & second, first & ~second, second & ~first]
    if not all(outcome.any() for outcome in outcomes):
        return None
    left = np.ones(len(first), np.bool_)
    chances: list[Floats] = []
    for outcome in outcomes:
        if outcome[left].all():
            chances.append(np.ones(len(wanted)))
            break
        told = _told_apart(design[left])
        coefficients, _ = logistic(design[left][:, told], outcome[left].astype(np.float64), np.ones(int(left.sum())))
        chances.append(np.asarray(expit(np.clip(wanted[:, told] @ coefficients, -30, 30))))
        left = left & ~outcome
    rest = list(accumulate((1 - chance for chance in chances), np.multiply, initial=np.ones(len(wanted))))
    both, one, other = (np.asarray(chance * before) for chance, before in zip(chances, rest, strict=False))
    both = np.maximum(both, SMALLEST_SHARE)
    return _Shares(both + one, both + other, both)


def _told_apart(design: Floats) -> Integers:
    """The first column, and those in which persons differ: one that is the same for all would stop the regression."""
    return np.concatenate([[0], 1 + np.flatnonzero(np.ptp(design[:, 1:], axis=0) > 0)])


def of_strata(table: StratifiedTable, settings: Settings) -> SizeEstimate:
    """Estimate from two lists of a table: the only two, or those that `model` names as `A:B`.

    Raises
    ------
    RequestError
        If it is not clear which two lists are meant, or one of them does not reach all strata.
    """
    pair = settings.model[0].split(":") if settings.model else list(table.lists)
    if len(pair) != 2 or not set(pair) <= set(table.lists):
        raise RequestError(f"The method {METHOD} takes two lists; name them with --model, as A:B.")
    if table.reached:
        raise RequestError(f"The method {METHOD} takes lists that reach all strata.")
    kinds, histories, counts = zip(
        *((kind, on, n) for kind, one in table.strata.items() for on, n in one.counts.items()), strict=True
    )
    first, second = (np.repeat(np.array(histories) >> table.lists.index(name) & 1, counts) > 0 for name in pair)
    found = doubly_robust(
        first, second, np.repeat(_design(table, kinds), counts, axis=0), seed=settings.seed, level=settings.level
    )
    return replace(found, model=":".join(pair))


def _design(table: StratifiedTable, kinds: Sequence[tuple[str, ...]]) -> Floats:
    covariates = dict(zip(table.covariates, zip(*kinds, strict=True), strict=True))
    numbers = {name: [as_number(value) for value in covariates.pop(name)] for name in sorted(table.numbers)}
    return np.column_stack(list(as_columns(len(kinds), covariates, numbers).values()))
