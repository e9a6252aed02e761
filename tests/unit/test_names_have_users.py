"""Every public function, class and method of the code is used by the code, or is what a library offers.

Used is: named in other code, in a template, in `__all__`, or in the README of a library; a name that a test alone needs
is in the tests. A command is used by its decorator, and a method that a base class names by that class.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "src", *sorted(ROOT.glob("packages/*/src"))]
READMES = sorted(ROOT.glob("packages/*/README.md"))


def defined(tree: ast.Module) -> Iterator[str]:
    """The public names of a module: its functions and classes, and the methods of classes under none."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield node.name
            if not node.bases:
                yield from (one.name for one in node.body if isinstance(one, ast.FunctionDef))


def used(tree: ast.Module) -> Iterator[str]:
    """The names that a module uses (read, or called by another name) or offers (in `__all__`, or as itself)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.alias) and node.asname == node.name:
            yield node.name


def test_every_public_name_is_used_or_offered():
    files = [file for folder in SOURCES for file in sorted(folder.rglob("*.py"))]
    templates = [
        file for ending in ("html", "typ", "xml") for folder in SOURCES for file in folder.rglob(f"*.{ending}")
    ]
    trees = {file: ast.parse(file.read_text("utf-8")) for file in files}
    in_code = {name for tree in trees.values() for name in used(tree)}
    in_words = {word for file in (*templates, *READMES) for word in re.findall(r"\w+", file.read_text("utf-8"))}
    users = in_code | in_words
    unused = {
        f"{file.relative_to(ROOT)}: {name}"
        for file, tree in trees.items()
        for name in defined(tree)
        if not name.startswith("_") and name not in users
    }
    assert unused == set()
