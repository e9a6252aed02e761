"""The manual is whole: each spec test is in one chapter, under a title of its own."""

import ast
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("tests/spec/test_*.py"), *ROOT.glob("packages/*/tests/spec/test_*.py")])
CONTENTS = yaml.safe_load((ROOT / "tests/spec/contents.yaml").read_text("utf-8"))
LONGEST_TITLE = 80
MOST_MODULES = 3


def engine_modules(file: Path) -> set[str]:
    """The modules of the engine that a page takes names from."""
    imports = [one for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.ImportFrom)]
    return {one.module for one in imports if one.module and one.module.split(".")[0] == "schakel"}


def docstring(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""


def test_each_spec_test_is_a_page_of_one_chapter():
    pages = [page for chapter in CONTENTS["chapters"] for page in chapter["pages"]]
    assert Counter(pages) == Counter(file.stem for file in FILES)


def test_each_chapter_has_a_title_and_says_what_it_is_about():
    for chapter in CONTENTS["chapters"]:
        assert set(chapter) == {"title", "about", "pages"}
        assert chapter["about"].endswith(".") and not chapter["title"].endswith(".")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_opens_with_its_title_and_then_its_one_idea(file):
    title, empty, idea, *_ = docstring(file).splitlines()
    assert 0 < len(title) <= LONGEST_TITLE and not title.endswith(".")
    assert not empty and idea


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_speaks_through_few_public_names(file):
    """From the door of a room, mostly; what takes more modules to set up is a helper beside the pages."""
    assert len(engine_modules(file)) <= MOST_MODULES


def test_no_two_pages_of_a_chapter_have_one_title():
    titles = {file.stem: docstring(file).partition("\n")[0] for file in FILES}
    for chapter in CONTENTS["chapters"]:
        assert len({titles[page] for page in chapter["pages"]}) == len(chapter["pages"])
