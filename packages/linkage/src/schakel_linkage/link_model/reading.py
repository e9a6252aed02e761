"""A model file, read and checked into a model; every fault is noted with its line.

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
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import Schema
from schakel_base.yaml_file import YamlFile, read_yaml
from schakel_linkage.calibration import USUAL_DRIFT, USUAL_JOIN, USUAL_REVIEW
from schakel_linkage.link_model.declared import (
    SOURCE,
    Advised,
    AttributeComparison,
    LevelProbabilities,
    LinkAttribute,
    LinkModel,
    Rule,
    Thresholds,
    Trained,
)
from schakel_linkage.link_model.levels import OTHERWISE

SCHEMA = Schema("schakel_linkage.link_model", "link-model")
_MISSING = ("null", "none", "nan", "na", "n/a", "onbekend", "unknown", "nn", "n.n.", "-", "?", "x")
_FREQUENT_KINDS = ("name", "text")
NEEDED = {
    "numbers": "a number that is unique",
    "generations": "a date",
    "vague": "a date",
    "twins": "a date and two names, the given name first",
    "sources": "an attribute of the kind source",
}
_NO_LEVEL = LevelProbabilities(1.0, 1.0)


def read_model(given: Path | Mapping[str, Any]) -> LinkModel:
    """Read a model from a file, or from what would be in it.

    Parameters
    ----------
    given
        A file of YAML as the schema `link-model` describes it, or the same as a mapping. Its `weights`, if any, are
        those that training wrote.

    Raises
    ------
    DeclarationError
        With a sentence for each thing that is wrong.
    """
    faults = Faults()
    document = read_yaml(Path(), str(given), faults) if isinstance(given, Path) else YamlFile("", given, {})
    return _sound(document, faults)


def read_untrained(file: Path) -> LinkModel:
    """Read what people declared in a file, as if it had never been trained: with the levels that are usual today.

    Returns
    -------
    The model without weights. Levels that the file does not declare are the usual ones of today, not those it was
    trained at.

    Raises
    ------
    DeclarationError
        With a sentence for each thing that is wrong.
    """
    faults = Faults()
    document = read_yaml(Path(), str(file), faults)
    if document:
        declared = {key: value for key, value in document.value.items() if key != "weights"}
        document = replace(document, value=declared)
    return _sound(document, faults)


def _sound(document: YamlFile | None, faults: Faults) -> LinkModel:
    """Return the model that a document declares, or raise every fault in it, and those of reading it."""
    model = model_of(document, faults) if document else None
    faults.raise_if_any()
    assert model is not None, "what cannot be read has a fault"
    return model


def model_of(document: YamlFile, faults: Faults) -> LinkModel | None:
    """Return the model that a document declares, or None after noting every fault in it."""
    # What has the wrong form is read no further: what its parts say of each other rests on that form.
    if SCHEMA.check(document, (), faults):
        return None
    reading = _Reading(document, faults)
    model = reading.model()
    return model if reading.sound else None


@dataclass
class _Reading:
    """One reading of a document that has the right form: what its parts say about each other is still to be checked."""

    document: YamlFile
    faults: Faults
    sound: bool = True

    def fault(self, sentence: str, *place: str | int) -> None:
        self.faults.add(sentence, self.document.file, self.document.line(*place))
        self.sound = False

    def given(self, key: str) -> Any:
        return self.document.value.get(key)

    def model(self) -> LinkModel:
        attributes = tuple(self.attributes.values())
        for one in [one for one in attributes if one.kind == SOURCE][1:]:
            self.fault("A record has one source; another attribute says it already.", "attributes", one.name)
        comparisons = self.comparisons()
        return LinkModel(
            name=self.given("model") or "",
            record=self.given("record") or "",
            attributes=attributes,
            comparisons=comparisons,
            blocking=self.blocking() or _usual_blocking(attributes),
            thresholds=self.thresholds(),
            missing=frozenset(str(word).lower() for word in self.document.value.get("missing", _MISSING)),
            cannot_link=self.cannot_link(attributes),
            trained=self.trained(comparisons) if self.weights else None,
            origin=self.origin(),
            advised=self.advised(),
        )

    @property
    def weights(self) -> Mapping[str, Any]:
        """What training wrote, if it did."""
        return self.given("weights") or {}

    @cached_property
    def attributes(self) -> Mapping[str, LinkAttribute]:
        return {name: self.attribute(name, each) for name, each in self.given("attributes").items()}

    def advised(self) -> Advised:
        """Return what training may decide, because nobody declared it."""
        given = self.given("comparisons") or {}
        dates = (name for name, one in self.attributes.items() if one.kind == "date")
        return Advised(
            not self.given("blocking"), frozenset(one for one in dates if "frequency" not in given.get(one, {}))
        )

    def attribute(self, name: str, given: Mapping[str, Any]) -> LinkAttribute:
        kind, unique = given["kind"], given.get("unique", False)
        if unique and kind != "number":
            place = ("attributes", name, "unique")
            self.fault(f"`attributes.{name}` is of the kind {kind}; only a number is `unique`.", *place)
        if "column" in given and "columns" in given:
            self.fault(f"`attributes.{name}` has `column` and `columns`; say one.", "attributes", name, "columns")
        columns = given.get("columns") or [given.get("column", name)]
        order, check, prefixes = given.get("order", ""), given.get("check", ""), given.get("prefixes", False)
        return LinkAttribute(name, kind, tuple(columns), order, check, prefixes, unique)

    def comparisons(self) -> tuple[AttributeComparison, ...]:
        given = self.given("comparisons") or {}
        for name in given:
            self.is_attribute(name, "comparisons", name)
        for one in self.attributes.values():
            if one.kind == SOURCE and one.name in given:
                self.fault(f"`{one.name}` says where records come from; it is not compared.", "comparisons", one.name)
        compared = (one for one in self.attributes.values() if one.kind != SOURCE)
        return tuple(self.comparison(one, given.get(one.name, {})) for one in compared)

    def origin(self) -> str:
        name: str = self.given("origin") or ""
        if name and self.is_attribute(name, "origin") and (kind := self.attributes[name].kind) != "code":
            self.fault(f"`{name}` is of the kind {kind}; only a code is an `origin`.", "origin")
        return name

    def is_attribute(self, name: str, *place: str | int) -> bool:
        if name not in self.attributes:
            self.fault(f"There is no attribute `{name}`{did_you_mean(name, self.attributes)}", *place)
        return name in self.attributes

    def comparison(self, attribute: LinkAttribute, given: Mapping[str, Any]) -> AttributeComparison:
        place = ("comparisons", attribute.name)
        # Weights belong to the levels they were trained at; a new version with other usual levels must not move them.
        levels = tuple(given.get("levels") or self.pinned(attribute) or attribute.rules.usual)
        for number, level in enumerate(levels):
            if level not in attribute.rules.levels:
                end = did_you_mean(level, attribute.rules.levels)
                self.fault(f"A {attribute.kind} is not compared at the level `{level}`{end}", *place, "levels", number)
        other = given.get("swapped_with", "")
        if other and self.is_attribute(other, *place, "swapped_with"):
            if attribute.kind != "name" or self.attributes[other].kind != "name":
                self.fault(f"`{attribute.name}` is swapped with `{other}`; only two names can be.", *place)
            elif "swapped" not in levels:
                # Straight after the best level: two names that changed places tell more than two that merely look
                # alike.
                levels = (levels[0], "swapped", *levels[1:])
        advised = (self.given("origin"), *self.weights.get("frequent", ()))
        frequent = attribute.kind in _FREQUENT_KINDS or attribute.name in advised
        return AttributeComparison(attribute.name, levels, given.get("frequency", frequent), other)

    def pinned(self, attribute: LinkAttribute) -> tuple[str, ...]:
        """Return the levels at which an attribute was trained: what is usual may have become another."""
        weighed = self.weights.get("levels", {}).get(attribute.name, {})
        levels = tuple(level for level in weighed if level not in (OTHERWISE, "swapped"))
        return levels if all(level in attribute.rules.levels for level in levels) else ()

    def blocking(self) -> tuple[Rule, ...]:
        return tuple(
            tuple(self.part(written, "blocking", number, place) for place, written in enumerate(rule))
            for number, rule in enumerate(self.given("blocking") or self.weights.get("blocking", []))
        )

    def part(self, written: str, *place: str | int) -> tuple[str, str]:
        name, _, part = written.partition(".")
        part = part or "value"
        if self.is_attribute(name, *place):
            kind, rules = self.attributes[name].kind, self.attributes[name].rules
            parts = [one for one in rules.parts if one != "text"]
            if part not in parts:
                self.fault(f"`{written}`: a {kind} has no part `{part}`; it has {', '.join(parts)}.", *place)
        return name, part

    def cannot_link(self, attributes: tuple[LinkAttribute, ...]) -> tuple[str, ...]:
        possible, given = _possible(attributes), self.given("cannot_link")
        if given is None:
            # Two valid numbers that differ are two persons, so that rule holds unless somebody declares otherwise.
            given = ["numbers"] if possible["numbers"] else []
        for number, rule in enumerate(given):
            if not possible[rule]:
                self.fault(f"The rule `{rule}` needs {NEEDED[rule]}.", "cannot_link", number)
        # A source that could hold somebody twice would be none.
        return tuple(dict.fromkeys([*given, "sources"])) if possible["sources"] else tuple(given)

    def thresholds(self) -> Thresholds:
        given = self.given("thresholds") or {}
        # What somebody declares goes before what training advises, and that before what is usual.
        join = given.get("join", self.weights.get("join", USUAL_JOIN))
        # A declared `join` below the usual `review` leaves nothing to look at, and is no fault of whoever declared it.
        review = given.get("review", min(join, USUAL_REVIEW))
        if review > join:
            sentence = "The threshold `review` is above `join`; what is below `review` is not looked at."
            self.fault(sentence, "thresholds", "review")
        drift = float(given.get("drift", USUAL_DRIFT))
        return Thresholds(float(join), float(review), drift, advised="join" not in given)

    def trained(self, comparisons: tuple[AttributeComparison, ...]) -> Trained:
        given = self.weights
        wanted = {one.attribute: (*one.levels, OTHERWISE) for one in comparisons}
        for name, of_attribute in given["levels"].items():
            for level in of_attribute:
                if level not in wanted.get(name, ()):
                    at = f"`{name}` at the level `{level}`"
                    sentence = f"The weights of {at} are of nothing that is compared; train again."
                    self.fault(sentence, "weights", "levels", name, level)
        levels = {
            name: {level: self.level(given["levels"], name, level) for level in levels}
            for name, levels in wanted.items()
        }
        matches = _finite(given["matches"])
        if not matches > 0:
            sentence = f"`weights.matches` is `{given['matches']}`; it must be a number above 0."
            self.fault(sentence, "weights", "matches")
        day, companions = self.day(given["dated"]), float(given.get("companions", 0.0))
        return Trained(day, given["by"], given["records"], matches, levels, given.get("join"), companions)

    def level(self, levels: Mapping[str, Any], name: str, level: str) -> LevelProbabilities:
        given = levels.get(name, {}).get(level)
        if given is None:
            sentence = f"The weights of `{name}` have no level `{level}`; what is compared has changed: train again."
            self.fault(sentence, "weights", "levels", name)
            # Weighs nothing; the fault is noted, and reading goes on to find the others.
            return _NO_LEVEL
        place = ("weights", "levels", name, level)
        g = self.share(given["g"], *place, "g") if "g" in given else None
        return LevelProbabilities(self.share(given["m"], *place, "m"), self.share(given["u"], *place, "u"), g)

    def share(self, given: Any, *place: str) -> float:
        found = _finite(given)
        if not 0 < found <= 1:
            self.fault(f"`{'.'.join(place)}` is `{given}`; it must be a number above 0, and 1 at most.", *place)
            return 1.0
        return found

    def day(self, given: Any) -> date:
        try:
            return given if isinstance(given, date) else date.fromisoformat(str(given))
        except ValueError:
            self.fault(f"`weights.dated` is `{given}`; it must be a day, such as 2026-01-31.", "weights", "dated")
            # The fault is noted, so that no model comes of this.
            return date.min


def _usual_blocking(attributes: tuple[LinkAttribute, ...]) -> tuple[Rule, ...]:
    """Block on each attribute that tells many persons apart: thorough, and too much for millions of records."""
    compared = [one for one in attributes if one.kind != SOURCE] or list(attributes)
    telling = [((one.name, one.rules.blocked),) for one in compared if one.kind != "code"]
    return tuple(telling) or (((compared[0].name, "value"),),)


def _possible(attributes: tuple[LinkAttribute, ...]) -> Mapping[str, bool]:
    """Tell which rules that forbid links these attributes allow."""
    kinds = [attribute.kind for attribute in attributes]
    return {
        "numbers": any(attribute.unique for attribute in attributes),
        "generations": "date" in kinds,
        "vague": "date" in kinds,
        "twins": "date" in kinds and kinds.count("name") >= 2,
        "sources": SOURCE in kinds,
    }


def _finite(given: Any) -> float:
    """Return a number that may be written as 2e-07; 0 for what is none, or has no end."""
    try:
        found = float(given)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return found if isfinite(found) and not isinstance(given, bool) else 0.0
