"""Which pairs of persons to judge first: those where a judgement is likely to change who is who.

A pair on the list counts as two persons until somebody judges. So what a judgement is expected to change is the chance
that the two are one: by the weight of the pair, and by what people have said of pairs of like weight. Where they keep
answering that such pairs are two persons, the model was too sure, and these pairs fall off the list.
"""

import numpy as np

from schakel.identity.arrays import Flags, Floats

LEAST_GAIN = 0.05
"""Of twenty such pairs one is expected to be one person: fewer are not worth the look. A choice, which decides nothing:
a judgement is only not asked for."""
JUDGEMENTS_OF_A_MODEL = 5.0
"""What the weight of a pair says counts as so many judgements of people."""
_STEP = 2.0  # bits: so wide are the steps within which weights are like each other


def expected_gains(weight: Floats, answered: Floats, of_one_person: Flags) -> Floats:
    """Return the chance that each pair of persons is one.

    Parameters
    ----------
    weight
        Of the pairs that somebody may judge, in bits; shape (pairs,).
    answered, of_one_person
        The weight of each pair that somebody judged, and whether it is one person; shape (judged pairs,).

    Returns
    -------
    From 0 to 1, shape (pairs,): the mean of a beta distribution that starts from the weight (Gelman et al., Bayesian
    data analysis, 2013, 2.4).
    """
    steps, place = np.unique(weight // _STEP, return_inverse=True)
    alike = np.isin(answered // _STEP, steps)
    of = np.searchsorted(steps, answered[alike] // _STEP)
    asked, right = (np.bincount(of, one, len(steps))[place] for one in (None, of_one_person[alike]))
    chance = 1 / (1 + np.exp2(-np.clip(weight, -100, 100)))
    found: Floats = (JUDGEMENTS_OF_A_MODEL * chance + right) / (JUDGEMENTS_OF_A_MODEL + asked)
    return found
