"""The file of the bodies that answer an assessment: one line each, with a code, a name and a region.

A further column may hold the code of a concept that tables count it under, as a municipality under its size class.
"""

import csv
from pathlib import Path
from typing import Any

from schakel.model.assessment import Subject
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text_file import read_text
from schakel_base.yaml_file import YamlFile

ROLES = ("code", "name", "region")
CONCEPT = "concept"


def read_subjects(folder: Path, document: YamlFile, faults: Faults) -> tuple[Subject, ...]:
    """Return the subjects that an assessment names, none after noting why they cannot be read."""
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
    missing = [role for role in (*ROLES, CONCEPT) if role in declared and declared[role] not in header]
    for role in missing:
        sentence = f"`{declared['file']}` has no column `{declared[role]}`{did_you_mean(declared[role], header)}"
        faults.add(sentence, document.file, document.line("profiles", "subjects", role))
    return not missing


def _subject(fields: dict[str, str], declared: dict[str, Any]) -> Subject:
    return Subject(*(fields[declared[role]].strip() for role in (*ROLES, CONCEPT) if role in declared))
