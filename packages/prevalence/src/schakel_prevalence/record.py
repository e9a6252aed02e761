"""An assessment as plain values for JSON. Under a refusal there is no estimate and no interval, only what was asked."""

from typing import Any

from schakel_base.text import Text
from schakel_base.verdict import BoundOnly, Direction, Gate, Interval, Refusal
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.result import SizeEstimate

Record = dict[str, Any]


def as_record(assessment: SizeAssessment) -> Record:
    """Return an assessment as a dictionary for JSON.

    Parameters
    ----------
    assessment
        What `assess` returns.

    Returns
    -------
    dict
        The keys `estimate` (persons, or None), `interval`, `model`, `verdict`, `gates`, `bound`, `method`, `existence`,
        `observed` (persons on at least one list) and more. A refusal has neither an
        estimate nor an interval; it can have a bound.
    """
    verdict, result = assessment.verdict, assessment.result
    interval: Interval | None = getattr(verdict, "interval", None)
    return {
        "estimate": getattr(verdict, "value", None),
        "interval": _interval(interval),
        "model": result.model or None,
        "verdict": type(verdict).__name__,
        "gates": [_gate(gate) for gate in verdict.gates],
        "bound": _bound(assessment),
        "method": result.method,
        "existence": str(result.existence),
        "observed": result.observed,
        "fingerprint": assessment.fingerprint or None,
        "standard_error": result.standard_error if interval else None,
        "target": str(assessment.ledger.target) if assessment.ledger.target else None,
        "intervals": [_interval(other) for other in result.intervals] if interval else [],
        "methods": {name: _family(family) for name, family in assessment.families.items()},
        "findings": [
            {"kind": f.kind, "lists": list(f.lists), "sentence": _text(f.sentence)} for f in assessment.findings
        ],
        "remarks": [_text(remark) for remark in assessment.remarks],
        "needed": [_text(text) for text in getattr(verdict, "needed", ())],
        "asked": [_text(text) for text in assessment.asked],
    }


def _interval(interval: Interval | None) -> Record | None:
    if interval is None:
        return None
    return {
        "lower": interval.lower,
        "upper": interval.upper,
        "level": interval.level,
        "kind": interval.kind,
        "levels_used": list(interval.levels_used) if interval.levels_used else None,
        "monte_carlo_error": list(interval.monte_carlo_error) if interval.monte_carlo_error else None,
    }


def _bound(assessment: SizeAssessment) -> Record | None:
    """A bound, or under a refusal the number of persons that is certain without any model, with its reason."""
    verdict, floor = assessment.verdict, assessment.floor
    if isinstance(verdict, BoundOnly):
        return {"direction": str(verdict.direction), "value": verdict.bound}
    if isinstance(verdict, Refusal) and floor is not None:
        return {"direction": str(Direction.AT_LEAST), "value": floor.persons, "reason": _text(floor.reason)}
    return None


def _gate(gate: Gate) -> Record:
    return {
        "name": gate.name,
        "outcome": str(gate.outcome),
        "statistic": _finite(gate.statistic),
        "threshold": gate.threshold,
        "sentence": _text(gate.sentence),
    }


def _family(result: SizeEstimate) -> Record:
    return {"population": result.population, "existence": str(result.existence), "model": result.model or None}


def _finite(value: float | None) -> float | None:
    return None if value is None or value != value or abs(value) == float("inf") else float(value)


def _text(text: Text) -> dict[str, str]:
    return dict(text.by_language)
