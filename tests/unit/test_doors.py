"""The engine enters a library by its doors: packages whose `__all__` says what they offer, each of a few names.

Commands are left out: they are those of the libraries. What the engine takes of a library in all is written here, so
that nobody makes it more without noticing.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "src/schakel"
DOORS = {
    "linkage": ("schakel_linkage", "schakel_linkage.linking", "schakel_linkage.training"),
    "protection": (
        "schakel_protection",
        "schakel_protection.epochs",
        "schakel_protection.output",
        "schakel_protection.releases",
        "schakel_protection.tables",
    ),
    "prevalence": ("schakel_prevalence",),
    "recidivism": ("schakel_recidivism",),
    "judgments": ("schakel_judgments",),
}
NEEDED = {"linkage": 29, "protection": 38, "prevalence": 9, "recidivism": 9, "judgments": 12}
"""How many names of each library the engine imports: not to grow."""
MOST_OF_A_DOOR = 15


def imported(library: str) -> Iterator[tuple[str, str]]:
    """The names that the engine imports from a library, each with the module that it enters by."""
    for file in ENGINE.rglob("*.py"):
        if "cli" not in file.relative_to(ENGINE).parts:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                if isinstance(node, ast.ImportFrom) and module.split(".")[0] == f"schakel_{library}":
                    yield from ((module, one.name) for one in node.names)


@pytest.mark.parametrize("library", DOORS)
def test_the_engine_enters_a_library_by_its_doors(library: str) -> None:
    offered = {(door, name) for door in DOORS[library] for name in import_module(door).__all__}
    assert set(imported(library)) - offered == set()


@pytest.mark.parametrize("library", NEEDED)
def test_the_engine_needs_no_more_of_a_library_than_is_written(library: str) -> None:
    assert len(set(imported(library))) == NEEDED[library]


@pytest.mark.parametrize("door", [door for doors in DOORS.values() for door in doors])
def test_a_door_is_small(door: str) -> None:
    assert len(import_module(door).__all__) <= MOST_OF_A_DOOR
