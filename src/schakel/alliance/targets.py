"""targets/<programme>.csv: the norms that were agreed, edition by edition, and what became of them."""

from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance.schema import SCHEMAS
from schakel.model.indicator import Status
from schakel.model.target import Target, TargetEdition
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults
from schakel_base.text import Text
from schakel_base.text_file import list_files

ROOM = "targets"


def read_targets(folder: Path, languages: tuple[str, ...], faults: Faults) -> tuple[Target, ...]:
    """Return the targets of an alliance, file by file, none if it has none; note every fault."""
    files = list_files(folder, ROOM, ".csv", faults)
    return tuple(
        target for programme, file in files.items() for target in _targets(programme, folder, file, languages, faults)
    )


def _targets(programme: str, folder: Path, file: str, languages: tuple[str, ...], faults: Faults) -> tuple[Target, ...]:
    """The lines that say the same of what is counted make one target."""
    found: dict[Text, list[TargetEdition]] = {}
    lines: dict[tuple[Text, int, str, Status | None], int] = {}
    for document in read_documents(folder, file, SCHEMAS["target"], languages, faults):
        title, edition = Text(document.value["indicator"]), _edition(document.value, languages)
        found.setdefault(title, []).append(edition)
        line = document.line()
        earlier = lines.setdefault((title, edition.year, edition.edition, edition.status), line)
        if earlier != line:
            faults.add(f"Line {earlier} speaks of the same year in the same edition.", file, line)
    return tuple(Target(programme, title, tuple(editions)) for title, editions in found.items())


def _edition(value: dict[str, Any], languages: tuple[str, ...]) -> TargetEdition:
    return TargetEdition(
        year=int(value["year"]),
        edition=value["edition"],
        norm=number(value.get("norm")),
        realised=number(value.get("realised")),
        status=Status(value["realised status"]) if "realised status" in value else None,
        decided_on=date.fromisoformat(value["decided on"]) if "decided on" in value else None,
        decided_by=value.get("decided by", ""),
        source=value["source"],
        verified=value["verified"] == "true",
        note=remark(value.get("note", ""), languages),
    )


def number(text: str | None) -> float | None:
    """Return the number in a field; an absent one is unknown, which is not nought."""
    return float(text) if text else None


def remark(text: str, languages: tuple[str, ...]) -> Text:
    """Return a remark in a column without a language: it is in the first language of the alliance."""
    return Text({languages[0]: text} if text else {})
