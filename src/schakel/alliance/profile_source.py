"""The key `profiles` of an assessment: which columns of its partner carry the answers, and who they are about."""

import csv
from collections.abc import Mapping
from typing import Any

from schakel.alliance.declared import DeclaredDocument
from schakel.alliance.places import read_boundaries
from schakel.model.alliance import Partner
from schakel.model.assessment import AnswerColumns, ProfileSource, Reply, Subject
from schakel.model.concept import ConceptScheme
from schakel_base.csv_file import read_records
from schakel_base.faults import did_you_mean
from schakel_base.text import Text

_ROLES = ("code", "name", "region")
_CONCEPT = "concept"


def _read_subjects(declared: DeclaredDocument) -> tuple[Subject, ...]:
    """Return the bodies that answer, a line of a file each; none after noting why they cannot be read.

    A further column may hold the code of a concept that tables count a body under, as a municipality under its size
    class.
    """
    said, reading = declared.document.value["profiles"]["subjects"], declared.reading
    text = reading.text(said["file"])
    if text is None:
        return ()
    header = next(csv.reader(text.splitlines()[:1]), [])
    if not _has_columns(header, said, declared):
        return ()
    found: dict[str, Subject] = {}
    for line, fields in read_records(text, said["file"], header, reading.faults):
        subject = _subject(dict(zip(header, fields, strict=True)), said)
        if "" in (subject.code, subject.name, subject.region):
            reading.faults.add("The code, the name or the region is missing.", said["file"], line)
        elif subject.code in found:
            reading.faults.add(f"The code `{subject.code}` is listed twice.", said["file"], line)
        found[subject.code] = subject
    return tuple(found.values())


def _has_columns(header: list[str], said: dict[str, Any], declared: DeclaredDocument) -> bool:
    missing = [role for role in (*_ROLES, _CONCEPT) if role in said and said[role] not in header]
    for role in missing:
        end = did_you_mean(said[role], header)
        declared.add(f"`{said['file']}` has no column `{said[role]}`{end}", "profiles", "subjects", role)
    return not missing


def _subject(fields: dict[str, str], said: dict[str, Any]) -> Subject:
    return Subject(*(fields[said[role]].strip() for role in (*_ROLES, _CONCEPT) if role in said))


CLAIMS = ("question", "answer", "evidence")  # values are shown in translation only, so that free text never is


def read_profile_source(
    declared: DeclaredDocument, partners: Mapping[str, Partner], schemes: Mapping[str, ConceptScheme | None]
) -> ProfileSource | None:
    """Return what an assessment says about its profiles, None if it says nothing; note every fault.

    `partners` are those whose contracts are sound, `schemes` those of attributes.
    """
    said = declared.document.value.get("profiles")
    if said is None:
        return None
    _check_answers(declared)
    if partner := partners.get(declared.document.value["partner"]):
        _check_columns(declared, partner, schemes)
    boundaries = said["subjects"].get("boundaries")
    return ProfileSource(
        columns=AnswerColumns(**said["columns"]),
        subjects=_read_subjects(declared),
        regions=Text(said["subjects"]["regions"]),
        plural=Text(said["subjects"].get("plural", {})),
        boundaries=read_boundaries(declared.reading, boundaries) if boundaries else None,
    )


def _check_answers(declared: DeclaredDocument) -> None:
    concepts = [answer["concept"] for answer in declared.document.value["answers"]]
    if sorted(concepts) != sorted(Reply):
        declared.add(f"For profiles, the answers must have the concepts {', '.join(Reply)}, each once.", "answers")


def _check_columns(declared: DeclaredDocument, partner: Partner, schemes: Mapping[str, ConceptScheme | None]) -> None:
    """Hold the columns against the contract, and what they are translated into against the questionnaire."""
    columns = {column.name: column for column in partner.contract.used_columns}
    for role, name in declared.document.value["profiles"]["columns"].items():
        place, column = ("profiles", "columns", role), columns.get(name)
        if column is None:
            declared.add(f"`{partner.name}` has no column `{name}` in use{did_you_mean(name, columns)}", *place)
        elif role == "date" and column.type != "date":
            declared.add(f"The column `{name}` holds no dates.", *place)
        elif role in CLAIMS and not column.attribute:
            declared.add(f"The column `{name}` makes no claim, so its values are not shown.", *place)
        elif role in CLAIMS and (scheme := schemes.get(column.attribute)):
            _check_scheme(declared, role, scheme)


def _check_scheme(declared: DeclaredDocument, role: str, scheme: ConceptScheme) -> None:
    place, asked = ("profiles", "columns", role), declared.document.value["scheme"]
    if role == "question" and scheme.name != asked:
        declared.add(f"This column is about `{scheme.name}`, but the questions are about `{asked}`.", *place)
    leaves = {leaf.notation for leaf in scheme.leaves}
    missing = [reply.value for reply in Reply if reply not in leaves] if role == "answer" else []
    if missing:
        declared.add(f"The scheme `{scheme.name}` does not have the answer `{missing[0]}`.", *place)
