"""The static site: one folder per language with the same pages under the same names, and a first page that chooses.

No page asks anything of a server or of another site, and none needs JavaScript. All links are relative, so that the
site works from a folder as it does from an address.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined

from schakel.model.progress import Progress
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, localise
from schakel.publication.open_data import FORMATS
from schakel.publication.views import TableView
from schakel.publication.vocabulary_links import anchor

_STYLES = ("nl-design-system.css", "schakel.css")


@dataclass(frozen=True)
class Page:
    """A page: its path in the folder of its language, its template, its title, and what else the template needs."""

    path: str
    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from the page to the folder of its language."""
        return "../" * self.path.count("/")


def site_files(content: ReleaseContent, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the path (within the folder of the site) and the bytes of every file of the site."""
    for style in _STYLES:
        yield f"static/{style}", (files("schakel.publication") / "static" / style).read_bytes()
    first = localise(content.languages[0])
    yield (
        "index.html",
        _render("choose.html", content, first, {"languages": _choices(content, first, "index.html", "")}),
    )
    for number, tag in enumerate(content.languages):
        language = localise(tag)
        pages = list(_pages(content, language))
        for index, page in enumerate(pages):
            progress(f"page {tag}/{page.path}", (number + index / len(pages)) / len(content.languages))
            yield f"{tag}/{page.path}", _render_page(page, content, language)


def _pages(content: ReleaseContent, language: Localisation) -> Iterator[Page]:
    views = [TableView(table, content, language) for table in content.tables]
    quality = [TableView(table, content, language) for table in content.quality]
    main = next((view for view in views if view.table.indicator.chart == "funnel"), views[0] if views else None)
    title = language.text(content.product.title)
    yield Page("index.html", "overview.html", title, {"views": views, "main": main})
    for index, view in enumerate(views):
        neighbours = {"before": views[index - 1] if index else None, "after": next(iter(views[index + 1 :]), None)}
        yield Page(f"indicators/{view.name}.html", "indicator.html", view.title, {"view": view} | neighbours)
    deliveries = language.say("Deliveries and quality")
    yield Page("deliveries.html", "deliveries.html", deliveries, {"views": quality})
    yield Page("definitions.html", "definitions.html", language.say("Definitions"))
    yield Page("about.html", "about.html", language.say("About this publication"))


def _render_page(page: Page, content: ReleaseContent, language: Localisation) -> bytes:
    context = {
        "page": page,
        "navigation": _navigation(language),
        "languages": _choices(content, language, page.path, f"{page.root}../"),
    }
    return _render(page.template, content, language, context | page.context)


def _render(template: str, content: ReleaseContent, language: Localisation, context: dict[str, Any]) -> bytes:
    shared = {
        "content": content,
        "language": language,
        "say": language.say,
        "text": language.text,
        "anchor": anchor,
        "formats": FORMATS,
    }
    return (_environment().get_template(template).render(shared | context) + "\n").encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("schakel.publication"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _navigation(language: Localisation) -> tuple[tuple[str, str], ...]:
    return (
        ("index.html", language.say("Overview")),
        ("index.html#indicators", language.say("Indicators")),
        ("deliveries.html", language.say("Deliveries and quality")),
        ("definitions.html", language.say("Definitions")),
        ("about.html", language.say("About")),
    )


def _choices(content: ReleaseContent, current: Localisation, path: str, site: str) -> list[dict[str, Any]]:
    """The same page in every language of the release; `site` is the way to the folder of the site."""
    return [
        {
            "tag": tag,
            "name": _own_name(localise(tag).locale),
            "address": f"{site}{tag}/{path}",
            "is_current": tag == current.language,
        }
        for tag in content.languages
    ]


def _own_name(locale: Locale) -> str:
    name = locale.get_display_name(locale) or str(locale)
    return name[:1].upper() + name[1:]
