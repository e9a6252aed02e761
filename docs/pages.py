"""The site of the documentation: which page is made from which file of the repository, and in which order.

MkDocs calls the functions at the end. Pages are guides, papers and READMEs as they are; the manual, made of the spec
tests; and the public names of each library, made of their docstrings. A link between files becomes one between pages;
a link to a file that is no page, such as code, becomes its name.
"""

import ast
import posixpath
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
CONTENTS = ROOT / "tests/spec/contents.yaml"
LIBRARIES = sorted(path.parent for path in ROOT.glob("packages/*/pyproject.toml"))
PAPERS = {
    "README.md": "index.md",
    "GLOSSARY.md": "glossary.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
}
"""The papers at the root of the repository, and their pages."""

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^]]*)\]\((?P<target>[^)#\s:]+)(?P<anchor>#[^)]*)?\)")

# Tests find an example by the word behind its language; MkDocs takes such a line for text, and what follows for code.
_NAMED_EXAMPLE = re.compile(r"^(```\w+) .+$", re.MULTILINE)


@cache  # each page asks for them
def sources() -> dict[str, str]:
    """Return the page of each file that becomes one, as paths in the repository and in the site."""
    guides = {_within(path): path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    of_libraries = {
        _within(path): f"libraries/{library.name}/{'index.md' if path.name == 'README.md' else path.name}"
        for library in LIBRARIES
        for path in (library / "README.md", *sorted(library.glob("docs/*.md")))
    }
    manual = {_within(path): f"manual/{path.stem.removeprefix('test_')}.md" for path in spec_tests().values()}
    indexes = {"docs/decisions": "decisions/index.md", "tests/spec": "manual/index.md"}
    return PAPERS | guides | of_libraries | manual | indexes


@cache
def spec_tests() -> dict[str, Path]:
    """Return the files of the manual by their name in its table of contents."""
    found = [*ROOT.glob("tests/spec/test_*.py"), *ROOT.glob("packages/*/tests/spec/test_*.py")]
    return {path.stem: path for path in found}


def _within(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# The manual: a page of each spec test


def manual_page(path: Path) -> str:
    """Return a spec test as a page: its title and idea, a section for each test, and what the tests share."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    title, _, idea = (ast.get_docstring(tree) or path.stem).partition("\n")
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    shared = [node for node in tree.body[1:] if node not in tests]
    sections = [f"# {title}", idea.strip(), *(_section(node, text) for node in tests)]
    sections.append(_folded("What the examples share", "\n".join(_source(node, text) for node in shared)))
    sections.append(f"<small>`{_within(path)}`, run by `make test`</small>")
    return "\n\n".join(sections) + "\n"


def _section(test: ast.FunctionDef, text: str) -> str:
    said = test.name.removeprefix("test_").replace("_", " ")
    return f"## {said[0].upper()}{said[1:]}\n\n```python\n{_source(test, text)}\n```"


def _source(node: ast.stmt, text: str) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def _folded(title: str, code: str) -> str:
    return f'??? note "{title}"\n\n' + textwrap.indent(f"```python\n{code}\n```", "    ")


def manual_index() -> str:
    """Return the chapters of the manual, each with what it is about and its pages."""
    contents = yaml.safe_load(CONTENTS.read_text("utf-8"))
    pages = sources()
    parts = [
        f"# {contents['title']}",
        "Every example here is a test: small tables in, the answer out. What stands here is what Schakel does.",
    ]
    for chapter in contents["chapters"]:
        parts += [f"## {chapter['title']}", chapter["about"]]
        parts.append("\n".join(f"- [{title}]({Path(page).name})" for title, page in _pages_of(chapter, pages)))
    return "\n\n".join(parts) + "\n"


def _pages_of(chapter: dict[str, Any], pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in chapter["pages"]:
        path = spec_tests()[name]
        title = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or name).partition("\n")[0]
        yield title, pages[_within(path)]


# Other pages that no file holds as they are


def decisions_index() -> str:
    """Return the list of decisions, by number."""
    listed = [f"- [{_heading(path)}]({path.name})" for path in sorted((ROOT / "docs/decisions").glob("0*.md"))]
    return "# Decisions\n\nChoices that were real, one page each.\n\n" + "\n".join(listed) + "\n"


def api_page(library: Path) -> str:
    """Return the page of the public names of a library, which mkdocstrings fills from its docstrings."""
    package = f"schakel_{library.name}"
    folder = library / "src" / package
    about = f"::: {package}\n    options:\n      members: false\n      show_root_heading: false"
    # A library may have doors in packages of its own; what two of them offer is on the page once.
    offered = dict.fromkeys(name for front in _fronts(folder) for name in _offered(package, front))
    return (
        "\n\n".join([f"# {package}: public names", about, *(f"::: {one}" for one in offered or _modules(folder))])
        + "\n"
    )


def _fronts(package: Path) -> list[Path]:
    return [package / "__init__.py", *sorted(package.glob("*/__init__.py"))]


def _offered(package: str, front: Path) -> list[str]:
    """Return where each name is defined that a library offers; a module may have the name of what it holds."""
    imports = [node for node in ast.parse(front.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if (node.module or "").startswith(package)]
    return [f"{node.module}.{alias.name}" for node in ours for alias in node.names]


def _modules(package: Path) -> list[str]:
    """Return the modules of a library that offers them as they are, such as the base."""
    return [f"{package.name}.{path.stem}" for path in sorted(package.glob("*.py")) if path.stem != "__init__"]


def _heading(path: Path) -> str:
    return path.read_text("utf-8").partition("\n")[0].lstrip("# ")


def generated() -> Iterator[tuple[str, str]]:
    """Yield each page outside `docs`, or in no file, with its text."""
    for source, page in sources().items():
        path = ROOT / source
        if path.suffix == ".py":
            yield page, manual_page(path)
        elif path.is_file() and not source.startswith("docs/"):
            yield page, path.read_text("utf-8")
    yield "manual/index.md", manual_index()
    yield "decisions/index.md", decisions_index()
    yield from ((f"libraries/{library.name}/api.md", api_page(library)) for library in LIBRARIES)


def navigation() -> list[Any]:
    """Return the order of the pages: guides, libraries, the manual, decisions, the project."""
    pages = sources()
    guides = sorted(page for source, page in pages.items() if source.startswith("docs/") and "/" not in page)
    libraries = [{library.name.capitalize(): _of_library(pages, library)} for library in LIBRARIES]
    chapters = [
        {chapter["title"]: [page for _, page in _pages_of(chapter, pages)]}
        for chapter in yaml.safe_load(CONTENTS.read_text("utf-8"))["chapters"]
    ]
    decisions = sorted(page for page in pages.values() if page.startswith("decisions/0"))
    return [
        {"Start": "index.md"},
        {"Guides": guides},
        {"Libraries": libraries},
        {"Manual": ["manual/index.md", *chapters]},
        {"Decisions": ["decisions/index.md", *decisions]},
        {"Project": [page for page in PAPERS.values() if page != "index.md"]},
    ]


def _of_library(pages: dict[str, str], library: Path) -> list[str | dict[str, str]]:
    folder = f"libraries/{library.name}/"
    return [*(page for page in pages.values() if page.startswith(folder)), {"Public names": f"{folder}api.md"}]


def linked(text: str, source: str, pages: dict[str, str]) -> str:
    """Return the text of a page with links to files as links to their pages, and to other files as their names."""

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), found["target"]))
        page = pages.get(target) or (target.removeprefix("docs/") if found["image"] else "")
        if page:
            path = posixpath.relpath(page, posixpath.dirname(pages[source]) or ".")
            return f"{found['image']}[{found['text']}]({path}{found['anchor'] or ''})"
        return found["text"] if (ROOT / target).exists() else found[0]

    return _LINK.sub(link, text)


# What MkDocs calls


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give the site its order of pages."""
    config.nav = navigation()
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in `docs`."""
    for page, text in generated():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Turn links between files into links between pages, and leave of each example its language alone."""
    pages = sources()
    source = {shown: path for path, shown in pages.items()}.get(page.file.src_uri)
    text = _NAMED_EXAMPLE.sub(r"\1", markdown)
    return linked(text, source, pages) if source and source.endswith(".md") else text
