"""assessments/<name>.yaml: questionnaires whose answers a partner delivers."""

from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.faults import Faults, did_you_mean
from schakel.alliance.indicators import check_name
from schakel.alliance.names import Names
from schakel.alliance.text_file import list_files
from schakel.alliance.yaml_file import YamlFile, read_yaml
from schakel.model.assessment import Assessment, Framework, Level, PossibleAnswer, Question, Theme, Wording
from schakel.model.concept import ConceptScheme
from schakel.model.text import NOTHING, Text

ROOM = "assessments"


def read_assessments(
    folder: Path, languages: tuple[str, ...], names: Names, schemes: dict[str, ConceptScheme | None], faults: Faults
) -> tuple[Assessment, ...]:
    """Return the questionnaires of an alliance, none if it has none; note every fault."""
    found = []
    for file in list_files(folder, ROOM, ".yaml", faults).values():
        document = read_yaml(folder, file, faults)
        if document is None or schema.check(document, "assessment", languages, faults):
            continue
        check_name(document, faults)
        assessment = _assessment(document.value, file)
        names.check("partner", assessment.partner, file, document.line("partner"))
        if names.check("scheme", assessment.scheme, file, document.line("scheme")):
            _check(assessment, document, schemes.get(assessment.scheme), faults)
        found.append(assessment)
    return tuple(found)


def _assessment(value: dict[str, Any], file: str) -> Assessment:
    framework, wording = value["framework"], value["wording"]
    return Assessment(
        name=value["name"],
        title=Text(value["title"]),
        summary=Text(value["summary"]),
        partner=value["partner"],
        scheme=value["scheme"],
        framework=Framework(**framework),
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
    questions = tuple(Question(one["id"], one["level"], Text(one["question"])) for one in entry["questions"])
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
