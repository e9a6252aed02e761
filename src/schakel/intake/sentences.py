"""What a broken rule is called in a sentence: a function per kind, or the sentence that the contract declares.

`VALUE` is where the value of the row comes; the place (file, row, line, column) goes in front.
"""

from collections.abc import Callable, Mapping, Sequence

from schakel.intake.types import in_words
from schakel.model.contract import Rule

LANGUAGE = "en"
VALUE = "\ue000"
LONGEST_VALUE = 80
MOST_LISTED = 8


def said_of(rule: Rule) -> str:
    """Return what is wrong with a row that breaks the rule."""
    return rule.sentence.in_language(LANGUAGE) if rule.sentence else PREDICATES[rule.kind](rule)


def place_of(column: str) -> str:
    """Return what follows the row in the place of a sentence."""
    return f", column `{column}`: " if column else ": "


def shorten(value: str, longest: int = LONGEST_VALUE) -> str:
    """Return a value, cut off where it is too long to read."""
    return value if len(value) <= longest else f"{value[:longest]}…"


def listed(values: Sequence[str]) -> str:
    """Return the first of some values, quoted, and how many more there are."""
    shown = ", ".join(f'"{shorten(value)}"' for value in values[:MOST_LISTED])
    return shown + (f" and {len(values) - MOST_LISTED} more" if len(values) > MOST_LISTED else "")


def _type(rule: Rule) -> str:
    logical_type, value_format = (*rule.arguments, "")[:2]
    return f'"{VALUE}" is not {in_words(logical_type, value_format)}.'


def _between(rule: Rule, of: str) -> str:
    least, most = rule.arguments
    if least and most:
        return f"must be from {least} to {most}{of}"
    return f"must be at least {least}{of}" if least else f"must be at most {most}{of}"


PREDICATES: Mapping[str, Callable[[Rule], str]] = {
    "type": _type,
    "required": lambda _: "the value is blank, but it is required.",
    "unique": lambda _: f'"{VALUE}" also occurs in an earlier row.',
    "values": lambda rule: f'"{VALUE}" is not one of {listed(rule.arguments)}.',
    "pattern": lambda rule: f'"{VALUE}" does not have the form `{rule.arguments[0]}`.',
    "range": lambda rule: f'"{VALUE}" is out of range: it {_between(rule, "")}.',
    "length": lambda rule: f'"{VALUE}" has the wrong length: it {_between(rule, " characters")}.',
    "missing": lambda _: "the value is blank.",
    "spelling-variants": lambda _: f'"{VALUE}" is spelt differently in other rows.',
    "repeated-rows": lambda _: "the row is identical to an earlier row.",
    "combined-values": lambda rule: f'"{VALUE}" holds several values, separated by "{rule.arguments[0]}".',
    "row": lambda rule: f"the row does not meet the condition `{rule.arguments[0].strip()}`.",
}
