"""The site of the documentation: it is built without a warning, and asks nothing of another host."""

import importlib
import re
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

ROOT = Path(__file__).parents[2]
ASKED = re.compile(r'<(?:script|img|iframe|source)[^>]* src="https?:|<link[^>]* href="https?:')


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site without colours in its code and without an index of its words, which take as long as all the rest."""
    folder = tmp_path_factory.mktemp("documentation")
    declared = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    declared["plugins"].remove("search")
    declared["markdown_extensions"].append({"pymdownx.highlight": {"use_pygments": False}})
    kept = {name: declared[name] for name in ("plugins", "markdown_extensions")}
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True, **kept))
    return folder


def test_each_page_of_the_manual_has_a_section_for_each_of_its_tests(site):
    contents = yaml.safe_load((ROOT / "tests/spec/contents.yaml").read_text("utf-8"))
    names = [name for chapter in contents["chapters"] for name in chapter["pages"]]
    sources = {path.stem: path for path in (*ROOT.glob("tests/spec/*.py"), *ROOT.glob("packages/*/tests/spec/*.py"))}
    for name in names:
        page = (site / "manual" / f"{name.removeprefix('test_')}.html").read_text("utf-8")
        tests = re.findall(r"^def test_", sources[name].read_text("utf-8"), re.MULTILINE)
        assert page.count("<h2 ") == len(tests)


def test_each_library_shows_its_public_names(site):
    for library in ("judgments", "prevalence", "protection", "recidivism"):
        page = (site / "libraries" / library / "api.html").read_text("utf-8")
        offered = importlib.import_module(f"schakel_{library}").__all__
        assert [name for name in offered if not re.search(rf'id="schakel_{library}[\w.]*\.{name}"', page)] == []


def test_links_between_files_lead_from_page_to_page(site):
    start = (site / "index.html").read_text("utf-8")
    assert 'href="zones.html"' in start and 'href="glossary.html"' in start
    assert re.findall(r'href="[^":]*\.md', start) == []


@pytest.mark.parametrize("guide", sorted(path.stem for path in (ROOT / "docs").glob("*.md")))
def test_each_section_of_a_guide_is_a_section_of_its_page(site, guide):
    text = (ROOT / "docs" / f"{guide}.md").read_text("utf-8")
    # Not what looks like one in an example, such as a comment of a shell.
    sections = re.findall(r"^#{2,} ", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    assert len(re.findall("<h[2-6] id=", (site / f"{guide}.html").read_text("utf-8"))) == len(sections)


def test_nothing_is_asked_of_another_host(site):
    assert [page for page in site.rglob("*.html") if ASKED.search(page.read_text("utf-8"))] == []
