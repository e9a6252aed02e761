"""Each distribution requires what its own code imports: no less, so that it installs alone, and no more."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECTS = [ROOT, *(path.parent for path in sorted(ROOT.glob("packages/*/pyproject.toml")))]


@cache
def of_module() -> Mapping[str, list[str]]:
    """The distributions that each module comes from: reading them all takes seconds."""
    return packages_distributions()


def imported(folder: Path) -> set[str]:
    """The distributions whose modules the code in a folder imports."""
    modules = {name for file in folder.rglob("*.py") for name in imports(ast.parse(file.read_text("utf-8")))}
    others = modules - set(sys.stdlib_module_names) - {"_typeshed"}
    return {normal(of_module().get(name, [name])[0]) for name in others}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


def declared(project: Path) -> dict:
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]


def named(requirement: str) -> Iterator[str]:
    """The distribution that a requirement is about, and those that it names by an extra of a library of ours."""
    name, extra = re.match(r"([\w-]+)(?:\[([\w-]+)])?", requirement).groups()
    yield normal(name)
    if extra and name.startswith("schakel-"):
        for one in declared(ROOT / "packages" / name.removeprefix("schakel-"))["optional-dependencies"][extra]:
            yield from named(one)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name if project != ROOT else "schakel")
def test_a_distribution_requires_what_it_imports(project):
    found = declared(project)
    needed = {name for one in found["dependencies"] for name in named(one)}
    extras = found.get("optional-dependencies", {}).values()
    optional = {name for extra in extras for one in extra for name in named(one)}
    assert imported(project / "src") - {found["name"]} - optional == needed - optional
