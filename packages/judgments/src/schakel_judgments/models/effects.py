"""What a model says in points and months: average marginal effects, and predictions for pairs of factors.

Every sentence is predicted twice, once with a factor at one level and once at another, and the differences are averaged
over all sentences (g-computation). Standard errors are by the delta method, with numerical derivatives. Custody times
length is the expected number of months for everybody; its two parts are taken as estimated independently.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from schakel_judgments.models.model_data import MONTHS, ModelSpecification, Sentences
from schakel_judgments.models.random_intercept import Matrix, Vector
from schakel_judgments.models.two_part import FittedPart, TwoParts
from schakel_judgments.thresholds import LEVEL

_STEP = 1e-5
"""By how much a coefficient is moved for its derivative: central differences err by the square of it."""

CUSTODY = "custody"
LENGTH = "length"
BOTH = "custody x length"


@dataclass(frozen=True)
class Effect:
    """One figure of the model with its interval: of `measure` for the `levels` of one factor, or of a pair."""

    measure: str
    levels: Mapping[str, str]
    against: str
    value: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        """The limits at the declared level."""
        reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * self.error
        return self.value - reach, self.value + reach


@dataclass(frozen=True)
class Placed:
    """All sentences as if they were at some levels: the columns of both designs, and which are custodial."""

    custody: Matrix | None
    length: Matrix
    custodial: NDArray[np.bool_]


Measure = Callable[[Vector, Vector], float]
"""A figure of the model as a function of the coefficients of custody and of length."""


def marginal_effects(found: TwoParts, sentences: Sentences) -> tuple[Effect, ...]:
    """Return the average marginal effect of each level of each factor.

    Returns
    -------
    For each factor one effect per measure and level, against its first level: in shares of 1 for custody, else in
    months.

    Notes
    -----
    Every sentence is predicted at both levels and the differences are averaged (g-computation). Intervals are by the
    delta method; the two parts are taken as independent.
    """
    return tuple(_marginal(found, sentences))


def predictions(found: TwoParts, sentences: Sentences, specification: ModelSpecification) -> tuple[Effect, ...]:
    """Return what is predicted for each combination of the levels of each pair of factors.

    Returns
    -------
    One figure per measure and combination: in shares of 1 for custody, else in months.
    """
    return tuple(_predicted(found, sentences, specification))


def _marginal(found: TwoParts, sentences: Sentences) -> Iterator[Effect]:
    for name, column in sentences.factors.items():
        reference, *levels = sorted(sentences.rows[column].unique())
        other = _placed(found, sentences, {column: reference})
        for level in levels:
            one = _placed(found, sentences, {column: level})
            for measure in _measures(found):
                function = partial(_difference, found, measure, one, other)
                yield _effect(found, measure, {name: level}, reference, function)


def _predicted(found: TwoParts, sentences: Sentences, specification: ModelSpecification) -> Iterator[Effect]:
    for pair in specification.interactions:
        columns = [sentences.factors[name] for name in pair]
        for levels in product(*(sorted(sentences.rows[column].unique()) for column in columns)):
            at = _placed(found, sentences, dict(zip(columns, levels, strict=True)))
            for measure in _measures(found):
                named = dict(zip(pair, levels, strict=True))
                yield _effect(found, measure, named, "", partial(_mean, found, measure, at))


def _measures(found: TwoParts) -> tuple[str, ...]:
    return (CUSTODY, LENGTH, BOTH) if found.custody else (LENGTH,)


def _placed(found: TwoParts, sentences: Sentences, levels: Mapping[str, str]) -> Placed:
    rows = sentences.rows.assign(**levels)
    custody = found.custody.columns(rows) if found.custody else None
    return Placed(custody, found.length.columns(rows), (rows[MONTHS] > 0).to_numpy())


def _mean(found: TwoParts, measure: str, at: Placed, custody: Vector, length: Vector) -> float:
    """Average over all sentences; the length by itself over those that have one."""
    months = found.length.respond(at.length, length)
    if measure == LENGTH:
        return float(months[at.custodial].mean())
    assert found.custody is not None and at.custody is not None
    chance = found.custody.respond(at.custody, custody)
    return float((chance if measure == CUSTODY else chance * months).mean())


def _difference(found: TwoParts, measure: str, one: Placed, other: Placed, custody: Vector, length: Vector) -> float:
    return _mean(found, measure, one, custody, length) - _mean(found, measure, other, custody, length)


def _effect(found: TwoParts, measure: str, levels: Mapping[str, str], against: str, function: Measure) -> Effect:
    custody = found.custody.coefficients if found.custody else np.zeros(0)
    length = found.length.coefficients
    variance = 0.0
    if found.custody and measure != LENGTH:
        variance += _variance(found.custody, lambda moved: function(moved, length))
    if measure != CUSTODY:
        variance += _variance(found.length, lambda moved: function(custody, moved))
    return Effect(measure, levels, against, function(custody, length), variance**0.5)


def _variance(part: FittedPart, function: Callable[[Vector], float]) -> float:
    gradient = np.zeros(len(part.coefficients))
    for place in range(len(gradient)):
        step = np.zeros(len(gradient))
        step[place] = _STEP
        # Numerical: one function serves every measure and every link, where each would need derivatives of its own.
        gradient[place] = (function(part.coefficients + step) - function(part.coefficients - step)) / (2 * _STEP)
    return float(gradient @ part.covariance @ gradient)
