"""Cohorts that differ in who is in them, made comparable: three methods, each named, since they differ.

* Direct: the share in each cell of the covariates, weighed as in the standard. Cells without persons have no share;
  the weight that is dropped with them is said.
* G-computation: the mean share that a Cox model with the cohort in it predicts for the persons of the standard, had
  they been in the cohort.
* Difference: the share as observed, less what a Cox model without the cohort says that the composition alone changes.

All shares are as if nobody died or left, since Cox models censor competing causes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
import numpy as np
from numpy.typing import NDArray

from schakel_base.database import quote_name
from schakel_base.errors import RequestError
from schakel_recidivism.covariates import model_data, require_values
from schakel_recidivism.cox import Baseline, baseline_of, fit_cox
from schakel_recidivism.curves import kaplan_meier
from schakel_recidivism.direct import standardised, weights_of
from schakel_recidivism.follow_ups import FollowUps
from schakel_recidivism.measures import Measured
from schakel_recidivism.risk_table import Numbers, RiskTable, risk_tables
from schakel_recidivism.survival_data import SurvivalData
from schakel_recidivism.tables import fetched


@dataclass(frozen=True)
class ComparedCohort:
    """A cohort by a time: the share as observed, and made comparable with the standard by each method."""

    cohort: str
    persons: int
    observed: Measured
    direct: float | None
    weight_dropped: float
    g_computation: float
    difference: float


def compare(
    connection: duckdb.DuckDBPyConnection,
    data: SurvivalData,
    by: str,
    covariates: Sequence[str],
    time: float,
    cause: str,
) -> tuple[ComparedCohort, ...]:
    """Compare the cohorts in a column; the standard are the persons of all of them together.

    Parameters
    ----------
    connection
        Holds the follow-ups of `data`, as `read_survival` left them.
    by
        The column with the cohorts.
    covariates
        Columns by which the cohorts are made comparable; none may lack a value.
    time
        By when the shares are compared, in the unit of the clock.

    Returns
    -------
    One line per cohort, in the order of their names.

    Raises
    ------
    RequestError
        If there are no two cohorts, no covariates, or a cohort is not observed until `time`.

    Notes
    -----
    All shares are as if nobody died or left, since the Cox models censor competing causes.
    """
    column = data.table.column(by)
    if not covariates:
        raise RequestError("A comparison needs covariates: the attributes by which the cohorts differ.")
    require_values(data.table, covariates)
    cells = _cells(connection, data, column, covariates)
    if len(cells) < 2:
        raise RequestError(f"There is one cohort in {column}; a comparison needs two.")
    weights = weights_of(cells)
    model = _Models(connection, data, column, covariates, time, cause)
    return tuple(_compared(name, own, weights, model, time, cause) for name, own in cells.items())


def _compared(
    name: str, own: Mapping[str, RiskTable], weights: Mapping[str, float], model: "_Models", time: float, cause: str
) -> ComparedCohort:
    whole = kaplan_meier(own[""], cause)
    observed = whole.at(time)
    if observed is None:
        raise RequestError(f"Nobody of the cohort {name} is observed until {time:g}.")
    direct = standardised(own, weights, time, lambda table: kaplan_meier(table, cause))
    return ComparedCohort(
        cohort=name,
        persons=own[""].persons,
        observed=Measured(observed, whole.interval_at(time)),
        direct=direct.value,
        weight_dropped=direct.weight_dropped,
        g_computation=model.had_all_been_in(name),
        difference=observed - model.of_composition(name),
    )


def _cells(
    connection: duckdb.DuckDBPyConnection, data: SurvivalData, by: str, covariates: Sequence[str]
) -> dict[str, dict[str, RiskTable]]:
    """The risk tables of each cohort by cell of the covariates; the whole cohort has an empty name."""
    values = ", ".join(f"CAST(given.{quote_name(data.table.column(name))} AS VARCHAR)" for name in covariates)
    cohort = f"coalesce(CAST(given.{quote_name(by)} AS VARCHAR), 'missing')"
    counted = f"""
        SELECT {cohort} AS cohort, concat_ws(' | ', {values}) AS cell, follow_ups.time, follow_ups.cause,
            count(*) AS persons
        FROM follow_ups JOIN given USING (line)
        GROUP BY GROUPING SETS ((1, 2, 3, 4), (1, 3, 4))
        ORDER BY ALL
    """
    rows = fetched(connection, f"SELECT * REPLACE (coalesce(cell, '') AS cell) FROM ({counted})")
    found: dict[str, dict[str, RiskTable]] = {}
    for name in sorted(set(rows["cohort"])):
        own = {column: values[rows["cohort"] == name] for column, values in rows.items()}
        found[name] = risk_tables({**own, "stratum": own["cell"]})
    return found


class _Models:
    """Two Cox models of all cohorts: with the cohort in it, and without."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        data: SurvivalData,
        by: str,
        covariates: Sequence[str],
        time: float,
        cause: str,
    ) -> None:
        self.time, self.cause = time, cause
        self.persons = model_data(connection, data.table, list(covariates))
        cohort = f"coalesce(CAST(given.{quote_name(by)} AS VARCHAR), 'missing')"
        query = f"SELECT {cohort} AS cohort FROM follow_ups JOIN given USING (line) ORDER BY line"
        self.cohorts = fetched(connection, query)["cohort"]
        self.names = sorted(set(self.cohorts))
        self.plain = _Model.of(self.persons, cause)
        self.full = _Model.of(self._with_cohort(self.cohorts), cause)

    def had_all_been_in(self, cohort: str) -> float:
        """The mean share predicted for all persons, had they been in this cohort."""
        everybody = self._with_cohort(np.full(len(self.persons), cohort, dtype=object))
        return float(self.full.shares(everybody, self.time).mean())

    def of_composition(self, cohort: str) -> float:
        """By how much the mean predicted share of a cohort lies above that of all, whatever its own share is."""
        shares = self.plain.shares(self.persons, self.time)
        return float(shares[self.cohorts == cohort].mean() - shares.mean())

    def _with_cohort(self, cohorts: NDArray[np.object_]) -> FollowUps:
        # The first cohort is the reference of the others.
        marks = np.array([cohorts == name for name in self.names[1:]], dtype=np.float64).T
        return replace(
            self.persons,
            covariates=np.hstack([self.persons.covariates, marks]),
            names=(*self.persons.names, *(f"cohort={name}" for name in self.names[1:])),
        )


@dataclass(frozen=True, eq=False)
class _Model:
    """A Cox model: its coefficients, the mean of the covariates, and the baseline hazard of a person of that mean."""

    coefficients: Numbers
    mean: Numbers
    baseline: Baseline

    @classmethod
    def of(cls, follow_ups: FollowUps, cause: str) -> "_Model":
        mean = follow_ups.covariates.mean(axis=0)
        centred = replace(follow_ups, covariates=follow_ups.covariates - mean)
        try:
            coefficients = fit_cox(centred, cause).coefficients
        except ArithmeticError as error:
            raise RequestError(f"The cohorts cannot be compared by a Cox model: {error}") from None
        return cls(coefficients, mean, baseline_of(centred, cause, coefficients))

    def shares(self, follow_ups: FollowUps, time: float) -> Numbers:
        """Return the share of persons like each of these with an event by a time."""
        hazard = np.exp((follow_ups.covariates - self.mean) @ self.coefficients)
        return np.asarray(-np.expm1(-self.baseline.at(time) * hazard))
