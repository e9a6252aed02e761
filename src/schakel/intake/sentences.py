"""The sentence for a broken rule: a function per kind, or the sentence that the contract declares.

Each is a message with its parts, so that catalogues of other languages find it; `VALUE` is where the value of the row
comes. The place (file, row, line, column) goes in front.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from schakel.model.contract import Rule
from schakel_base.errors import Fault, message

LANGUAGE = "en"
VALUE = "\ue000"
LONGEST_VALUE = 80
MOST_LISTED = 8


def fault_of(rule: Rule) -> Fault:
    """Return what is wrong with a row that breaks a rule, where the contract has no sentence of its own for it."""
    return PREDICATES[rule.kind](rule)


def said_of(rule: Rule) -> str:
    """Return what is wrong with a row that breaks the rule, in English."""
    return rule.sentence.in_language(LANGUAGE) if rule.sentence else fault_of(rule).sentence


def kept_fault(rule: Rule) -> Fault:
    """Return what is wrong as it is kept: as a message, and of its fields those that no row has.

    A sentence that the contract declares is kept in English, and found again in the contract.
    """
    if declared := rule.sentence.in_language(LANGUAGE):
        return Fault(declared)
    found = fault_of(rule)
    return replace(found, fields={name: value for name, value in found.fields.items() if value != VALUE})


def place_of(column: str) -> str:
    """Return what follows the row in the place of a sentence."""
    return f", column `{column}`: " if column else ": "


def shorten(value: str, longest: int = LONGEST_VALUE) -> str:
    """Return a value, cut off where it is too long to read."""
    return value if len(value) <= longest else f"{value[:longest]}…"


def _fault(sentence: str, **fields: str) -> Fault:
    return Fault(sentence, fields={"value": VALUE, **fields})


def _type(rule: Rule) -> Fault:
    logical_type, written = (*rule.arguments, "")[:2]
    if written and logical_type in _WRITTEN:
        return _fault(_WRITTEN[logical_type], form=written)
    return _fault(_TYPES[logical_type])


_TYPES: Mapping[str, str] = {
    "integer": message('"{value}" is not a whole number.'),
    "number": message('"{value}" is not a number.'),
    "date": message('"{value}" is not a date.'),
    "timestamp": message('"{value}" is not a date with a time.'),
    "time": message('"{value}" is not a time of day.'),
    "boolean": message('"{value}" is not true or false.'),
}
_WRITTEN: Mapping[str, str] = {
    "number": message('"{value}" is not a number written as {form}.'),
    "date": message('"{value}" is not a date written as {form}.'),
    "timestamp": message('"{value}" is not a date with a time written as {form}.'),
    "time": message('"{value}" is not a time of day written as {form}.'),
}


WRITTEN = frozenset(_WRITTEN.values())
"""The messages whose `form` holds the codes of a format."""


def _values(rule: Rule) -> Fault:
    listed = ", ".join(f'"{shorten(value)}"' for value in rule.arguments[:MOST_LISTED])
    if len(rule.arguments) <= MOST_LISTED:
        return _fault(message('"{value}" is not one of {listed}.'), listed=listed)
    more = str(len(rule.arguments) - MOST_LISTED)
    return _fault(message('"{value}" is not one of {listed} and {more} more.'), listed=listed, more=more)


def _within(both: str, lower: str, upper: str) -> Callable[[Rule], Fault]:
    """Say it of a value outside two limits, or outside the only one."""

    def said(rule: Rule) -> Fault:
        least, most = rule.arguments
        return _fault(both if least and most else lower if least else upper, least=least, most=most)

    return said


PREDICATES: Mapping[str, Callable[[Rule], Fault]] = {
    "type": _type,
    "required": lambda _: Fault("the value is blank, but it is required."),
    "unique": lambda _: _fault(message('"{value}" also occurs in an earlier row.')),
    "values": _values,
    "pattern": lambda rule: _fault(message('"{value}" does not have the form `{form}`.'), form=rule.arguments[0]),
    "range": _within(
        message('"{value}" is out of range: it must be from {least} to {most}.'),
        message('"{value}" is out of range: it must be at least {least}.'),
        message('"{value}" is out of range: it must be at most {most}.'),
    ),
    "length": _within(
        message('"{value}" has the wrong length: it must be from {least} to {most} characters.'),
        message('"{value}" has the wrong length: it must be at least {least} characters.'),
        message('"{value}" has the wrong length: it must be at most {most} characters.'),
    ),
    "missing": lambda _: Fault("the value is blank."),
    "spelling-variants": lambda _: _fault(message('"{value}" is spelt differently in other rows.')),
    "repeated-rows": lambda _: Fault("the row is identical to an earlier row."),
    "combined-values": lambda rule: _fault(
        message('"{value}" holds several values, separated by "{separator}".'), separator=rule.arguments[0]
    ),
    "row": lambda rule: Fault(
        "the row does not meet the condition `{condition}`.", fields={"condition": rule.arguments[0].strip()}
    ),
}
