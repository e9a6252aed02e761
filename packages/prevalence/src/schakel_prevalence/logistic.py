"""Logistic regression by Newton's method, of weighted rows: which of two outcomes happened, given columns."""

import numpy as np
from scipy.special import expit

from schakel_prevalence.lattice import Floats

MOST_STEPS = 50
LARGEST_STEP = 2.0
SINGULAR = 1e-10


def logistic(design: Floats, happened: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Return coefficients and information; where no maximum exists the information is all but singular.

    Parameters
    ----------
    design
        Shape (rows, columns); the first column is the intercept.
    happened, times
        How often it happened, and how often it could have, shape (rows,).
    """
    coefficients = np.zeros(design.shape[1])
    share = np.clip(happened.sum() / max(times.sum(), 1e-300), 1e-6, 1 - 1e-6)
    coefficients[0] = np.log(share / (1 - share))
    for _ in range(MOST_STEPS):
        chance = expit(design @ coefficients)
        information = design.T @ ((times * chance * (1 - chance))[:, None] * design)
        if np.linalg.eigvalsh(information)[0] < SINGULAR:
            break
        step = np.linalg.solve(information, design.T @ (happened - times * chance))
        coefficients = coefficients + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if np.abs(step).max() < 1e-12:
            break
    return coefficients, information
