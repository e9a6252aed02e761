"""From the description of a report to an OpenDocument text: the words, tables and charts of the PDF, to be edited.

How it looks is in `text_styles.xml`. Equal descriptions give equal bytes: its only time is the edition's.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

from markupsafe import Markup
from odfdo import Document, Element

from schakel.publication.localisation import localise
from schakel.publication.rendering import render
from schakel.publication.report.printed import Described

_AUTOMATIC = ("table", "table-column", "table-row", "table-cell")
"""The families of styles that writers do not choose by name."""
_OF_THE_TEMPLATE = ("Configurations2/", "Thumbnails/")
_ABOVE_PAGES = Markup(
    '<text:p text:style-name="Header">{}<text:tab/><text:span text:style-name="Mark">{}</text:span></text:p>'
)
_WIDTH, _HEIGHT, _NARROWEST, _TALLEST = 8.1, 7.5, 5.0, 19.0
"""The most that a picture takes, in cm: half of the page, and so high that three are under each other; higher, as far
as it can be read."""
_SMALL = 3.0
"""The height of a picture on the first page, in cm."""


def write_text(report: Described, as_of: date) -> bytes:
    """Return the OpenDocument text of a report, as `describe` gives it."""
    headings: list[tuple[str, int, str]] = []

    def noted(level: int, said: str) -> str:
        headings.append((f"heading-{len(headings) + 1}", level, said))
        return headings[-1][0]

    return assemble(report, "text-report.xml", {"report": report, "noted": noted, "headings": headings}, as_of)


def assemble(head: Mapping[str, Any], template: str, given: Mapping[str, Any], as_of: date) -> bytes:
    """Return the OpenDocument text that a template makes, with the SVG drawings that it places.

    Its `head` has the `title`, `summary`, `alliance` and `language` of its properties, and what every page says where
    figures are `synthetic`. `as_of` is its only time.
    """
    document, drawings = Document("text"), dict[str, str]()

    def place_of(svg: str) -> str:
        place = f"Pictures/{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        drawings[place] = svg
        return place

    _empty(document)
    _style(document, head)
    _say_what_it_is(document, head, as_of)
    given = {**given, "place_of": place_of, "size_of": _size_of, "box_width": f"{_WIDTH}cm"}
    written = render(template, localise(head["language"]), given).decode()
    for block in Element.from_tag(f"<office:text>{written}</office:text>").children:
        document.body.append(block)
    for place, svg in sorted(drawings.items()):
        document.set_part(place, svg.encode())
        document.manifest.add_full_path(place, "image/svg+xml")
    _name(document)
    return _packed(document, as_of)


def _size_of(drawing: Described, is_small: bool) -> tuple[str, str]:
    """The width and the height of a picture."""
    ratio = drawing["ratio"]
    width = min(_WIDTH, _SMALL / ratio if is_small else max(_HEIGHT / ratio, min(_NARROWEST, _TALLEST / ratio)))
    return f"{width:.2f}cm", f"{width * ratio:.2f}cm"


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


def _style(document: Document, head: Mapping[str, Any]) -> None:
    """Set how it looks, and what is above every page."""
    written = (files("schakel.publication.report") / "text_styles.xml").read_text("utf-8")
    for style in Element.from_tag(written).children:
        document.insert_style(style.serialize(), automatic=style.get_attribute("style:family") in _AUTOMATIC)
    header = document.styles.get_element("//style:header")
    assert header is not None, "the styles hold the page and its header"
    header.append(Element.from_tag(_ABOVE_PAGES.format(head["title"], head["synthetic"])))


def _say_what_it_is(document: Document, head: Mapping[str, Any], as_of: date) -> None:
    document.language = head["language"]
    meta = document.meta
    meta.title = ". ".join(filter(None, (head["synthetic"], head["title"])))
    meta.description = head["summary"]
    meta.initial_creator = meta.creator = head["alliance"]
    meta.creation_date = meta.date = datetime.combine(as_of, time())


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
