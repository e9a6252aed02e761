"""Stepwise selection of two-list interactions by p-value, for any number of tables at once.

The method of Chan, Silverman and Vincent (2021): start from independent lists; find the pair of lists whose number
of shared persons is least probable under the current fit; add its interaction if that probability is below the
threshold; repeat. A pair whose model has no estimate is passed over. Existence is tested only for the pair that would
be added, which gives the same path at a fraction of the work.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, pdtr, pdtrc

from schakel_prevalence.existence import CODES, Existence, check
from schakel_prevalence.lattice import Flags, Floats, Integers, Lattice, superset_sums
from schakel_prevalence.poisson import NO_TERM, Fits, Problems, extended, fit
from schakel_prevalence.thresholds import STEPWISE

TIE = 1e-9  # probabilities whose logarithms differ by less are equal; the first pair in the lattice's order is taken


@dataclass(eq=False)
class Paths:
    """The end of each path: persons unseen, existence (place in CODES), and the terms selected."""

    unseen: Floats
    existence: Integers
    terms: Integers


def stepwise(lattice: Lattice, counts: Floats, threshold: float = STEPWISE) -> Paths:
    """Select and fit a model for every row of `counts` (batch, sets of lists).

    Parameters
    ----------
    counts
        Persons by history, shape (batch, sets of lists).
    threshold
        The probability below which an interaction is added; 0 adds none.

    Notes
    -----
    Chan, Silverman and Vincent 2021. Of pairs with equal probability the first in the order of the lattice is taken,
    which depends on the counts alone.
    """
    batch = len(counts)
    terms = np.tile(np.array(lattice.main_terms), (batch, 1))
    problems = extended(counts, terms, lattice.possible)
    existence = check(counts, problems)
    paths = Paths(np.full(batch, np.nan), existence, np.full((batch, lattice.size), NO_TERM))
    rows = np.flatnonzero(existence == 0)
    walk = _Walk(counts[rows], terms[rows], fit(problems.only(rows), independent_start(counts[rows], terms[rows])))
    while len(rows):
        chosen = walk.next_pairs(lattice, threshold)
        ended = chosen == NO_TERM
        _store(paths, rows[ended], walk, ended)
        rows, chosen = rows[~ended], chosen[~ended]
        walk = walk.only(~ended).extended_by(lattice, chosen)
    return paths


def _store(paths: Paths, rows: Integers, walk: "_Walk", ended: Flags) -> None:
    converged = walk.fits.converged[ended]
    paths.unseen[rows] = np.where(converged, walk.fits.unseen[ended], np.nan)
    paths.existence[rows] = np.where(converged, 0, CODES.index(Existence.NOT_CONVERGED))
    paths.terms[rows, : walk.terms.shape[1]] = walk.terms[ended]


@dataclass(eq=False)
class _Walk:
    counts: Floats
    terms: Integers
    fits: Fits

    def only(self, rows: Flags) -> "_Walk":
        fits = self.fits
        kept = Fits(fits.coefficients[rows], fits.fitted[rows], fits.kernel[rows], fits.converged[rows])
        return _Walk(self.counts[rows], self.terms[rows], kept)

    def next_pairs(self, lattice: Lattice, threshold: float) -> Integers:
        """Return the pair to add to each model, or NO_TERM where the path ends."""
        pairs = np.array(lattice.pairs, dtype=np.int64)
        chosen = np.full(len(self.terms), NO_TERM)
        if not len(pairs):
            return chosen
        surprise = self._surprise(pairs)
        open_rows = np.flatnonzero(surprise.min(axis=1) < np.log(threshold)) if threshold > 0 else np.empty(0, np.int64)
        while len(open_rows):
            best = _first_smallest(surprise[open_rows])
            good = self._exists(lattice, open_rows, pairs[best])
            chosen[open_rows[good]] = pairs[best[good]]
            surprise[open_rows[~good], best[~good]] = np.inf
            open_rows = open_rows[~good]
            open_rows = open_rows[surprise[open_rows].min(axis=1) < np.log(threshold)]
        return chosen

    def _surprise(self, pairs: Integers) -> Floats:
        seen = superset_sums(self.counts)[:, pairs]
        expected = superset_sums(self.fits.fitted)[:, pairs]
        # On a log scale, since in large tables the probabilities of several pairs underflow to 0 and would tie.
        surprise = log_tail(seen, expected)
        taken = (self.terms[:, :, None] == pairs[None, None, :]).any(axis=1)
        surprise[taken] = np.inf
        return surprise

    def _exists(self, lattice: Lattice, rows: Integers, pairs: Integers) -> Flags:
        terms = np.concatenate([self.terms[rows], pairs[:, None]], axis=1)
        counts = self.counts[rows]
        return np.asarray(check(counts, extended(counts, terms, lattice.possible)) == 0)

    def extended_by(self, lattice: Lattice, pairs: Integers) -> "_Walk":
        """Return the walk with one more term per model, fitted from the last fit."""
        terms = np.concatenate([self.terms, pairs[:, None]], axis=1)
        problems = extended(self.counts, terms, lattice.possible)
        return _Walk(self.counts, terms, fit(problems, self._start(problems, pairs)))

    def _start(self, problems: Problems, pairs: Integers) -> Floats:
        """Start from the last fit, the new interaction at the value that fits its own total exactly."""
        seen = np.take_along_axis(problems.totals, pairs[:, None], axis=1)[:, 0]
        expected = np.take_along_axis(superset_sums(self.fits.fitted), pairs[:, None], axis=1)[:, 0]
        with np.errstate(divide="ignore"):
            step = np.where(seen > 0, np.log(np.maximum(seen, 0.5) / np.maximum(expected, 1e-12)), 0.0)
        return np.concatenate([self.fits.coefficients, step[:, None]], axis=1)


def _first_smallest(surprise: Floats) -> Integers:
    tied = surprise <= surprise.min(axis=1, keepdims=True) + TIE
    return np.asarray(tied.argmax(axis=1))


def log_tail(seen: Floats, expected: Floats) -> Floats:
    """Return the logarithm of the smaller Poisson tail, P(X <= seen) or P(X >= seen).

    Each tail is computed as itself, never as one minus the other, and where it underflows its leading term is
    in, so that of two tiny probabilities the right one is the smaller.

    Parameters
    ----------
    seen
        Counts, any shape.
    expected
        Their Poisson means, of the same shape.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = np.log(pdtr(seen, expected)), np.log(pdtrc(seen - 1, expected))
        upper = np.where(seen == 0, 0.0, upper)
        log_mass = seen * np.log(expected) - expected - gammaln(seen + 1)
        lower = np.where(np.isneginf(lower), log_mass - np.log1p(-seen / expected), lower)
        upper = np.where(np.isneginf(upper), log_mass - np.log1p(-expected / (seen + 1)), upper)
    return np.fmin(np.where(expected > 0, lower, 0.0), np.where(expected > 0, upper, 0.0))


def independent_start(counts: Floats, terms: Integers) -> Floats:
    """Return the coefficients of independent lists, exact where all histories are possible: N solves
    1 - n/N = product of (1 - n_i/N).
    """
    if not len(counts):
        return np.zeros((0, terms.shape[1]))
    totals = superset_sums(counts)
    seen = totals[:, :1]
    sizes = totals[:, terms[0, 1:]]
    unseen = np.log(np.maximum(seen, 1.0))
    for _ in range(60):
        population = seen + np.exp(unseen)
        gap = unseen + (len(sizes[0]) - 1) * np.log(population) - np.log(population - sizes).sum(axis=1, keepdims=True)
        slope = 1 + np.exp(unseen) * (
            (len(sizes[0]) - 1) / population - (1 / (population - sizes)).sum(1, keepdims=True)
        )
        unseen = np.clip(unseen - np.clip(gap / np.maximum(slope, 1e-9), -2, 2), -20, 60)
        if np.abs(gap).max() < 1e-12:
            break
    population = seen + np.exp(unseen)
    shares = np.clip(sizes / population, 1e-12, 1 - 1e-12)
    coefficients = np.log(shares / (1 - shares))
    return np.concatenate([unseen, coefficients], axis=1)
