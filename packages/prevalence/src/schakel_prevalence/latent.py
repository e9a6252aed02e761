"""Latent classes with a stick-breaking prior (Manrique-Vallier 2016): lists independent within classes of persons.

A Gibbs sampler over tables: the histories are shared out over the classes, the number unseen is drawn from its
negative binomial, then the coverage of each list in each class and the sizes of the classes. Several chains from
scattered starts run as one array. Medians of single chains of such models can differ threefold; so if the chains
disagree there is no estimate.
"""

import numpy as np

from schakel_base.verdict import Interval
from schakel_prevalence.chains import converged, effective_size, r_hat
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Floats, Lattice
from schakel_prevalence.result import SizeEstimate, sized

CHAINS = 4
CLASSES = 8
DRAWS = 1500
MOST_BLOCKS = 5
WARM_UP = 1500
THIN = 2
HOPELESS = 1.1  # R-hat from which more draws of this length do not bring chains together
CONCENTRATION = (0.25, 0.25)


def latent_classes(lattice: Lattice, seed: int = 1, level: float = 0.95, draws: int = DRAWS) -> SizeEstimate:
    """Return the posterior median of the population, or no estimate where the chains do not agree.

    Parameters
    ----------
    level
        The probability that the interval holds.
    draws
        Draws per block and chain, after thinning; at most five blocks are drawn.

    Notes
    -----
    Manrique-Vallier 2016.
    """
    unseen = _Sampler(lattice, seed).run(draws)
    low, middle, high = np.quantile(unseen, [(1 - level) / 2, 0.5, (1 + level) / 2])
    observed, logs = lattice.observed, np.log(unseen + 1)
    medians = observed + np.median(unseen, axis=1)
    return sized(
        "latent-classes",
        f"at most {CLASSES} classes",
        observed,
        observed + float(middle),
        existence=Existence.EXISTS if converged(logs) else Existence.NOT_CONVERGED,
        intervals=(Interval(observed + float(low), observed + float(high), level, "posterior"),),
        r_hat=r_hat(logs),
        effective_size=effective_size(logs),
        chains_apart=float(medians.max() / medians.min()),
    )


class _Sampler:
    """The state of all chains: class sizes (chains, classes), coverage (chains, classes, lists), unseen (chains)."""

    def __init__(self, lattice: Lattice, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        seen = np.flatnonzero(lattice.counts)
        self.counts = lattice.counts[seen].astype(np.int64)
        self.marks = (seen[:, None] >> np.arange(len(lattice.lists)) & 1).astype(np.float64)
        self.observed = int(lattice.observed)
        self.coverage = self.generator.beta(0.5, 3.0, (CHAINS, CLASSES, len(lattice.lists)))
        self.shares = self.generator.dirichlet(np.ones(CLASSES), CHAINS)
        self.concentration = np.ones(CHAINS)

    def run(self, draws: int) -> Floats:
        """Return the numbers unseen (chains, draws), thinned: as many blocks as it takes, or until it is hopeless."""
        for _ in range(WARM_UP):
            self.step()
        kept: list[Floats] = []
        for _ in range(MOST_BLOCKS):
            kept += [self.step() for _ in range(draws * THIN)]
            logs = np.log(np.stack(kept[::THIN], axis=1) + 1)
            # Chains that sit in different modes do not meet by waiting, and each block costs seconds.
            if converged(logs) or r_hat(logs) > HOPELESS:
                break
        return np.stack(kept[::THIN], axis=1)

    def step(self) -> Floats:
        """Draw everything once and return the number unseen in each chain."""
        share = self._class_shares_by_history()
        seen = self.generator.multinomial(np.broadcast_to(self.counts, share.shape[:2]), share)
        missing = self.shares * np.prod(1 - self.coverage, axis=2)
        # A chain can wander to where nobody is ever seen; the number unseen has no distribution there.
        never = np.minimum(missing.sum(axis=1), 1 - 1e-9)
        unseen = self.generator.negative_binomial(self.observed, 1 - never)
        hidden = self.generator.multinomial(unseen, missing / missing.sum(axis=1, keepdims=True))
        self._draw_parameters(seen.sum(axis=1) + hidden, np.einsum("chk,hl->ckl", seen, self.marks))
        return np.asarray(unseen, dtype=np.float64)

    def _class_shares_by_history(self) -> Floats:
        log_on, log_off = np.log(self.coverage), np.log1p(-self.coverage)
        log_share = (
            np.log(self.shares)[:, None, :]
            + self.marks @ log_on.transpose(0, 2, 1)
            + (1 - self.marks) @ log_off.transpose(0, 2, 1)
        )
        share = np.exp(log_share - log_share.max(axis=2, keepdims=True))
        return np.asarray(share / share.sum(axis=2, keepdims=True))

    def _draw_parameters(self, members: Floats, on_list: Floats) -> None:
        drawn = self.generator.beta(1 + on_list, 1 + members[:, :, None] - on_list)
        # The logarithms of both it and its complement are needed in the next draw.
        self.coverage = np.clip(drawn, 1e-9, 1 - 1e-9)
        after = members[:, ::-1].cumsum(axis=1)[:, ::-1] - members
        sticks = self.generator.beta(1 + members[:, :-1], self.concentration[:, None] + after[:, :-1])
        sticks = np.clip(sticks, 1e-9, 1 - 1e-9)
        left = np.concatenate([np.ones((CHAINS, 1)), np.cumprod(1 - sticks, axis=1)], axis=1)
        self.shares = np.maximum(left * np.concatenate([sticks, np.ones((CHAINS, 1))], axis=1), 1e-300)
        shape, rate = CONCENTRATION
        rates = rate - np.log1p(-sticks).sum(axis=1)
        self.concentration = np.maximum(self.generator.gamma(shape + CLASSES - 1, 1 / rates), 1e-6)
