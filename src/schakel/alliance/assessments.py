"""assessments/<name>.yaml: questionnaires whose answers a partner delivers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.indicators import check_name
from schakel.alliance.names import Names
from schakel.alliance.profile_source import read_profile_source
from schakel.model.alliance import Partner
from schakel.model.assessment import (
    Assessment,
    AssessmentQuestion,
    BuildingBlock,
    BuildingBlocks,
    Framework,
    Level,
    PossibleAnswer,
    Theme,
    Wording,
)
from schakel.model.concept import ConceptScheme
from schakel.model.product import Product
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.text_file import list_files, read_text
from schakel_base.yaml_file import YamlFile, read_yaml

ROOM = "assessments"
_BLOCK = ("theme", "block", "source")


def read_assessments(
    folder: Path,
    languages: tuple[str, ...],
    names: Names,
    schemes: Mapping[str, ConceptScheme | None],
    partners: Mapping[str, Partner],
    of_attributes: Mapping[str, ConceptScheme | None],
    faults: Faults,
) -> tuple[Assessment, ...]:
    """Return the questionnaires of an alliance, none if it has none; note every fault.

    `partners` are those whose contracts are sound, `of_attributes` the schemes by attribute.
    """
    found = []
    for file in list_files(folder, ROOM, ".yaml", faults).values():
        document = read_yaml(folder, file, faults)
        if document is None or schema.check(document, "assessment", languages, faults):
            continue
        check_name(document, faults)
        assessment = _assessment(document.value, file, _building_blocks(folder, document, faults))
        names.check("partner", assessment.partner, file, document.line("partner"))
        # Concepts are looked up only in a scheme that exists, so that one wrong name is one fault.
        if names.check("scheme", assessment.scheme, file, document.line("scheme")):
            _check(assessment, document, schemes.get(assessment.scheme), faults)
        source = read_profile_source(folder, document, languages, partners, of_attributes, faults)
        found.append(replace(assessment, profiles=source))
    return tuple(found)


def check_products(products: Iterable[Product], assessments: Iterable[Assessment], faults: Faults) -> None:
    """Note a fault for every product whose assessment does not say where its profiles come from."""
    without = {assessment.name: assessment.file for assessment in assessments if assessment.profiles is None}
    for product in products:
        if file := without.get(product.assessment):
            faults.add(f"`{file}` has no `profiles`, so there are none to publish.", product.file)


def _building_blocks(folder: Path, document: YamlFile, faults: Faults) -> BuildingBlocks | None:
    """Return the parts of a framework that its file lists; a file with a header alone says that none was found."""
    declared = document.value["framework"].get("building_blocks")
    if declared is None:
        return None
    text = read_text(folder, declared["file"], faults)
    rows = list(read_records(text, declared["file"], _BLOCK, faults)) if text is not None else []
    themes = [one["id"] for one in document.value["themes"]]
    for line, (theme, *_) in rows:
        if theme not in themes:
            faults.add(f"There is no theme `{theme}`{did_you_mean(theme, themes)}", declared["file"], line)
    return BuildingBlocks(date.fromisoformat(declared["sought_on"]), tuple(BuildingBlock(*row) for _, row in rows))


def _assessment(value: dict[str, Any], file: str, blocks: BuildingBlocks | None) -> Assessment:
    framework, wording = value["framework"], value["wording"]
    return Assessment(
        name=value["name"],
        title=Text(value["title"]),
        summary=Text(value["summary"]),
        partner=value["partner"],
        scheme=value["scheme"],
        framework=Framework(**framework | {"building_blocks": blocks}),
        wording=Wording(wording["by"], wording["verified"], Text(wording["note"]) if "note" in wording else NOTHING),
        levels=tuple(
            Level(name, Text(entry["label"]), Text(entry["meaning"])) for name, entry in value["levels"].items()
        ),
        answers=tuple(PossibleAnswer(one["value"], one["concept"], Text(one["label"])) for one in value["answers"]),
        themes=tuple(_theme(entry) for entry in value["themes"]),
        asks_for=tuple(value.get("asks_for", ())),
        file=file,
    )


def _theme(entry: dict[str, Any]) -> Theme:
    questions = tuple(AssessmentQuestion(one["id"], one["level"], Text(one["question"])) for one in entry["questions"])
    return Theme(entry["id"], entry["concept"], Text(entry["title"]), questions)


def _check(assessment: Assessment, document: YamlFile, scheme: ConceptScheme | None, faults: Faults) -> None:
    levels = [level.name for level in assessment.levels]
    seen: set[str] = set()
    for index, theme in enumerate(assessment.themes):
        _check_concept(theme.concept, scheme, document, faults, "themes", index, "concept")
        for position, question in enumerate(theme.questions):
            place = ("themes", index, "questions", position)
            _check_concept(question.id, scheme, document, faults, *place, "id")
            if question.level not in levels:
                end = did_you_mean(question.level, levels)
                faults.add(f"There is no level `{question.level}`{end}", document.file, document.line(*place, "level"))
            if question.id in seen:
                faults.add(f"Two questions are called `{question.id}`.", document.file, document.line(*place, "id"))
            seen.add(question.id)


def _check_concept(
    notation: str, scheme: ConceptScheme | None, document: YamlFile, faults: Faults, *place: str | int
) -> None:
    if scheme is not None and notation not in scheme.by_notation:
        end = did_you_mean(notation, scheme.by_notation)
        line = document.line(*place)
        faults.add(f"The scheme `{scheme.name}` has no concept `{notation}`{end}", document.file, line)
