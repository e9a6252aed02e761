"""The report as an OpenDocument text, read as any program reads it: an archive with XML in it."""

import io
import zipfile
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import publication_samples as samples
import pytest

from schakel.publication.localisation import localise
from schakel.publication.report import describe, write_report
from schakel.publication.tabulation import read_tables
from schakel.verbs.reporting import report
from schakel_base.errors import RequestError

CONTENT = replace(samples.content(synthetic=True), reuse=samples.REUSE)
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}


@pytest.fixture(scope="module")
def written():
    return {tag: write_report(CONTENT, tag, ".odt") for tag in CONTENT.languages}


@pytest.fixture(scope="module")
def members(written):
    """What is in the file in English, by name."""
    with zipfile.ZipFile(io.BytesIO(written["en"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def text(members):
    return ElementTree.fromstring(members["content.xml"])


ANSWERS = [one for one in describe(CONTENT, localise("en"))["answers"] if one["chart"]]


def attribute(element, name):
    space, _, local = name.partition(":")
    return element.get(f"{{{SPACES[space]}}}{local}")


def said(element):
    return "".join(element.itertext())


def test_it_is_an_open_document_whose_manifest_names_all_there_is(written, members):
    with zipfile.ZipFile(io.BytesIO(written["en"])) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert members["mimetype"] == b"application/vnd.oasis.opendocument.text"
    entries = ElementTree.fromstring(members["META-INF/manifest.xml"]).findall("manifest:file-entry", SPACES)
    named = [attribute(one, "manifest:full-path") for one in entries]
    assert set(named) - {"/"} == set(members) - {"mimetype", "META-INF/manifest.xml"}
    pictures = [name for name in named if name.startswith("Pictures/")]
    assert pictures == sorted(pictures)  # whatever the seed of hashes is


def test_it_says_what_it_is_in_which_language_and_that_it_is_made_up(written):
    for tag, content in written.items():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            meta, styles = (ElementTree.fromstring(archive.read(name)) for name in ("meta.xml", "styles.xml"))
        mark = localise(tag).say("Synthetic data")
        assert meta.findtext(".//dc:title", "", SPACES) == f"{mark}. {localise(tag).text(CONTENT.product.title)}"
        assert meta.findtext(".//dc:language", "", SPACES) == tag
        languages = {attribute(one, "fo:language") for one in styles.iterfind(".//style:text-properties", SPACES)}
        assert languages - {None} == {tag}
        assert mark in said(styles.find(".//style:header", SPACES))


def test_every_heading_of_the_report_is_a_heading_and_no_level_is_skipped(text):
    shown, words = describe(CONTENT, localise("en")), describe(CONTENT, localise("en"))["words"]
    chapters = [
        *[(one["title"], one["sections"]) for one in shown["chapters"]],
        *[(one["title"], one["essays"]) for one in shown["essays"]],
        *[(words[name], shown[name]) for name in ("answers", "published", "quality", "method")],
    ]
    expected = {(1, words["in_short"]), (1, words["sources"]), *((1, title) for title, _ in chapters)}
    expected |= {(2, one["title"]) for _, sections in chapters for one in sections}
    found = [(int(attribute(one, "text:outline-level")), said(one)) for one in text.iterfind(".//text:h", SPACES)]
    assert {one for one in found if one[0] < 3} == expected
    levels = [level for level, _ in found]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_every_chapter_and_section(text):
    marks = {
        attribute(mark, "text:name"): said(heading)
        for heading in text.iterfind(".//text:h", SPACES)
        for mark in heading.iterfind("text:bookmark", SPACES)
    }
    links = text.findall(".//text:table-of-content//text:a", SPACES)
    assert {attribute(one, "xlink:href")[1:]: said(one) for one in links} == marks


def test_every_figure_of_every_table_stands_in_its_cell_under_its_header(text):
    shown = {
        table.findtext("table:title", "", SPACES): [
            [said(cell[0]) for cell in row.findall("table:table-cell", SPACES)]
            for row in table.iterfind(".//table:table-row", SPACES)
        ]
        for table in text.iterfind(".//table:table", SPACES)
    }
    for table in CONTENT.all_tables:
        for read in read_tables(table, "", localise("en")):
            expected = [[read.corner, *read.columns]]
            for group in read.groups:
                expected += [[group.header]] if group.header else []
                expected += [[row.header, *(cell.text for cell in row.cells)] for row in group.rows]
            assert expected in shown.values(), table.indicator.name


def test_every_table_has_a_header_row_and_every_picture_words(text, members):
    tables = text.findall(".//table:table", SPACES)
    assert all(len(one.findall("table:table-header-rows/table:table-row", SPACES)) == 1 for one in tables)
    frames = [one for one in text.iterfind(".//draw:frame", SPACES) if one.find("draw:image", SPACES) is not None]
    assert len(frames) > 20
    for frame in frames:
        assert frame.findtext("svg:title", "", SPACES)
        assert len(frame.findtext("svg:desc", "", SPACES)) > 20
        assert b"<svg" in members[attribute(frame.find("draw:image", SPACES), "xlink:href")]


def height_and_width(frame):
    return tuple(float(attribute(frame, f"svg:{side}").removesuffix("cm")) for side in ("height", "width"))


def test_each_answer_stands_beside_a_small_picture_so_that_all_are_on_the_first_page(text):
    lines = [one for one in text.iterfind(".//text:p", SPACES) if len(one.findall("draw:frame", SPACES)) == 2]
    for answer in ANSWERS:
        line = next(one for one in lines if answer["title"] in said(one) and answer["short"] in said(one))
        shown = [one for one in line.iterfind(".//draw:frame", SPACES) if attribute(one, "svg:height")]
        assert shown and all(height_and_width(one)[0] <= 3 for one in shown)


def test_three_pictures_fit_under_each_other_unless_they_are_narrow(text):
    shown = [one for one in text.iterfind(".//draw:frame", SPACES) if attribute(one, "svg:height")]
    assert shown
    assert all(height <= 7.5 or width <= 5 for height, width in map(height_and_width, shown))


def test_equal_content_gives_equal_bytes_and_no_time_but_that_of_the_edition(written):
    assert write_report(CONTENT, "en", ".odt") == written["en"]
    with zipfile.ZipFile(io.BytesIO(written["en"])) as archive:
        day = CONTENT.as_of
        assert {one.date_time for one in archive.infolist()} == {(day.year, day.month, day.day, 0, 0, 0)}
        assert archive.read("meta.xml").count(str(day.year).encode()) == 2


def test_another_kind_of_file_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(RequestError, match=r"a report is a file that ends in \.pdf or \.odt, not monitor\.docx"):
        report(tmp_path, "monitor", tmp_path / "monitor.docx")
