"""The answer on follow-ups that somebody made already: curves, a test between strata, models."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schakel_base.database import connect
from schakel_base.progress import Progress, silent
from schakel_recidivism.covariates import model_data
from schakel_recidivism.curves import Curve
from schakel_recidivism.intervals import LEVEL
from schakel_recidivism.logrank import LogRankTest, logrank
from schakel_recidivism.models import HAZARDS, Coefficient, Fit, fit
from schakel_recidivism.risk_table import RiskTable
from schakel_recidivism.standardising import ComparedCohort, compare
from schakel_recidivism.survival_data import SurvivalColumns, SurvivalData, read_survival
from schakel_recidivism.survival_record import compared_record, curves_of, fit_record, stratum_record, test_record

MOST_POINTS = 12
MOST_SAID = 5
"""Strata of which the first sentence tells."""
USUAL = SurvivalColumns()


@dataclass(frozen=True)
class SurvivalRequest:
    """What is asked of a file of follow-ups.

    Parameters
    ----------
    at
        Times to show, in the unit of the file; a few up to the last one if empty.
    models
        Names of `MODELS`.
    cause
        The event that the test and the models look at: the first of the file if empty.
    compare
        The column with cohorts to compare by the covariates; none if empty.
    strata
        Columns that give the Cox model a baseline hazard for each value.
    """

    columns: SurvivalColumns = USUAL
    at: tuple[float, ...] = ()
    models: tuple[str, ...] = ()
    covariates: tuple[str, ...] = ()
    cause: str = ""
    level: float = LEVEL
    compare: str = ""
    strata: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class SurvivalAnswer:
    """What was found in a file of follow-ups."""

    request: SurvivalRequest
    data: SurvivalData
    test: LogRankTest | None
    fits: tuple[Fit, ...]
    compared: tuple[ComparedCohort, ...] = ()
    left_out: int = 0
    """Rows that the models do without, since a covariate has no value there."""
    references: tuple[str, ...] = ()
    """Of each covariate in words the one that the others are compared with."""

    @property
    def at(self) -> tuple[float, ...]:
        """The times that are shown."""
        return self.request.at or _times(list(self.data.strata.values()))

    def as_record(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        level = self.request.level
        strata = {name: stratum_record(risk, self.at, level, True) for name, risk in self.data.strata.items()}
        return {
            "unit": self.data.unit,
            "level": level,
            "strata": strata,
            "logrank": test_record(self.test),
            "models": [fit_record(one) for one in self.fits],
            "left_out": self.left_out,
            "references": list(self.references),
            "compared": [compared_record(one) for one in self.compared],
        }

    def as_words(self) -> str:
        """Return the answer as plain text."""
        lines = [*self._answer(), ""]
        lines += [line for name, risk in self.data.strata.items() for line in self._stratum(name, risk)]
        if test := self.test:
            degrees = "1 degree" if test.degrees == 1 else f"{test.degrees} degrees"
            lines.append(f"Log-rank test: {test.statistic:.6f}, {degrees} of freedom, {_p(test.p)}")
        lines += [line for one in self.fits for line in _fit(one, self.request.level)]
        if self.references:
            lines.append(f"Words are compared with: {', '.join(self.references)}.")
        if self.left_out:
            lines.append(f"{self.left_out:,} rows have no value of a covariate or stratum; the models do without them.")
        return "\n".join([*lines, *_comparison(self.compared, self.at[-1])])

    def _answer(self) -> Iterator[str]:
        """Yield how many had the event by the last time shown, and how often chance would part strata as far."""
        curves = {name: curves_of(risk) for name, risk in self.data.strata.items()}
        cause = self.request.cause or min((one for each in curves.values() for one in each), default="event")
        shares = {name: _by(curves[name].get(cause), self.at[-1], self.request.level) for name in curves}
        said = "; ".join(f"{name or 'all'}: {share}" for name, share in list(shares.items())[:MOST_SAID])
        more = f"; {len(shares) - MOST_SAID} others below" if len(shares) > MOST_SAID else ""
        yield f"By {self.data.unit} {self.at[-1]:g} with {cause}: {said}{more}."
        if self.test:
            yield f"If these did not differ, chance would set them as far apart {_times_in(self.test.p)}."

    def _stratum(self, name: str, risk: RiskTable) -> list[str]:
        lines = [f"{name or 'All'}: {risk.persons:,} persons, {risk.count():,} events"]
        for cause, curve in curves_of(risk).items():
            lines.append(
                f"  {cause}, share by each {self.data.unit} ({curve.method}, {self.request.level:.0%} interval)"
            )
            for time in self.at:
                value, interval = curve.at(time), curve.interval_at(time, self.request.level)
                said = f"{value:.4f} ({interval.lower:.4f} to {interval.upper:.4f})" if interval else "not observed"
                lines.append(f"    {time:>8g}  {said}, {risk.at_risk_at(time):,} at risk")
        return [*lines, ""]


def _by(curve: Curve | None, time: float, level: float) -> str:
    value, interval = (curve.at(time), curve.interval_at(time, level)) if curve else (None, None)
    if value is None or interval is None:
        return "not observed so long"
    return f"{value:.1%} ({interval.lower:.1%} to {interval.upper:.1%})"


def _times_in(p: float) -> str:
    return "less than once in 1,000" if p < 0.001 else f"{100 * p:.1f} times in 100"


def answer_survival(path: Path, request: SurvivalRequest, progress: Progress = silent) -> SurvivalAnswer:
    """Read a file of follow-ups and answer what is asked of it.

    Parameters
    ----------
    path
        CSV or Parquet, one row per person.

    Returns
    -------
    Curves by stratum, the log-rank test if there are two strata, and the models and comparisons that were asked for.

    Raises
    ------
    SchakelError
        If the file, a column or a model is at fault.
    """
    with connect() as connection:
        progress("reading follow-ups", 0)
        data = read_survival(connection, path, request.columns)
        causes = sorted({cause for risk in data.strata.values() for cause in risk.causes})
        cause = request.cause or (causes[0] if causes else "")
        if request.cause and request.cause not in causes:
            raise data.table.fail(f"There is no event `{request.cause}`; there are: {', '.join(causes) or 'none'}.")
        # Without a cause asked for, the test is on any event; the models need one, and take the first.
        test = logrank(list(data.strata.values()), request.cause or None)
        fits: list[Fit] = []
        left_out, references = 0, tuple[str, ...]()
        if request.models:
            progress("fitting models", 0.3)
            follow_ups = model_data(connection, data.table, request.covariates, request.strata)
            # Rows without a value are in the curves and not in the models: the difference is told, or the two seem to
            # contradict.
            left_out = sum(risk.persons for risk in data.strata.values()) - len(follow_ups)
            references = follow_ups.references
            fits = [fit(model, follow_ups, cause) for model in _models(request.models)]
        compared: tuple[ComparedCohort, ...] = ()
        if request.compare:
            progress("comparing cohorts", 0.7)
            # Cohorts are compared at the last time shown, by which most has happened.
            time = (request.at or _times(list(data.strata.values())))[-1]
            compared = compare(connection, data, request.compare, request.covariates, time, cause)
    return SurvivalAnswer(request, data, test, tuple(fits), compared, left_out, references)


def _models(asked: Sequence[str]) -> list[str]:
    """Return the models, with that of the cause-specific hazard beside Fine and Gray's: their signs can differ."""
    return list(dict.fromkeys(["cox", *asked] if "fine-gray" in asked else asked))


def _fit(one: Fit, level: float) -> list[str]:
    lines = [f"{one.model}, event {one.cause}: {one.persons:,} persons, {one.events:,} events"]
    lines.append(f"  log-likelihood {one.log_likelihood:.5f}")
    lines += [f"  {name} {value:.6f}" for name, value in one.scale.items()]
    widest = max(len(row.name) for row in one.coefficients)
    for row in one.coefficients:
        lines.append(
            f"  {row.name:<{widest}}{row.value:>12.6f}  standard error {row.standard_error:.6f}  "
            f"{_ratio(one.model, row, level)}  {_p(row.p)}"
        )
    return [*lines, ""]


def _ratio(model: str, row: Coefficient, level: float) -> str:
    interval = row.ratio_interval(level)
    kind = "hazard" if model in HAZARDS else "time"
    return f"{kind} ratio {row.ratio:.3f} ({interval.lower:.3f} to {interval.upper:.3f})"


def _p(value: float) -> str:
    """Say a p-value; none is nought."""
    return f"p {value:.4f}" if value >= 0.0001 else "p < 0.0001"


def _comparison(compared: Sequence[ComparedCohort], time: float) -> list[str]:
    if not compared:
        return []
    lines = [f"Shares by {time:g} as if nobody died or left; the standard are the persons of all cohorts together"]
    for one in compared:
        direct = "none" if one.direct is None else f"{one.direct:.4f}"
        lines.append(
            f"  {one.cohort}: {one.persons:,} persons, observed {one.observed.value:.4f}, direct standardisation "
            f"{direct} ({one.weight_dropped:.1%} of the weight dropped), g-computation {one.g_computation:.4f}, "
            f"difference method {one.difference:.4f}"
        )
    return lines


def _times(strata: Sequence[RiskTable]) -> tuple[float, ...]:
    """Return all times if they are few, else some of equal distance up to the last."""
    times = sorted({float(time) for risk in strata for time in risk.times})
    if len(times) <= MOST_POINTS:
        return tuple(times)
    # Whole units stay whole: nobody asks of month 36.5.
    whole = all(time == round(time) for time in times)
    return tuple(round(times[-1] * step / 10, 0 if whole else 6) for step in range(1, 11))
