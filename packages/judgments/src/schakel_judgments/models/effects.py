"""What a model says in points and months: average marginal effects, and predictions for pairs of factors.

Every sentence is predicted twice, once with a factor at one level and once at another, or with a covariate one higher,
and the differences are averaged over all sentences (g-computation). Standard errors are by the delta method. Custody
times length is the expected number of months for everybody; its two parts are taken as estimated independently.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist

import numpy as np
import pandas as pd

from schakel_judgments.models.model_data import MONTHS, Sentences
from schakel_judgments.models.random_intercept import Vector
from schakel_judgments.models.specification import ModelSpecification
from schakel_judgments.models.two_part import TwoParts
from schakel_judgments.thresholds import LEVEL

CUSTODY = "custody"
LENGTH = "length"
BOTH = "custody x length"
ONE_MORE = "one more"
"""The level of a covariate that its effect is of."""


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


@dataclass(frozen=True, eq=False)
class Mean:
    """A mean over the sentences, and its derivatives by the coefficients of custody and of length."""

    value: float
    by_custody: Vector
    by_length: Vector

    def __sub__(self, other: "Mean") -> "Mean":
        return Mean(self.value - other.value, self.by_custody - other.by_custody, self.by_length - other.by_length)


def marginal_effects(found: TwoParts, sentences: Sentences) -> tuple[Effect, ...]:
    """Return the average marginal effect of each level of each factor, and of one more of each covariate.

    Returns
    -------
    For each factor one effect per measure and level, against its reference level; for each covariate one per measure,
    against what it is: in shares of 1 for custody, else in months.

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
    for name in sentences.factors:
        reference, *levels = sentences.levels(name)
        other = _means(found, sentences, {name: reference})
        for level in levels:
            for measure, mean in _means(found, sentences, {name: level}).items():
                yield _effect(found, measure, {name: level}, reference, mean - other[measure])
    for name in sentences.covariates:
        other = _means(found, sentences, {})
        for measure, mean in _means(found, sentences, {name: ONE_MORE}).items():
            yield _effect(found, measure, {name: ONE_MORE}, "", mean - other[measure])


def _predicted(found: TwoParts, sentences: Sentences, specification: ModelSpecification) -> Iterator[Effect]:
    for pair in specification.interactions:
        for levels in product(*map(sentences.levels, pair)):
            named = dict(zip(pair, levels, strict=True))
            for measure, mean in _means(found, sentences, named).items():
                yield _effect(found, measure, named, "", mean)


def _means(found: TwoParts, sentences: Sentences, levels: Mapping[str, str]) -> dict[str, Mean]:
    """Return the mean of each measure, had all sentences these levels; that of length over those that have one."""
    rows = sentences.rows.assign(**dict(_moved(sentences, levels)))
    length = found.length.columns(rows)
    months = found.length.respond(length, found.length.coefficients)
    if found.custody is None:
        return {LENGTH: Mean(months.mean(), np.zeros(0), months @ length / len(months))}
    custody = found.custody.columns(rows)
    chance = found.custody.respond(custody, found.custody.coefficients)
    both, slope = chance * months, chance * (1 - chance)
    no_custody, no_length = np.zeros(custody.shape[1]), np.zeros(length.shape[1])
    custodial, size = (rows[MONTHS] > 0).to_numpy(), len(rows)
    own = months[custodial]
    return {
        CUSTODY: Mean(chance.mean(), slope @ custody / size, no_length),
        LENGTH: Mean(own.mean(), no_custody, own @ length[custodial] / len(own)),
        BOTH: Mean(both.mean(), (slope * months) @ custody / size, both @ length / size),
    }


def _moved(sentences: Sentences, levels: Mapping[str, str]) -> Iterator[tuple[str, pd.Series | pd.Categorical]]:
    """The columns of factors and covariates as they would be at these levels."""
    for name, level in levels.items():
        if name in sentences.covariates:
            column = sentences.covariates[name]
            yield column, sentences.rows[column] + 1
        else:
            known = sentences.levels(name)
            codes = np.full(len(sentences.rows), known.index(level))
            yield sentences.factors[name], pd.Categorical.from_codes(codes, known)


def _effect(found: TwoParts, measure: str, levels: Mapping[str, str], against: str, mean: Mean) -> Effect:
    variance = float(mean.by_length @ found.length.covariance @ mean.by_length)
    if found.custody:
        variance += float(mean.by_custody @ found.custody.covariance @ mean.by_custody)
    return Effect(measure, levels, against, float(mean.value), variance**0.5)
