"""What files of a release say beside what is seen: metadata and alternatives, read by tools of others."""

import getpass
import re
import socket
import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from struct import unpack_from
from zipfile import ZipFile

import pikepdf
from lxml import etree
from odfdo import Document
from PIL import Image
from reading import pages_of

_NUMBER = re.compile(r"\d+(?:[., \u00a0\u202f]\d{3}(?!\d))*")
_PATH = re.compile(r"(?<![\w/.-])(?:/(?:home|root|tmp|usr|var|etc|opt|Users)/|[A-Z]:\\|file:)")
TIME_OF_DAY = re.compile(r"\d[T ](?!00:00:00)\d\d:\d\d|D:\d{8}(?!000000)\d{6}")
"""A moment that is more than a day, as ISO 8601 or a PDF writes it."""
_DRAWN = ("title", "desc", "metadata")
_SEEN = ("xl/worksheets/sheet", "xl/sharedStrings.xml", "xl/styles.xml", "xl/theme/")
"""The parts of a workbook with its cells and with how they look."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_OF_PIXELS = (b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"pHYs", b"IDAT", b"IEND")


def said_beside(path: Path) -> list[str]:
    """Return all metadata of a file of one of the formats in `READERS`, as texts."""
    return [text for text in READERS[path.suffix](path) if text.strip()]


def tells_of_the_machine(said: str, folder: Path) -> bool:
    """Whether a text names the user, the machine or a path on it, such as that of a folder."""
    return bool(_names_of_the_machine(folder).search(said) or _PATH.search(said))


@cache
def _names_of_the_machine(folder: Path) -> re.Pattern[str]:
    words = (getpass.getuser(), socket.gethostname(), str(folder), str(Path.home()), sys.prefix)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


def numbers_in(*texts: str) -> set[str]:
    """Return the numbers of two digits and more in some texts, without what groups their digits."""
    found = (re.sub(r"\D", "", number) for text in texts for number in _NUMBER.findall(text))
    return {number for number in found if len(number) > 1}


def numbers_seen(text: str) -> set[str]:
    """Return the numbers of two digits and more that a text may show: figures that stand side by side look like one.

    In the text of a page "12 270" may be one number, or two in cells beside each other; it may show all three.
    """
    runs = [[re.sub(r"\D", "", part) for part in re.split(r"[ \u00a0\u202f]", run)] for run in _NUMBER.findall(text)]
    joined = {"".join(run[a:b]) for run in runs for a in range(len(run)) for b in range(a + 1, len(run) + 1)}
    return {number for number in joined if len(number) > 1}


def seen_in(path: Path) -> str:
    """Return what a reader sees of a PDF or an SVG file."""
    if path.suffix == ".pdf":
        return "\n".join(pages_of(path))
    return "\n".join(_texts_of(_drawing(path), ["text"]))


def alternatives_in(path: Path) -> list[str]:
    """Return what stands for the pictures of a PDF or an SVG file where they are not seen."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as document:
            return [
                str(one[key])
                for one in document.objects
                if isinstance(one, pikepdf.Dictionary)
                for key in ("/Alt", "/ActualText", "/E")
                if key in one and isinstance(one[key], pikepdf.String)
            ]
    drawing = _drawing(path)
    beside = [one.get("aria-label") for one in drawing.iter(etree.Element) if "aria-label" in one.attrib]
    return [*_texts_of(drawing, _DRAWN), *beside, *(str(one.text) for one in drawing.iter(etree.Comment))]


@lru_cache(1)  # for whoever asks several things of one
def _drawing(path: Path) -> etree._Element:
    return etree.parse(path).getroot()


def _texts_of(drawing: etree._Element, names: Sequence[str]) -> list[str]:
    return [str(text) for one in drawing.iter(*(f"{{*}}{name}" for name in names)) for text in one.itertext()]


def numbers_unseen(path: Path) -> set[str]:
    """Return the numbers that stand for the pictures of a PDF or an SVG file, and are not among those that are seen."""
    return numbers_in(*alternatives_in(path)) - numbers_seen(seen_in(path))


def _of_pdf(path: Path) -> Iterator[str]:
    with pikepdf.open(path) as document:
        yield from (f"{key} {value}" for key, value in document.docinfo.items())
        with document.open_metadata() as metadata:
            yield from (f"{key} {value}" for key, value in metadata.items())
        yield from (str(attached) for attached in document.attachments)


def _of_picture(path: Path) -> Iterator[str]:
    with Image.open(path) as picture:
        yield from (f"{key} {value}" for key, value in picture.info.items())
    yield from _chunks_beside_pixels(path.read_bytes())


def _chunks_beside_pixels(png: bytes) -> Iterator[str]:
    """All that a PNG file holds besides its size and its pixels, wherever it stands; the pixels are not unpacked."""
    at = len(_SIGNATURE)
    while at < len(png):
        size, kind = unpack_from(">I4s", png, at)
        if kind not in _OF_PIXELS:
            yield f"{kind.decode()} {png[at + 8 : at + 8 + size].decode('latin-1')}"
        at += 12 + size


def _of_drawing(path: Path) -> Iterator[str]:
    yield from alternatives_in(path)
    yield from (f"{name} {value}" for name, value in _drawing(path).attrib.items())


def _of_workbook(path: Path) -> Iterator[str]:
    """Whatever its parts say, but for those that a reader sees."""
    yield from _of_archive(path)
    with ZipFile(path) as archive:
        for part in archive.namelist():
            if not part.startswith(_SEEN):
                yield from map(str, etree.fromstring(archive.read(part)).xpath("//text() | //@*"))


def _of_text(path: Path) -> Iterator[str]:
    document = Document(path)
    for part in ("meta.xml", "settings.xml"):
        yield document.get_part(part).serialize().decode()
    yield from _of_archive(path)


def _of_archive(path: Path) -> Iterator[str]:
    with ZipFile(path) as archive:
        for member in archive.infolist():
            year, month, day, *time = member.date_time
            yield f"{member.filename} {year}-{month:02}-{day:02}T{':'.join(f'{part:02}' for part in time)}"
            yield (member.comment + member.extra).decode("latin-1")
        yield archive.comment.decode("latin-1")


READERS = {
    ".pdf": _of_pdf,
    ".png": _of_picture,
    ".svg": _of_drawing,
    ".xlsx": _of_workbook,
    ".odt": _of_text,
    ".zip": _of_archive,
}
