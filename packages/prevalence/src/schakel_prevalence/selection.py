"""Selection among log-linear models as methods that can be repeated in every replicate.

For the information criteria the models are ranked once on the table itself, and each replicate chooses again among
the best of them (Silverman, Chan and Vincent 2024). Starting each fit where the table itself ended makes that cheap,
and a model that cannot win a replicate any more is not fitted to the end.
"""

from functools import lru_cache

import numpy as np

from schakel_prevalence import hierarchy
from schakel_prevalence.bootstrap import Method
from schakel_prevalence.hierarchy import Model
from schakel_prevalence.lattice import Floats, Lattice
from schakel_prevalence.loglinear import Ranked, downhill, fit_models, rank_models
from schakel_prevalence.stepwise import stepwise
from schakel_prevalence.thresholds import STEPWISE

CONTENDERS = 100
EXHAUSTIVE_TO_ORDER = {2: 1, 3: 2, 4: 3, 5: 4, 6: 2}


def by_stepwise(threshold: float = STEPWISE) -> Method:
    """Return stepwise selection at a threshold as a method."""

    def method(lattice: Lattice, tables: Floats) -> Floats:
        return np.asarray(tables.sum(axis=1) + stepwise(lattice, tables, threshold).unseen)

    return method


@lru_cache(maxsize=32)
def rank(lattice: Lattice, order: int | None = None, criterion: str = "bic") -> Ranked:
    """Rank the models of a table: all of them up to six lists, those that the search downhill meets beyond."""
    lists = len(lattice.lists)
    most = EXHAUSTIVE_TO_ORDER.get(lists, 2) if order is None else order
    exhaustive = lists <= 5 or (lists == 6 and most <= 2)
    return (rank_models if exhaustive else downhill)(lattice, most, criterion)


def by_criterion(ranked: Ranked, criterion: str = "bic", contenders: int = CONTENDERS) -> Method:
    """Return the choice of the best criterion among the best models of a ranking as a method."""
    models = ranked.models[:contenders]

    def method(lattice: Lattice, tables: Floats) -> Floats:
        return _choose(lattice, tables, models, criterion)

    return method


def _choose(lattice: Lattice, tables: Floats, models: tuple[Model, ...], criterion: str) -> Floats:
    best = np.full(len(tables), np.inf)
    population = np.full(len(tables), np.nan)
    for model in models:
        terms = hierarchy.as_terms(lattice, [model])
        start = fit_models(lattice, lattice.counts[None, :], terms, criterion=criterion).coefficients
        rows = np.ones((len(tables), 1))
        fits = fit_models(lattice, tables, np.tile(terms, (len(tables), 1)), rows * start, criterion)
        # Of models that fit the same the one ranked first stays, or rounding would choose between them.
        better = fits.criterion < best - 1e-7
        best, population = np.where(better, fits.criterion, best), np.where(better, fits.population, population)
    return population


def fixed(model: Model) -> Method:
    """Return the fit of one model as a method."""

    def method(lattice: Lattice, tables: Floats) -> Floats:
        terms = np.tile(hierarchy.as_terms(lattice, [model]), (len(tables), 1))
        return fit_models(lattice, tables, terms).population

    return method
