"""From readings to facts: rules that agree support each other; where two disagree the fact is unclear."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel_judgments.judgment import Judgment, TextPart
from schakel_judgments.reading.cascade import Reading, read
from schakel_judgments.reading.rules import FactKind, Rules
from schakel_judgments.reading.term import Term
from schakel_judgments.reading.values import ALL, UNCLEAR, Value


@dataclass(frozen=True)
class Fact:
    """One fact of a judgment, and the readings behind it; `values` is empty where it is unclear.

    Its confidence is that of the surest rule that read it, and 0 where it is unclear.

    Parameters
    ----------
    values
        Lengths of time, numbers, or words; more than one only where the rules allow several.
    readings
        Every reading of the strongest kind, those that disagree included.
    """

    name: str
    values: tuple[Value, ...]
    readings: tuple[Reading, ...]

    @property
    def is_unclear(self) -> bool:
        """Whether rules disagree, or the text itself leaves it open."""
        return not self.values

    @property
    def confidence(self) -> float:
        """The confidence of the surest rule behind the value."""
        return max(one.confidence for one in self.readings) if self.values else 0.0


@dataclass(frozen=True)
class Coded:
    """A judgment with the facts that were read in it, by name. What is not in it, was not read."""

    judgment: Judgment
    facts: Mapping[str, Fact]

    def value(self, name: str) -> Value | None:
        """Return the value of a fact that can have one only; None where it was not read or is unclear."""
        fact = self.facts.get(name)
        return fact.values[0] if fact and fact.values else None

    def months(self, name: str, rules: Rules) -> float | None:
        """Return the length of a term in months; None where the fact is no term, was not read or is unclear."""
        value = self.value(name)
        return value.in_months(rules.words.days_per_month) if isinstance(value, Term) else None


def code(judgment: Judgment, rules: Rules) -> Coded:
    """Read the facts of a judgment.

    Parameters
    ----------
    judgment
        A judgment with the parts of its text; one of which only metadata were published has no facts.
    rules
        How facts are read, from `read_rules`.

    Returns
    -------
    The judgment with its facts by name. What the operative part says goes before the summary, which tells of it in
    fewer words; where rules disagree the fact is there, unclear, with every reading. So is all that a court imposes
    where the text tells of several accused: it does not say whose judgment this is.
    """
    readings = read(judgment, rules)
    tells_of_several = any(one.fact == rules.several_accused for one in readings)
    facts: dict[str, Fact] = {}
    for name, kind in rules.facts.items():
        found = _strongest([one for one in readings if one.fact == name])
        if found:
            of_whom = tells_of_several and kind.imposed
            facts[name] = Fact(name, (), found) if of_whom else _fact(kind, found, facts)
    return Coded(judgment, facts)


def _strongest(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Keep the readings of the operative part if there are any, and fallbacks only where there is nothing else."""
    # The operative part is what the court decided; a summary retells it, and often shortens it.
    decided = [one for one in readings if one.part is TextPart.DECISION] or list(readings)
    return tuple([one for one in decided if not one.fallback] or decided)


def _fact(kind: FactKind, readings: tuple[Reading, ...], facts: Mapping[str, Fact]) -> Fact:
    values = tuple(_whole(kind, readings, facts))
    values = values if kind.several == "each" else tuple(dict.fromkeys(values))
    if UNCLEAR in values or (len(values) > 1 and not kind.several):
        return Fact(kind.name, (), readings)
    return Fact(kind.name, values, readings)


def _whole(kind: FactKind, readings: tuple[Reading, ...], facts: Mapping[str, Fact]) -> Iterator[Value]:
    for one in readings:
        whole = facts.get(kind.whole) if one.value == ALL and kind.whole else None
        yield from (whole.values or (UNCLEAR,)) if whole else (one.value,)
