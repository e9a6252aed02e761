"""Reads a file of rules, each checked with its line: what it reads, in which parts, and whether its pattern is one."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import Schema
from schakel_base.yaml_file import YamlFile
from schakel_judgments.accuracy import Accuracy
from schakel_judgments.judgment import NEVER, Structure, TextPart
from schakel_judgments.reading.number_words import NumberWords
from schakel_judgments.reading.patterns import alternatives
from schakel_judgments.reading.provisions import ITEM, PARAGRAPH
from schakel_judgments.reading.rules import FactKind, ReadingRule, Rules
from schakel_judgments.reading.term import Term

SCHEMA = Schema("schakel_judgments.reading", "reading-rules")

_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_SPECIAL = {"paragraph": PARAGRAPH, "item": ITEM}
_IMPOSED = ("summary", "decision")
_ALWAYS = ""

Meaning = TypeVar("Meaning")


def read_rules(file: Path) -> Rules:
    """Read a file of rules.

    Parameters
    ----------
    file
        YAML as the schema `reading-rules` describes it: the words of the language, the facts, and the rules in the
        order in which they are tried.

    Raises
    ------
    DeclarationError
        With every fault that was found, each with its line.
    """
    document, faults = SCHEMA.read(file), Faults()
    found = _RuleFile(document, faults).rules()
    faults.raise_if_any()
    return found


class _RuleFile:
    def __init__(self, document: YamlFile, faults: Faults) -> None:
        self.document, self.faults = document, faults
        self.value: Mapping[str, Any] = document.value
        self.words = _words(self.value["words"])
        self.fragments = {**_built_in(self.words), **self.value.get("fragments", {})}

    def rules(self) -> Rules:
        facts = {name: _fact(name, one) for name, one in self.value["facts"].items()}
        self.check_months(facts)
        return Rules(
            facts=facts,
            rules=tuple(self.rule(index, one, facts) for index, one in enumerate(self.value["rules"])),
            words=self.words,
            provisions=_in_lower_case(self.value.get("provisions", {}), lambda said: _SPECIAL.get(str(said), said)),
            months={name.lower(): number for number, name in enumerate(self.value.get("months", ()), start=1)},
            structure=Structure(
                decision=self.pattern_at("structure", "decision", without=NEVER),
                signature=self.pattern_at("structure", "signature", without=NEVER),
                columns=self.value.get("columns", {}),
                courts=self.value.get("courts", {}),
            ),
            sentencing_courts=self.pattern_at("sentencing_courts", without=_ALWAYS),
            source=self.value["source"],
            several_accused=self.several_accused(facts),
        )

    def several_accused(self, facts: Mapping[str, FactKind]) -> str:
        """The fact that a text is about several accused; empty if no rule can tell."""
        name: str = self.value.get("several_accused", "")
        if name and name not in facts:
            self.add(f"No fact is called `{name}`{did_you_mean(name, facts)}", "several_accused")
        return name

    def pattern_at(self, *place: str, without: str) -> "re.Pattern[str]":
        """Compile the pattern at a place of the file, or the one that holds `without` it."""
        value: Any = self.value
        for key in place:
            value = value.get(key, {})
        return self.pattern(value or without, *place)

    def rule(self, index: int, one: Mapping[str, Any], facts: Mapping[str, FactKind]) -> ReadingRule:
        gives = {fact: (said,) if isinstance(said, str) else tuple(said) for fact, said in one.get("gives", {}).items()}
        pattern = self.pattern(one["pattern"], "rules", index, "pattern")
        self.check_names(index, one, facts)
        for group in (*chain(*gives.values()), *([one["unit_of"]] if "unit_of" in one else [])):
            if group not in pattern.groupindex:
                self.add(f"The pattern has no group `{group}`.", "rules", index)
        return ReadingRule(
            name=one["name"],
            pattern=pattern,
            confidence=one.get("confidence", 1.0),
            gives=gives,
            says=one.get("says", {}),
            parts=frozenset(TextPart(part) for part in one.get("parts", _IMPOSED)),
            consumes=one.get("consumes", True) is not False,
            takes_values=one.get("consumes") == "values",
            fallback=one.get("fallback", False),
            unit_of=one.get("unit_of", ""),
            unless=tuple(self.any_of(one.get("unless"), "rules", index, "unless")),
            needs=tuple(self.any_of(one.get("needs"), "rules", index, "needs")),
            courts=self.pattern(one["courts"], "rules", index, "courts") if "courts" in one else None,
            marks=tuple(mark.lower() for mark in one.get("marks", ())),
        )

    def any_of(self, text: str | None, *place: str | int) -> "Iterator[re.Pattern[str]]":
        """Yield the patterns of which one must occur; what several rules ask is looked for once in a text."""
        for piece in alternatives(text) if text else ():
            yield self.pattern(piece, *place)

    def check_months(self, facts: Mapping[str, FactKind]) -> None:
        """Note a fact that is a day where no month has a name."""
        for name, kind in facts.items():
            if kind.kind == "day" and "months" not in self.value:
                self.add(f"`{name}` is a day, so the file needs the names of the `months`.", "facts", name)

    def check_names(self, index: int, one: Mapping[str, Any], facts: Mapping[str, FactKind]) -> None:
        """Note every fact that a rule mentions and the file does not declare."""
        for key in ("gives", "says"):
            for fact in one.get(key, {}):
                if fact not in facts:
                    self.add(f"No fact is called `{fact}`{did_you_mean(fact, facts)}", "rules", index, key, fact)

    def add(self, sentence: str, *place: str | int) -> None:
        """Note a fault with its line."""
        self.faults.add(sentence, self.document.file, self.document.line(*place))

    def pattern(self, text: str, *place: str | int) -> "re.Pattern[str]":
        """Compile a pattern with its fragments in place; white space counts only where it is written as `\\s`."""
        try:
            # Patterns come from a file, so whatever Python says of them is a fault of that file, with its line.
            return re.compile(self.expanded(text), re.IGNORECASE)
        except (re.error, KeyError, OverflowError, RecursionError) as error:
            self.add(f"This pattern cannot be read: {error}.", *place)
            return re.compile(NEVER)

    def expanded(self, text: str) -> str:
        return _FRAGMENT.sub(lambda found: f"(?:{self.expanded(self.fragments[found[1]])})", text)


def _fact(name: str, one: Mapping[str, Any]) -> FactKind:
    measured = Accuracy(**one["accuracy"]) if "accuracy" in one else None
    return FactKind(
        name, one["kind"], one.get("several", ""), one.get("imposed", False), one.get("whole", ""), measured
    )


def _words(value: Mapping[str, Any]) -> NumberWords:
    return NumberWords(
        numbers=_in_lower_case(value["numbers"], lambda number: Decimal(str(number))),
        multipliers=_in_lower_case(value.get("multipliers", {}), Decimal),
        joiners=tuple(word.lower() for word in value.get("joiners", ())),
        units=_in_lower_case(value["units"], _term),
        days_per_month=value["days_per_month"],
        joined_by=value.get("and", "").lower(),
        decimal=value.get("decimal", "."),
    )


def _in_lower_case(words: Mapping[str, Any], meaning: Callable[[Any], Meaning]) -> dict[str, Meaning]:
    """Return what words mean, however they are written: a text is read in lower case."""
    return {word.lower(): meaning(said) for word, said in words.items()}


def _term(unit: Mapping[str, int]) -> Term:
    return Term(Decimal(unit.get("months", 0)), Decimal(unit.get("days", 0)))


def _built_in(words: NumberWords) -> dict[str, str]:
    """The fragments that follow from the words: a number, and a length of time."""
    units = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
    halves = "|".join(re.escape(word) for word, number in words.numbers.items() if number < 1) or NEVER
    joined_by = re.escape(words.joined_by) or NEVER
    return {
        # What it can begin with is looked at first: Python tries every word at every character otherwise. A full stop
        # before it may end a word that is cut short, such as `omst.18`.
        "number": rf"(?=[\d\[{words.initials}])"
        rf"(?:(?<![\d/,-])(?<!\d\.)\[?\d{{1,4}}(?:[.,]\d{{1,2}})?\]?|{words.pattern})"
        rf"(?:(?:\s+{joined_by})?(?:\s+[^\W\d_]+)?\s+(?:{halves}))?(?:\s*\([^)]{{1,40}}\))?",
        # A digit may stand right before it: `180days`.
        "unit": rf"(?<![^\W\d_])(?:{units})\b",
        "term": rf"{{number}}\s*{{unit}}(?:\s+{joined_by}\s+{{number}}\s*{{unit}}){{0,2}}",
    }
