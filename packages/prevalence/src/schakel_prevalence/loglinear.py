"""Log-linear models of one table: fixed models, all of them by information criterion, and the search downhill.

The criterion counts every term of the model as specified, those at minus infinity too, and takes the number of
persons observed as the number of observations (as MultipleSystemsEstimation and Rcapture do).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.special import gammaln

from schakel_prevalence import hierarchy
from schakel_prevalence.existence import CODES, Existence, check
from schakel_prevalence.hierarchy import Model
from schakel_prevalence.lattice import Flags, Floats, Integers, Lattice
from schakel_prevalence.poisson import Fits, extended, fit
from schakel_prevalence.stepwise import independent_start
from schakel_prevalence.thresholds import LARGEST_POPULATION

CHUNK = 2048
PENALTIES = {"bic": lambda observed: np.log(observed), "aic": lambda observed: np.full_like(observed, 2.0)}


@dataclass(eq=False)
class ModelFits:
    """Fits of several models to one table each; `population` is nan where no estimate exists."""

    population: Floats
    criterion: Floats
    existence: Integers
    coefficients: Floats


@dataclass(frozen=True)
class Ranked:
    """Models in order of their criterion, best first, those without an estimate left out but counted."""

    models: tuple[Model, ...]
    population: Floats
    criterion: Floats
    without_estimate: int

    def within(self, distance: float) -> Floats:
        """Return the populations of the models whose criterion lies within `distance` of the best."""
        return np.asarray(self.population[self.criterion <= self.criterion[0] + distance])


def fit_models(
    lattice: Lattice, counts: Floats, terms: Integers, start: Floats | None = None, criterion: str = "bic"
) -> ModelFits:
    """Fit model `terms[b]` to table `counts[b]`, for every b.

    Parameters
    ----------
    counts
        Persons by history, shape (batch, sets of lists).
    terms
        The terms of each model, shape (batch, slots); NO_TERM is an empty slot.
    start
        Coefficients to begin from, shape (batch, slots); independent lists if None.
    criterion
        A key of `PENALTIES`.
    """
    problems = extended(counts, terms, lattice.possible)
    existence = check(counts, problems)
    rows = np.flatnonzero(existence == 0)
    if start is None:
        main = independent_start(counts, np.array([lattice.main_terms]))
        start = np.concatenate([main, np.zeros((len(counts), terms.shape[1] - main.shape[1]))], axis=1)
    fits = fit(problems.only(rows), start[rows])
    return _collect(counts, terms, existence, rows, fits, criterion)


def _collect(
    counts: Floats, terms: Integers, existence: Integers, rows: Integers, fits: Fits, criterion: str
) -> ModelFits:
    observed = counts.sum(axis=1)
    population = np.full(len(counts), np.nan)
    value = np.full(len(counts), np.inf)
    coefficients = np.zeros(terms.shape)
    # The kernel lacks the factorials of the counts, which differ between replicates and so between their criteria.
    likelihood = fits.kernel - gammaln(counts[rows] + 1).sum(axis=1)
    penalty = PENALTIES[criterion](observed[rows]) * (terms[rows] >= 0).sum(axis=1)
    population[rows], value[rows] = observed[rows] + fits.unseen, penalty - 2 * likelihood
    coefficients[rows] = fits.coefficients
    existence = existence.copy()
    existence[rows[~fits.converged]] = CODES.index(Existence.NOT_CONVERGED)
    existence[(existence == 0) & ~(population <= LARGEST_POPULATION)] = CODES.index(Existence.NOT_ESTIMABLE)
    population[existence != 0], value[existence != 0] = np.nan, np.inf
    return ModelFits(population, value, existence, coefficients)


@lru_cache(maxsize=32)
def rank_models(lattice: Lattice, order: int, criterion: str = "bic") -> Ranked:
    """Fit every hierarchical model with interactions up to `order` lists, and put them in order.

    Models are fitted by size, each from the solution of one that has a term less.

    Parameters
    ----------
    order
        The most lists that may interact.
    criterion
        `bic` or `aic`.
    """
    models = hierarchy.all_models(lattice, order)
    known = np.zeros((len(models), lattice.size))
    place = {model: i for i, model in enumerate(models)}
    results = [
        _fit_level(lattice, models[a:b], range(a, b), known, place, criterion) for a, b in pairwise(_levels(models))
    ]
    return _ranked(
        models, np.concatenate([r.population for r in results]), np.concatenate([r.criterion for r in results])
    )


def _levels(models: Sequence[Model]) -> list[int]:
    sizes = [len(model) for model in models]
    edges = [i for i in range(len(sizes)) if i == 0 or sizes[i] != sizes[i - 1]]
    return sorted({cut for a, b in pairwise([*edges, len(sizes)]) for cut in [*range(a, b, CHUNK), b]})


def _fit_level(
    lattice: Lattice,
    models: Sequence[Model],
    places: range,
    known: Floats,
    place: dict[Model, int],
    criterion: str,
) -> ModelFits:
    terms = hierarchy.as_terms(lattice, models)
    counts = np.broadcast_to(lattice.counts, (len(models), lattice.size))
    start = None
    if models[0]:
        # Whatever contains a term is a larger number, so that the largest one can always leave.
        parents = [place[model - {max(model)}] for model in models]
        start = np.take_along_axis(known[parents], np.maximum(terms, 0), axis=1)
    fits = fit_models(lattice, counts, terms, start, criterion)
    known[places[0] : places[-1] + 1, :] = 0
    np.put_along_axis(known[places[0] : places[-1] + 1], terms, fits.coefficients, axis=1)
    return fits


def _ranked(models: Sequence[Model], population: Floats, criterion: Floats) -> Ranked:
    fitted: Flags = np.isfinite(criterion)
    # Models that fit the same differ in the last digits only; rounding lets the smaller population decide, not the
    # machine.
    order = [i for i in np.lexsort((population, np.round(criterion, 7))) if fitted[i]]
    return Ranked(tuple(models[i] for i in order), population[order], criterion[order], int((~fitted).sum()))


def downhill(lattice: Lattice, order: int, criterion: str = "bic") -> Ranked:
    """Search one term in or out at a time, until no neighbour has a better criterion.

    The search goes down from independent lists and again from all pairs of lists, since each can end in a valley.
    """
    known: dict[Model, tuple[float, float]] = {}
    # From below the search can stop before a pair of terms that only help together; from above it has them.
    for start in (frozenset[int](), frozenset(lattice.pairs)):
        _descend(lattice, start, order, criterion, known)
    models = list(known)
    return _ranked(models, np.array([known[m][0] for m in models]), np.array([known[m][1] for m in models]))


def _descend(
    lattice: Lattice, start: Model, order: int, criterion: str, known: dict[Model, tuple[float, float]]
) -> None:
    best = start
    _fit_new(lattice, [best], known, criterion)
    while True:
        around = _neighbours(lattice, best, order)
        _fit_new(lattice, around, known, criterion)
        better = min([best, *around], key=lambda model: (round(known[model][1], 7), known[model][0]))
        if better == best:
            return
        best = better


def _neighbours(lattice: Lattice, model: Model, order: int) -> list[Model]:
    lists = len(lattice.lists)
    allowed = [t for t in hierarchy.addable(model, lists, order) if not any(t & p == p for p in lattice.apart)]
    return [model | {t} for t in allowed] + [model - {t} for t in hierarchy.removable(model)]


def _fit_new(
    lattice: Lattice, models: Sequence[Model], known: dict[Model, tuple[float, float]], criterion: str
) -> None:
    new = [model for model in models if model not in known]
    if new:
        counts = np.broadcast_to(lattice.counts, (len(new), lattice.size))
        fits = fit_models(lattice, counts, hierarchy.as_terms(lattice, new), criterion=criterion)
        known.update(zip(new, zip(fits.population.tolist(), fits.criterion.tolist(), strict=True), strict=True))
