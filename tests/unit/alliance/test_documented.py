"""The documentation of declarations is true: it names every key, and its examples are sound."""

import re
from itertools import chain
from pathlib import Path

import pytest

from schakel.alliance import schema
from schakel.alliance.contract import COLUMN_PROPERTIES, TABLE_PROPERTIES, read_contract
from schakel.alliance.contract_rules import COLUMN_CHECKS, METRICS, OPTIONS, TABLE_CHECKS
from schakel.alliance.declared import FolderReading
from schakel.alliance.mapping import MappingTarget, read_mapping
from schakel.alliance.names import Names
from schakel.alliance.reader import PROFILES, ROOMS
from schakel.alliance.vocabulary import read_scheme
from schakel.model.column import Column
from schakel.research.adequacy import declaration as adequacy
from schakel.research.prevalence import declaration as prevalence
from schakel.research.recidivism import declaration as recidivism
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults
from schakel_base.schema import DEFINITIONS, Schema
from schakel_base.yaml_file import read_yaml
from schakel_judgments.guidelines.guideline_file import GUIDELINES, ORIENTATION_POINT
from schakel_judgments.models import specification
from schakel_judgments.reading import rule_file
from schakel_linkage.link_model import reading as link_model
from schakel_protection.standalone import reading as protection
from schakel_recidivism.cohort_file import COHORT

SCHEMAS: dict[str, Schema] = {
    **schema.SCHEMAS,
    "research": prevalence.SCHEMA,
    "recidivism": recidivism.SCHEMA,
    "adequacy": adequacy.SCHEMA,
    "cohort": COHORT,
    "reading-rules": rule_file.SCHEMA,
    "guidelines": GUIDELINES,
    "orientation-point": ORIENTATION_POINT,
    "sentencing-model": specification.SCHEMA,
    "link-model": link_model.SCHEMA,
    "protection": protection.SCHEMA,
    "definitions": DEFINITIONS,
}
"""What people declare, in an alliance folder or for a command of their own."""

DOCS = Path(__file__).parents[3] / "docs"
DOCUMENT = (DOCS / "declarations.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```\w+ ([\w-]+)\n(.*?)```", DOCUMENT, re.DOTALL))
ELSEWHERE = {
    "protection": "../packages/protection/docs/protection.md",
    "link-model": "../packages/linkage/docs/linkage.md",
}
"""The page that explains a schema which is not of alliance folders alone."""


def words_of(document):
    return set(re.findall(r"[\w-]+", document))


WORDS = words_of(DOCUMENT)


@pytest.fixture
def faults():
    return Faults()


def example(folder, kind, file):
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(EXAMPLES[kind], "utf-8")
    return file


def keys_and_choices(part):
    """Every key that a JSON Schema lets a declaration have, and every value that it lets one choose from."""
    if isinstance(part, list):
        for inner in part:
            yield from keys_and_choices(inner)
    elif isinstance(part, dict):
        keys = part.get("properties", {})
        yield from [*keys, *part.get("enum", ())]
        for inner in [*keys.values(), *(inner for name, inner in part.items() if name != "properties")]:
            yield from keys_and_choices(inner)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_and_choice_of_a_schema_is_in_the_document(name):
    document = (DOCS / ELSEWHERE[name]).read_text("utf-8") if name in ELSEWHERE else DOCUMENT
    # What is no word, such as a way to write numbers, is there as it is.
    keys = {key for key in keys_and_choices(SCHEMAS[name].load()) if f"`{key}`" not in document}
    words = {word for key in keys for word in key.split() if any(map(str.isalnum, word))}
    assert words - words_of(document) == set()


def test_every_check_property_profile_and_folder_is_in_the_document():
    declared = {*METRICS, *COLUMN_CHECKS, *TABLE_CHECKS, *OPTIONS, *chain(*OPTIONS.values())}
    assert declared | {*TABLE_PROPERTIES, *COLUMN_PROPERTIES, *PROFILES, *ROOMS} <= WORDS


YAML = [
    "alliance",
    "indicator",
    "product",
    "deliveries",
    "recommendation",
    "assessment",
    "form",
    "research",
    "reading-rules",
    "guidelines",
    "adequacy",
    "recidivism",
    "groups",
]


SHORT = {"short-indicator": "indicator"}
"""Examples of what a declaration need not say, and the schema of each."""


@pytest.mark.parametrize("kind", [*YAML, *SHORT])
def test_the_examples_in_yaml_are_sound(kind, tmp_path, faults):
    document = read_yaml(tmp_path, example(tmp_path, kind, f"{kind}.yaml"), faults)
    SCHEMAS[SHORT.get(kind, kind)].check(document, ("en",), faults)
    faults.raise_if_any()


def test_the_contract_is_sound(tmp_path, faults):
    names = Names(faults)
    names.declare("unit", ["report", "person"])
    names.declare("attribute", ["subject", "body"])
    example(tmp_path, "contract", "partners/helpline/contract.yaml")
    contract = read_contract(FolderReading(tmp_path, ("en",), names), "helpline")
    faults.raise_if_any()
    assert {rule.kind for rule in contract.rules} == {
        "type", "required", "unique", "pattern", "length", "missing", "values",
        "spelling-variants", "combined-values", "repeated-rows", "row",
    }  # fmt: skip


def test_the_mapping_and_the_scheme_are_sound(tmp_path, faults):
    scheme = read_scheme(tmp_path, example(tmp_path, "scheme", "subject.ttl"), ("en",), faults)
    faults.raise_if_any()
    assert [leaf.notation for leaf in scheme.leaves] == ["labour-exploitation"]
    targets = {"subject": MappingTarget(Column("subject"), schemes=(None,))}
    lines = read_mapping(
        tmp_path, example(tmp_path, "mapping", "mapping.csv"), targets, dict.fromkeys(targets, True), faults
    )
    faults.raise_if_any()
    assert {line.match for line in lines} == {"exact", "broad", "narrow", "none"}


@pytest.mark.parametrize("kind", ["target", "published-figure", "figure-definition"])
def test_the_examples_in_csv_are_sound(kind, tmp_path, faults):
    lines = list(read_documents(tmp_path, example(tmp_path, kind, f"{kind}.csv"), SCHEMAS[kind], ("en",), faults))
    faults.raise_if_any()
    assert len(lines) == EXAMPLES[kind].count("\n") - 1
