"""Log-linear models with columns of any kind: a bend in the number of lists, a kind of person, a pair of lists.

They climb to their maximum as models on the lattice do. Where the likelihood rises for ever, a fit ends with an
information matrix that is all but singular; such a fit is told, and is none.
"""

from dataclasses import dataclass

import numpy as np

from schakel_prevalence.lattice import Flags, Floats, Integers
from schakel_prevalence.poisson import LARGEST_LOGARITHM, Fits, ascend

SMALLEST_EIGENVALUE = 1e-7
"""Of the information matrix: below it a model has more parameters than the table can tell apart."""
LARGEST_COEFFICIENT = 30.0
"""On a log scale: a coefficient beyond it is on its way to infinity."""


@dataclass(frozen=True, eq=False)
class DesignColumns:
    """A batch of models of any columns.

    Parameters
    ----------
    matrix
        The columns of each model, shape (batch, cells, width); a column of zeros is none.
    counts
        Persons by cell, shape (batch, cells).
    cells
        Which cells are fitted, shape (batch, cells).
    """

    matrix: Floats
    counts: Floats
    cells: Flags

    @classmethod
    def of(cls, matrix: Floats, counts: Floats) -> "DesignColumns":
        """Return one model of one table: columns (cells, width) and counts (cells,), all of them fitted."""
        return cls(matrix[None], counts[None], np.ones((1, len(counts)), np.bool_))

    @property
    def wanted(self) -> Floats:
        """The counts summed by column."""
        return self._summed(self.counts * self.cells)

    def only(self, rows: Integers | Flags) -> "DesignColumns":
        """Return the models at the rows named."""
        return DesignColumns(self.matrix[rows], self.counts[rows], self.cells[rows])

    def fitted(self, coefficients: Floats) -> Floats:
        """Return the fitted persons by cell."""
        predictor = (self.matrix @ coefficients[..., None])[..., 0]
        return np.asarray(np.exp(np.minimum(predictor, LARGEST_LOGARITHM)) * self.cells)

    def sums(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return the weights summed by column, and by two columns; an empty column is one of the identity."""
        empty = np.eye(self.matrix.shape[2]) * (np.abs(self.matrix).max(axis=1) == 0)[:, None, :]
        return self._summed(weights), (self.matrix.swapaxes(1, 2) * weights[:, None, :]) @ self.matrix + empty

    def _summed(self, weights: Floats) -> Floats:
        return np.asarray((weights[:, None, :] @ self.matrix)[:, 0])


@dataclass(frozen=True, eq=False)
class Solved:
    """Which models have an estimate, their coefficients (batch, width), covariances, and log-likelihoods but for
    what the counts alone decide.
    """

    exists: Flags
    coefficients: Floats
    covariance: Floats
    likelihood: Floats


def solve(design: DesignColumns, start: Floats, added: Floats | float = 0.0) -> Solved:
    """Fit a batch of models, and tell which of them have a maximum.

    Parameters
    ----------
    start
        Coefficients, shape (batch, width).
    added
        The variance of each count beside that of a Poisson, shape (cells,): the covariance allows for it (White 1982).
    """
    fits = ascend(design, start)
    information = design.sums(fits.fitted)[1]
    exists = _exists(fits, information)
    inverse = np.linalg.inv(np.where(exists[:, None, None], information, np.eye(start.shape[1])))
    if np.any(added):
        beside = design.sums(np.where(design.cells, added, 0.0))[1]
        inverse = inverse + inverse @ np.where(exists[:, None, None], beside, 0.0) @ inverse
    return Solved(exists, fits.coefficients, np.asarray(inverse), fits.kernel)


def _exists(fits: Fits, information: Floats) -> Flags:
    finite = np.isfinite(information).all(axis=(1, 2)) & (np.abs(fits.coefficients).max(axis=1) < LARGEST_COEFFICIENT)
    told = np.linalg.eigvalsh(np.where(finite[:, None, None], information, 0.0))[:, 0] > SMALLEST_EIGENVALUE
    found: Flags = np.asarray(finite & told & fits.converged)
    return found
