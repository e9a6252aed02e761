"""JSON Schema says what a declaration looks like: our own schemas stand beside this file."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from schakel.alliance.complaint import complaint_of, sentences
from schakel.alliance.faults import Faults
from schakel.alliance.yaml_file import Place, YamlFile

DEFINITIONS = "definitions"
COHORT = "cohort"
NAMES = (
    "alliance",
    "contract",
    "indicator",
    "product",
    "research",
    "deliveries",
    "recommendation",
    "decision",
    "target",
    "published-figure",
    "figure-definition",
    "boundaries",
    "assessment",
    "reading-rules",
    COHORT,
    "guidelines",
    "orientation-point",
    "adequacy",
    "recidivism",
    "sentencing-model",
    "persons",
    "link-model",
    "protection",
    "groups",
    DEFINITIONS,
)


def check(document: YamlFile, schema: str, languages: Iterable[str], faults: Faults) -> list[Place]:
    """Note every way in which a document differs from one of our schemas; return the places at fault."""
    return report(document, _validator(schema, tuple(languages)), faults)


def report(
    document: YamlFile,
    validator: Validator,
    faults: Faults,
    known_keys: Iterable[str] = (),
    settled: Iterable[Place] = (),
) -> list[Place]:
    """Note every complaint of a validator as a sentence with its line; return the places at fault.

    `known_keys` are offered for a misspelt key where the schema itself does not say which keys it allows. Nothing
    more is said about the places that are `settled`, nor about what lies in them.
    """
    places: list[Place] = []
    for error in validator.iter_errors(document.value):
        for sentence, place in sentences(document, complaint_of(error), known_keys):
            if not any(place[: len(done)] == done for done in settled):
                faults.add(sentence, document.file, document.line(*place))
                places.append(place)
    return places


@cache
def load(name: str) -> Any:
    """Return one of our JSON Schemas, by the name of its file."""
    return json.loads(files("schakel.alliance").joinpath(f"{name}.schema.json").read_text("utf-8"))


@cache
def _validator(name: str, languages: tuple[str, ...]) -> Validator:
    definitions = Resource.from_contents(_speaking(load(DEFINITIONS), languages))
    cohort = Resource.from_contents(load(COHORT))
    resources = [(f"{DEFINITIONS}.schema.json", definitions), (f"{COHORT}.schema.json", cohort)]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(load(name), registry=registry, format_checker=FormatChecker(["date"]))


def _speaking(definitions: Any, languages: tuple[str, ...]) -> Any:
    """Return the definitions with every text required in exactly the languages of the alliance."""
    if not languages:
        return definitions
    text = definitions["$defs"]["text"]
    allowed = dict.fromkeys(languages, text["additionalProperties"])
    text = {**text, "required": list(languages), "properties": allowed, "additionalProperties": False}
    return {**definitions, "$defs": {**definitions["$defs"], "text": text}}
