"""Reads simulation.yaml and the partners' own files beside their contracts; says what is wrong, and where."""

from pathlib import Path
from typing import Any

from schakel.model.alliance import Alliance
from schakel.simulation.checks import Checks
from schakel.simulation.declaration import DeclarationPlace, Identifier, Parameter, Simulation, WorldTable, Writing
from schakel.simulation.lists import Lists, read_list
from schakel.simulation.tables import read_table, read_writing
from schakel_base.errors import DeclarationError, Fault
from schakel_base.faults import Faults
from schakel_base.schema import Schema
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile, read_yaml

FILE = "simulation.yaml"
SIMULATED = Schema("schakel.simulation", "simulated")


def declares_simulation(folder: Path) -> bool:
    """Whether an alliance folder declares a simulated world."""
    return (folder / FILE).is_file()


def read_simulation(alliance: Alliance) -> Simulation:
    """Read the simulation that an alliance declares.

    Raises
    ------
    DeclarationError
        If it declares none, or with every fault that was found: one sentence each, with the file and the line.
    """
    folder, faults = alliance.folder, Faults()
    if not declares_simulation(folder):
        raise DeclarationError(Fault("This alliance declares no simulation.", FILE))
    document = _read(folder, FILE, "simulation", faults)
    faults.raise_if_any()
    assert document is not None  # else it would have raised
    simulation = _simulation(document, folder, alliance, faults)
    faults.raise_if_any()
    return simulation


def _simulation(document: YamlFile, folder: Path, alliance: Alliance, faults: Faults) -> Simulation:
    declared = document.value
    lists: Lists = {
        name: read_list(folder, file, DeclarationPlace(FILE, document.line("lists", name)), faults)
        for name, file in declared.get("lists", {}).items()
    }
    tables = [read_table(document, ("truth", name), name) for name in declared["truth"]]
    values = {name: entry["value"] for name, entry in declared["parameters"].items()}
    checks = Checks(faults, values, declared.get("identifiers", {}), lists)
    for table in tables:
        checks.check_table(table)
    checks.check_people(tables)
    return Simulation(
        years=(declared["years"][0], declared["years"][1]),
        warm_up=declared["warm_up"],
        source=Text(declared["source"]),
        parameters={name: _parameter(document, name) for name in declared["parameters"]},
        identifiers={name: _identifier(entry) for name, entry in declared.get("identifiers", {}).items()},
        lists=lists,
        tables=tuple(tables),
        writings=tuple(_writings(folder, alliance, checks, tables, faults)),
    )


def _writings(
    folder: Path, alliance: Alliance, checks: Checks, tables: list[WorldTable], faults: Faults
) -> list[Writing]:
    found = []
    for name, partner in sorted(alliance.partners.items()):
        file = f"partners/{name}/{FILE}"
        if not (folder / file).exists():
            continue
        document = _read(folder, file, "writing", faults)
        if document is not None and not faults.in_file(file):
            writing = read_writing(document, name)
            checks.check_writing(writing, partner.contract, document)
            found.append(writing)
    if not found and tables:
        faults.add(f"No partner says in its own {FILE} how it writes its rows.", FILE)
    return found


def _parameter(document: YamlFile, name: str) -> Parameter:
    entry = document.value["parameters"][name]
    place = DeclarationPlace(document.file, document.line("parameters", name))
    return Parameter(name, entry["value"], entry["source"], entry["verified"], place)


def _identifier(entry: dict[str, Any]) -> Identifier:
    ranges = tuple((low, high) for low, high in entry["ranges"])
    return Identifier(tuple(entry["weights"]), entry["modulus"], ranges)


def _read(folder: Path, file: str, name: str, faults: Faults) -> YamlFile | None:
    document = read_yaml(folder, file, faults)
    if document is not None:
        Schema("schakel.simulation", name, (SIMULATED,)).check(document, (), faults)
    return document
