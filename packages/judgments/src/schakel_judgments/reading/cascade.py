"""Reads one judgment: every rule in its order, over every part that it is for. What it finds keeps its span."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schakel_judgments.judgment import Judgment, TextPart
from schakel_judgments.reading.patterns import occurs
from schakel_judgments.reading.rules import TAKEN, ReadingRule, Rules
from schakel_judgments.reading.values import ALL, READERS, Value

_SPACES = dict.fromkeys(map(ord, "\n\r\t\u00a0\u2009\u202f"), " ")


@dataclass(frozen=True)
class Reading:
    """What one rule read in one place: `start` and `end` count characters of the part, as it was published."""

    fact: str
    value: Value
    part: TextPart
    start: int
    end: int
    rule: str
    confidence: float
    fallback: bool = False


def read(judgment: Judgment, rules: Rules) -> tuple[Reading, ...]:
    """Return everything that the rules read in a judgment, by part and place.

    Parameters
    ----------
    judgment
        Its parts are read one by one; no rule sees across two of them.
    rules
        In the order in which they are tried.

    Returns
    -------
    Readings with places in the published text. For a court that imposes no sentences, none about sentences.
    """
    found = [reading for part, text in judgment.parts.items() for reading in _part(judgment, part, text, rules)]
    # A supreme court repeats the sentence that it judges; it imposes none, and counting it would count that twice.
    if judgment.court_code and not rules.sentencing_courts.match(judgment.court_code):
        found = [reading for reading in found if not rules.facts[reading.fact].imposed]
    return tuple(sorted(found, key=lambda one: (one.part, one.start, one.end, one.fact)))


def _part(judgment: Judgment, part: TextPart, text: str, rules: Rules) -> Iterator[Reading]:
    rest = said = _flat(text)
    lowered = _lowered(rest)
    # A search for plain words costs a fraction of a pattern, and most rules match nothing in most parts. What is taken
    # out of the text can only take words away.
    marks = rules.marks.in_text(lowered)
    known: dict[str, bool] = {}
    for rule in rules.rules:
        if rule.marks and marks.isdisjoint(rule.marks):
            continue
        if not _is_for(rule, judgment, part) or not _may_match(rule, said, lowered, known):
            continue
        matches = list(rule.pattern.finditer(rest))
        # What rules a match out is looked for last: a rule matches in one text of twenty.
        if not matches or occurs(rule.unless, said, known):
            continue
        taken: list[tuple[int, int]] = []
        for match in matches:
            found = list(_facts(rule, match, part, rules))
            yield from found
            # A rule that gives nothing exists to take its text away. One that should have given a value, and could not,
            # leaves it.
            if rule.consumes and (found or not (rule.gives or rule.says)):
                taken += _taken(rule, match)
        if taken:
            rest = _without(rest, taken)
            lowered = _lowered(rest)
            # A sentence that was read still says that there was a conviction; one of another court says nothing.
            if not (rule.gives or rule.says):
                said, known = _without(said, taken), {}


def _taken(rule: ReadingRule, match: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """What a match puts out of reach: its values alone, the group `taken` if the pattern has one, or all of it."""
    if rule.takes_values:
        yield from (match.span(group) for groups in rule.gives.values() for group in groups if match[group] is not None)
    else:
        yield match.span("taken") if "taken" in rule.pattern.groupindex else match.span()


def _flat(text: str) -> str:
    """Line ends become spaces, one for one, so that places stay what they are."""
    return text.translate(_SPACES)


def _lowered(text: str) -> str:
    """A text for its marks: one that begins with a space is the beginning of a word, also of the first."""
    return f" {text.lower()}"


def _without(text: str, taken: Iterable[tuple[int, int]]) -> str:
    for start, end in taken:
        # As many characters as were taken, so that later places still count in the published text.
        text = text[:start] + TAKEN * (end - start) + text[end:]
    return text


def _is_for(rule: ReadingRule, judgment: Judgment, part: TextPart) -> bool:
    return part in rule.parts and (rule.courts is None or bool(rule.courts.match(judgment.court_code)))


def _may_match(rule: ReadingRule, said: str, lowered: str, known: dict[str, bool]) -> bool:
    if rule.marks and not any(mark in lowered for mark in rule.marks):
        return False
    return not rule.needs or occurs(rule.needs, said, known)


def _facts(rule: ReadingRule, match: "re.Match[str]", part: TextPart, rules: Rules) -> Iterator[Reading]:
    for fact, groups in rule.gives.items():
        kind = rules.facts[fact]
        caught = [match[group] for group in groups if match[group] is not None]
        for text in caught if kind.several else caught[:1]:
            unit_of = match[rule.unit_of] if rule.unit_of else ""
            for value in READERS[kind.kind](text, unit_of, rules):
                yield Reading(fact, value, part, *match.span(), rule.name, rule.confidence, rule.fallback)
    for fact, said in rule.says.items():
        value = ALL if said == "all" and rules.facts[fact].whole else said
        yield Reading(fact, value, part, *match.span(), rule.name, rule.confidence, rule.fallback)
