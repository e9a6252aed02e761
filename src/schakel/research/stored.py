"""Answers are kept beside the tables of their edition, as JSON that is the same for the same answer."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from schakel.model.prevalence import PartAnswer
from schakel_base.text import Text
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Interval,
    Outcome,
    Refusal,
    Verdict,
)

Record = dict[str, Any]


def to_json(parts: tuple[PartAnswer, ...]) -> str:
    """Return answers as JSON."""
    return json.dumps([_record(part) for part in parts], ensure_ascii=False, indent=1) + "\n"


def from_json(content: str) -> tuple[PartAnswer, ...]:
    """Return the answers in a JSON file that `to_json` wrote."""
    return tuple(_part(record) for record in json.loads(content))


def _record(part: PartAnswer) -> Record:
    verdict = verdict_record(part.verdict) if part.verdict else None
    return {"code": part.code, "observed": part.observed, "method": part.method, "verdict": verdict}


def verdict_record(verdict: Verdict) -> Record:
    """Return a verdict as plain values."""
    return {"kind": type(verdict).__name__, **asdict(verdict)}


def verdict_of(record: Record) -> Verdict:
    """Return the verdict that `verdict_record` wrote down."""
    return _VERDICTS[record["kind"]](record)


def _part(record: Record) -> PartAnswer:
    verdict = verdict_of(record["verdict"]) if record["verdict"] else None
    return PartAnswer(record["code"], record["observed"], record["method"], verdict)


def _gates(record: Record) -> tuple[Gate, ...]:
    return tuple(
        Gate(
            one["name"],
            Outcome(one["outcome"]),
            _text(one["sentence"]),
            one["statistic"],
            one["threshold"],
            Basis(one["basis"]),
        )
        for one in record["gates"]
    )


def _needed(record: Record) -> tuple[Text, ...]:
    return tuple(_text(one) for one in record["needed"])


def _text(record: Record) -> Text:
    return Text(record["by_language"])


def _interval(record: Record) -> Interval:
    pairs = {key: tuple(record[key]) if record[key] else None for key in ("levels_used", "monte_carlo_error")}
    return Interval(record["lower"], record["upper"], record["level"], record["kind"], **pairs)


def _bound(one: Record) -> Verdict:
    return BoundOnly(Direction(one["direction"]), one["bound"], _gates(one), _needed(one))


_VERDICTS: dict[str, Callable[[Record], Verdict]] = {
    "Estimate": lambda one: Estimate(one["value"], _interval(one["interval"]), _gates(one)),
    "EstimateWithCaution": lambda one: EstimateWithCaution(one["value"], _interval(one["interval"]), _gates(one)),
    "BoundOnly": _bound,
    "Refusal": lambda one: Refusal(_gates(one), _needed(one)),
}
