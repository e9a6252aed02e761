"""Two parts of a sentence: whether there is custody (logit), and if so how long (log-linear, or gamma with a log link).

Courts are fixed effects while they are few, and a random intercept from ten on. The law of the day of the offence is
held fixed. Standard errors are clustered by investigation, or robust where none is named; with random courts they are
those of the model. There is no correction for selection (Heckman): that needs something that moves custody and not
length, which nobody has named (Bushway, Johnson and Slocum 2007).
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from formulaic import ModelSpec, model_matrix
from scipy.special import expit

from schakel_base.errors import RequestError
from schakel_judgments.models.model_data import COURT, INVESTIGATION, MONTHS, REGIME, Sentences
from schakel_judgments.models.random_intercept import Matrix, Vector, logit_with_courts
from schakel_judgments.models.specification import ModelSpecification
from schakel_judgments.thresholds import FEWEST_SENTENCES_PER_COEFFICIENT


@dataclass(frozen=True)
class BetweenCourts:
    """How far courts lie apart: the standard deviation of their intercepts, and its share of the variance (ICC)."""

    deviation: float
    intraclass_correlation: float


@dataclass(frozen=True)
class FittedPart:
    """One fitted part: `kind` is `logit`, `log-linear` or `gamma`, `design` rebuilds its columns for other rows.

    `smearing` is the mean of the exponentiated residuals, by which a log-linear prediction becomes one in months (Duan
    1983). `courts` is how far random courts lie apart, else None.
    """

    kind: str
    design: ModelSpec
    coefficients: Vector
    covariance: Matrix
    rows: int
    smearing: float = 1.0
    spread: float | None = None
    courts: BetweenCourts | None = None

    def columns(self, rows: pd.DataFrame) -> Matrix:
        """Return the columns of the design for other rows."""
        return np.asarray(self.design.get_model_matrix(rows), dtype=float)

    def respond(self, columns: Matrix, coefficients: Vector) -> Vector:
        """Return the chance of custody, or the months, of each row of the design."""
        linear = columns @ coefficients
        return np.asarray(expit(linear) if self.kind == "logit" else np.exp(linear) * self.smearing)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the coefficients."""
        return tuple(self.design.column_names)


@dataclass(frozen=True)
class TwoParts:
    """Both parts; custody is None where every sentence is custodial; `median` is the quantile check on the length."""

    custody: FittedPart | None
    length: FittedPart
    median: Mapping[str, float]


def fit(sentences: Sentences, specification: ModelSpecification) -> TwoParts:
    """Fit both parts.

    Parameters
    ----------
    sentences
        The rows to fit; custodial are those of more than 0 months.
    specification
        The factors, pairs and columns to hold fixed.

    Returns
    -------
    Custody as a logit on all sentences, length on the custodial ones, and the coefficients of the median of the log
    length.

    Raises
    ------
    RequestError
        If there are too few sentences for the coefficients, or the columns depend on each other.
    """
    rows = sentences.rows
    custodial = rows[rows[MONTHS] > 0].reset_index(drop=True)
    if custodial.empty:
        raise RequestError("No sentence has a length above 0.")
    formula = _formula(sentences, specification)
    all_custodial = len(custodial) == len(rows)
    return TwoParts(
        None if all_custodial else _custody(rows, formula, sentences),
        _length(custodial, formula, sentences, specification),
        _median(custodial, formula),
    )


def _formula(sentences: Sentences, specification: ModelSpecification) -> str:
    terms = [*(f"C({column})" for column in sentences.factors.values()), *sentences.covariates.values()]
    terms += [":".join(f"C({sentences.factors[name]})" for name in pair) for pair in specification.interactions]
    rows = sentences.rows
    if REGIME in rows and rows[REGIME].nunique() > 1:
        terms.append(f"C({REGIME})")
    if COURT in rows and not sentences.has_random_courts and rows[COURT].nunique() > 1:
        terms.append(f"C({COURT})")
    return "1 + " + " + ".join(terms)


def _design(rows: pd.DataFrame, formula: str, what: str) -> tuple[Any, ModelSpec]:
    design = model_matrix(formula, rows)
    columns = design.shape[1]
    if len(rows) < FEWEST_SENTENCES_PER_COEFFICIENT * columns:
        raise RequestError(f"{what}: {len(rows)} sentences are too few for {columns} coefficients.")
    # statsmodels would solve it all the same, by a generalised inverse, and return coefficients that mean nothing.
    if np.linalg.matrix_rank(np.asarray(design, dtype=float)) < columns:
        raise RequestError(f"{what}: factors, courts or regimes depend on each other; leave one of them out.")
    return design, design.model_spec


def _errors(rows: pd.DataFrame) -> dict[str, Any]:
    if INVESTIGATION not in rows:
        return {"cov_type": "HC1"}
    groups = rows[INVESTIGATION].astype("category").cat.codes.to_numpy()
    return {"cov_type": "cluster", "cov_kwds": {"groups": groups}}


def _custody(rows: pd.DataFrame, formula: str, sentences: Sentences) -> FittedPart:
    design, specification = _design(rows, formula, "Custody")
    outcome = (rows[MONTHS] > 0).to_numpy(dtype=float)
    _check_separation(rows, sentences)
    matrix = np.asarray(design, dtype=float)
    if sentences.has_random_courts:
        found = logit_with_courts(matrix, outcome, rows[COURT].astype("category").cat.codes.to_numpy(dtype=np.int64))
        courts = BetweenCourts(found.between**0.5, found.intraclass_correlation)
        return FittedPart("logit", specification, found.coefficients, found.covariance, len(rows), courts=courts)
    fitted = sm.GLM(outcome, matrix, family=sm.families.Binomial()).fit(**_errors(rows))
    return FittedPart("logit", specification, np.asarray(fitted.params), np.asarray(fitted.cov_params()), len(rows))


def _check_separation(rows: pd.DataFrame, sentences: Sentences) -> None:
    for name, column in sentences.factors.items():
        for level, of_level in rows.groupby(column, observed=True):
            shares = (of_level[MONTHS] > 0).mean()
            # Complete separation: the likelihood rises for ever with the coefficient, and iteration only stops it
            # somewhere.
            if shares in (0, 1):
                said = "no" if shares == 0 else "every"
                raise RequestError(
                    f"Custody: {said} sentence with `{name}` {level} has it, so its effect has no limit."
                )


def _length(
    custodial: pd.DataFrame, formula: str, sentences: Sentences, specification: ModelSpecification
) -> FittedPart:
    design, spec = _design(custodial, formula, "Length")
    matrix, months = np.asarray(design, dtype=float), custodial[MONTHS].to_numpy(dtype=float)
    if len(set(months)) == 1:
        raise RequestError("All terms are equally long, so nothing can explain their length.")
    if sentences.has_random_courts:
        return _length_with_courts(custodial, matrix, spec)
    if specification.length == "gamma":
        family = sm.families.Gamma(sm.families.links.Log())
        fitted = sm.GLM(months, matrix, family=family).fit(**_errors(custodial))
        return FittedPart("gamma", spec, np.asarray(fitted.params), np.asarray(fitted.cov_params()), len(custodial))
    fitted = sm.OLS(np.log(months), matrix).fit(**_errors(custodial))
    spread, smearing = float(np.sqrt(fitted.scale)), float(np.exp(fitted.resid).mean())
    covariance = np.asarray(fitted.cov_params())
    return FittedPart("log-linear", spec, np.asarray(fitted.params), covariance, len(custodial), smearing, spread)


def _length_with_courts(custodial: pd.DataFrame, matrix: Matrix, design: ModelSpec) -> FittedPart:
    """With random courts the length is log-linear."""
    logs = np.log(custodial[MONTHS].to_numpy(dtype=float))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a variance at its border is a result, not a fault
        fitted = sm.MixedLM(logs, matrix, groups=custodial[COURT]).fit(reml=True)
    size = matrix.shape[1]
    between, within = float(np.asarray(fitted.cov_re)[0, 0]), float(fitted.scale)
    return FittedPart(
        kind="log-linear",
        design=design,
        coefficients=np.asarray(fitted.fe_params),
        covariance=np.asarray(fitted.cov_params())[:size, :size],
        rows=len(custodial),
        smearing=float(np.exp(logs - matrix @ np.asarray(fitted.fe_params)).mean()),
        spread=within**0.5,
        courts=BetweenCourts(between**0.5, between / (between + within)),
    )


def _median(custodial: pd.DataFrame, formula: str) -> dict[str, float]:
    """The median of the log length, by the same columns: what whole years and long tails cannot move."""
    design = model_matrix(formula, custodial)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # terms heap at whole years, so that a median is not unique
        fitted = sm.QuantReg(np.log(custodial[MONTHS].to_numpy()), np.asarray(design, dtype=float)).fit(q=0.5)
    return dict(zip(design.model_spec.column_names, map(float, fitted.params), strict=True))
