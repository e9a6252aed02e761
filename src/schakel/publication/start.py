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
from schakel.publication.content import EarlierRelease, Release
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
    """One release as the start page shows it, in each of its `languages`."""

    title: Markup
    summary: Markup
    address: str
    synthetic: bool
    as_of: str
    languages: tuple[LanguageChoice, ...]


@dataclass(frozen=True)
class Answered:
    """A recommendation with its answer in one line, a picture of it, and the page that says why."""

    number: int
    title: Markup
    short: Markup
    tone: str
    status: str
    picture: Markup
    synthetic: bool
    address: str


@dataclass(frozen=True)
class ChainCard:
    """The chain of a monitor, as a card: what was found, a picture of it, and the page that says more."""

    title: Markup
    finding: Markup
    picture: Markup
    synthetic: bool
    address: str


@dataclass(frozen=True)
class Group:
    """The monitors of one alliance, what they answer, and without answers how many pass through the chain."""

    name: str
    title: Markup
    summary: Markup
    chain: ChainCard | None
    answers: tuple[Answered, ...]
    monitors: tuple[Monitor, ...]
    search: str


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
    alliances = {one.alliance.name: one.alliance for one in published}
    for name, alliance in alliances.items():
        own = [one for one in published if one.alliance.name == name]
        answers = tuple(_answers(own, folder, language))
        yield Group(
            name=name,
            title=_in_its_language(alliance.title, alliance, language),
            summary=_in_its_language(alliance.summary, alliance, language),
            chain=None if answers else _chain(own, folder, language),
            answers=answers,
            monitors=tuple(_monitor(one, folder, language) for one in own),
            search=(_site(own[0], folder, language) / "search.html").as_posix(),
        )


def _opening(groups: Sequence[Group]) -> tuple[Group, ...]:
    """What readers see first: the first alliance that answers questions, after the chains of those before it."""
    shown = next((number for number, group in enumerate(groups) if group.answers), -1)
    return tuple(group for group in groups[: shown + 1] if group.chain or group.answers)


def _chain(published: Sequence[Published], folder: Path, language: Localisation) -> ChainCard | None:
    for one in published:
        if chain := one.release.chain:
            return ChainCard(
                title=_in_its_language(chain.title, one.alliance, language),
                finding=_in_its_language(chain.finding, one.alliance, language),
                picture=Markup(_spoken(chain.picture, one.alliance, language).in_language(language.language)),
                synthetic=chain.synthetic,
                address=(_site(one, folder, language) / "indicators" / f"{chain.name}.html").as_posix(),
            )
    return None


def _answers(published: Sequence[Published], folder: Path, language: Localisation) -> Iterator[Answered]:
    """What the releases answer to each recommendation: the one that holds what decides it speaks first."""
    found = sorted(
        ((answer, one) for one in published for answer in one.release.answers),
        key=lambda pair: (pair[0].number, not pair[0].leads),
    )
    for _, pairs in groupby(found, key=lambda pair: pair[0].number):
        answer, first = next(pairs)
        yield Answered(
            answer.number,
            _in_its_language(answer.title, first.alliance, language),
            _in_its_language(answer.short, first.alliance, language),
            answer.status,
            status_in_words(answer.status, language),
            Markup(_spoken(answer.picture, first.alliance, language).in_language(language.language)),
            answer.synthetic,
            (_site(first, folder, language) / "recommendations" / f"{answer.name}.html").as_posix(),
        )


def _site(published: Published, folder: Path, language: Localisation) -> Path:
    """The pages of a release in the language of the start page, if it speaks that."""
    tags = published.alliance.languages
    tag = language.language if language.language in tags else tags[0]
    return published.release.folder.relative_to(folder) / "site" / tag


def _monitor(published: Published, folder: Path, language: Localisation) -> Monitor:
    site = published.release.folder.relative_to(folder) / "site"
    tags = published.alliance.languages
    own = site / language.language if language.language in tags else site
    return Monitor(
        title=_in_its_language(published.product.title, published.alliance, language),
        summary=_in_its_language(published.product.summary, published.alliance, language),
        address=(own / "index.html").as_posix(),
        synthetic=published.release.synthetic,
        as_of=language.date(published.release.as_of),
        languages=tuple(LanguageChoice(tag, (site / tag / "index.html").as_posix()) for tag in tags),
    )


def _in_its_language(text: Text, alliance: Alliance, language: Localisation) -> Markup:
    """A text of an alliance, marked with its language where that is not the language of the page."""
    return macro("parts.html", "in_its_language")(_spoken(text, alliance, language), language)


def _spoken(text: Text, alliance: Alliance, language: Localisation) -> Text:
    """All of an alliance in one language: that of the page, or if it does not speak that, its first."""
    if language.language in alliance.languages:
        return text
    first = alliance.languages[0]
    return Text({first: text.in_language(first)})
