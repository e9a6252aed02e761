"""research/<name>.yaml: a question of research, read as its kind says."""

from collections.abc import Mapping
from pathlib import Path

from schakel.alliance.declared import FolderReading, named_by_file
from schakel.alliance.kinds import KINDS, DeclaredQuestion, kind_of
from schakel.alliance.knowable import Knowable
from schakel.model.alliance import Partner
from schakel.model.research import ResearchQuestion
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text_file import list_files
from schakel_base.yaml_file import read_yaml

BESIDE_ITS_DATA = {"sentencing/adequacy.yaml": "adequacy"}
"""The questions that are declared in another folder than research, and their kind."""


def list_research(folder: Path, faults: Faults) -> dict[str, str]:
    """Return the file of each question of research, by the name of the question."""
    found = list_files(folder, "research", ".yaml", faults)
    return found | {_name_in(folder, file): file for file in BESIDE_ITS_DATA if (folder / file).is_file()}


def _name_in(folder: Path, file: str) -> str:
    """The name that a file gives itself, else that of the file; nothing is said of faults yet."""
    document = read_yaml(folder, file, Faults())
    name = document.value.get("name") if document else None
    return name if isinstance(name, str) else Path(file).stem


def check_columns(
    questions: Mapping[str, ResearchQuestion], partners: Mapping[str, Partner], files: Mapping[str, str], faults: Faults
) -> None:
    """Note columns that a question is asked of and that the contract of the partner does not have, or does not use."""
    for name, question in questions.items():
        asked = kind_of(question.kind).asked_of(question)
        if asked.partner in partners:
            used = [column.name for column in partners[asked.partner].contract.used_columns]
            for column in asked.columns:
                if column not in used:
                    said = f"The contract of {asked.partner} has no column `{column}` that is used"
                    faults.add(f"{said}{did_you_mean(column, used)}", files[name])


def read_research(reading: FolderReading, file: str, knowable: Knowable) -> ResearchQuestion | None:
    """Return the research in a file, or None after noting why it cannot be read."""
    document = read_yaml(reading.folder, file, reading.faults)
    if document is None:
        return None
    own = document if file in BESIDE_ITS_DATA else named_by_file(document)
    declared = DeclaredQuestion(reading, own, knowable)
    kind = BESIDE_ITS_DATA.get(file) or document.value.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        missing = "`kind` is missing."
        declared.add(
            f"There is no kind of question `{kind}`{did_you_mean(str(kind), KINDS)}" if kind else missing, "kind"
        )
        return None
    return kind_of(kind).read(declared)
