"""Atom feeds (RFC 4287) of what was published: one of each product, and one over several.

An edition is dated by its reference date, the only date that a release knows. Whoever reads a feed learns of an edition
by its permanent address; where none is declared, by the way from the feed to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from schakel.publication.addresses import newest
from schakel.publication.content import EarlierRelease, ReleaseContent
from schakel.publication.front_door import what_changed
from schakel.publication.localisation import Localisation, localise
from schakel.publication.verification import EARLIER
from schakel_base.text import Text

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class FeedEntry:
    """One release: its names (alliance, product, edition), what it is called, when, where, by whom, what it brings."""

    names: tuple[str, ...]
    title: str
    day: date
    address: str
    author: str
    summary: str


def feed_files(content: ReleaseContent) -> dict[str, bytes]:
    """Return the feed of a product in every language of its release."""
    return {feed_name(tag): _of_product(content, localise(tag)) for tag in content.languages}


def feed_name(tag: str) -> str:
    """Return the name of a feed in a language."""
    return f"feed.{tag}.xml"


def feed(names: tuple[str, ...], title: str, own: str, entries: Iterable[FeedEntry], language: Localisation) -> bytes:
    """Return a feed with the newest entry first; `names` are those that make its id, `own` is its address, if known."""
    ordered = sorted(entries, key=lambda one: one.day, reverse=True)
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": language.language})
    _add(root, "id", _identifier((*names, language.language)))
    _add(root, "title", title)
    _add(root, "updated", _moment(max(one.day for one in ordered)))
    if own:
        _add(root, "link", rel="self", type="application/atom+xml", href=own)
    for entry in ordered:
        _add_entry(root, entry)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_entry(root: ElementTree.Element, entry: FeedEntry) -> None:
    element = _add(root, "entry")
    _add(element, "id", _identifier(entry.names))
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.day))
    _add(element, "link", rel="alternate", type="text/html", href=entry.address)
    _add(_add(element, "author"), "name", entry.author)
    _add(element, "summary", entry.summary)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _identifier(names: tuple[str, ...]) -> str:
    """The same for the same names, wherever the release lies."""
    return uuid5(NAMESPACE_URL, "/".join(("schakel", *names))).urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def release_entries(
    names: tuple[str, ...],
    product: tuple[Text, Text],
    editions: Iterable[EarlierRelease],
    place: str,
    author: Text,
    language: Localisation,
) -> Iterator[FeedEntry]:
    """Yield an entry for each edition of a product, whose title and summary are given.

    `place` is the folder of its newest release, as an address or from the feed.
    """
    title, summary = (language.text(text) for text in product)
    for one in editions:
        known = language.say("known on {date}", date=language.date(one.as_of))
        said = language.say("Correction: {note}", note=one.note) if one.note else summary
        address = f"{place}{EARLIER}/{one.edition}/site/{language.language}/index.html"
        yield FeedEntry((*names, one.edition), f"{title}, {known}", one.as_of, address, language.text(author), said)


def _of_product(content: ReleaseContent, language: Localisation) -> bytes:
    names = (content.alliance, content.product.name)
    author = content.reuse.publisher if content.reuse else content.title
    described = (content.product.title, content.product.summary)
    current = EarlierRelease(content.edition, content.as_of, content.note, "")
    editions = (current, *content.earlier)
    first, *others = release_entries(names, described, editions, content.product.address, author, language)
    changed = FeedEntry(**{**vars(first), "summary": f"{first.summary} {what_changed(content, language)}"})
    own = newest(feed_name(language.language), content)
    return feed(names, language.text(content.product.title), own, [changed, *others], language)
