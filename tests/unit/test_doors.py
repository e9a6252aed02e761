"""The engine enters a library by its doors: packages whose `__all__` says what they offer, each of a few names.

Commands are left out: they are those of the libraries. What the engine takes of a library in all is written here, so
that nobody makes it more without noticing.
"""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "src/schakel"
DOORS = {
    "linkage": ("schakel_linkage", "schakel_linkage.linking", "schakel_linkage.training"),
    "protection": (
        "schakel_protection",
        "schakel_protection.amounts",
        "schakel_protection.epochs",
        "schakel_protection.output",
        "schakel_protection.releases",
        "schakel_protection.tables",
    ),
    "prevalence": ("schakel_prevalence",),
    "recidivism": ("schakel_recidivism",),
    "judgments": ("schakel_judgments",),
}
NEEDED = {"linkage": 14, "protection": 21, "prevalence": 10, "recidivism": 9, "judgments": 10}
"""How many names of each library the engine imports: not to grow."""
MOST_OF_A_DOOR = 15


@cache
def all_imported() -> frozenset[tuple[str, str]]:
    """The names that the engine imports, each with the module that it enters by."""
    files = (file for file in ENGINE.rglob("*.py") if "cli" not in file.relative_to(ENGINE).parts)
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    return frozenset(
        (node.module, one.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
        for one in node.names
    )


def imported(library: str) -> set[tuple[str, str]]:
    """The names that the engine imports from a library, each with the module that it enters by."""
    return {one for one in all_imported() if one[0].split(".")[0] == f"schakel_{library}"}


@pytest.mark.parametrize("library", DOORS)
def test_the_engine_enters_a_library_by_its_doors(library: str) -> None:
    offered = {(door, name) for door in DOORS[library] for name in import_module(door).__all__}
    assert imported(library) - offered == set()


@pytest.mark.parametrize("library", NEEDED)
def test_the_engine_needs_no_more_of_a_library_than_is_written(library: str) -> None:
    assert len(imported(library)) == NEEDED[library]


@pytest.mark.parametrize("door", [door for doors in DOORS.values() for door in doors])
def test_a_door_is_small(door: str) -> None:
    assert len(import_module(door).__all__) <= MOST_OF_A_DOOR
