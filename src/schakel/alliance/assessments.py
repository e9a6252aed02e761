"""assessments/<name>.yaml: questionnaires whose answers a partner delivers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.profile_source import read_profile_source
from schakel.model.alliance import Partner
from schakel.model.assessment import (
    Assessment,
    BuildingBlock,
    BuildingBlocks,
    Framework,
    Level,
)
from schakel.model.concept import ConceptScheme
from schakel.model.product import Product
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.nouns import noun_of

ROOM = "assessments"
_BLOCK = ("theme", "block", "source")


def read_assessments(
    reading: FolderReading,
    schemes: Mapping[str, ConceptScheme | None],
    partners: Mapping[str, Partner],
    of_attributes: Mapping[str, ConceptScheme | None],
) -> tuple[Assessment, ...]:
    """Return the questionnaires of an alliance, none if it has none; note every fault.

    `partners` are those whose contracts are sound, `of_attributes` the schemes by attribute.
    """
    found = []
    for file in reading.files(ROOM).values():
        if declared := reading.document(file, "assessment"):
            declared.own_name()
            assessment = _assessment(declared.document.value, file, _building_blocks(declared))
            declared.name("partner", assessment.partner, "partner")
            # Concepts are looked up only in a scheme that exists, so that one wrong name is one fault.
            if declared.name("scheme", assessment.scheme, "scheme"):
                _check(assessment, declared, schemes.get(assessment.scheme))
            found.append(replace(assessment, profiles=read_profile_source(declared, partners, of_attributes)))
    return tuple(found)


def check_products(products: Iterable[Product], assessments: Iterable[Assessment], faults: Faults) -> None:
    """Note a fault for every product whose assessment does not say where its profiles come from."""
    without = {assessment.name: assessment.file for assessment in assessments if assessment.profiles is None}
    for product in products:
        if file := without.get(product.assessment):
            faults.add(f"`{file}` has no `profiles`, so there are none to publish.", product.file)


def _building_blocks(declared: DeclaredDocument) -> BuildingBlocks | None:
    """Return the parts of a framework that its file lists; a file with a header alone says that none was found."""
    said, reading = declared.document.value["framework"].get("building_blocks"), declared.reading
    if said is None:
        return None
    text = reading.text(said["file"])
    rows = list(read_records(text, said["file"], _BLOCK, reading.faults)) if text is not None else []
    themes = [one["id"] for one in declared.document.value["themes"]]
    for line, (theme, *_) in rows:
        if theme not in themes:
            reading.faults.add(f"There is no theme `{theme}`{did_you_mean(theme, themes)}", said["file"], line)
    return BuildingBlocks(date.fromisoformat(said["sought_on"]), tuple(BuildingBlock(*row) for _, row in rows))


def _assessment(value: dict[str, Any], file: str, blocks: BuildingBlocks | None) -> Assessment:
    framework = noun_of(Framework, value["framework"], building_blocks=blocks)
    levels = tuple(noun_of(Level, entry, name=name) for name, entry in value["levels"].items())
    return noun_of(Assessment, value, framework=framework, levels=levels, file=file, profiles=None)


def _check(assessment: Assessment, declared: DeclaredDocument, scheme: ConceptScheme | None) -> None:
    levels = [level.name for level in assessment.levels]
    seen: set[str] = set()
    for index, theme in enumerate(assessment.themes):
        declared.concept_of(scheme, theme.concept, "themes", index, "concept")
        for position, question in enumerate(theme.questions):
            place = ("themes", index, "questions", position)
            declared.concept_of(scheme, question.id, *place, "id")
            if question.level not in levels:
                end = did_you_mean(question.level, levels)
                declared.add(f"There is no level `{question.level}`{end}", *place, "level")
            if question.id in seen:
                declared.add(f"Two questions are called `{question.id}`.", *place, "id")
            seen.add(question.id)
