"""Atom feeds (RFC 4287)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from schakel_base import clock

_ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class FeedEntry:
    """What happened: the names that make its id, its title, when, where to read it, by whom, what it brings."""

    names: tuple[str, ...]
    title: str
    day: date
    address: str
    author: str
    summary: str = ""


def feed(names: tuple[str, ...], title: str, own: str, entries: Iterable[FeedEntry], language: str) -> bytes:
    """Return a feed with the newest entry first; `names` are those that make its id, `own` is its address, if known."""
    ordered = sorted(entries, key=lambda one: one.day, reverse=True)
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(root, "id", _identifier(names))
    _add(root, "title", title)
    _add(root, "updated", _moment(ordered[0].day if ordered else clock.today()))
    if own:
        _add(root, "link", rel="self", type=MEDIA_TYPE, href=own)
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
    if entry.summary:
        _add(element, "summary", entry.summary)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _identifier(names: tuple[str, ...]) -> str:
    """The same for the same names, wherever it lies."""
    return uuid5(NAMESPACE_URL, "/".join(("schakel", *names))).urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
