"""Which pairs of persons are worth a judgement: where one is likely to change who is who.

A pair on the list counts as two persons until somebody judges. So what a judgement is expected to change is the chance
that the two are one: by the weight of the pair, and by what people have said of pairs of like weight. Where they keep
answering that such pairs are two persons, the model was too sure, and these pairs fall off the list.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LEAST_GAIN = 0.05
"""Of twenty such pairs one is expected to be one person: fewer are not worth the look. A choice, which decides nothing:
a judgement is only not asked for."""
JUDGEMENTS_OF_A_MODEL = 5.0
"""What the weight of a pair says counts as so many judgements of people."""
_STEP = 2.0  # bits: so wide are the steps within which weights are like each other


def expected_gains(weight: Sequence[float], answered: Sequence[tuple[float, bool]]) -> npt.NDArray[np.float64]:
    """Return the chance that each pair of persons is one.

    Parameters
    ----------
    weight
        Of the pairs that somebody may judge, in bits.
    answered
        The weight of each pair that somebody judged, and whether it is one person.

    Returns
    -------
    From 0 to 1, shape (pairs,): the mean of a beta distribution that starts from the weight (Gelman et al., Bayesian
    data analysis, 2013, 2.4).
    """
    step = [int(one // _STEP) for one in weight]
    said = [(int(of // _STEP), one_person) for of, one_person in answered]
    asked = np.array([sum(of == one for of, _ in said) for one in sorted(set(step))], dtype=float)
    right = np.array([sum(of == one and same for of, same in said) for one in sorted(set(step))], dtype=float)
    place = np.searchsorted(sorted(set(step)), step)
    chance = 1 / (1 + np.exp2(-np.clip(np.array(weight, dtype=float), -100, 100)))
    found: npt.NDArray[np.float64] = (JUDGEMENTS_OF_A_MODEL * chance + right[place]) / (
        JUDGEMENTS_OF_A_MODEL + asked[place]
    )
    return found
