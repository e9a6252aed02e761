"""The key `profiles` of an assessment: which columns of its partner carry the answers, and who they are about."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schakel.alliance.boundaries import read_boundaries
from schakel.model.alliance import Partner
from schakel.model.assessment import AnswerColumns, ProfileSource, Reply, Subject
from schakel.model.boundaries import Boundaries
from schakel.model.concept import ConceptScheme
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.text_file import read_text
from schakel_base.yaml_file import YamlFile

_ROLES = ("code", "name", "region")
_CONCEPT = "concept"


def _read_subjects(folder: Path, document: YamlFile, faults: Faults) -> tuple[Subject, ...]:
    """Return the bodies that answer, a line of a file each; none after noting why they cannot be read.

    A further column may hold the code of a concept that tables count a body under, as a municipality under its size
    class.
    """
    declared = document.value["profiles"]["subjects"]
    text = read_text(folder, declared["file"], faults)
    if text is None:
        return ()
    header = next(csv.reader(text.splitlines()[:1]), [])
    if not _has_columns(header, document, faults):
        return ()
    found: dict[str, Subject] = {}
    for line, fields in read_records(text, declared["file"], header, faults):
        subject = _subject(dict(zip(header, fields, strict=True)), declared)
        if "" in (subject.code, subject.name, subject.region):
            faults.add("The code, the name or the region is missing.", declared["file"], line)
        elif subject.code in found:
            faults.add(f"The code `{subject.code}` is listed twice.", declared["file"], line)
        found[subject.code] = subject
    return tuple(found.values())


def _has_columns(header: list[str], document: YamlFile, faults: Faults) -> bool:
    declared = document.value["profiles"]["subjects"]
    missing = [role for role in (*_ROLES, _CONCEPT) if role in declared and declared[role] not in header]
    for role in missing:
        sentence = f"`{declared['file']}` has no column `{declared[role]}`{did_you_mean(declared[role], header)}"
        faults.add(sentence, document.file, document.line("profiles", "subjects", role))
    return not missing


def _subject(fields: dict[str, str], declared: dict[str, Any]) -> Subject:
    return Subject(*(fields[declared[role]].strip() for role in (*_ROLES, _CONCEPT) if role in declared))


CLAIMS = ("question", "answer", "evidence")  # values are shown in translation only, so that free text never is


def read_profile_source(
    folder: Path,
    document: YamlFile,
    languages: tuple[str, ...],
    partners: Mapping[str, Partner],
    schemes: Mapping[str, ConceptScheme | None],
    faults: Faults,
) -> ProfileSource | None:
    """Return what an assessment says about its profiles, None if it says nothing; note every fault.

    `partners` are those whose contracts are sound, `schemes` those of attributes.
    """
    declared = document.value.get("profiles")
    if declared is None:
        return None
    _check_answers(document, faults)
    if partner := partners.get(document.value["partner"]):
        _check_columns(document, partner, schemes, faults)
    return ProfileSource(
        columns=AnswerColumns(**declared["columns"]),
        subjects=_read_subjects(folder, document, faults),
        regions=Text(declared["subjects"]["regions"]),
        plural=Text(declared["subjects"].get("plural", {})),
        boundaries=_boundaries(folder, document, languages, faults),
    )


def _boundaries(folder: Path, document: YamlFile, languages: tuple[str, ...], faults: Faults) -> Boundaries | None:
    file = document.value["profiles"]["subjects"].get("boundaries")
    return read_boundaries(folder, file, languages, faults) if file else None


def _check_answers(document: YamlFile, faults: Faults) -> None:
    concepts = [answer["concept"] for answer in document.value["answers"]]
    if sorted(concepts) != sorted(Reply):
        sentence = f"For profiles, the answers must have the concepts {', '.join(Reply)}, each once."
        faults.add(sentence, document.file, document.line("answers"))


def _check_columns(
    document: YamlFile, partner: Partner, schemes: Mapping[str, ConceptScheme | None], faults: Faults
) -> None:
    """Hold the columns against the contract, and what they are translated into against the questionnaire."""
    columns = {column.name: column for column in partner.contract.used_columns}
    for role, name in document.value["profiles"]["columns"].items():
        line = document.line("profiles", "columns", role)
        column = columns.get(name)
        if column is None:
            end = did_you_mean(name, columns)
            faults.add(f"`{partner.name}` has no column `{name}` in use{end}", document.file, line)
        elif role == "date" and column.type != "date":
            faults.add(f"The column `{name}` holds no dates.", document.file, line)
        elif role in CLAIMS and not column.attribute:
            faults.add(f"The column `{name}` makes no claim, so its values are not shown.", document.file, line)
        elif role in CLAIMS:
            _check_scheme(document, role, schemes.get(column.attribute), faults)


def _check_scheme(document: YamlFile, role: str, scheme: ConceptScheme | None, faults: Faults) -> None:
    line = document.line("profiles", "columns", role)
    if scheme is None:
        return
    if role == "question" and scheme.name != document.value["scheme"]:
        sentence = f"This column is about `{scheme.name}`, but the questions are about `{document.value['scheme']}`."
        faults.add(sentence, document.file, line)
    leaves = {leaf.notation for leaf in scheme.leaves}
    missing = [reply.value for reply in Reply if reply not in leaves] if role == "answer" else []
    if missing:
        faults.add(f"The scheme `{scheme.name}` does not have the answer `{missing[0]}`.", document.file, line)
