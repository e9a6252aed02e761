"""partners/<partner>/: the contract with one partner, its mapping, its sample and its form."""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

from schakel.alliance.contract import read_contract
from schakel.alliance.declared import FolderReading
from schakel.alliance.forms import read_form
from schakel.alliance.mapping import MappingTarget, read_mapping
from schakel.model.alliance import Partner
from schakel.model.column import Column
from schakel.model.concept import Concept, ConceptScheme
from schakel.model.contract import Contract
from schakel.model.mapping import MappingLine, Match
from schakel_base.faults import Faults, did_you_mean

_WORDS: Mapping[str, Callable[[Concept], Collection[str]]] = {
    "notations": lambda concept: (concept.notation,),
    "labels": lambda concept: frozenset(concept.label.by_language.values()),
}
_REVIEWER = "the contract"


def _own_words(
    contract: Contract, schemes: Mapping[str, Sequence[ConceptScheme | None]], mapped: Collection[tuple[str, str]]
) -> Iterator[MappingLine]:
    """Yield a line for each word of a concept in the columns that hold them, numbered downwards from -1.

    Parameters
    ----------
    schemes
        Those of the attributes that a column claims, by column.
    mapped
        Columns and values that have a line in the mapping: that line holds.
    """
    words = (
        (column.name, word, concept.notation)
        for column in contract.columns
        if column.codes
        for concept in _concepts(schemes.get(column.name, ()))
        for word in sorted(_WORDS[column.codes](concept))
        if (column.name, word) not in mapped
    )
    for number, (column, word, notation) in enumerate(words, start=1):
        yield MappingLine(column, word, notation, Match.EXACT, None, None, _REVIEWER, "", -number)


def _concepts(schemes: Sequence[ConceptScheme | None]) -> Iterator[Concept]:
    """The concepts that are in every scheme of a column's claims."""
    read = [scheme for scheme in schemes if scheme]
    for concept in read[0].concepts if read else ():
        if all(concept.notation in scheme.by_notation for scheme in read):
            yield concept


ROOM = "partners"


def list_partners(folder: Path, faults: Faults) -> list[str]:
    """Return the names of the partners' folders; note the files outside one."""
    found = []
    for path in sorted((folder / ROOM).glob("*")):
        if path.is_dir() and path.name[0] != ".":
            found.append(path.name)
        elif path.suffix in (".yaml", ".csv"):
            faults.add("This file must be in the folder of its partner.", f"{ROOM}/{path.name}")
    return found


def read_partner(reading: FolderReading, name: str, schemes: Mapping[str, ConceptScheme | None]) -> Partner | None:
    """Return a partner, or None after noting why its contract cannot be read; `schemes` are those of attributes."""
    contract = read_contract(reading, name)
    # Where the contract is at fault, what it says of its columns is not yet held against the mapping.
    sound = contract is not None and not reading.faults.in_file(f"{ROOM}/{name}/contract.yaml")
    targets = _targets(contract, schemes) if contract is not None and sound else None
    columns = {} if contract is None else {column.name: not column.unused for column in contract.columns}
    file = f"{ROOM}/{name}/mapping.csv"
    unmapped = [column.name for column in contract.columns if not column.codes] if contract is not None else []
    needless = targets is not None and targets.keys().isdisjoint(unmapped) and not reading.has(file)
    mapping = () if needless else read_mapping(reading.folder, file, targets, columns, reading.faults)
    if contract is not None and targets:
        schemes_of = {name: target.schemes for name, target in targets.items()}
        mapped = {(line.column, value) for line in mapping for value in line.values}
        mapping += tuple(_own_words(contract, schemes_of, mapped))
    if contract is None:
        return None
    if sound:
        _check_sample(reading, contract)
    # What is asked for is looked up in the contract only where that is sound, so that one mistake is one fault.
    form = read_form(reading, contract) if sound else None
    return Partner(name, contract.title, contract, mapping, form)


def _targets(contract: Contract, schemes: Mapping[str, ConceptScheme | None]) -> dict[str, MappingTarget]:
    attributes: dict[str, list[str]] = {}
    for column in contract.columns:
        if column.attribute:
            attributes.setdefault(column.name, []).append(column.attribute)
    for event in contract.events:
        for attribute, name in event.claims:
            attributes.setdefault(name, []).append(attribute)
    columns = {column.name: column for column in contract.columns}
    return {
        name: MappingTarget(
            columns[name],
            tuple(schemes.get(attribute) for attribute in dict.fromkeys(claimed)),
            tuple(_earlier(contract, columns[name])),
            _days(contract, columns[name]),
        )
        for name, claimed in attributes.items()
    }


def _earlier(contract: Contract, column: Column) -> Iterator[Column]:
    """A column as each layout takes its cells apart that does so in another way than today."""
    for one in (layout.column(column.name) for layout in contract.layouts):
        if one and (one.split, one.each) != (column.split, column.each):
            yield replace(column, split=one.split, each=one.each)


def _days(contract: Contract, column: Column) -> tuple[str, ...]:
    """The events of the units of a claim, one for each day of a row, where the claim does not say which it is of."""
    events = [] if column.valid_on else [one for one in contract.events if one.unit in column.units]
    return tuple({one.happened: one.event for one in reversed(events)}.values())[::-1]


def _check_sample(reading: FolderReading, contract: Contract) -> None:
    """Note a fault if the sample of a partner does not have the columns of its contract."""
    file = f"{ROOM}/{contract.partner}/sample.csv"
    text = reading.text(file) if reading.has(file) else None
    if text is None:
        return
    header = next(csv.reader(StringIO(text, newline=""), delimiter=contract.delimiter), [])
    known = [column.name for column in contract.delivered_columns]
    for name in header:
        if name not in known:
            reading.faults.add(f"The contract has no column `{name}`{did_you_mean(name, known)}", file, 1)
    for name in known:
        if name not in header:
            reading.faults.add(f"The column `{name}` of the contract is missing{did_you_mean(name, header)}", file, 1)
