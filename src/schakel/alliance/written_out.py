"""A declaration written out: what follows from the rest of the alliance is filled in, where nobody declared it.

Every short form becomes the long one here, so that nothing behind this knows of it. What is filled in has the line of
what it is filled into.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from schakel.alliance.declared import DeclaredDocument
from schakel.model.alliance import Attribute, Magnitude

_NAMED_BY = {"attribute": "attribute", "magnitude": "magnitude", "period": "by"}
"""The key by which a dimension is called, by its kind."""
_CALLED = {"phase": "phase", "duration": "days", "stock": "year"}
"""What dimensions of other kinds are called."""

_Entry = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """What alliance.yaml calls things, from which short declarations are written out; none where it is at fault."""

    languages: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    magnitudes: Mapping[str, Magnitude] = field(default_factory=dict)

    def indicator(self, declared: DeclaredDocument) -> _Entry:
        """Return all that an indicator says with its dimensions written out; note a label that cannot be found."""
        value = declared.document.value
        dimensions = [_named(entry) for entry in value["dimensions"]]
        for index, entry in enumerate(dimensions):
            if "label" not in entry:
                entry["label"] = self._label(entry, declared, "dimensions", index)
        return {**value, "dimensions": dimensions}

    def _label(self, entry: _Entry, declared: DeclaredDocument, *place: str | int) -> Mapping[str, str]:
        """What the alliance calls that by which is counted, or a word for it; nothing of what is not declared."""
        if entry["kind"] in ("attribute", "magnitude"):
            named = self.attributes if entry["kind"] == "attribute" else self.magnitudes
            thing = named.get(entry[entry["kind"]])
            return thing.label.by_language if thing else {}
        label = _words()[_name(entry)]
        for language in (one for one in self.languages if one not in label):
            sentence = f"`{entry['name']}` has no `label`, and Schakel has no word for it in the language `{language}`."
            declared.add(sentence, *place)
        return {language: label[language] for language in self.languages if language in label}


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
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
