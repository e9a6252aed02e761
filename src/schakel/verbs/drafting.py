"""Draft: writes the folder of a new partner from a file that it sends; and a short contract as the standard has it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from schakel.alliance.contract import in_full
from schakel.alliance.vocabulary import read_scheme
from schakel.intake.drafting import Draft, draft
from schakel.model.concept import ConceptScheme
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError
from schakel_base.faults import Faults
from schakel_base.yaml_file import read_yaml

NAME = re.compile(r"[a-z][a-z0-9-]*")


def draft_contract(file: Path, folder: Path, against: Sequence[Path] = (), sheet: str = "", rows: str = "") -> Draft:
    """Write `contract.yaml` and `mapping.csv` for a partner, as far as a file, packed or not, tells what is in them.

    Parameters
    ----------
    folder
        The folder of the partner: `partners/NAME` in an alliance. What stands in it is never written over.
    against
        Turtle files of concept schemes: codes with the label of a concept get it as a proposal.
    sheet, rows
        Where the rows are: the sheet of a workbook, the path in JSON or XML.

    Raises
    ------
    SchakelError
        If the file cannot be read, a scheme is at fault, or the folder has a contract or a mapping.
    """
    name = folder.absolute().name
    if not NAME.fullmatch(name):
        raise RequestError(f"a partner cannot be called `{name}`: use lower-case letters, digits and hyphens")
    places = folder / "contract.yaml", folder / "mapping.csv"
    for place in places:
        if place.exists():
            raise RequestError(f"{place} stands already; nothing is written over")
    if not file.is_file():
        raise RequestError(f"there is no file {file}")
    found = draft(file, name, tuple(_schemes(against)), sheet, rows)
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for place, text in zip(places, (found.contract, found.mapping), strict=True):
            place.write_text(text, "utf-8")
    return found


def contract_in_full(folder: Path, partner: str) -> str:
    """Return the contract of a partner as the Open Data Contract Standard has it, for whatever else reads that.

    Raises
    ------
    DeclarationError
        If it cannot be read, or a short contract has keys that do not exist; whether it is sound, `check` says.
    """
    faults = Faults()
    document = read_yaml(folder, f"partners/{partner}/contract.yaml", faults)
    full = document and in_full(document, partner, faults)
    faults.raise_if_any()
    assert full is not None, "a contract that cannot be written out has a fault"
    return yaml.safe_dump(full.value, sort_keys=False, allow_unicode=True, width=120)


def _schemes(files: Sequence[Path]) -> Iterator[ConceptScheme]:
    faults = Faults()
    for file in files:
        if scheme := read_scheme(file.parent, file.name, (), faults):
            yield scheme
    faults.raise_if_any()
