"""One word for one thing: no two public classes have one name, and the glossary has a word for each public noun."""

import ast
import importlib
import inspect
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = sorted(path.parent.name for path in ROOT.glob("packages/*/src/*/__init__.py"))
ROWS = re.findall(r"^\| (.+?) \| .+? \|$", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)
TERMS = [term.strip() for row in ROWS if row != "word" for term in re.split(r",(?![^(]*\))", row)]


def bare(term: str) -> str:
    """A term without what is in brackets, hyphens or `to`."""
    return re.sub(r"\([^)]*\)", "", term).replace("-", " ").strip().lower().removeprefix("to ")


WORDS = {bare(term) for term in TERMS}


@cache
def public_classes() -> dict[str, list[str]]:
    """The files that define each public class."""
    found = defaultdict(list)
    for file in sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("packages/*/src/**/*.py")]):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(file.relative_to(ROOT).as_posix())
    return found


def public_nouns(package: str) -> list[str]:
    """The classes that a package offers by name; of the room of nouns all of them."""
    if package == "schakel.model":
        return [name for name, files in public_classes().items() if files[0].startswith("src/schakel/model/")]
    module = importlib.import_module(package)
    return [name for name in getattr(module, "__all__", ()) if inspect.isclass(getattr(module, name))]


def is_said(words: list[str]) -> bool:
    """Whether words are a term of the glossary, or terms after each other; of a plural the singular will do."""
    if not words:
        return True
    for end in range(len(words), 0, -1):
        term = " ".join(words[:end])
        if {term, term.removesuffix("s"), re.sub("ies$", "y", term)} & WORDS and is_said(words[end:]):
            return True
    return False


def test_no_public_class_is_defined_twice():
    assert {name: files for name, files in public_classes().items() if len(files) > 1} == {}


def test_no_term_is_explained_twice():
    assert [term for term, times in Counter(TERMS).items() if times > 1] == []


@pytest.mark.parametrize("package", ["schakel.model", *LIBRARIES])
def test_each_public_noun_is_in_the_glossary(package):
    nouns = public_nouns(package)
    assert [noun for noun in nouns if not is_said(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", noun).lower().split())] == []


def test_a_word_that_nobody_explained_is_found():
    assert is_said(["concept", "schemes"])
    assert not is_said(["concept", "whatsit"])
