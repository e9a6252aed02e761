"""A declaration written out: what follows from the rest of the alliance is filled in, where nobody declared it.

Every short form becomes the long one here, so that nothing behind this knows of it. What is filled in has the line of
what it is filled into.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from schakel.alliance.declared import DeclaredDocument
from schakel.alliance.general import FILE
from schakel.model.alliance import Attribute, Magnitude, Partner, Unit, lineage
from schakel.model.indicator import DimensionRule, Indicator
from schakel_base.faults import Faults
from schakel_base.text import NOTHING, Text, locale_of
from schakel_base.yaml_file import Place

_NAMED_BY = {"attribute": "attribute", "magnitude": "magnitude", "period": "by"}
"""The key by which a dimension is called, by its kind."""
_CALLED = {"phase": "phase", "duration": "days", "stock": "year"}
"""What dimensions of other kinds are called."""

MOST_UNSAID = 5
"""So many texts of a language that Schakel does not speak are told one by one."""

_Entry = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """What an alliance calls things, from which short declarations are written out; nothing of a file at fault."""

    languages: tuple[str, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    magnitudes: Mapping[str, Magnitude] = field(default_factory=dict)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    events: Mapping[str, Text] = field(default_factory=dict)
    title: Text = NOTHING
    summary: Text = NOTHING
    unsaid: dict[str, list[tuple[str, DeclaredDocument, Place]]] = field(default_factory=dict, compare=False)
    """By language, each text that Schakel has no words for, with where it is missing."""

    def indicator(self, declared: DeclaredDocument) -> _Entry:
        """Return all that an indicator says, with the names and labels of its parts; note each that nothing gives."""
        value = declared.document.value
        dimensions = [_named(entry) for entry in value["dimensions"]]
        for index, entry in enumerate(dimensions):
            if "label" not in entry:
                entry["label"] = self._label(entry, declared, "dimensions", index)
        labels = {entry["name"]: entry["label"] for entry in dimensions}
        statistics = [
            {"label": self._of_statistic(entry, labels, declared, "statistics", index), **entry}
            for index, entry in enumerate(value.get("statistics", ()))
        ]
        return {**value, "dimensions": dimensions, "statistics": statistics}

    def _of_statistic(
        self, entry: _Entry, labels: Mapping[str, Mapping[str, str]], declared: DeclaredDocument, *place: str | int
    ) -> Mapping[str, str]:
        """What is drawn from the counts, and along which dimension."""
        if "label" in entry or entry["along"] not in labels:
            return {}
        along = labels[entry["along"]]
        said = self._said(entry["kind"], f"This {entry['kind']} has no `label`", declared, *place)
        return {language: text.format(along=along.get(language, "")) for language, text in said.items()}

    def described(self, indicator: Indicator, declared: DeclaredDocument) -> Indicator:
        """Return an indicator with its title, definition and source, where it declares none; note what nothing says."""
        if indicator.population and not (indicator.counted or (indicator.title and indicator.definition)):
            sentence = f"This leaves out some of `{indicator.unit}`, so no title and definition can be made: say in"
            declared.add(f"{sentence} `counted` what is counted, or write both.", "population")
        return replace(
            indicator,
            title=indicator.title or self._sentence("title", indicator, declared),
            definition=indicator.definition or self._sentence("definition", indicator, declared),
            source=indicator.source or self._source(indicator, declared),
        )

    def product(self, declared: DeclaredDocument) -> DeclaredDocument:
        """Return a product with its title, summary, legal ground and all tables; note a text that nothing gives."""
        value = dict(declared.document.value)
        for key in [key for key in ("title", "summary") if key not in value]:
            value[key] = self._of_alliance(key, declared)
        if "legal_ground" not in value:
            value["legal_ground"] = self._no_ground(declared)
        if value.get("tables") == "all":
            value["tables"] = sorted(declared.names.by_kind["indicator"])
            if not value["tables"]:
                declared.add("There are no indicators, so `all` of them are no table.", "tables")
        return replace(declared, document=replace(declared.document, value=value))

    def _of_alliance(self, key: str, declared: DeclaredDocument) -> Mapping[str, str]:
        """The title or summary of the alliance, which its only product shares."""
        if len(declared.names.by_kind["product"]) > 1:
            declared.add(f"`{key}` is missing; only the one product of an alliance has that of the alliance.")
        text: Text = getattr(self, key)
        return text.by_language

    def _no_ground(self, declared: DeclaredDocument) -> Mapping[str, str]:
        """That invented data need no ground; any other product has its own."""
        if declared.document.value.get("synthetic", False):
            return self._said("no ground", "This file has no `legal_ground`", declared)
        declared.add("`legal_ground` is missing.")
        return {}

    def _label(self, entry: _Entry, declared: DeclaredDocument, *place: str | int) -> Mapping[str, str]:
        """What the alliance calls that by which is counted, or a word for it; nothing of what is not declared."""
        if entry["kind"] in ("attribute", "magnitude"):
            named = self.attributes if entry["kind"] == "attribute" else self.magnitudes
            thing = named.get(entry[entry["kind"]])
            return thing.label.by_language if thing else {}
        return self._said(_name(entry), f"`{entry['name']}` has no `label`", declared, *place)

    def _said(self, key: str, without: str, declared: DeclaredDocument, *place: str | int) -> Mapping[str, str]:
        """What Schakel says in the languages of the alliance; keep each that it does not speak, to be told."""
        said = _spoken()[key]
        for language in (one for one in self.languages if one not in said):
            self.unsaid.setdefault(language, []).append((without, declared, place))
        return {language: said[language] for language in self.languages if language in said}

    def tell_unsaid(self, faults: Faults) -> None:
        """Note the texts that Schakel has no words for: once for a language, where there are many."""
        for language, texts in self.unsaid.items():
            if len(texts) > MOST_UNSAID:
                spoken, first = ", ".join(_spoken()["title"]), texts[0][1].file
                faults.add(
                    f"Schakel has words in {spoken} and none in `{language}`, so write each `title`, `definition` and "
                    f"`label` yourself. Missing: {len(texts)}, the first in {first}.",
                    FILE,
                )
                continue
            for without, declared, place in texts:
                declared.add(f"{without}, and Schakel has no words for it in the language `{language}`.", *place)

    def _sentence(self, key: str, indicator: Indicator, declared: DeclaredDocument) -> Text:
        """The title or definition that follows from what is counted and by what."""
        unit = self.units.get(indicator.unit)
        counted = indicator.counted or (unit.plural if unit else NOTHING)
        said = self._said(key, f"This file has no `{key}`", declared)
        return Text({one: self._filled(text, one, counted, indicator) for one, text in said.items()}).with_capital()

    def _filled(self, text: str, language: str, counted: Text, indicator: Indicator) -> str:
        labels = [one.label.in_language(language) for one in indicator.dimensions]
        many = [one.label.in_language(language) for one in indicator.dimensions if self._has_many(one)]
        # Of several values: then categories add up to more than the total.
        # Of none: then they add up to less.
        none = [one.label.in_language(language) for one in indicator.dimensions if self._can_lack(one)]
        told = [sentence for one in indicator.dimensions if (sentence := self._dated(one, language))]
        told += [_spoken()["many"][language].format(dimensions=_listed(many, language))] if many else []
        told += [_spoken()["none"][language].format(dimension=label) for label in none]
        return text.format(
            counted=counted.in_language(language),
            dimensions=_listed(labels, language),
            beside="".join(f" {sentence}" for sentence in told),
        )

    def _dated(self, dimension: DimensionRule, language: str) -> str:
        """Of what event a period is, and from what to what days are counted: the label says only that they are."""
        names = {"event": dimension.event, "start": dimension.start, "end": dimension.end}
        called = {
            key: self.events[one].in_language(language) if one in self.events else one for key, one in names.items()
        }
        said = _spoken().get(f"of a {dimension.kind}", {}).get(language, "")
        return said.format(**called)

    def _can_lack(self, dimension: DimensionRule) -> bool:
        """Whether a unit can be in no period, since rows can say that the event did not happen, or on no known day."""
        events = (event for partner in self.partners.values() for event in partner.contract.events)
        return dimension.kind == "period" and any(one.occurs for one in events if one.event == dimension.event)

    def _has_many(self, dimension: DimensionRule) -> bool:
        attribute = self.attributes.get(dimension.attribute)
        return attribute is not None and attribute.many

    def _source(self, indicator: Indicator, declared: DeclaredDocument) -> Text:
        """The titles of the contracts whose rows name what is counted, or say something of it that is looked at."""
        titles = {name: one.title for name, one in self.partners.items() if self._speaks(one, indicator)}
        for language in self.languages:
            for name in (name for name, title in titles.items() if language not in title.by_language):
                sentence = f"This file has no `source`, and the contract of `{name}` no `title` in the language"
                declared.add(f"{sentence} `{language}`.")
        return Text({one: "; ".join(title.in_language(one) for title in titles.values()) for one in self.languages})

    def _speaks(self, partner: Partner, indicator: Indicator) -> bool:
        contract, kinds = partner.contract, lineage([indicator.unit], self.units)
        claimed = {column.attribute for column in contract.columns if kinds & set(column.units)}
        happened = {event.event for event in contract.events}
        named = {key.unit for key in contract.units}
        return indicator.unit in named or bool(claimed & indicator.attributes or happened & indicator.events)


@cache
def _spoken() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = yaml.load(
        (files("schakel.alliance") / "words.yaml").read_text("utf-8"), yaml.CSafeLoader
    )
    return found


def _named(entry: str | _Entry) -> _Entry:
    """A dimension with its name; a name alone is that of an attribute."""
    if isinstance(entry, str):
        return {"kind": "attribute", "name": entry, "attribute": entry}
    return {"name": _name(entry), **entry} if entry["kind"] in {*_NAMED_BY, *_CALLED} else dict(entry)


def _name(entry: _Entry) -> str:
    """What a dimension is called if it does not say so itself."""
    kind = entry["kind"]
    return str(entry[_NAMED_BY[kind]]) if kind in _NAMED_BY else _CALLED[kind]


def _listed(words: Sequence[str], language: str) -> str:
    """Words with commas and the `and` of a language; Spanish says `e` before the sound of an i."""
    from babel.lists import format_list  # only what is not declared needs it, and every command reads declarations

    listed = str(format_list(words, locale=locale_of(language)))
    return re.sub(r" y (?=h?i(?![ae]))", " e ", listed) if language == "es" else listed
