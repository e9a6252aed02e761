"""The first page over several releases: which alliances there are, and which monitors each of them publishes.

It stands in the folder above the releases, once per language: `index.html` speaks the first language of the first
alliance, `index.<language>.html` the others. A page cannot know what a browser speaks without JavaScript, so that each
links to all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from schakel.model.alliance import Alliance
from schakel.model.product import Product
from schakel.model.text import Text
from schakel.publication.content import Release
from schakel.publication.localisation import Localisation, localise
from schakel.publication.rendering import STYLES, own_name, render, static


@dataclass(frozen=True)
class Published:
    """A release that stands below the folder of the start page, the product that it is of, and the alliance behind."""

    alliance: Alliance
    product: Product
    release: Release


@dataclass(frozen=True)
class Monitor:
    """One release as the start page shows it. `languages` pairs each tag with its own name and the address."""

    title: Markup
    summary: Markup
    address: str
    synthetic: bool
    as_of: str
    languages: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Group:
    """The monitors of one alliance."""

    name: str
    title: Markup
    summary: Markup
    monitors: tuple[Monitor, ...]


def start_page(published: Sequence[Published], folder: Path) -> tuple[Path, ...]:
    """Write the start page of releases into `folder`, in every language of their alliances; return the pages.

    Alliances and products stand in the order in which they are given; the releases lie below `folder`.
    """
    for name in STYLES:
        (folder / "static").mkdir(parents=True, exist_ok=True)
        (folder / "static" / name).write_bytes(static(name))
    tags = tuple(dict.fromkeys(tag for one in published for tag in one.alliance.languages))
    return tuple(_write(published, folder, tags, tag) for tag in tags)


def _write(published: Sequence[Published], folder: Path, tags: tuple[str, ...], tag: str) -> Path:
    language = localise(tag)
    context = {
        "groups": list(_groups(published, folder, language)),
        "languages": [_choice(one, tags, tag) for one in tags],
    }
    page = folder / _file(tag, tags)
    page.write_bytes(render("start.html", language, context))
    return page


def _file(tag: str, tags: tuple[str, ...]) -> str:
    return "index.html" if tag == tags[0] else f"index.{tag}.html"


def _choice(tag: str, tags: tuple[str, ...], current: str) -> dict[str, Any]:
    return {"tag": tag, "name": own_name(tag), "address": _file(tag, tags), "is_current": tag == current}


def _groups(published: Sequence[Published], folder: Path, language: Localisation) -> Iterator[Group]:
    alliances = {one.alliance.name: one.alliance for one in published}
    for name, alliance in alliances.items():
        monitors = tuple(_monitor(one, folder, language) for one in published if one.alliance.name == name)
        yield Group(
            name, _in_its_language(alliance.title, language), _in_its_language(alliance.summary, language), monitors
        )


def _monitor(published: Published, folder: Path, language: Localisation) -> Monitor:
    site = published.release.folder.relative_to(folder) / "site"
    tags = published.alliance.languages
    own = site / language.language if language.language in tags else site
    return Monitor(
        title=_in_its_language(published.product.title, language),
        summary=_in_its_language(published.product.summary, language),
        address=(own / "index.html").as_posix(),
        synthetic=published.release.synthetic,
        as_of=language.date(published.release.as_of),
        languages=tuple((tag, own_name(tag), (site / tag / "index.html").as_posix()) for tag in tags),
    )


def _in_its_language(text: Text, language: Localisation) -> Markup:
    """A declared text, marked with its language where that is not the language of the page."""
    spoken = text.language_for(language.language)
    if spoken in ("", language.language):
        return Markup.escape(language.text(text))
    return Markup('<span lang="{}">{}</span>').format(spoken, language.text(text))
