"""A model file, read and checked into a model.

    model: persons
    record: record_number
    attributes:
      surname: {kind: name, column: last_name}
      birth_date: {kind: date, columns: [year, month, day]}
    thresholds: {join: 6, review: 0}

What is not declared is as it is most often: every attribute is compared at the usual levels of its kind, and records
are blocked on each attribute. `weights` at the end of the file come from training and are pinned by standing
there.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from schakel.identity.linking.dates import ORDERS
from schakel.identity.linking.declared import (
    Attribute,
    Comparison,
    Level,
    LinkModel,
    Rule,
    Thresholds,
    Trained,
)
from schakel.identity.linking.levels import KINDS, OTHERWISE
from schakel.identity.linking.numbers import CHECKS
from schakel.model.errors import DeclarationError, Fault

_KNOWN = ("model", "record", "attributes", "comparisons", "blocking", "thresholds", "missing", "cannot_link", "weights")
_OF_ATTRIBUTE = ("kind", "column", "columns", "order", "check", "prefixes", "unique")
_OF_COMPARISON = ("levels", "frequency", "swapped_with")
_MISSING = ("null", "none", "nan", "na", "n/a", "onbekend", "unknown", "nn", "n.n.", "-", "?", "x")
_FREQUENT_KINDS = ("name", "text")
_BLOCKING_PART = {"name": "sound", "day": "period"}
NEEDED = {
    "numbers": "a number that is unique",
    "generations": "a date",
    "vague": "a date",
    "twins": "a date and two names, the given name first",
}
_USUAL_THRESHOLDS = Thresholds(join=6.0, review=0.0)


def read_model(file: Path) -> LinkModel:
    """Read a model from a file.

    Raises
    ------
    DeclarationError
        With a sentence for what is wrong.
    """
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeclarationError(Fault("there is no such file", str(file))) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise DeclarationError(Fault("this is no YAML", str(file))) from None
    try:
        return model_from(given)
    except _WrongError as wrong:
        raise DeclarationError(Fault(str(wrong), str(file))) from None


class _WrongError(Exception):
    """What is wrong, in one sentence."""


def model_from(given: Any) -> LinkModel:
    """Check a model given as a mapping, as it stands in a file."""
    _keys(given, _KNOWN, "a model")
    attributes = tuple(_attribute(name, each) for name, each in _mapping(given, "attributes").items())
    if not attributes:
        raise _WrongError("a model names at least one attribute")
    comparisons = _comparisons(attributes, given.get("comparisons") or {})
    return LinkModel(
        name=str(given.get("model", "")),
        record=str(given.get("record") or ""),
        attributes=attributes,
        comparisons=comparisons,
        blocking=_blocking(attributes, given.get("blocking")),
        thresholds=_thresholds(given.get("thresholds")),
        missing=frozenset(str(word).lower() for word in given.get("missing", _MISSING)),
        cannot_link=_cannot_link(attributes, given.get("cannot_link")),
        trained=_trained(comparisons, given["weights"]) if given.get("weights") else None,
    )


def _attribute(name: str, given: Any) -> Attribute:
    place = f"the attribute {name}"
    _keys(given, _OF_ATTRIBUTE, place)
    kind = given.get("kind")
    if kind not in KINDS:
        raise _WrongError(f"{place} has the kind {kind}; there are {', '.join(KINDS)}")
    columns = given.get("columns") or ([given["column"]] if given.get("column") else [name])
    order, check = str(given.get("order", "")), str(given.get("check", ""))
    if order and order not in ORDERS:
        raise _WrongError(f"{place} has the order {order}; there are {', '.join(ORDERS)}")
    if check and check not in CHECKS:
        raise _WrongError(f"{place} has the check {check}; there are {', '.join(CHECKS)}")
    unique = bool(given.get("unique"))
    if unique and kind != "number":
        raise _WrongError(f"{place} is of the kind {kind}; only a number is unique")
    return Attribute(str(name), kind, tuple(map(str, columns)), order, check, bool(given.get("prefixes")), unique)


def _comparisons(attributes: tuple[Attribute, ...], given: Any) -> tuple[Comparison, ...]:
    known = {attribute.name: attribute for attribute in attributes}
    for name in given:
        if name not in known:
            raise _WrongError(f"the comparison {name} is of no attribute; there are {', '.join(known)}")
    return tuple(_comparison(attribute, given.get(attribute.name) or {}, known) for attribute in attributes)


def _comparison(attribute: Attribute, given: Any, known: Mapping[str, Attribute]) -> Comparison:
    place = f"the comparison {attribute.name}"
    _keys(given, _OF_COMPARISON, place)
    levels = tuple(map(str, given.get("levels") or attribute.rules.usual))
    for level in levels:
        if level not in attribute.rules.levels:
            raise _WrongError(f"{place} has the level {level}; there are {', '.join(attribute.rules.levels)}")
    other = str(given.get("swapped_with", ""))
    if other and (attribute.kind != "name" or other not in known or known[other].kind != "name"):
        raise _WrongError(f"{place} is swapped with {other}; only two names can be swapped")
    if other and "swapped" not in levels:
        levels = (levels[0], "swapped", *levels[1:])
    return Comparison(attribute.name, levels, bool(given.get("frequency", attribute.kind in _FREQUENT_KINDS)), other)


def _blocking(attributes: tuple[Attribute, ...], given: Any) -> tuple[Rule, ...]:
    if not given:
        return _usual_blocking(attributes)
    return tuple(tuple(_part(attributes, str(part)) for part in rule) for rule in given)


def _part(attributes: tuple[Attribute, ...], written: str) -> tuple[str, str]:
    name, _, part = written.partition(".")
    attribute = next((one for one in attributes if one.name == name), None)
    if attribute is None or (part or "value") not in attribute.rules.parts or part == "text":
        raise _WrongError(f"records are blocked on {written}; write an attribute and one of its parts: surname.sound")
    return name, part or "value"


def _usual_blocking(attributes: tuple[Attribute, ...]) -> tuple[Rule, ...]:
    """Block on each attribute that tells many persons apart: thorough, and too much for millions of records."""
    telling = [((one.name, _BLOCKING_PART.get(one.kind, "value")),) for one in attributes if one.kind != "code"]
    return tuple(telling) or (((attributes[0].name, "value"),),)


def _cannot_link(attributes: tuple[Attribute, ...], given: Any) -> tuple[str, ...]:
    kinds = [attribute.kind for attribute in attributes]
    possible = {
        "numbers": any(attribute.unique for attribute in attributes),
        "generations": "date" in kinds,
        "vague": "date" in kinds,
        "twins": "date" in kinds and kinds.count("name") >= 2,
    }
    if given is None:
        return ("numbers",) if possible["numbers"] else ()
    for rule in given:
        if rule not in possible:
            raise _WrongError(f"there is no rule {rule} that forbids links; there are {', '.join(possible)}")
        if not possible[rule]:
            raise _WrongError(f"the rule {rule} needs {NEEDED[rule]}")
    return tuple(given)


def _thresholds(given: Any) -> Thresholds:
    if not given:
        return _USUAL_THRESHOLDS
    _keys(given, ("join", "review", "drift"), "thresholds")
    join = _number(given.get("join", _USUAL_THRESHOLDS.join), "the threshold join")
    review = _number(given.get("review", min(join, _USUAL_THRESHOLDS.review)), "the threshold review")
    if review > join:
        raise _WrongError("the threshold review is above join; what is below review is not looked at")
    drift = _number(given.get("drift", _USUAL_THRESHOLDS.drift), "the threshold drift")
    if drift <= 0:
        raise _WrongError(f"the threshold drift is {drift:g}; it is a number of bits above 0")
    return Thresholds(join, review, drift)


def _trained(comparisons: tuple[Comparison, ...], given: Any) -> Trained:
    _keys(given, ("dated", "by", "records", "matches", "levels"), "weights")
    levels = _mapping(given, "levels")
    found = {
        comparison.attribute: {
            level: _level(comparison.attribute, level, (levels.get(comparison.attribute) or {}).get(level))
            for level in (*comparison.levels, OTHERWISE)
        }
        for comparison in comparisons
    }
    matches = _number(given.get("matches"), "matches")
    if matches <= 0:
        raise _WrongError(f"a variant has {matches} matches on average; that is more than 0")
    return Trained(_day(given.get("dated")), str(given.get("by", "")), int(given.get("records", 0)), matches, found)


def _level(attribute: str, level: str, given: Any) -> Level:
    place = f"{attribute}, level {level}"
    if not isinstance(given, Mapping):
        raise _WrongError(f"the weights have no {place}; the comparisons changed, train again")
    m, u = _number(given.get("m"), f"m of {place}"), _number(given.get("u"), f"u of {place}")
    if not (0 < m <= 1 and 0 < u <= 1):
        raise _WrongError(f"m and u of {place} are {m} and {u}; both lie between 0 and 1")
    return Level(m, u)


def _day(given: Any) -> date:
    if isinstance(given, date):
        return given
    raise _WrongError(f"the weights are dated {given}; write a day as 2026-01-31")


def _number(given: Any, place: str) -> float:
    try:
        return float(given)
    except (TypeError, ValueError):
        raise _WrongError(f"{place} is {given}, which is no number") from None


def _mapping(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = given.get(key)
    if not isinstance(found, Mapping):
        raise _WrongError(f"{key} holds names and what is said of them")
    return found


def _keys(given: Any, known: tuple[str, ...], place: str) -> None:
    if not isinstance(given, Mapping):
        raise _WrongError(f"{place} says {', '.join(known)}")
    for key in given:
        if key not in known:
            raise _WrongError(f"{place} has no {key}; it has {', '.join(known)}")
