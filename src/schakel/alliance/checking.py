"""Checks every declaration of an alliance, and that contracts provide what its link models read."""

from collections.abc import Iterator
from pathlib import Path

from schakel.alliance.general import FILE
from schakel.alliance.linking import FILE as PERSONS
from schakel.alliance.linking import GROUPS
from schakel.alliance.reader import read
from schakel.model.alliance import Alliance
from schakel.model.column import Column
from schakel.model.contract import Contract, UnitKey
from schakel_base.errors import DeclarationError
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text_file import list_files
from schakel_base.yaml_file import YamlFile, read_yaml
from schakel_linkage import LinkModel, model_of

LINKING = "linking"
IDENTIFYING = ("name", "text", "number")
"""Kinds of attributes, such as phones and plates, by which units are recognised with permission alone."""
_RECORD = "record"


def check(folder: Path) -> Alliance:
    """Read an alliance, and check its models of linkage as well.

    Raises
    ------
    DeclarationError
        With every fault that was found.
    """
    faults, alliance = Faults(), None
    try:
        alliance = read(folder)
    except DeclarationError as error:
        # Without that file it is no alliance at all, and there is nothing else to say of the folder.
        if not (folder / FILE).exists():
            raise
        for fault in error.faults:
            faults.add(fault.sentence, fault.file, fault.line)
    for name, file in list_files(folder, LINKING, ".yaml", faults).items():
        # A file that has a fault already was read, and would have the same fault again.
        if file != GROUPS and not faults.in_file(file):
            _check_model(folder, alliance, name, file, faults)
    faults.raise_if_any()
    assert alliance is not None, "an alliance that cannot be read has a fault"
    return alliance


def _check_model(folder: Path, alliance: Alliance | None, name: str, file: str, faults: Faults) -> None:
    document = read_yaml(folder, file, faults)
    model = model_of(document, faults) if document else None
    if document is None or model is None:
        return
    if file == PERSONS:
        _check_persons(document, alliance, faults)
    elif alliance is not None:
        _check_unit(alliance, name, document, model, faults)


def _check_persons(document: YamlFile, alliance: Alliance | None, faults: Faults) -> None:
    partners = alliance.partners.values() if alliance else ()
    if alliance and not any(partner.contract.person_columns for partner in partners):
        sentence = "No contract says of a column which `person` attribute it holds, so nobody can be linked."
        faults.add(sentence, document.file)
    if document.value.get("record", _RECORD) != _RECORD:
        faults.add(f"A record of a person is called `{_RECORD}` here.", document.file, document.line("record"))
    if "weights" not in document.value:
        sentence = "`weights` are missing, so nobody can be linked; deliver first, then `schakel train` writes them."
        faults.add(sentence, document.file, 1)


def _check_unit(alliance: Alliance, unit: str, document: YamlFile, model: LinkModel, faults: Faults) -> None:
    """Note where a model of units reads what no contract gives, or gives to this use."""
    if unit not in alliance.units:
        faults.add(f"There is no unit `{unit}`{did_you_mean(unit, alliance.units)}", document.file)
    elif not any(keyed(alliance, unit)):
        faults.add(f"No contract identifies a `{unit}` by a number in one column.", document.file)
    else:
        for attribute, sentence in refusals(alliance, unit, model):
            faults.add(sentence, document.file, document.line("attributes", attribute))


def refusals(alliance: Alliance, unit: str, model: LinkModel) -> Iterator[tuple[str, str]]:
    """Yield by attribute of a model each column that no contract of a unit has, or has for this use."""
    contracts = [contract for contract, _ in keyed(alliance, unit)]
    used = [column for contract in contracts for column in contract.used_columns]
    for attribute, name in [(one, name) for one in model.attributes for name in one.columns]:
        known = [column for column in used if column.name == name]
        if not known:
            names = sorted({column.name for column in used})
            yield attribute.name, f"No contract of a `{unit}` gives the column `{name}`{did_you_mean(name, names)}"
        elif not any(may_be_compared(column, unit, attribute.kind) for column in known):
            yield (
                attribute.name,
                f"No contract permits that two of `{unit}` are recognised by `{name}`; one that does says so with "
                "`permission`.",
            )


def may_be_compared(column: Column, unit: str, kind: str) -> bool:
    """Whether two of a unit may be recognised by a column: by what identifies somebody, with permission alone."""
    if column.permission:
        return column.permission.unit == unit
    return not column.classification and kind not in IDENTIFYING


def keyed(alliance: Alliance, unit: str) -> Iterator[tuple[Contract, UnitKey]]:
    """Return the contracts that name a unit by a number in one column, with that key."""
    for partner in alliance.partners.values():
        for key in partner.contract.units:
            if key.unit == unit and len(key.columns) == 1:
                yield partner.contract, key
