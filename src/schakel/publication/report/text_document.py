"""From the description of a report to an OpenDocument text: the words, tables and charts of the PDF, to be edited.

How it looks is in `text_styles.xml`. Equal descriptions give equal bytes: its only time is the edition's.
"""

import io
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

from odfdo import Document, Element, Header

from schakel.publication.report.printed import Described
from schakel.publication.report.text_chapters import chapters, cover, lists
from schakel.publication.report.text_elements import listed, paragraph, place_of, span, tag

_AUTOMATIC = ("table", "table-column", "table-row", "table-cell")
"""The families of styles that writers do not choose by name."""
_OF_THE_TEMPLATE = ("Configurations2/", "Thumbnails/")
_DEPTH = 2
"""The lowest level of headings in the contents."""


@dataclass(frozen=True)
class TextHead:
    """What a text says about itself, in its properties and above every page; `mark` says that figures are synthetic."""

    title: str
    summary: str
    alliance: str
    language: str
    mark: str = ""


def write_text(report: Described, as_of: date) -> bytes:
    """Return the OpenDocument text of a report, as `describe` gives it."""
    blocks = list(chapters(report))
    contents = _contents(report["words"]["contents"], blocks)
    head = TextHead(*(report[name] for name in ("title", "summary", "alliance", "language", "synthetic")))
    return assemble(head, [*cover(report), contents, *lists(report), *blocks], as_of, _drawings(report))


def assemble(head: TextHead, blocks: Iterable[Element], as_of: date, drawings: Collection[str] = ()) -> bytes:
    """Return the OpenDocument text of some blocks and of the SVG drawings that they show; `as_of` is its only time."""
    document = Document("text")
    _empty(document)
    _style(document, head)
    _say_what_it_is(document, head, as_of)
    for svg in sorted(drawings, key=place_of):
        document.set_part(place_of(svg), svg.encode())
        document.manifest.add_full_path(place_of(svg), "image/svg+xml")
    for block in blocks:
        document.body.append(block)
    _name(document)
    return _packed(document, as_of)


def _name(document: Document) -> None:
    """Number all tables and pictures: other programs give a name to what has none."""
    for kind in ("table:table", "draw:frame"):
        space, _, local = kind.partition(":")
        for number, one in enumerate(document.body.get_elements(f"//{kind}"), start=1):
            one.set_attribute(f"{space}:name", f"{local} {number}")


def _empty(document: Document) -> None:
    """Take out what came with the template of the library: its picture, its menus, its numbering of headings."""
    document.body.clear()
    for part in [part for part in document.parts if part.startswith(_OF_THE_TEMPLATE)]:
        document.del_part(part)
    for name in [name for name in document.manifest.get_paths() if name.startswith(_OF_THE_TEMPLATE)]:
        document.manifest.del_full_path(name)
    for numbering in document.styles.get_elements("//text:outline-style"):
        numbering.delete()


def _style(document: Document, head: TextHead) -> None:
    """Set how it looks, and what is above every page."""
    written = (files("schakel.publication.report") / "text_styles.xml").read_text("utf-8")
    for style in Element.from_tag(written).children:
        document.insert_style(style.serialize(), automatic=style.get_attribute("style:family") in _AUTOMATIC)
    header = document.styles.get_element("//style:header")
    assert header is not None, "the styles hold the page and its header"
    header.append(paragraph("Header", f"{head.title}\t", span("Mark", head.mark)))


def _say_what_it_is(document: Document, head: TextHead, as_of: date) -> None:
    document.language = head.language
    meta = document.meta
    meta.title = ". ".join(part for part in (head.mark, head.title) if part)
    meta.description = head.summary
    meta.initial_creator = meta.creator = head.alliance
    meta.creation_date = meta.date = datetime.combine(as_of, time())


def _drawings(described: Any) -> set[str]:
    """Every drawing of a description, at any depth."""
    if isinstance(described, list):
        return set().union(*map(_drawings, described))
    if not isinstance(described, dict):
        return set()
    return _drawings(list(described.values())) | ({described["svg"]} if "svg" in described else set())


def _contents(title: str, blocks: Iterable[Element]) -> Element:
    """The chapters and their sections, each with a link and its page."""
    headings = [one for one in blocks if isinstance(one, Header) and int(one.level) <= _DEPTH]
    entries = [_entry(one, f"heading-{number}") for number, one in enumerate(headings, start=1)]
    named = paragraph("Contents_20_Heading", title)
    return tag(
        "text:table-of-content",
        tag("text:table-of-content-source", text__outline_level=str(_DEPTH)),
        tag("text:index-body", tag("text:index-title", named, text__name="contents title"), *entries),
        text__name="contents",
    )


def _entry(heading: Header, name: str) -> Element:
    """A line of the contents; its heading gets the bookmark that it points to."""
    said = heading.inner_text
    heading.append(tag("text:bookmark", text__name=name))
    return listed(name, said, f"Contents_20_{heading.level}")


def _packed(document: Document, as_of: date) -> bytes:
    """The file, written once more: the library would date its members by the clock."""
    saved, written = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(written, "w") as target:
        for name in ("mimetype", *sorted(set(source.namelist()) - {"mimetype"})):
            member = zipfile.ZipInfo(name, (as_of.year, as_of.month, as_of.day, 0, 0, 0))
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return written.getvalue()
