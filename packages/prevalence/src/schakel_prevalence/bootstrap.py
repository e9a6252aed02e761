"""Tables that could have been seen instead: resampled persons for intervals, one person less for acceleration.

Every replicate goes through the whole method again, its selection of a model included. The histories are drawn in
the order of the lattice, which the counts alone decide, so that one seed gives one answer whatever the columns are
called and in whatever order they stand.
"""

from collections.abc import Callable, Iterator

import numpy as np

from schakel_prevalence.intervals import Replicates
from schakel_prevalence.lattice import Floats, Lattice
from schakel_prevalence.thresholds import LARGEST_POPULATION

REPLICATES = 10_000
SEED = 20_251_124
CELLS_AT_ONCE = 1 << 17

Method = Callable[[Lattice, Floats], Floats]  # tables (batch, sets) to populations (batch), nan where there is none


def resample(lattice: Lattice, replicates: int = REPLICATES, seed: int = SEED) -> Floats:
    """Draw tables of as many persons as were observed, with the observed histories as probabilities."""
    generator = np.random.default_rng(seed)
    observed = round(lattice.observed)
    return generator.multinomial(observed, lattice.counts / observed, size=replicates).astype(np.float64)


def leave_one_out(lattice: Lattice) -> tuple[Floats, Floats]:
    """Return the tables with one person fewer, one per observed history, and how many persons each represents.

    Returns
    -------
    Tables, shape (histories, sets of lists), and persons, shape (histories,). Persons with one history give the same
    table.
    """
    histories = np.flatnonzero(lattice.counts > 0)
    tables = np.tile(lattice.counts, (len(histories), 1))
    tables[np.arange(len(histories)), histories] -= 1
    return tables, lattice.counts[histories]


def replicate(lattice: Lattice, method: Method, replicates: int = REPLICATES, seed: int = SEED) -> Replicates:
    """Run a method on the table, on resampled tables and on tables with one person less.

    Parameters
    ----------
    method
        From tables, shape (batch, sets of lists), to populations, shape (batch,).
    """
    less, weights = leave_one_out(lattice)
    return Replicates(
        observed=lattice.observed,
        estimate=float(_run(lattice, method, lattice.counts[None, :])[0]),
        resampled=_run(lattice, method, resample(lattice, replicates, seed)),
        less=_run(lattice, method, less),
        weights=weights,
    )


def _run(lattice: Lattice, method: Method, tables: Floats) -> Floats:
    populations = np.concatenate([method(lattice, chunk) for chunk in _chunks(tables)])
    return np.where(populations <= LARGEST_POPULATION, populations, np.nan)


def _chunks(tables: Floats) -> Iterator[Floats]:
    rows = max(1, CELLS_AT_ONCE // tables.shape[1])
    # In chunks, so that memory does not grow with the number of replicates.
    for first in range(0, len(tables), rows):
        yield tables[first : first + rows]
