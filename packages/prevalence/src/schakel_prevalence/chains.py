"""Whether several Markov chains agree: the split potential scale reduction and the effective sample size.

Both after Vehtari and others (2021), on the values as they are. Chains that have not converged give no estimate.
"""

import numpy as np

from schakel_prevalence.lattice import Floats
from schakel_prevalence.thresholds import LARGEST_R_HAT, SMALLEST_EFFECTIVE_SIZE


def r_hat(draws: Floats) -> float:
    """Return the split R-hat of draws (chains, draws).

    Parameters
    ----------
    draws
        Shape (chains, draws).

    Notes
    -----
    Each chain is split in two, so that one that drifts disagrees with itself (Vehtari and others 2021).
    """
    halves = _split(draws)
    length = halves.shape[1]
    within = halves.var(axis=1, ddof=1).mean()
    between = length * halves.mean(axis=1).var(ddof=1)
    if within <= 0:
        return 1.0 if between <= 0 else float("inf")
    return float(np.sqrt((length - 1) / length + between / within / length))


def effective_size(draws: Floats) -> float:
    """Return the number of independent draws worth as much as these (chains, draws): Geyer's monotone sequence."""
    halves = _split(draws)
    chains, length = halves.shape
    covariance = np.stack([_autocovariance(chain) for chain in halves]).mean(axis=0)
    within = covariance[0] * length / (length - 1)
    total = within * (length - 1) / length + halves.mean(axis=1).var(ddof=1)
    if total <= 0:
        return float(chains * length)
    correlation = 1 - (within - covariance) / total
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    last = int(np.argmax(pairs < 0)) if (pairs < 0).any() else len(pairs)
    time = max(-1 + 2 * float(np.minimum.accumulate(pairs[:last]).sum()), 1 / np.log10(chains * length))
    return float(chains * length / time)


def converged(draws: Floats) -> bool:
    """Whether the chains agree well enough for their quantiles to be shown."""
    return r_hat(draws) < LARGEST_R_HAT and effective_size(draws) > SMALLEST_EFFECTIVE_SIZE


def _split(draws: Floats) -> Floats:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, half : 2 * half]])


def _autocovariance(chain: Floats) -> Floats:
    centred = chain - chain.mean()
    transformed = np.fft.rfft(centred, 2 * len(chain))
    return np.fft.irfft(transformed * transformed.conj())[: len(chain)] / len(chain)
