"""The first page over several releases: which alliances there are, what they answer, and which monitors they publish.

It is in the folder above the releases, once per language: `index.html` speaks the first language of the first
alliance, `index.<language>.html` the others. A page cannot know what a browser speaks without JavaScript, so that each
links to all.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from schakel.model.alliance import Alliance
from schakel.model.product import Product
from schakel.publication.addresses import home_file
from schakel.publication.answers import status_in_words
from schakel.publication.atom import FeedEntry, feed
from schakel.publication.content import EarlierRelease, Release, SaidAnswer
from schakel.publication.feed import feed_name, release_entries
from schakel.publication.folders import NOT_FOUND, leading_page, not_found
from schakel.publication.localisation import Localisation, localise
from schakel.publication.rendering import STYLES, LanguageChoice, macro, render, static
from schakel_base.text import Text


@dataclass(frozen=True)
class Published:
    """A release below the folder of the start page, with its product and its alliance."""

    alliance: Alliance
    product: Product
    release: Release


@dataclass(frozen=True)
class Monitor:
    """A release as the start page shows it: in the language of the page, or if it does not speak that, in its first."""

    published: Published
    folder: Path
    page_language: Localisation

    @property
    def release(self) -> Release:
        """The release itself."""
        return self.published.release

    @property
    def speaks(self) -> bool:
        """Whether it speaks the language of the page."""
        return self.page_language.language in self.published.alliance.languages

    @property
    def language(self) -> str:
        """The language in which it is shown."""
        return self.page_language.language if self.speaks else self.published.alliance.languages[0]

    def words(self, text: Text) -> Markup:
        """Return a text of its alliance, marked with its language where that is not the language of the page."""
        spoken = text if self.speaks else Text({self.language: text.in_language(self.language)})
        return macro("parts.html", "in_its_language")(spoken, self.page_language)

    def picture(self, drawn: Text) -> Markup:
        """Return an element of a page in its language."""
        return Markup(drawn.in_language(self.language))

    def page(self, path: str, language: str = "") -> str:
        """Return the address of one of its pages, by default in the language in which it is shown."""
        return (self._site / (language or self.language) / path).as_posix()

    @property
    def home(self) -> str:
        """The address of its first page; without the language of the page, of that on which one is chosen."""
        return self.page("index.html") if self.speaks else (self._site / "index.html").as_posix()

    @property
    def languages(self) -> tuple[LanguageChoice, ...]:
        """Its first page in each of its languages."""
        tags = self.published.alliance.languages
        return tuple(LanguageChoice(tag, self.page("index.html", tag)) for tag in tags)

    @property
    def _site(self) -> Path:
        return self.release.folder.relative_to(self.folder) / "site"


@dataclass(frozen=True)
class Group:
    """The monitors of one alliance, what they answer, and without answers the first that follows the whole chain."""

    alliance: Alliance
    monitors: tuple[Monitor, ...]

    @property
    def answers(self) -> tuple[tuple[SaidAnswer, Monitor], ...]:
        """What they answer to each recommendation, and which: the one that holds what decides it speaks first."""
        found = ((answer, one) for one in self.monitors for answer in one.release.answers)
        ordered = sorted(found, key=lambda pair: (pair[0].number, not pair[0].leads))
        return tuple(next(pairs) for _, pairs in groupby(ordered, key=lambda pair: pair[0].number))

    @property
    def chain(self) -> Monitor | None:
        """The monitor whose chain is shown."""
        return None if self.answers else next((one for one in self.monitors if one.release.chain), None)


def start_page(published: Sequence[Published], folder: Path, address: str = "") -> tuple[Path, ...]:
    """Write the start page of releases into `folder`, in every language of their alliances; return the pages.

    Releases are shown in their order. The address is that of the folder on the web, ending in a slash; empty where
    nobody knows.
    """
    for name in STYLES:
        (folder / "static").mkdir(parents=True, exist_ok=True)
        (folder / "static" / name).write_bytes(static(name))
    tags = tuple(dict.fromkeys(tag for one in published for tag in one.alliance.languages))
    for one in published:
        place = one.release.folder.parent
        if place != folder:
            page = leading_page(f"../index.html#{one.alliance.name}", one.alliance.name, tags[0])
            place.mkdir(parents=True, exist_ok=True)
            (place / "index.html").write_text(page, "utf-8")
            _lead_home(one, folder, tags)
    homes = [_file(tag, tags) for tag in tags]
    (folder / NOT_FOUND).write_bytes(not_found(tags, address, "static/", homes))
    return tuple(_write(published, folder, address, tags, tag) for tag in tags)


def _lead_home(one: Published, folder: Path, tags: tuple[str, ...]) -> None:
    """From the folder around the releases of an alliance to its place on the start page, in each of its languages."""
    for tag in one.alliance.languages:
        address = f"{os.path.relpath(folder, one.release.folder.parent)}/{_file(tag, tags)}#{one.alliance.name}"
        page = leading_page(address, one.alliance.title.in_language(tag), tag)
        (one.release.folder.parent / home_file(tag)).write_text(page, "utf-8")


def _write(published: Sequence[Published], folder: Path, address: str, tags: tuple[str, ...], tag: str) -> Path:
    language = localise(tag)
    groups = tuple(_groups(published, folder, language))
    context = {
        "groups": groups,
        "opening": _opening(groups),
        "status_in_words": status_in_words,
        "reach": max((one.release.reach for one in published), default=0),
        "languages": [LanguageChoice(one, _file(one, tags), is_current=one == tag) for one in tags],
        "address": f"{address}{_file(tag, tags)}" if address else "",
    }
    (folder / feed_name(tag)).write_bytes(_feed(published, folder, address, language))
    page = folder / _file(tag, tags)
    page.write_bytes(render("start.html", language, context))
    return page


def _feed(published: Sequence[Published], folder: Path, address: str, language: Localisation) -> bytes:
    """What appeared of all products; a product without this language is described in its first."""
    entries = (entry for one in published for entry in _entries(one, folder, language))
    own = f"{address}{feed_name(language.language)}" if address else ""
    names = ("start", language.language)
    return feed(names, language.say("What the chain can know"), own, entries, language.language)


def _entries(one: Published, folder: Path, language: Localisation) -> Iterator[FeedEntry]:
    tags = one.alliance.languages
    # A monitor that does not speak the language of the page is still told of, in its own.
    spoken = language if language.language in tags else localise(tags[0])
    release, product = one.release, one.product
    # A feed is read far from this folder: better the address on the web than the way from here.
    place = product.address or f"{release.folder.relative_to(folder).as_posix()}/"
    author = one.alliance.reuse.publisher if one.alliance.reuse else one.alliance.title
    editions = (EarlierRelease(release.edition, release.as_of, release.note, ""), *release.earlier)
    described = (product.title, product.summary)
    yield from release_entries((one.alliance.name, product.name), described, editions, place, author, spoken)


def _file(tag: str, tags: tuple[str, ...]) -> str:
    return "index.html" if tag == tags[0] else f"index.{tag}.html"


def _groups(published: Sequence[Published], folder: Path, language: Localisation) -> Iterator[Group]:
    for alliance in {one.alliance.name: one.alliance for one in published}.values():
        own = (one for one in published if one.alliance.name == alliance.name)
        yield Group(alliance, tuple(Monitor(one, folder, language) for one in own))


def _opening(groups: Sequence[Group]) -> tuple[Group, ...]:
    """What readers see first: the first alliance that answers questions, after the chains of those before it."""
    shown = next((number for number, group in enumerate(groups) if group.answers), -1)
    return tuple(group for group in groups[: shown + 1] if group.chain or group.answers)
