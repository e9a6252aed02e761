"""The engine enters a library by its doors, the names in `__all__`; how many more it needs of each is written here.

Commands are left out: they are those of the libraries. A library that takes long to load is entered beside its door
where declarations are read.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "src/schakel"
BESIDE_THE_DOORS = {"linkage": 12, "protection": 12, "prevalence": 0, "recidivism": 0, "judgments": 0}
"""How many names of each library the engine imports from its modules: not to grow."""


def imported(library: str) -> Iterator[str]:
    """The names that the engine imports from modules of a library."""
    for file in ENGINE.rglob("*.py"):
        if "cli" not in file.relative_to(ENGINE).parts:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"schakel_{library}."):
                    yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("library", BESIDE_THE_DOORS)
def test_the_engine_needs_no_more_of_a_library_than_is_written(library: str) -> None:
    assert len(set(imported(library))) == BESIDE_THE_DOORS[library]
