"""The answer on a cohort as plain values for JSON. Under a refusal there is no share, and no curve to read it off."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from schakel_base.verdict import Gate, Interval, Refusal
from schakel_recidivism.answering import CohortAnswer, KindAnswer, StratumAnswer, jumps_of
from schakel_recidivism.cohort import Clock, Cohort, LinkageRange
from schakel_recidivism.definition import definition_record
from schakel_recidivism.measures import ByDay, Measured, Measures, Year
from schakel_recidivism.verdict import linkage_bounds

Record = dict[str, Any]


def as_record(answer: CohortAnswer, days: Sequence[float] = ()) -> Record:
    """Return the answer for JSON, also at some days after the start of each clock."""
    return {
        "definition": definition_record(answer.cohort),
        "kinds": {one.kind.name: _kind(one, answer.cohort, days) for one in answer.kinds},
    }


def _kind(one: KindAnswer, cohort: Cohort, days: Sequence[float]) -> Record:
    return {
        "at_least": dict(one.kind.at_least),
        "among": {name: list(values) for name, values in one.kind.among.items()},
        "same": list(one.kind.same),
        "verified": one.kind.verified,
        "index_persons": one.followed.index_persons,
        "other_cases": one.followed.left_out,
        "jumps": [asdict(jump) for jump in jumps_of(one, cohort)],
        "strata": {name: _stratum(stratum, cohort, days) for name, stratum in one.strata.items()},
    }


def _stratum(stratum: StratumAnswer, cohort: Cohort, days: Sequence[float]) -> Record:
    verdict, measures = stratum.verdict, stratum.measures
    refused = isinstance(verdict, Refusal)
    bounds = None if isinstance(verdict, Refusal) else linkage_bounds(verdict.interval, cohort)
    return {
        "verdict": type(verdict).__name__,
        "estimate": None if isinstance(verdict, Refusal) else verdict.value,
        "interval": None if isinstance(verdict, Refusal) else _interval(verdict.interval),
        "linkage_bounds": _interval(bounds) if cohort.missed_links or cohort.false_links else None,
        "linkage_range": None if refused or stratum.linkage is None else _range(stratum.linkage),
        "gates": [_gate(gate) for gate in verdict.gates],
        "needed": [dict(text.by_language) for text in verdict.needed] if isinstance(verdict, Refusal) else [],
        "persons": measures.persons,
        "persons_with_new_case": measures.with_new_case,
        "new_cases": measures.new_cases,
        "new_cases_committed_inside": measures.committed_inside,
        "person_years_at_liberty": measures.years_at_liberty,
        "persons_by_earlier_cases": measures.earlier,
        "measures": None if refused else _measures(measures, days),
    }


def _measures(measures: Measures, days: Sequence[float]) -> Record:
    return {
        "rate_per_person_year_at_liberty": _measured(measures.rate),
        "clocks": {str(clock): [_year(year) for year in years] for clock, years in measures.years.items()},
        "days": {str(clock): [_day(measures.by_day(clock, day)) for day in days] for clock in Clock},
        "days_until_share_has_new_case": {f"{share:g}": day for share, day in measures.days_to_first.items()},
        "share_of_persons_with_half_of_new_cases": measures.share_with_half,
        "persons_followed_whole": measures.followed_whole,
    }


def _year(year: Year) -> Record:
    return {
        "year": year.year,
        **_day(year),
        "conditional": _measured(year.conditional),
        "corrected_for_earlier_cases": _measured(year.corrected),
    }


def _day(one: ByDay) -> Record:
    return {
        "day": one.day,
        "at_risk": one.at_risk,
        "prevalence": _measured(one.prevalence),
        "prevalence_if_nobody_died_or_left": _measured(one.if_nobody_left),
        "mean_number_of_new_cases": _measured(one.frequency),
    }


def _measured(one: Measured) -> Record:
    return {"value": one.value, "interval": _interval(one.interval)}


def _interval(interval: Interval | None) -> Record | None:
    if interval is None:
        return None
    return {"lower": interval.lower, "upper": interval.upper, "level": interval.level, "kind": interval.kind}


def _range(linkage: LinkageRange) -> Record:
    return {**asdict(linkage), "lower": linkage.lower, "upper": linkage.upper}


def _gate(gate: Gate) -> Record:
    return {
        "name": gate.name,
        "outcome": str(gate.outcome),
        "statistic": gate.statistic,
        "threshold": gate.threshold,
        "sentence": dict(gate.sentence.by_language),
    }
