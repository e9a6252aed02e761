"""Coded judgments as records and rows: facts with their places, and never a piece of the text itself.

A judgment names its judges; a place in it does not.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from schakel_judgments.accuracy import Accuracy
from schakel_judgments.reading.facts import Coded, Fact
from schakel_judgments.reading.rules import Rules
from schakel_judgments.reading.term import Term
from schakel_judgments.reading.values import UNCLEAR, Value

Row = dict[str, str | float]


def as_record(coded: Coded, rules: Rules) -> dict[str, Any]:
    """Return a judgment with its facts as JSON has them; a length of time in months."""
    judgment = coded.judgment
    return {
        "ecli": judgment.identifier,
        "court": judgment.court,
        "decided": judgment.decided.isoformat() if judgment.decided else None,
        "procedures": list(judgment.procedures),
        "parts": [part.value for part in judgment.parts],
        "facts": {name: _fact(fact, rules) for name, fact in coded.facts.items()},
    }


def as_rows(found: Sequence[Coded], rules: Rules) -> Iterator[Row]:
    """Return one row for each judgment, one column for each fact; several values with a space between them.

    Returns
    -------
    Texts and numbers; a length of time in months. Empty where nothing was read, `unclear` where rules disagree.
    """
    for coded in found:
        judgment = coded.judgment
        decided = judgment.decided.isoformat() if judgment.decided else ""
        row: Row = {"ecli": judgment.identifier, "court": judgment.court, "decided": decided}
        yield row | {name: _cell(coded.facts.get(name), rules) for name in rules.facts}


def in_words(coded: Coded, rules: Rules) -> str:
    """Return a judgment with its facts as lines of text; a fact that is not known to be read well says so."""
    lines = [f"{coded.judgment.identifier} {coded.judgment.court}".rstrip()]
    lines += [_line(fact, rules.facts[name].accuracy) for name, fact in coded.facts.items()]
    return "\n".join(lines if coded.facts else [*lines, "  nothing was read"])


def _fact(fact: Fact, rules: Rules) -> dict[str, Any]:
    return {
        "value": None if fact.is_unclear else [_plain(value, rules) for value in fact.values],
        "unclear": fact.is_unclear,
        "confidence": fact.confidence,
        "accuracy": _measured(rules.facts[fact.name].accuracy),
        "readings": [
            {
                "value": _plain(one.value, rules),
                "part": one.part.value,
                "start": one.start,
                "end": one.end,
                "rule": one.rule,
                "confidence": one.confidence,
            }
            for one in fact.readings
        ],
    }


def _measured(found: Accuracy | None) -> dict[str, Any] | None:
    if found is None:
        return None
    counts = {"right": found.right, "wrong": found.wrong, "missed": found.missed}
    limits = {"precision": found.precision, "recall": found.recall}
    return counts | {name: [round(one, 3) for one in interval] for name, interval in limits.items()}


def _cell(fact: Fact | None, rules: Rules) -> str | float:
    if fact is None:
        return ""
    if fact.is_unclear:
        return UNCLEAR
    plain = [_plain(value, rules) for value in fact.values]
    return plain[0] if len(plain) == 1 else " ".join(str(one) for one in plain)


def _line(fact: Fact, accuracy: Accuracy | None) -> str:
    first = fact.readings[0]
    said = UNCLEAR if fact.is_unclear else ", ".join(str(value) for value in fact.values)
    place = f"{first.part.value} {first.start}-{first.end}"
    line = f"  {fact.name:<25} {said:<23} {fact.confidence:.2f}  {place}  {first.rule}"
    return line if accuracy and accuracy.is_enough else f"{line} ({_in_doubt(accuracy)})"


def _in_doubt(found: Accuracy | None) -> str:
    if found is None:
        return "not measured on new texts"
    return f"below the goal: right {found.right} of {found.read} read, {found.right} of {found.told} told were read"


def _plain(value: Value, rules: Rules) -> str | float:
    if isinstance(value, Term):
        return round(value.in_months(rules.words.days_per_month), 3)
    return float(value) if isinstance(value, Decimal) else value
