"""Survival data as plain values for JSON: per stratum the curves at every time, the test between strata, the models."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from schakel_recidivism.curves import Curve, aalen_johansen, kaplan_meier
from schakel_recidivism.logrank import LogRankTest
from schakel_recidivism.models import Fit
from schakel_recidivism.risk_table import RiskTable
from schakel_recidivism.standardising import ComparedCohort

Record = dict[str, Any]


def curves_of(risk: RiskTable) -> dict[str, Curve]:
    """Return the curve of each cause: Kaplan-Meier if there is one at most, else Aalen-Johansen, since they compete."""
    if len(risk.causes) <= 1:
        return {cause: kaplan_meier(risk) for cause in risk.causes or ("event",)}
    return {cause: aalen_johansen(risk, cause) for cause in risk.causes}


def stratum_record(risk: RiskTable, at: Sequence[float], level: float, whole: bool) -> Record:
    """Return what is known about one stratum: its curves `at` given times, and at all times if `whole`."""
    causes = {
        cause: {
            "method": curve.method,
            "events": risk.count(cause),
            "median": curve.time_of(0.5),
            "at": [point(curve, risk, time, level) for time in at],
            **({"curve": [point(curve, risk, float(time), level) for time in curve.times]} if whole else {}),
        }
        for cause, curve in curves_of(risk).items()
    }
    return {"persons": risk.persons, "events": risk.count(), "causes": causes}


def point(curve: Curve, risk: RiskTable, time: float, level: float) -> Record:
    """Return a curve at one time; where nobody is observed any more there is no figure, and none is made up."""
    value, interval = curve.at(time), curve.interval_at(time, level)
    known = {} if value is None or curve.method != "Kaplan-Meier" else {"survival": 1 - value}
    return {
        "time": time,
        "at_risk": risk.at_risk_at(time),
        "prevalence": value,
        **known,
        "standard_error": curve.error_at(time),
        "lower": interval.lower if interval else None,
        "upper": interval.upper if interval else None,
    }


def test_record(test: LogRankTest | None) -> Record | None:
    """Return a test."""
    return {"statistic": test.statistic, "degrees_of_freedom": test.degrees, "p": test.p} if test else None


def compared_record(one: ComparedCohort) -> Record:
    """Return a cohort beside the others; every share says by which method it was made."""
    interval = one.observed.interval
    return {
        "cohort": one.cohort,
        "persons": one.persons,
        "observed": one.observed.value,
        "lower": interval.lower if interval else None,
        "upper": interval.upper if interval else None,
        "direct_standardisation": one.direct,
        "weight_dropped": one.weight_dropped,
        "g_computation": one.g_computation,
        "difference_method": one.difference,
    }


def fit_record(fit: Fit) -> Record:
    """Return a model."""
    coefficients = {one.name: {**asdict(one), "ratio": one.ratio} for one in fit.coefficients}
    return {**asdict(fit), "scale": dict(fit.scale), "coefficients": coefficients}
