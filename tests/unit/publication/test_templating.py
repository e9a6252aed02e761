"""The code of templates is kept, and made anew where it was made from something else or is not whole."""

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from schakel.publication import templating


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of which code is made."""
    texts = list[str]()
    real = Environment._parse
    monkeypatch.setattr(Environment, "_parse", lambda self, text, *of: texts.append(text) or real(self, text, *of))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return texts


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template of a package."""
    package = tmp_path / "some_package"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "some_package", raising=False)
    page = package / "templates" / "page.html"
    page.write_text("<p>{{ said }}</p>")
    return page


def read() -> str:
    """The page as a process reads it that begins."""
    return templating.environment("some_package").get_template("page.html").render(said="a < b")


def test_code_is_made_once_and_escapes(page: Path, made: list[str]) -> None:
    assert [read(), read()] == ["<p>a &lt; b</p>"] * 2
    assert made == [page.read_text()]


def test_a_template_that_was_changed_is_read_anew(page: Path, made: list[str]) -> None:
    read()
    page.write_text("<b>{{ said }}</b>")
    assert read() == "<b>a &lt; b</b>"
    assert len(made) == 2


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("changed", ["WRITTEN", "_jinja"])
def test_code_that_was_made_in_another_way_is_not_used(
    made: list[str], monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    with monkeypatch.context() as before:
        before.setattr(templating, changed, {"autoescape": False} if changed == "WRITTEN" else lambda: "another")
        read()
    assert read() == "<p>a &lt; b</p>"
    assert len(made) == 2


@pytest.mark.parametrize("size", [0, 20, 60])
def test_code_that_is_not_whole_is_not_used(page: Path, made: list[str], size: int) -> None:
    read()
    [kept] = (page.parent / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:size])
    assert read() == "<p>a &lt; b</p>"
    assert len(made) == 2


def test_where_nothing_can_be_kept_pages_are_read_all_the_same(page: Path, made: list[str]) -> None:
    (page.parent / "__pycache__").touch()
    assert [read(), read()] == ["<p>a &lt; b</p>"] * 2
    assert len(made) == 2


def test_nothing_is_kept_where_python_keeps_no_bytecode(
    page: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [read(), read()] == ["<p>a &lt; b</p>"] * 2
    assert len(made) == 2
    assert [one.name for one in page.parent.iterdir()] == ["page.html"]
