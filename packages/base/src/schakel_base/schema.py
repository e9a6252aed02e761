"""JSON Schema says what a declaration looks like: a schema is beside the code of the package that reads it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from schakel_base.complaint import complaint_of, sentences
from schakel_base.faults import Faults
from schakel_base.yaml_file import Place, YamlFile, read_yaml


@dataclass(frozen=True)
class Schema:
    """One JSON Schema: the package that it is in, its name there, and other schemas that it refers to."""

    package: str
    name: str
    others: tuple["Schema", ...] = ()

    @property
    def file(self) -> str:
        """The name of its file, by which other schemas refer to it."""
        return f"{self.name}.schema.json"

    def load(self) -> Any:
        """Return the schema as it is written."""
        return _loaded(self)

    def check(self, document: YamlFile, languages: Iterable[str], faults: Faults) -> list[Place]:
        """Note every way in which a document differs from this schema; return the places at fault.

        Parameters
        ----------
        languages
            Where there are any, every text for people must be given in exactly these.

        Returns
        -------
        list of place
            The keys and positions that lead to what is wrong; empty for a document that satisfies the schema.
        """
        return report(document, _validator(self, tuple(languages)), faults)

    def is_met_by(self, value: Any) -> bool:
        """Whether what a program wrote, and nobody mends line by line, satisfies this schema."""
        return not _validator(self, ()).errors(value)

    def read(self, file: Path) -> YamlFile:
        """Read a standalone YAML file, under its own name.

        Raises
        ------
        DeclarationError
            If it cannot be read or differs from this schema: with every fault, each with its line.
        """
        faults = Faults()
        document = read_yaml(file.parent, file.name, faults)
        if document is not None:
            self.check(document, (), faults)
        faults.raise_if_any()
        assert document is not None, "a file that cannot be read has a fault"
        return document


class RememberingValidator:
    """A validator that does not look again at what it found sound: a process reads the same declarations many times.

    Parameters
    ----------
    validator
        A validator of `jsonschema`. It must say the same of equal documents.
    """

    def __init__(self, validator: Validator) -> None:
        self.validator = validator
        self._sound: set[bytes] = set()

    def errors(self, value: Any) -> list[ValidationError]:
        """Return what is wrong with the value of a document; nothing of a document that is sound.

        Parameters
        ----------
        value
            Plain maps, lists, texts and numbers, whose `repr` tells apart what is not equal.
        """
        digest = sha256(repr(value).encode()).digest()
        if digest in self._sound:
            return []
        found = list(self.validator.iter_errors(value))
        if not found:
            self._sound.add(digest)
        return found


DEFINITIONS = Schema("schakel_base", "definitions")
"""What all schemas may refer to: a name, a date, a text for people."""


def report(
    document: YamlFile,
    validator: RememberingValidator,
    faults: Faults,
    known_keys: Iterable[str] = (),
    settled: Iterable[Place] = (),
) -> list[Place]:
    """Note every complaint of a validator as a sentence with its line; return the places at fault.

    `known_keys` are offered for a misspelt key where the schema itself does not say which keys it allows. Nothing
    more is said about the places that are `settled`, nor about what lies in them.
    """
    places: list[Place] = []
    complaints = [complaint_of(error) for error in validator.errors(document.value)]
    incomplete, known = {one.place for one in complaints if one.keyword == "required"}, {*known_keys}
    for complaint in complaints:
        for sentence, place in sentences(document, complaint, known):
            # Where a key is missing, a schema by kind says of all other keys of that kind that they do not exist.
            if complaint.keyword == "unevaluatedProperties" and complaint.place in incomplete and place[-1] in known:
                continue
            # One wrong kind can break many rules further in; only the first is of use to who mends it.
            if not any(place[: len(done)] == done for done in settled):
                faults.add(sentence, document.file, document.line(*place))
                places.append(place)
    return places


@cache
def _loaded(schema: Schema) -> Any:
    return json.loads(files(schema.package).joinpath(schema.file).read_text("utf-8"))


@cache
def _validator(schema: Schema, languages: tuple[str, ...]) -> RememberingValidator:
    definitions = (DEFINITIONS.file, Resource.from_contents(_speaking(DEFINITIONS.load(), languages)))
    others = [(other.file, Resource.from_contents(other.load())) for other in schema.others]
    registry: Registry[Any] = Registry().with_resources([definitions, *others])
    # Of all formats only dates: the others need packages that we do not install, and would silently pass without them.
    dates = FormatChecker(["date"])
    return RememberingValidator(Draft202012Validator(schema.load(), registry=registry, format_checker=dates))


def _speaking(definitions: Any, languages: tuple[str, ...]) -> Any:
    """Return the definitions with every text required in exactly the languages asked for."""
    if not languages:
        return definitions
    text = definitions["$defs"]["text"]
    allowed = dict.fromkeys(languages, text["additionalProperties"])
    text = {**text, "required": list(languages), "properties": allowed, "additionalProperties": False}
    return {**definitions, "$defs": {**definitions["$defs"], "text": text}}
